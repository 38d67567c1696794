"""A turn without a model: taken once, found again, erased when it is told to be."""

from __future__ import annotations

import asyncio
import datetime
import logging
import uuid
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered

from bot import channel, room, store
from bot.store.trackers import TrackerStore
from bot.webchat import turns
from bot.webchat.messages import Message
from bot.webchat.refusals import Refusal

SENDER = "someone"
CONVERSATION = store.key(turns.NAME, SENDER)
WORDS = "my kidneys ache"


@pytest.fixture(autouse=True)
def conversation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    store.open_session(CONVERSATION, turns.now(), turns.now() + datetime.timedelta(hours=1))


class Bot:
    """Answers each message with its number, in its own time."""

    def __init__(self, seconds: float = 0) -> None:
        self.seconds = seconds
        self.heard: list[str | None] = []

    async def __call__(self, message: UserMessage) -> None:
        self.heard.append(message.text)
        number = len(self.heard)
        await asyncio.sleep(self.seconds)
        answer = {"text": f"Answer {number}.", "utter_action": "utter_faq/cost"}
        await message.output_channel.send_response(SENDER, answer)


async def silent(message: UserMessage) -> None:
    return


async def broken(message: UserMessage) -> None:
    raise RuntimeError(f"cannot handle {message.text}")


def new() -> str:
    return str(uuid.uuid4())


def texts(messages: list[Message]) -> list[str]:
    return [message["text"] for message in messages]


def history() -> list[str]:
    return texts(store.history(CONVERSATION))


def run(*sayings: Awaitable[Any]) -> list[Any]:
    async def all_at_once() -> list[Any]:
        return await asyncio.gather(*sayings, return_exceptions=True)

    return asyncio.run(all_at_once())


def test_a_message_sent_again_gets_the_same_answer_and_does_nothing() -> None:
    bot, turn = Bot(), new()
    (first,) = run(turns.say(bot, SENDER, turn, WORDS))
    (second,) = run(turns.say(bot, SENDER, turn, WORDS))
    assert first == second
    assert bot.heard == [WORDS]
    assert history() == [WORDS, "Answer 1."]


def test_the_same_message_twice_at_once_is_one() -> None:
    bot, turn = Bot(0.2), new()
    first, second = run(turns.say(bot, SENDER, turn, WORDS), turns.say(bot, SENDER, turn, WORDS))
    assert first == second
    assert bot.heard == [WORDS]


def test_two_messages_at_once_are_answered_one_after_the_other() -> None:
    bot = Bot(0.2)
    first, second = run(turns.say(bot, SENDER, new(), "one"), turns.say(bot, SENDER, new(), "two"))
    assert texts(first) + texts(second) == ["Answer 1.", "Answer 2."]
    assert history() == ["one", "Answer 1.", "two", "Answer 2."]


def test_who_waits_too_long_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "WAIT_SECONDS", 0.1)
    bot = Bot(0.5)
    _, refusal = run(turns.say(bot, SENDER, new(), "one"), turns.say(bot, SENDER, new(), "two"))
    assert isinstance(refusal, Refusal)
    assert (refusal.status, bool(refusal.after)) == (409, True)
    assert bot.heard == ["one"]


def test_when_all_are_busy_the_next_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "AT_ONCE", 0)
    monkeypatch.setattr(turns, "WAIT_SECONDS", 0.1)
    (refusal,) = run(turns.say(Bot(), SENDER, new(), WORDS))
    assert isinstance(refusal, Refusal)
    assert (refusal.status, bool(refusal.after)) == (503, True)
    assert history() == []


@pytest.mark.parametrize("handle", [silent, broken])
def test_silence_and_failure_become_an_apology_that_is_kept(
    handle: channel.Handler, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ((apology,),) = run(turns.say(handle, SENDER, new(), WORDS))
    assert apology["kind"] == "apology"
    assert "emergency number" in apology["text"]
    assert history() == [WORDS, apology["text"]]
    assert WORDS not in caplog.text


def test_whoever_loses_the_connection_finds_the_answer() -> None:
    bot, turn = Bot(0.3), new()

    async def lost() -> list[Message]:
        saying = asyncio.create_task(turns.say(bot, SENDER, turn, WORDS))
        await asyncio.sleep(0.1)
        saying.cancel()
        return await turns.say(bot, SENDER, turn, WORDS)

    assert texts(asyncio.run(lost())) == ["Answer 1."]
    assert bot.heard == [WORDS]


def died_with(turn: str) -> None:
    long_ago = turns.now() - 2 * turns.HOLD
    message = store.Said(turn, "user", {"id": turn, "role": "user", "text": WORDS, "at": ""})
    assert store.claim(CONVERSATION, turn, message, long_ago, long_ago + turns.HOLD) is store.Claim.TAKEN


def test_a_turn_that_died_before_rasa_saved_it_is_run_again() -> None:
    bot, turn = Bot(), new()
    died_with(turn)
    (answers,) = run(turns.say(bot, SENDER, turn, WORDS))
    assert texts(answers) == ["Answer 1."]
    assert history() == [WORDS, "Answer 1."]


def test_a_turn_that_died_after_rasa_saved_it_is_not_run_again() -> None:
    bot, turn = Bot(), new()
    died_with(turn)
    trackers = TrackerStore(Domain.empty())
    tracker = asyncio.run(trackers.get_or_create_tracker(SENDER))
    tracker.update(UserUttered(WORDS, message_id=turn))
    tracker.update(BotUttered("Saved.", {"buttons": [{"title": "Why?"}]}, {"utter_action": "utter_faq/cost"}))
    asyncio.run(trackers.save(tracker))
    ((answer,),) = run(turns.say(bot, SENDER, turn, WORDS))
    assert answer["text"] == "Saved."
    assert answer["buttons"] == [{"title": "Why?"}]
    assert bot.heard == []
    assert history() == [WORDS, "Saved."]


def test_erasing_waits_for_the_answer_and_then_nothing_is_left() -> None:
    bot = Bot(0.3)
    run(turns.say(bot, SENDER, new(), WORDS), turns.erase(SENDER))
    assert history() == []
    (refusal,) = run(turns.say(bot, SENDER, new(), WORDS))
    assert isinstance(refusal, Refusal)
    assert refusal.status == 401


def test_a_long_message_gets_a_sentence_and_is_kept_in_part() -> None:
    ((sentence,),) = run(turns.say(Bot(), SENDER, new(), "word " * 1_000))
    assert "at most 500 characters" in sentence["text"]
    assert len(history()[0]) == 501


def test_a_store_that_breaks_during_the_turn_costs_nobody_the_answer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*arguments: Any) -> None:
        raise store.StoreError("The disk is full.")

    monkeypatch.setattr(store, "finish", full)
    (answers,) = run(turns.say(Bot(), SENDER, new(), WORDS))
    assert texts(answers) == ["Answer 1."]
    assert "disk is full" in caplog.text
