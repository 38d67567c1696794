"""Measures the red flags on sentences by writers who saw none of the examples, and on ordinary questions.

    python -m benchmarks.red_flags

An alarm is given instead of any other answer; help is an alarm, or the line about help before the answer
where a red flag is only possible. Beside both stand the phrases alone and the intent classifier alone (its
first choice). Who got no help or only the line, and what raised an alarm without need, is named below.
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
    "emergency": "emergencies",
    "crisis": "crises",
    "hard_negative": "hard negatives",
    "hard_negative_answer": "dark answers to the form",
    "ordinary": "ordinary messages",
}
FLAGGED = {TITLES[flag] for flag in FLAGS}
ALARM, HELP = "alarm", "help"
READ = "questions of the understanding benchmark"

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
        HELP: lambda text: bool(parsed(text).get("red_flags") or parsed(text).get("possible_red_flags")),
        ALARM: lambda text: bool(parsed(text).get("red_flags")),
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


def misses(systems: Mapping[str, Raises], groups: Mapping[str, Sequence[str]]) -> str:
    """The sentences that went wrong, a list a group and a kind of mistake; other benchmarks' stay unread."""
    lists: dict[str, list[str]] = {}
    for title, asked in groups.items():
        alarmed = [text for text in asked if systems[ALARM](text)]
        if title in FLAGGED:
            helped = [text for text in asked if systems[HELP](text)]
            lists[f"{title} that got no help"] = [text for text in asked if text not in helped]
            lists[f"{title} that got the line only"] = [text for text in helped if text not in alarmed]
        elif title != READ:
            lists[f"{title} that raised an alarm"] = alarmed
    return "\n\n".join(
        f"{title[0].upper()}{title[1:]}:\n\n" + "\n".join(f"- {text}" for text in found)
        for title, found in lists.items()
        if found
    )


def main() -> None:
    """Measure, and write the table and the misses to `results/red_flags.md` and SAFETY.md."""
    systems, groups = layers(), texts()
    written = f"{table(systems, groups)}\n\n{misses(systems, groups)}"
    RESULTS.write_text(
        f"# Red flags\n\nWritten by `python -m benchmarks.red_flags`.\n\n{written}\n", encoding="utf-8"
    )
    replace_block(ROOT / "SAFETY.md", "red flags", written)
    print(written)


if __name__ == "__main__":
    main()
