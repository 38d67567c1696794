"""Plays the blind eligibility dialogues against a bot of its own; writes `benchmarks/results/eligibility.md`.

    python -m benchmarks.eligibility

The dialogues are by writers who had seen neither the readers nor the form. A dialogue names answers by slot,
because the order of questions depends on what was told before: see `benchmarks/dialogues/`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot import runner
from bot.deployment.ports import free_port
from bot.eligibility import CRITERIA
from tests.support.conversation import Conversation

HERE = Path(__file__).parent
SETS = ("development", "blind")
MAX_TURNS = 40


@dataclass(frozen=True)
class Played:
    """A dialogue as it went: slots and outcome at the end, and what was said."""

    script: dict[str, Any]
    slots: dict[str, Any]
    transcript: list[str]

    @property
    def outcome(self) -> str | None:
        """The verdict, if there was one."""
        return self.slots.get("eligibility_outcome")

    def slot_is_right(self, name: str) -> bool:
        """Whether a slot ended as the script expects; the order of features means nothing."""
        expected, found = self.script["expect"][name], self.slots.get(name)
        if isinstance(expected, list) and isinstance(found, list):
            return set(expected) == set(found)
        return bool(expected == found)


def play(script: dict[str, Any], conversation: Conversation) -> Played:
    """Answer each question as the script says until the verdict, or until the script has nothing to say."""
    answers = {
        slot: [texts] if isinstance(texts, str) else list(texts) for slot, texts in script["answers"].items()
    }
    interruptions = {slot: list(texts) for slot, texts in (script.get("interruptions") or {}).items()}
    correction = dict(script.get("correction") or {})
    transcript: list[str] = []
    text = script["opening"]
    for _ in range(MAX_TURNS):
        names = conversation.names(text)
        transcript += [f"you: {text}", f"     {' '.join(names)}"]
        slots = conversation.slots()
        pending = slots.get("requested_slot")
        if slots.get("eligibility_outcome") or pending is None:
            break
        if interruptions.get(pending):
            text = interruptions[pending].pop(0)
        elif correction.get("at") == pending:
            text = correction["says"]
            correction = {}
        elif answers.get(pending):
            text = answers[pending].pop(0) if len(answers[pending]) > 1 else answers[pending][0]
        else:
            text = "yes" if pending == "answers_confirmed" else "I don't know"
    return Played(script, conversation.slots(), transcript)


def table(played: list[Played]) -> list[str]:
    """The figures of a set: verdicts, false "meets", slots."""
    right = sum(one.outcome == one.script["expect"]["outcome"] for one in played)
    false_meets = sum(one.outcome == "meets" != one.script["expect"]["outcome"] for one in played)
    slots = Counter(name for one in played for name in CRITERIA if one.slot_is_right(name))
    lines = ["| figure | value |", "|---|---|", f"| dialogues | {len(played)} |"]
    lines += [f"| verdict right | {right} |", f"| false `meets` | {false_meets} |"]
    lines += [f"| all slots right | {sum(slots.values())} of {6 * len(played)} |"]
    return lines + [f"| `{name}` right | {slots[name]} |" for name in CRITERIA]


def main() -> None:
    """Play, print and write; `-v` shows the dialogues of the development set that went wrong."""
    # The scripts take no time to read.
    os.environ["MESSAGES_PER_MINUTE"] = "10000"
    lines = ["# Eligibility dialogues", "", "Written by `python -m benchmarks.eligibility`.", ""]
    with (
        tempfile.TemporaryDirectory() as folder,
        runner.running(free_port(), free_port(), "--enable-api", logs=Path(folder)) as bot,
    ):
        for name in SETS:
            scripts = YAML(typ="safe").load((HERE / "dialogues" / f"{name}.yml").read_text(encoding="utf-8"))
            played = [play(script, Conversation(bot)) for script in scripts]
            lines += [f"## The {name} set", "", *table(played), ""]
            if name == "development" and "-v" in sys.argv:
                for one in played:
                    wrong = [slot for slot in CRITERIA if not one.slot_is_right(slot)]
                    if wrong or one.outcome != one.script["expect"]["outcome"]:
                        print("\n".join([f"--- {one.script['id']} {one.outcome} {wrong}", *one.transcript]))
                        print({slot: (one.script["expect"][slot], one.slots.get(slot)) for slot in wrong})
    (HERE / "results" / "eligibility.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
