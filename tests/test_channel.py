from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from rasa.core.channels.channel import UserMessage

from bot import channel
from bot.store.engine import engine

SECRET = "my kidneys ache"


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")


def ask(handle: channel.Handler, text: str = SECRET) -> list[str]:
    replies = asyncio.run(channel.answer(handle, text, "someone", "rest"))
    assert all(reply["text"] for reply in replies)
    return [reply["metadata"]["utter_action"] for reply in replies]


async def kind(message: UserMessage) -> None:
    answer = {"text": "Hello.", "utter_action": "utter_greet", "metadata": {"source": {"paragraphs": [1]}}}
    await message.output_channel.send_response("someone", answer)


async def silent(message: UserMessage) -> None:
    return


async def broken(message: UserMessage) -> None:
    raise RuntimeError(f"cannot handle {message.text}")


async def half(message: UserMessage) -> None:
    await kind(message)
    raise RuntimeError


async def slow(message: UserMessage) -> None:
    await asyncio.sleep(60)


async def never(message: UserMessage) -> None:
    raise AssertionError("the turn should not have reached the model")


def test_an_answer_passes_with_its_name_and_source() -> None:
    (reply,) = asyncio.run(channel.answer(kind, "hi", "someone", "rest"))
    assert reply["text"] == "Hello."
    assert reply["metadata"] == {"source": {"paragraphs": [1]}, "utter_action": "utter_greet"}


@pytest.mark.parametrize("handle", [silent, broken])
def test_silence_and_failure_become_an_apology(handle: channel.Handler) -> None:
    assert ask(handle) == ["utter_apology"]


def test_what_was_said_before_a_failure_is_kept() -> None:
    assert ask(half) == ["utter_greet", "utter_apology"]


def test_a_turn_that_hangs_becomes_an_apology(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "TURN_SECONDS", 0.05)
    assert ask(slow) == ["utter_apology"]


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "///", "\n"])
def test_no_words_get_a_sentence(text: str) -> None:
    assert ask(never, text) == ["utter_empty"]


def test_too_many_words_get_a_sentence() -> None:
    assert ask(never, "word " * 2_000) == ["utter_too_long"]
    assert ask(kind, "w" * 500) == ["utter_greet"]


@pytest.mark.parametrize("place", ["{flag} {story}", "{story} {flag}"])
def test_a_red_flag_is_heard_in_too_many_words(place: str) -> None:
    heard: list[str] = []

    async def listen(message: UserMessage) -> None:
        heard.append(str(message.text))
        await alarmed(message)

    story = "We drove to my sister and back again. " * 60
    assert ask(listen, place.format(flag="I can't breathe.", story=story)) == ["utter_emergency"]
    assert heard == ["I can't breathe."]


def test_a_huge_text_is_answered_at_once() -> None:
    started = time.perf_counter()
    ask(never, "why " * 500_000)
    assert time.perf_counter() - started < 0.5


def test_no_word_of_a_message_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ask(broken)
    assert "A turn failed (RuntimeError)" in caplog.text
    assert SECRET not in caplog.text
    assert "someone" not in caplog.text


def test_a_broken_store_costs_nobody_an_answer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////proc/nowhere/bot.db")
    assert ask(kind) == ["utter_greet"]
    assert "DATABASE_URL" in caplog.text


def test_parts_of_an_answer_stay_together() -> None:
    async def rich(message: UserMessage) -> Any:
        parts = {
            "text": "One.\n\nTwo.",
            "buttons": [{"title": "A", "payload": "A"}],
            "utter_action": "utter_x",
        }
        await message.output_channel.send_response("someone", {**parts, "elements": None, "image": None})

    (reply,) = asyncio.run(channel.answer(rich, "hi", "someone", "rest"))
    assert reply["text"] == "One.\n\nTwo."
    assert reply["buttons"] == [{"title": "A", "payload": "A"}]
    assert "image" not in reply


async def alarmed(message: UserMessage) -> None:
    answer = {"text": "Call.", "utter_action": "utter_emergency", "metadata": {"stay_in_view": True}}
    await message.output_channel.send_response("someone", answer)


def test_an_answer_to_a_red_flag_carries_numbers_and_is_counted_without_a_word_of_it() -> None:
    (reply,) = asyncio.run(channel.answer(alarmed, SECRET, "someone", "rest"))
    links = [line["link"] for line in reply["metadata"]["helplines"]]
    assert links == ["tel:911", "tel:112", "tel:000"]
    with engine().connect() as connection:
        (row,) = connection.execute(sqlalchemy.text("select * from red_flag_count"))
    assert (row.answer, row.count) == ("utter_emergency", 1)
    assert SECRET not in str(row)


def test_what_may_be_a_red_flag_is_told_of_help_before_the_answer() -> None:
    async def unsure(message: UserMessage) -> None:
        await kind(message)
        line = {"text": "If so, call.", "utter_action": "utter_possible_emergency"}
        await message.output_channel.send_response("someone", {**line, "metadata": {"comes_first": True}})

    line, answer = asyncio.run(channel.answer(unsure, SECRET, "someone", "rest"))
    assert (line["text"], answer["text"]) == ("If so, call.", "Hello.")
    assert [each["link"] for each in line["metadata"]["helplines"]] == ["tel:911", "tel:112", "tel:000"]


def test_a_line_about_help_alone_is_no_answer() -> None:
    async def speechless(message: UserMessage) -> None:
        line = {"text": "If so, talk.", "utter_action": "utter_possible_crisis"}
        await message.output_channel.send_response("someone", {**line, "metadata": {"comes_first": True}})

    assert ask(speechless) == ["utter_possible_crisis", "utter_apology"]


def test_in_a_crisis_those_who_listen_come_first() -> None:
    async def in_crisis(message: UserMessage) -> None:
        answer = {"text": "Talk.", "utter_action": "utter_crisis", "metadata": {"stay_in_view": True}}
        await message.output_channel.send_response("someone", answer)

    (reply,) = asyncio.run(channel.answer(in_crisis, SECRET, "someone", "rest"))
    links = [line["link"] for line in reply["metadata"]["helplines"]]
    assert links[0] == "tel:988"
    assert "https://findahelpline.com" in links and "tel:911" in links
