"""What an operator sees of a running bot: that it lives, if it is ready and why not, and what it counts."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import requests

from bot import store
from bot.runner import Bot
from tests.support.conversation import Conversation

pytestmark = pytest.mark.slow
WORDS = "my cousin Zebulon swallowed a lighthouse"


def ask(bot: Bot, path: str) -> requests.Response:
    return requests.get(bot.address + path, timeout=20)


def counted(bot: Bot, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (.+)$", ask(bot, "/metrics").text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def logged(bot: Bot) -> list[dict[str, Any]]:
    lines = (bot.logs / "server.log").read_text(encoding="utf-8").splitlines()
    return [json.loads(line.split(" - ", 1)[1]) for line in lines if " bot.turns " in line]


def test_it_lives_and_is_ready(running_bot: Bot) -> None:
    assert ask(running_bot, "/health/live").json() == {"status": "alive"}
    assert ask(running_bot, "/health/ready").json() == {"status": "ready"}


def test_without_the_action_server_it_is_not_ready_and_says_so(running_bot: Bot) -> None:
    running_bot.stop("actions")
    try:
        # What was found is remembered for a moment.
        while (response := ask(running_bot, "/health/ready")).ok:
            pass
        assert response.status_code == 503
        assert response.json()["why"] == ["The action server does not answer. Is it running?"]
        before = counted(running_bot, "bot_action_errors_total")
        Conversation(running_bot).say("How do you know that?")
        assert counted(running_bot, "bot_action_errors_total") > before
    finally:
        running_bot.start_actions()


def test_turns_and_answers_are_counted_and_no_words(running_bot: Bot) -> None:
    turns = 'bot_turns_total{channel="rest",outcome="%s"}'
    answers = 'bot_answers_total{response="utter_faq/autologous"}'
    before = [counted(running_bot, each) for each in (turns % "answered", turns % "too_long", answers)]
    talk = Conversation(running_bot)
    talk.say("What does autologous mean?")
    talk.say(WORDS)
    talk.say(WORDS * 20)
    after = [counted(running_bot, each) for each in (turns % "answered", turns % "too_long", answers)]
    assert [new - old for new, old in zip(after, before, strict=True)] == [2, 1, 1]
    assert "Zebulon" not in ask(running_bot, "/metrics").text
    assert talk.sender not in ask(running_bot, "/metrics").text


def test_each_turn_is_a_line_in_the_log_with_the_conversations_hash_and_no_words(running_bot: Bot) -> None:
    talk = Conversation(running_bot)
    talk.say(WORDS)
    line = logged(running_bot)[-1]
    assert line["conversation"] == store.key("rest", talk.sender)[:12]
    assert (line["channel"], line["outcome"]) == ("rest", "answered")
    assert line["milliseconds"] > 0
    assert all(name.startswith("utter_") for name in line["responses"])
    log = (running_bot.logs / "server.log").read_text(encoding="utf-8")
    assert "Zebulon" not in log
    assert talk.sender not in log
