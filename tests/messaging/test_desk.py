"""The desk without model or platform: a message is answered once, an answer delivered until it arrives."""

from __future__ import annotations

import asyncio
import datetime
import hashlib
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from sqlalchemy import select

from bot import store
from bot.messaging import desk as desks
from bot.messaging.desk import Desk
from bot.messaging.platform import Body, Later, Message, Undeliverable
from bot.reply import Reply
from bot.store import post
from bot.store.engine import engine
from bot.store.models import Incoming, Outgoing

WORDS = "my kidneys ache"
ADDRESS = "+15550100"


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    database = tmp_path / "bot.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database}")
    monkeypatch.setenv("BOT_SECRET", "a secret that only this test has to know")
    monkeypatch.setattr(desks, "FIRST_PAUSE_SECONDS", 0.05)
    return database


class Chat:
    """A platform that takes what it is given, unless told otherwise."""

    name = "chat"
    numbered = True

    def __init__(self) -> None:
        self.got: list[tuple[str, str]] = []
        self.names: list[str] = []
        self.faults: list[Exception] = []

    def render(self, reply: Reply) -> list[Body]:
        return [{"text": line} for line in reply.text.splitlines()]

    async def deliver(self, address: str, body: Body, delivery: str) -> None:
        self.names.append(delivery)
        if self.faults:
            raise self.faults.pop(0)
        self.got.append((address, body["text"]))

    def texts(self) -> list[str]:
        return [text for _, text in self.got]


class Bot:
    """Answers each message with its number and what it said, and offers two buttons."""

    def __init__(self, seconds: float = 0) -> None:
        self.seconds = seconds
        self.heard: list[tuple[str, str | None]] = []

    async def __call__(self, message: UserMessage) -> None:
        self.heard.append((message.sender_id, message.text))
        number = len(self.heard)
        await asyncio.sleep(self.seconds)
        answer: dict[str, Any] = {
            "text": f"Answer {number}.\nSecond line {number}.",
            "utter_action": "utter_faq/cost",
            "buttons": [{"title": "Yes"}, {"title": "No"}],
        }
        await message.output_channel.send_response(message.sender_id, answer)


def message(number: int, text: str | None = WORDS, address: str = ADDRESS) -> Message:
    return Message(f"id {number}", address, text, None if text else "utter_text_only")


async def until(done: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it did not come to that"
        await asyncio.sleep(0.01)
    # And nothing more.
    await asyncio.sleep(0.1)


def test_messages_are_answered_in_their_order_one_at_a_time() -> None:
    chat, bot = Chat(), Bot(seconds=0.02)

    async def talk() -> None:
        desk = Desk(chat, bot)
        desk.accept([message(1, "one"), message(2, "two")])
        desk.accept([message(3, "three")])
        await until(lambda: len(chat.got) >= 6)

    asyncio.run(talk())
    assert [text for _, text in bot.heard] == ["one", "two", "three"]
    assert chat.texts() == [f"{part} {n}." for n in (1, 2, 3) for part in ("Answer", "Second line")]
    assert {address for address, _ in chat.got} == {ADDRESS}


def test_a_message_that_comes_again_is_answered_once() -> None:
    chat, bot = Chat(), Bot()

    async def talk() -> None:
        desk = Desk(chat, bot)
        desk.accept([message(1), message(1)])
        await until(lambda: len(chat.got) == 2)
        desk.accept([message(1)])
        await asyncio.sleep(0.1)

    asyncio.run(talk())
    assert len(bot.heard) == 1
    assert len(chat.got) == 2


def test_people_do_not_wait_for_each_other() -> None:
    chat, bot = Chat(), Bot(seconds=0.3)

    async def talk() -> float:
        desk = Desk(chat, bot)
        began = time.monotonic()
        desk.accept([message(n, address=f"person {n}") for n in range(10)])
        await until(lambda: len(chat.got) == 20)
        return time.monotonic() - began

    assert asyncio.run(talk()) < 2


def test_a_delivery_is_tried_again_under_the_same_name_until_it_arrives() -> None:
    chat = Chat()
    chat.faults = [ConnectionError("down"), Later("busy"), TimeoutError()]

    async def talk() -> None:
        Desk(chat, Bot()).accept([message(1)])
        await until(lambda: len(chat.got) == 2)

    asyncio.run(talk())
    assert chat.texts() == ["Answer 1.", "Second line 1."]
    assert len(set(chat.names[:4])) == 1
    assert chat.names[4] != chat.names[0]


def test_the_platform_is_given_the_time_that_it_asks_for() -> None:
    chat = Chat()
    chat.faults = [Later("too many requests", after=0.5)]

    async def talk() -> float:
        began = time.monotonic()
        Desk(chat, Bot()).accept([message(1)])
        await until(lambda: len(chat.got) == 2)
        return time.monotonic() - began

    assert asyncio.run(talk()) >= 0.5


def test_what_can_never_be_delivered_is_let_go_and_the_rest_is_not(caplog: pytest.LogCaptureFixture) -> None:
    chat = Chat()
    chat.faults = [Undeliverable("blocked")]

    async def talk() -> None:
        Desk(chat, Bot()).accept([message(1)])
        await until(lambda: len(chat.got) == 1)

    asyncio.run(talk())
    assert chat.texts() == ["Second line 1."]
    assert WORDS not in caplog.text
    assert ADDRESS not in caplog.text


def test_what_a_day_could_not_deliver_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "TOO_OLD", datetime.timedelta(seconds=0.3))
    chat = Chat()
    chat.faults = [ConnectionError("down")] * 1000

    async def talk() -> None:
        Desk(chat, Bot()).accept([message(1)])
        await until(lambda: post.waiting("chat") == [])

    asyncio.run(talk())
    assert chat.got == []


def test_another_process_delivers_what_one_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "HOLD", datetime.timedelta(seconds=0.3))
    chat, bot = Chat(), Bot()

    async def interrupted() -> None:
        chat.faults = [Later("busy", after=60)]
        Desk(chat, bot).accept([message(1)])
        await until(lambda: not chat.faults)

    async def next_process() -> None:
        await asyncio.sleep(0.4)
        sweeping = asyncio.create_task(Desk(chat, bot).sweep())
        await until(lambda: len(chat.got) == 2)
        sweeping.cancel()

    asyncio.run(interrupted())
    asyncio.run(next_process())
    assert chat.texts() == ["Answer 1.", "Second line 1."]
    assert len(bot.heard) == 1


def test_who_waits_for_the_platform_keeps_the_conversation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "HOLD", datetime.timedelta(seconds=0.3))
    monkeypatch.setattr(desks, "SWEEP_SECONDS", 0.1)
    chat, bot = Chat(), Bot()
    chat.faults = [Later("busy", after=1)]

    async def talk() -> None:
        Desk(chat, bot).accept([message(1)])
        sweeping = asyncio.create_task(Desk(chat, bot).sweep())
        await until(lambda: len(chat.got) == 2)
        sweeping.cancel()

    asyncio.run(talk())
    assert chat.texts() == ["Answer 1.", "Second line 1."]


def test_two_processes_never_serve_one_conversation_at_once() -> None:
    chat, bot = Chat(), Bot(seconds=0.1)

    async def talk() -> None:
        one, two = Desk(chat, bot), Desk(chat, bot)
        one.accept([message(1)])
        two.accept([message(1), message(2)])
        sweeping = asyncio.create_task(two.sweep())
        await until(lambda: len(chat.got) == 4)
        sweeping.cancel()

    asyncio.run(talk())
    assert len(bot.heard) == 2
    assert chat.texts() == ["Answer 1.", "Second line 1.", "Answer 2.", "Second line 2."]


def test_a_number_chooses_what_was_offered() -> None:
    chat, bot = Chat(), Bot()

    async def talk() -> None:
        desk = Desk(chat, bot)
        desk.accept([message(1, "1")])
        await until(lambda: len(chat.got) == 2)
        desk.accept([message(2, "2")])
        await until(lambda: len(chat.got) == 4)

    asyncio.run(talk())
    assert [text for _, text in bot.heard] == ["1", "No"]


def test_what_is_not_text_is_told_so() -> None:
    chat, bot = Chat(), Bot()

    async def talk() -> None:
        Desk(chat, bot).accept([message(1, None)])
        await until(lambda: bool(chat.got))

    asyncio.run(talk())
    assert "only read words" in chat.texts()[0]
    assert bot.heard == []


def test_who_writes_too_much_is_told_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESSAGES_PER_MINUTE", "2")
    chat, bot = Chat(), Bot()

    async def talk() -> None:
        Desk(chat, bot).accept([message(n) for n in range(8)])
        await until(lambda: len(chat.got) >= 5)

    asyncio.run(talk())
    assert 1 <= sum("That was a lot at once" in text for text in chat.texts()) <= 2
    assert len(bot.heard) <= 4


def test_a_failed_turn_is_an_apology(caplog: pytest.LogCaptureFixture) -> None:
    chat = Chat()

    async def broken(said: UserMessage) -> None:
        raise RuntimeError(f"cannot handle {said.text}")

    async def talk() -> None:
        Desk(chat, broken).accept([message(1)])
        await until(lambda: bool(chat.got))

    with caplog.at_level(logging.DEBUG):
        asyncio.run(talk())
    assert "something went wrong on my side" in chat.texts()[0]
    assert WORDS not in caplog.text


def test_once_answered_and_delivered_nothing_of_it_is_left(settings: Path) -> None:
    chat = Chat()

    async def talk() -> None:
        Desk(chat, Bot()).accept([message(1)])
        await until(lambda: len(chat.got) == 2)

    asyncio.run(talk())
    with engine().connect() as connection:
        incoming = connection.execute(select(Incoming.__table__)).all()
        assert connection.execute(select(Outgoing.__table__)).all() == []
    assert WORDS not in str(incoming)
    assert ADDRESS not in str(incoming)


def test_rasa_does_not_know_anybodys_number() -> None:
    chat, bot = Chat(), Bot()

    async def talk() -> None:
        Desk(chat, bot).accept([message(1)])
        await until(lambda: len(chat.got) == 2)

    asyncio.run(talk())
    ((sender, _),) = bot.heard
    assert ADDRESS.removeprefix("+") not in sender
    # Nor could a list of all numbers be tried, for want of the secret.
    assert sender not in (store.key("chat", ADDRESS), hashlib.sha256(ADDRESS.encode()).hexdigest())


def test_ids_that_no_platform_sends_again_are_let_go() -> None:
    now = datetime.datetime(2026, 11, 25, 12)
    letter = post.Letter("conversation", "id", "chat", ADDRESS, WORDS)
    post.receive(letter, now)
    post.answered(letter, [], [], now)
    post.forget_old(now + datetime.timedelta(days=6))
    assert post.is_known("conversation", "id")
    post.forget_old(now + datetime.timedelta(days=8))
    assert not post.is_known("conversation", "id")
