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
POLL_SECONDS = 0.05

_inside: set[object] = set()


async def vacancy() -> None:
    """Wait until there is room for one more."""
    while len(_inside) >= AT_ONCE:
        await asyncio.sleep(POLL_SECONDS)


@contextlib.asynccontextmanager
async def room() -> AsyncIterator[None]:
    """Take up room, when there is some."""
    await vacancy()
    place = object()
    _inside.add(place)
    try:
        yield
    finally:
        _inside.discard(place)
