"""Asks every question of the benchmark sets and writes tables and plots into `benchmarks/results/`.

    python -m benchmarks.understanding

Right: the label's own answer, and all of them where several things were asked. One click: right, or asked
back with the right question among the three buttons. Wrong: another answer. Told outside: the guide was said
not to answer. Asked back: the rest.
"""

from __future__ import annotations

import json
import statistics
import tarfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import plots
from benchmarks.examples import Curve, learning_curve
from benchmarks.questions import KINDS, OUTSIDE, Question, load
from benchmarks.systems import FALLBACK, Reading, System, ngrams, ours, stock
from benchmarks.tables import replace_block, share
from bot.check.content import load_content
from bot.settings import ROOT
from bot.training import MODEL

RESULTS = Path(__file__).parent / "results"
SETS = ("development", "blind")
OURS, NGRAMS, STOCK = "this bot", "n-grams + logistic regression", "stock Rasa"
FACTS, NEAR = KINDS["faq"], KINDS["out_of_scope/near"]
BLIND = "The blind set"
SHARES = ("right", "one_click", "wrong", "told_outside", "asked_back")
HEAD = "| number | right | one click | wrong | told outside | asked back |\n|" + "---|" * 7


@dataclass(frozen=True)
class Asked:
    """A question and how it was read."""

    question: Question
    reading: Reading

    @property
    def right(self) -> bool:
        """Whether the answers are those of the question's labels."""
        return set(self.reading.found) == set(self.question.labels)

    @property
    def one_click(self) -> bool:
        """Whether the right answer came, or is one button away."""
        return self.right or (self.asked_back and bool(set(self.question.labels) & set(self.reading.nearest)))

    @property
    def asked_back(self) -> bool:
        """Whether the answer was the three nearest questions."""
        return self.reading.found == [FALLBACK]

    @property
    def told_outside(self) -> bool:
        """Whether a question of the guide was said not to be."""
        return self.reading.found == [OUTSIDE] and not self.right

    @property
    def wrong(self) -> bool:
        """Whether another answer came."""
        return not (self.right or self.asked_back or self.told_outside)


def ask(system: System, questions: Sequence[Question]) -> list[Asked]:
    """Ask a system all questions."""
    readings = system([question.text for question in questions])
    return [Asked(question, reading) for question, reading in zip(questions, readings, strict=True)]


def row(title: str, asked: Sequence[Asked]) -> str:
    """A row of the table: shares of the questions, with a 95 % interval (Wilson) for those right."""
    right, *others = [sum(getattr(a, name) for a in asked) for name in SHARES]
    shares = [share(right, len(asked)), *(f"{count / len(asked):.3f}" for count in others)]
    return f"| {title} | {len(asked)} | " + " | ".join(shares) + " |"


def table(first: str, groups: Mapping[str, Sequence[Asked]]) -> str:
    """A table with a row for each group that has questions."""
    return "\n".join([f"| {first} {HEAD}", *(row(title, group) for title, group in groups.items() if group)])


def grouped(asked: Iterable[Asked], by: str) -> dict[str, list[Asked]]:
    """Questions by kind, persona or label; kinds in the order of `KINDS`."""
    groups: dict[str, list[Asked]] = {kind: [] for kind in KINDS.values()} if by == "kind" else {}
    for a in sorted(asked, key=lambda a: _key(a.question, by)):
        groups.setdefault(_key(a.question, by), []).append(a)
    return groups


def _key(question: Question, by: str) -> str:
    return question.labels[0] if by == "label" else str(getattr(question, by))


def worst_pairs(asked: Iterable[Asked]) -> str:
    """The labels taken for another, most often first."""
    wrong = [a for a in asked if a.reading.top not in a.question.labels]
    pairs = Counter((a.question.labels[0], a.reading.top) for a in wrong)
    rows = [f"| {label} | {top} | {number} |" for (label, top), number in pairs.most_common(10)]
    return "\n".join(["| label | taken for | times |", "|---|---|---|", *rows])


def curve_table(curve: Curve) -> str:
    """The learning curve in figures."""
    rows = [
        f"| {size} | " + " | ".join(f"{shares[index]:.3f}" for shares in curve.shares.values()) + " |"
        for index, size in enumerate(curve.sizes)
    ]
    return "\n".join(["| examples | " + " | ".join(curve.shares) + " |", "|---" * 3 + "|", *rows])


def gate_threshold() -> float:
    """The threshold that training fitted, out of the model archive."""
    with tarfile.open(ROOT / MODEL) as archive:
        names = [name for name in archive.getnames() if "Classifier" in name and name.endswith("names.json")]
        return float(json.load(archive.extractfile(names[0]))["threshold"])  # type: ignore[arg-type]


def tables(asked: dict[str, dict[str, list[Asked]]], curve: Curve) -> dict[str, str]:
    """All tables by their titles; `asked` is system -> set -> questions."""
    mine = asked[OURS]
    facts = [a for a in mine["blind"] if a.question.kind == FACTS]
    beside = {
        f"{title}, {kind}": [a for a in sets["blind"] if a.question.kind == kind]
        for kind in (FACTS, NEAR)
        for title, sets in asked.items()
    }
    return {
        BLIND: table("blind questions", grouped(mine["blind"], "kind")),
        "Side by side, on the blind set": table("system", beside),
        "The blind set by persona, facts": table("persona", grouped(facts, "persona")),
        "The blind set by fact": table("fact", grouped(facts, "label")),
        "The development set": table("questions", grouped(mine["development"], "kind")),
        "What was taken for what, in both sets": worst_pairs([*mine["blind"], *mine["development"]]),
        "Learning curve": curve_table(curve),
    }


def plot(asked: dict[str, dict[str, list[Asked]]], curve: Curve, labels: list[str], counts: Any) -> None:
    """Write all plots; stock Rasa has no confidence that covers intent and answer, so no curve."""
    plots.learning_curve(RESULTS / "learning_curve.png", curve.sizes, curve.shares)
    plots.confusion(RESULTS / "confusion.png", labels, counts)
    curves = {
        title: (
            np.array([a.reading.confidence for a in asked[title]["blind"]]),
            np.array([a.reading.top in a.question.labels for a in asked[title]["blind"]]),
        )
        for title in (OURS, NGRAMS)
    }
    plots.risk_coverage(RESULTS / "risk_coverage.png", curves, gate_threshold())


def main() -> None:
    """Ask, write tables and plots, and put the main table into the README."""
    content = load_content()
    sets = {name: load(name) for name in SETS}
    system, seconds = ours()
    systems = {OURS: system, NGRAMS: ngrams(content.examples)}
    from_stock = stock()
    if from_stock:
        systems[STOCK] = from_stock
    asked = {title: {name: ask(one, sets[name]) for name in SETS} for title, one in systems.items()}
    facts = {f"{name} set, facts": [q for q in sets[name] if q.kind == FACTS] for name in SETS}
    curve, labels, counts = learning_curve(content.examples, facts)
    plot(asked, curve, labels, counts)

    sections = tables(asked, curve)
    text = "# Understanding\n\nWritten by `make bench`. Shares of the questions of each row.\n"
    text += "".join(f"\n## {title}\n\n{body}\n" for title, body in sections.items())
    text += f"\nMedian time to understand a question: {1000 * statistics.median(seconds):.1f} ms.\n"
    (RESULTS / "understanding.md").write_text(text, encoding="utf-8")
    replace_block(ROOT / "README.md", "understanding", sections[BLIND])
    print(text)


if __name__ == "__main__":
    main()
