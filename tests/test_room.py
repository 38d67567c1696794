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


def test_they_come_in_as_they_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "AT_ONCE", 1)
    order: list[int] = []

    async def turn(number: int) -> None:
        async with room.room():
            order.append(number)
            await asyncio.sleep(0.03)

    async def everybody() -> None:
        await asyncio.gather(*(turn(number) for number in range(6)))

    asyncio.run(everybody())
    assert order == list(range(6))


def test_those_outside_wait_behind_those_who_hold_a_conversation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "AT_ONCE", 1)
    order: list[str] = []

    async def newcomer() -> None:
        await room.vacancy()
        order.append("newcomer")

    async def holder(name: str) -> None:
        async with room.room():
            order.append(name)
            await asyncio.sleep(0.03)

    async def everybody() -> None:
        first = asyncio.create_task(holder("first"))
        await asyncio.sleep(0)
        await asyncio.gather(first, newcomer(), holder("second"))

    asyncio.run(everybody())
    assert order == ["first", "second", "newcomer"]


def test_whoever_gives_up_leaves_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "AT_ONCE", 0)

    async def give_up() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(room.vacancy(), 0.05)
        monkeypatch.setattr(room, "AT_ONCE", 1)
        await asyncio.wait_for(room.vacancy(), 1)

    asyncio.run(give_up())
