"""Long runs: in short form in `make test`, at full size in `make soak`."""

from __future__ import annotations

import itertools
import os
import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.webchat import PEOPLE, talk_at_once
from bot.check.content import load_content
from bot.runner import Bot
from tests.support.conversation import Conversation
from tests.support.memory import memory

pytestmark = [pytest.mark.slow, pytest.mark.soak, pytest.mark.timeout(1800)]

FULL = bool(os.environ.get("SOAK"))
MESSAGES = 3_000 if FULL else 100
LOAD_SECONDS = 60 if FULL else 10
# A conversation that is long, and the turns at its beginning and end whose costs are compared.
LONG = 500 if FULL else 90
COMPARED = 50 if FULL else 30
# So many turns for the memory, the first tenth of them to warm up.
TURNS = 20_000 if FULL else 300
TALKERS, TURNS_EACH = 4, 10
# What a server may grow by over all those turns: a leak of a few kilobytes a turn would be more.
GROWTH_BYTES = 60_000_000
QUESTIONS = [
    "What does autologous mean?",
    "Is the treatment expensive?",
    "What is nephritis?",
    "How dangerous are the drugs?",
    "Is it a cure?",
]
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
    # In `make test` other tests run beside it.
    assert statistics.median(seconds) < (0.2 if FULL else 1.0)


def test_fifty_conversations_at_once_in_the_web_chat(running_bot: Bot) -> None:
    load = talk_at_once(running_bot, LOAD_SECONDS)
    assert load.errors == []
    # How long they wait depends on the machine: `python -m benchmarks.webchat` says it.
    assert len(load.seconds) > PEOPLE


def test_a_turn_costs_the_same_in_a_long_conversation_and_nothing_is_forgotten(running_bot: Bot) -> None:
    talk = Conversation(running_bot)
    for text in ("Am I eligible?", "45"):
        talk.say(text)
    seconds = []
    for _, question in zip(range(LONG), itertools.cycle(QUESTIONS), strict=False):
        began = time.perf_counter()
        assert talk.names(question)[-1] == "utter_ask_eligibility_form_diagnosis"
        seconds.append(time.perf_counter() - began)
    first, last = (statistics.median(part) for part in (seconds[20 : 20 + COMPARED], seconds[-COMPARED:]))
    print(f"turn 20 and on {1000 * first:.0f} ms, turn {LONG} {1000 * last:.0f} ms")
    assert last <= (1.25 if FULL else 2.0) * first
    assert talk.names("yes, it is confirmed") == ["utter_ask_eligibility_form_features"]
    assert (talk.slots()["age"], talk.slots()["diagnosis"]) == (45, "yes")


def test_memory_does_not_grow_with_the_turns(running_bot: Bot) -> None:
    server = running_bot.processes["server"].pid

    def talk(turns: int) -> None:
        for number in range(turns):
            if number % TURNS_EACH == 0:
                somebody = Conversation(running_bot)
            somebody.say(QUESTIONS[number % len(QUESTIONS)])

    def everybody(turns: int) -> int:
        with ThreadPoolExecutor(TALKERS) as talkers:
            list(talkers.map(talk, [turns // TALKERS] * TALKERS))
        return memory(server)

    warm, after = everybody(TURNS // 10), everybody(TURNS - TURNS // 10)
    print(f"{warm // 1_000_000} MB after {TURNS // 10} turns, {after // 1_000_000} MB after {TURNS}")
    assert after - warm < GROWTH_BYTES
