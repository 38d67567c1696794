"""What a button stands for. A platform hands back a key; only what the bot offers anywhere has one."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

from ruamel.yaml import YAML

from bot.guide import load_guide
from bot.settings import ROOT

# Telegram allows 64 bytes, the others more.
KEY_CHARACTERS = 16
_NUMBER = re.compile(r"\s*(\d{1,2})\s*[.)]?\s*")


def key(title: str) -> str:
    """The key of a button, the same on every day and every server."""
    return hashlib.sha256(title.encode()).hexdigest()[:KEY_CHARACTERS]


def title(key: str) -> str | None:
    """The title of the button with this key; None where the bot offers no such thing."""
    return _titles().get(key)


def numbered(text: str, offered: Sequence[str]) -> str:
    """What was typed, or the title that it is the number of."""
    number = _NUMBER.fullmatch(text)
    if number and 1 <= int(number[1]) <= len(offered):
        return offered[int(number[1]) - 1]
    return text


@functools.cache
def _titles() -> dict[str, str]:
    """All buttons of domain.yml, and the questions that clarifications are made of."""
    domain = YAML(typ="safe").load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return {key(each): each for each in (*_buttons(domain["responses"]), *_questions())}


def _questions() -> list[str]:
    return [entry.question for entry in load_guide().entries().values()]


def _buttons(responses: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    for variations in responses.values():
        for variation in variations:
            yield from (button["title"] for button in variation.get("buttons", []))
