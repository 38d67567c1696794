"""An answer as plain text, for what a platform cannot show otherwise: nothing of its meaning is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.reply import GENERAL, SOURCE, Reply, spoken

# A sentence's end, or a line's; the point after a number may be that of a list.
_END = re.compile(r"(?<=\D[.!?])\s+|\n")


def plain(reply: Reply) -> str:
    """Text, table and source of an answer, each on lines of its own."""
    table = [spoken(row) for row in reply.table.rows] if reply.table else []
    return "\n".join(part for part in (reply.text, *table, _source(reply)) if part)


def with_numbers(text: str, titles: Sequence[str]) -> str:
    """The text with its buttons as a list to choose from by number."""
    if not titles:
        return text
    listed = "\n".join(f"{number}. {title}" for number, title in enumerate(titles, 1))
    return f"{text}\n\n{listed}\n{_how_to_choose(len(titles))}"


def split(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` characters, cut between lines or sentences, else between words."""
    parts: list[str] = []
    while len(text) > limit:
        cut = _cut(text, limit)
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [part for part in (*parts, text) if part]


def units(text: str) -> int:
    """The length in UTF-16 code units, of which a character beyond the first 65536 has two."""
    return len(text) + sum(character > "\uffff" for character in text)


def split_by_units(text: str, limit: int) -> list[str]:
    """The same as `split`, where a platform counts its limit in UTF-16 code units, or may do so."""
    wide = units(text) - len(text)
    return split(text, max(limit - wide, limit // 2))


def _cut(text: str, limit: int) -> int:
    ends = [match.end() for match in _END.finditer(text, 0, limit + 1) if match.start() <= limit]
    if ends:
        return ends[-1]
    space = text.rfind(" ", 0, limit + 1)
    return space if space > 0 else limit


def _source(reply: Reply) -> str:
    if reply.source is None or reply.source.startswith(GENERAL):
        return reply.source or ""
    return f"{SOURCE}{reply.source}."


def _how_to_choose(number: int) -> str:
    if number == 1:
        return "Reply 1 to choose it, or type your own words."
    numbers = ", ".join(map(str, range(1, number)))
    return f"Reply {numbers} or {number}, or type your own words."
