"""Plain words of an emergency or of suicide: a first net, apart from the intent classifier."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from ruamel.yaml import YAML

from bot.language.text import asks, clauses, plain

CUES = Path(__file__).parent / "cues" / "red_flags.yml"
PAST = re.compile(
    r"\b(?:ago|last (?:year|month|spring|summer|autumn|fall|winter)"
    r"|in (?:19|20)\d\d|as a (?:child|kid|boy|girl))\b"
)


def red_flag(text: str) -> str | None:
    """`emergency` or `crisis`, if a text tells in plain words of one; negation is not read."""
    told = plain(" ".join(clause for clause in clauses(text) if not asks(clause)))
    found = next((name for name, pattern in _patterns().items() if pattern.search(told)), None)
    return None if found == "emergency" and PAST.search(told) else found


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    groups = YAML(typ="safe").load(CUES.read_text(encoding="utf-8"))
    return {name: re.compile("|".join(f"(?:{cue})" for cue in cues)) for name, cues in groups.items()}
