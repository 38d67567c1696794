"""How many turns one server runs at once; whoever comes later waits outside, where no time runs against them.

A server works on one thing at a time, so turns beside each other only share out the seconds that each has for
itself and for the action server.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

# While one turn waits for the action server, others can go on; more would only wait for each other.
AT_ONCE = 8
POLL_SECONDS = 0.02

_inside: set[object] = set()
# In the order in which they came: those who hold a conversation already, and those who do not yet.
_at_the_door: list[object] = []
_outside: list[object] = []


async def vacancy() -> None:
    """Wait until there is room for one more, behind all who wait already."""
    async with _first_of(_outside):
        while len(_inside) + len(_at_the_door) >= AT_ONCE:
            await asyncio.sleep(POLL_SECONDS)


@contextlib.asynccontextmanager
async def room() -> AsyncIterator[None]:
    """Take up room, when there is some."""
    place = object()
    async with _first_of(_at_the_door):
        while len(_inside) >= AT_ONCE:
            await asyncio.sleep(POLL_SECONDS)
        _inside.add(place)
    try:
        yield
    finally:
        _inside.discard(place)


@contextlib.asynccontextmanager
async def _first_of(line: list[object]) -> AsyncIterator[None]:
    place = object()
    line.append(place)
    try:
        while line[0] is not place:
            await asyncio.sleep(POLL_SECONDS)
        yield
    finally:
        line.remove(place)
