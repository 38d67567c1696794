"""Long runs: in short form in `make test`, at full size in `make soak`."""

from __future__ import annotations

import os
import random
import statistics
import time

import pytest

from benchmarks.webchat import PEOPLE, talk_at_once
from bot.check.content import load_content
from bot.runner import Bot
from tests.support.conversation import Conversation

pytestmark = [pytest.mark.slow, pytest.mark.soak, pytest.mark.timeout(1800)]

FULL = bool(os.environ.get("SOAK"))
MESSAGES = 3_000 if FULL else 100
LOAD_SECONDS = 60 if FULL else 10
ALPHABET = "abc xyz 0189 /{}[]<>()'\";:%$#@!?.,-_=+*&^~`|\\\u200b\u202e\u00e9\u4e2d\U0001f642\n\t"


def scramble(text: str, chance: random.Random) -> str:
    """A message as no one would type it: cut, mixed with signs, repeated."""
    letters = list(text[: chance.randint(0, len(text))])
    for _ in range(chance.randint(0, 20)):
        letters.insert(chance.randint(0, len(letters)), chance.choice(ALPHABET))
    return "".join(letters) * chance.choice([1, 1, 1, 2, 30])


def test_no_message_ends_in_silence_or_an_apology(running_bot: Bot) -> None:
    chance = random.Random(0)  # noqa: S311
    texts = [example.text for example in load_content().examples]
    seconds = []
    conversation = Conversation(running_bot)
    for number in range(MESSAGES):
        if number % 20 == 0:
            conversation = Conversation(running_bot)
        typed = scramble(chance.choice(texts), chance)
        before = time.monotonic()
        replies = conversation.say(typed)
        seconds.append(time.monotonic() - before)
        assert replies, typed
        assert all(reply["text"].strip() for reply in replies), typed
        assert "utter_apology" not in [reply["metadata"]["utter_action"] for reply in replies], typed
    assert statistics.median(seconds) < 0.2


def test_fifty_conversations_at_once_in_the_web_chat(running_bot: Bot) -> None:
    load = talk_at_once(running_bot, LOAD_SECONDS)
    assert load.errors == []
    # How long they wait depends on the machine: `python -m benchmarks.webchat` says it.
    assert len(load.seconds) > PEOPLE
