"""The server is killed in the middle of ten conversations and comes back: nothing lost, nothing doubled."""

from __future__ import annotations

import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.runner import Bot
from tests.support.webchat import Chat

pytestmark = pytest.mark.slow

PEOPLE = 10
BEFORE = ["Am I eligible?", "45", "yes"]
AT_THE_KILL = "nephritis"
AFTER = ["yes", "yes", "yes", "Yes, that is right"]


def test_killed_and_back(running_bot: Bot) -> None:
    chats = [Chat(running_bot) for _ in range(PEOPLE)]
    for chat in chats:
        for text in BEFORE:
            chat.say(text)
    with ThreadPoolExecutor(PEOPLE) as threads:
        asked = [threads.submit(chat.insist, AT_THE_KILL) for chat in chats]
        # Some have been answered by now, one is being answered, the others wait.
        time.sleep(0.25)
        running_bot.stop("server", signal.SIGKILL)
        running_bot.start_server()
        running_bot.wait_for_server()
        answers = [each.result() for each in asked]
    assert {answer[0]["text"] for answer in answers} == {
        "Have all the other usual treatments failed to help?"
    }
    for chat in chats:
        for text in AFTER:
            *_, verdict = chat.say(text)
        assert verdict["kind"] == "verdict"
        assert {row[1] for row in verdict["table"]["rows"]} == {"met"}
        told = chat.history()
        assert [each["text"] for each in told if each["role"] == "user"] == [*BEFORE, AT_THE_KILL, *AFTER]
        questions = [each["text"] for each in told if each.get("kind") == "question"]
        assert len(questions) == len(set(questions)) == 7
