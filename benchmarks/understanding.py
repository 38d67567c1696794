"""Asks the trained model every question of the benchmark sets and writes `benchmarks/understanding.md`.

    python -m benchmarks.understanding

Right: the label's own answer. One click: right, or asked back with the right question among the three
buttons. Wrong: another answer. Told outside: the guide was said not to answer. Asked back: the rest.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from actions.clarify import nearest_labels
from bot.check.model import Parse, label_of, load_parser

HERE = Path(__file__).parent
SETS = ("development", "blind")
OUTSIDE, ASKED_BACK = "out_of_scope", "nlu_fallback"


@dataclass(frozen=True)
class Asked:
    """One question, who asked it, and what came back."""

    label: str
    persona: str
    found: str
    nearest: list[str]

    @property
    def right(self) -> bool:
        """Whether the label's own answer came."""
        return self.found == self.label

    @property
    def one_click(self) -> bool:
        """Whether the right answer came, or is one button away."""
        return self.right or (self.found == ASKED_BACK and self.label in self.nearest)

    @property
    def wrong(self) -> bool:
        """Whether another answer came."""
        return not self.right and self.found not in (OUTSIDE, ASKED_BACK)


def ask(name: str, parse: Parse, seconds: list[float]) -> Iterator[Asked]:
    """Ask every question of a set; the time of each is added to `seconds`."""
    questions = YAML(typ="safe").load((HERE / "questions" / f"{name}.yml").read_text(encoding="utf-8"))
    for label, personas in questions.items():
        for persona, texts in personas.items():
            for text in texts:
                before = time.perf_counter()
                parsed = parse(text)
                seconds.append(time.perf_counter() - before)
                nearest = nearest_labels(parsed["response_selector"])
                yield Asked(label, persona, label_of(parsed), nearest)


def row(title: str, asked: list[Asked]) -> str:
    """A row of the table: shares of the questions asked."""
    shares = [
        sum(question.right for question in asked),
        sum(question.one_click for question in asked),
        sum(question.wrong for question in asked),
        sum(not question.right and question.found == OUTSIDE for question in asked),
        sum(question.found == ASKED_BACK for question in asked),
    ]
    return f"| {title} | {len(asked)} | " + " | ".join(f"{share / len(asked):.3f}" for share in shares) + " |"


def table(asked: list[Asked]) -> list[str]:
    """Rows for the kinds of question, then for who asked the guide's."""
    facts = [question for question in asked if question.label.startswith("faq/")]
    groups = {
        "facts": facts,
        "glossary": [question for question in asked if question.label.startswith("glossary/")],
        "near the guide, outside it": [question for question in asked if question.persona == "near"],
        "far from it": [question for question in asked if question.persona == "far"],
        **{
            intent: [question for question in asked if question.label == intent]
            for intent in ("eligibility", "advice", "emergency", "crisis")
        },
        **{
            f"facts, {persona}": [question for question in facts if question.persona == persona]
            for persona in sorted({question.persona for question in facts})
        },
    }
    head = "| questions | number | right | one click | wrong | told outside | asked back |"
    return [head, "|---" * 7 + "|", *(row(title, group) for title, group in groups.items() if group)]


def main() -> None:
    """Ask, print and write."""
    parse = load_parser()
    parse("warm up")
    seconds: list[float] = []
    lines = ["# Understanding", "", "Written by `make bench`. Shares of the questions of each row.", ""]
    for name in SETS:
        lines += [f"## The {name} set", "", *table(list(ask(name, parse, seconds))), ""]
    lines += [f"Median time to understand one question: {1000 * statistics.median(seconds):.1f} ms.", ""]
    (HERE / "understanding.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
