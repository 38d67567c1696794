"""Phrases in a notation that a clinician can read, found by spaCy's token matcher.

`a|b` is either word, `word*` the word with any ending, `word?` may be missing, `#` is a digit, `...` is up to
four other words. Words are compared as they are spoken (spaCy's norm): "can't" and "cannot" are "can not".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc, Span

from bot.language.text import pipeline

GAP = "..."
GAP_WORDS = 4
# Other spellings of small words, as people type them and as spaCy leaves them.
SPELLINGS = {
    "am": ("'m", "m"),
    "is": ("'s", "s"),
    "are": ("'re", "re", "r"),
    "have": ("'ve", "ve"),
    "has": ("'s", "s"),
    "will": ("'ll", "ll"),
    "you": ("u", "ya"),
    "want": ("wanna", "wan"),
}

Phrases = dict[str, list[str]]


class PhraseFinder:
    """Finds named groups of phrases in a text."""

    def __init__(self, groups: Phrases) -> None:
        """Compile the phrases of each group.

        Raises:
            ValueError: a phrase has no word in it.
        """
        self._matcher = Matcher(pipeline().vocab)
        for name, phrases in groups.items():
            self._matcher.add(name, [compiled(phrase) for phrase in phrases], greedy="LONGEST")

    def find(self, doc: Doc | Span) -> Iterator[tuple[str, int, int]]:
        """Name, first word and last word + 1 of each phrase found, counted from the start of `doc`."""
        for key, start, end in self._matcher(doc):
            yield doc.vocab.strings[key], start, end


def compiled(phrase: str) -> list[dict[str, Any]]:
    """The pattern of a phrase for spaCy's matcher.

    Raises:
        ValueError: the phrase has no word in it.
    """
    pattern = [part for word in phrase.split() for part in _tokens(word)]
    if all(part.get("OP") == "?" for part in pattern):
        raise ValueError(f"{phrase!r} may be missing as a whole. Give it a word without '?'.")
    return pattern


def _tokens(word: str) -> Iterable[dict[str, Any]]:
    if word == GAP:
        return [{"OP": "?"}] * GAP_WORDS
    optional = word.endswith("?")
    alternatives = [
        spelled for part in word.rstrip("?").split("|") for spelled in (part, *SPELLINGS.get(part, ()))
    ]
    endings = "|".join(re.escape(part).replace(r"\*", r".*").replace(r"\#", r"\d") for part in alternatives)
    token: dict[str, Any] = {"NORM": {"REGEX": f"^(?:{endings})$"}}
    return [{**token, "OP": "?"}] if optional else [token]
