"""Measures the red flags on sentences by writers who saw none of the examples, and on ordinary questions.

    python -m benchmarks.red_flags

Beside both layers stand the phrases alone and the intent classifier alone (its first choice). What
both layers missed, and what they took for an alarm, is named below the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.questions import load
from benchmarks.systems import top
from benchmarks.tables import replace_block, share
from bot.check.model import load_parser
from bot.language.red_flags import FLAGS, red_flags
from bot.settings import ROOT

RESULTS = Path(__file__).parent / "results" / "red_flags.md"
TITLES = {
    "emergency": "emergencies that raise a flag",
    "crisis": "crises that raise a flag",
    "hard_negative": "hard negatives that raise one",
    "hard_negative_answer": "dark answers to the form that raise one",
    "ordinary": "ordinary messages that raise one",
}
ALARMS = {TITLES[flag] for flag in FLAGS}
BOTH = "both layers"
READ = "questions of the understanding benchmark that raise one"

Raises = Callable[[str], bool]


def layers() -> dict[str, Raises]:
    """What raises a flag, by name."""
    parse = load_parser()
    known: dict[str, dict[str, Any]] = {}

    def parsed(text: str) -> dict[str, Any]:
        if text not in known:
            known[text] = parse(text)
        return known[text]

    return {
        BOTH: lambda text: bool(parsed(text).get("red_flags")),
        "phrases alone": lambda text: bool(red_flags(text)),
        "classifier alone": lambda text: top(parsed(text))[0] in FLAGS,
    }


def texts() -> dict[str, list[str]]:
    """The sentences of each row."""
    found: dict[str, list[str]] = {}
    for question in load("red_flags"):
        found.setdefault(TITLES[question.labels[0]], []).append(question.text)
    found[READ] = [q.text for q in load("blind") if not set(q.labels) & set(FLAGS)]
    return found


def table(systems: Mapping[str, Raises], groups: Mapping[str, Sequence[str]]) -> str:
    """Shares with their intervals, a row a group."""
    lines = ["| | number | " + " | ".join(systems) + " |", "|---" * (2 + len(systems)) + "|"]
    for title, asked in groups.items():
        cells = []
        for raises in systems.values():
            count = sum(raises(text) for text in asked)
            cells.append(share(count, len(asked)))
        lines.append(f"| {title} | {len(asked)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def misses(raises: Raises, groups: Mapping[str, Sequence[str]]) -> str:
    """The sentences that went wrong, a list a group."""
    wrong = {
        title: [text for text in asked if raises(text) != (title in ALARMS)]
        for title, asked in groups.items()
    }
    return "\n\n".join(
        f"{title[0].upper()}{title[1:]}, wrong:\n\n" + "\n".join(f"- {text}" for text in found)
        for title, found in wrong.items()
        if found
    )


def main() -> None:
    """Measure, and write the table and the misses to `results/red_flags.md` and SAFETY.md."""
    systems, groups = layers(), texts()
    written = f"{table(systems, groups)}\n\n{misses(systems[BOTH], groups)}"
    RESULTS.write_text(
        f"# Red flags\n\nWritten by `python -m benchmarks.red_flags`.\n\n{written}\n", encoding="utf-8"
    )
    replace_block(ROOT / "SAFETY.md", "red flags", written)
    print(written)


if __name__ == "__main__":
    main()
