"""Plain words of an emergency or of suicide: a first net, apart from the intent classifier."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from ruamel.yaml import YAML

from bot.language.text import plain

CUES = Path(__file__).parent / "cues" / "red_flags.yml"


def says_red_flag(text: str) -> bool:
    """Whether a text has plain words of an emergency or of suicide in it; tense and negation are not read."""
    return bool(_pattern().search(plain(text)))


@functools.cache
def _pattern() -> re.Pattern[str]:
    cues = YAML(typ="safe").load(CUES.read_text(encoding="utf-8"))
    return re.compile("|".join(f"(?:{cue})" for group in cues.values() for cue in group))
