"""Texts as hurried people type them, for a model to learn that the words are the same."""

from __future__ import annotations

import string
from collections.abc import Callable

from numpy.random import Generator

# How often a text is typed so: with slips, in small letters, in capitals if short, without a last point.
SLIPS, SMALL, CAPITALS, POINTLESS = 0.25, 0.07, 0.04, 0.06
MOST_SLIPS = 3
# So long a text is not written in capitals, and a shorter one than the second has no slips.
LONGEST_SHOUT, SHORTEST = 80, 6


def _left_out(letter: str, following: str, other: str) -> str:
    return following


def _exchanged(letter: str, following: str, other: str) -> str:
    return following + letter


def _missed(letter: str, following: str, other: str) -> str:
    return other + following


def _doubled(letter: str, following: str, other: str) -> str:
    return letter + letter + following


def _added(letter: str, following: str, other: str) -> str:
    return letter + other + following


# What happens to a letter, the one after it and any other letter, and how often.
SLIP: dict[Callable[[str, str, str], str], float] = {
    _left_out: 0.3,
    _exchanged: 0.25,
    _missed: 0.2,
    _doubled: 0.15,
    _added: 0.1,
}


def as_typed(text: str, random: Generator) -> str:
    """The text as somebody may have typed it: mostly as it is, else with slips or in other letters."""
    kind = random.random()
    if kind < SLIPS:
        return with_slips(text, int(random.integers(1, MOST_SLIPS + 1)), random)
    if kind < SLIPS + SMALL:
        return text.lower()
    if kind < SLIPS + SMALL + CAPITALS:
        return text.upper() if len(text) <= LONGEST_SHOUT else text
    if kind < SLIPS + SMALL + CAPITALS + POINTLESS:
        return text.rstrip(".!?")
    return text


def with_slips(text: str, count: int, random: Generator) -> str:
    """The text with up to so many slips of the finger, each inside it and at a letter."""
    kinds, shares = list(SLIP), list(SLIP.values())
    for _ in range(count):
        if len(text) < SHORTEST:
            break
        place = int(random.integers(1, len(text) - 1))
        slip = kinds[random.choice(len(kinds), p=shares)]
        other = str(random.choice(list(string.ascii_lowercase)))
        if text[place].isalpha():
            text = text[:place] + slip(text[place], text[place + 1], other) + text[place + 2 :]
    return text
