"""The action server is down: the person still gets a sentence, and guide questions are still answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot import runner
from bot.runner import Bot
from tests.support.conversation import Conversation

pytestmark = pytest.mark.slow


@pytest.fixture
def without_actions(running_bot: Bot) -> Iterator[Conversation]:
    running_bot.stop("actions")
    try:
        yield Conversation(running_bot)
    finally:
        running_bot.start_actions()


def test_answers_go_on_and_the_rest_is_an_apology(without_actions: Conversation) -> None:
    assert without_actions.names("What does autologous mean?") == ["utter_faq/autologous", "utter_notice"]
    assert without_actions.names("How do you know that?") == ["utter_apology"]
    assert without_actions.names("I think I am having a heart attack") == ["utter_emergency"]


def test_it_heals_by_itself(running_bot: Bot) -> None:
    running_bot.stop("actions")
    broken = Conversation(running_bot)
    broken.say("What does autologous mean?")
    assert broken.names("How do you know that?") == ["utter_apology"]
    running_bot.start_actions()
    assert broken.names("How do you know that?") == ["utter_source"]


def test_a_taken_port_gets_a_sentence(running_bot: Bot) -> None:
    with pytest.raises(runner.RunError, match=f"Port {running_bot.port} is taken.*PORT="):
        runner.require_free("PORT", running_bot.port)
