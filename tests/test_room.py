from __future__ import annotations

import asyncio

import pytest

from bot import room


def test_no_more_than_so_many_are_inside_and_everybody_gets_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "AT_ONCE", 2)
    inside, most, done = 0, 0, 0

    async def turn() -> None:
        nonlocal inside, most, done
        async with room.room():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1
            done += 1

    async def everybody() -> None:
        await asyncio.gather(*(turn() for _ in range(9)))

    asyncio.run(everybody())
    assert (most, done) == (2, 9)


def test_whoever_fails_inside_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "AT_ONCE", 1)

    async def twice() -> None:
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                async with room.room():
                    raise ZeroDivisionError

    asyncio.run(asyncio.wait_for(twice(), 5))
