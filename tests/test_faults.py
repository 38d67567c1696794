"""What breaks while people talk: each gets a sentence, nothing is lost, and it heals by itself."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from bot.deployment.ports import require_free
from bot.deployment.process import RunError
from bot.operation.steady import ACTION_SECONDS
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


def test_an_answer_that_could_not_be_noted_is_asked_for_again(running_bot: Bot) -> None:
    talk = Conversation(running_bot)
    talk.say("Am I eligible?")
    talk.say("45")
    running_bot.stop("actions")
    try:
        assert talk.names("yes, it is confirmed") == ["utter_apology"]
        assert talk.names("What is nephritis?") == [
            "utter_faq/nephritis",
            "utter_ask_eligibility_form_diagnosis",
        ]
        assert talk.names("I think I am having a heart attack") == ["utter_emergency"]
    finally:
        running_bot.start_actions()
    assert talk.names("yes, it is confirmed") == ["utter_ask_eligibility_form_features"]
    assert (talk.slots()["age"], talk.slots()["diagnosis"]) == (45, "yes")


def test_stop_works_without_the_action_server(running_bot: Bot) -> None:
    talk = Conversation(running_bot)
    talk.say("Am I eligible?")
    running_bot.stop("actions")
    try:
        assert talk.names("stop") == ["utter_stop"]
        assert talk.names("Is the treatment expensive?") == ["utter_faq/cost"]
    finally:
        running_bot.start_actions()


@contextmanager
def hanging_actions(bot: Bot) -> Iterator[None]:
    """The action server takes connections and never answers."""
    actions = bot.processes["actions"].pid
    os.killpg(actions, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(actions, signal.SIGCONT)


def test_an_action_server_that_hangs_costs_five_seconds_and_an_apology(running_bot: Bot) -> None:
    talk = Conversation(running_bot)
    with hanging_actions(running_bot):
        began = time.monotonic()
        assert talk.names("How do you know that?")[0] == "utter_apology"
        assert ACTION_SECONDS <= time.monotonic() - began < ACTION_SECONDS + 3
        assert talk.names("What does autologous mean?")[0] == "utter_faq/autologous"


def test_in_the_form_a_hanging_action_server_loses_no_answer(running_bot: Bot) -> None:
    talk = Conversation(running_bot)
    talk.say("Am I eligible?")
    talk.say("45")
    with hanging_actions(running_bot):
        assert talk.names("yes, it is confirmed") == ["utter_apology"]
        assert talk.names("I think I am having a heart attack") == ["utter_emergency"]
    assert talk.names("yes, it is confirmed") == ["utter_ask_eligibility_form_features"]
    assert (talk.slots()["age"], talk.slots()["diagnosis"]) == (45, "yes")


def test_a_full_disk_gets_an_apology_and_the_answer_is_taken_when_there_is_room(running_bot: Bot) -> None:
    talk = Conversation(running_bot)
    talk.say("Am I eligible?")
    talk.say("45")
    server = running_bot.processes["server"].pid
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    # No file of the server's may grow: SQLite hears what it hears from a disk without room.
    resource.prlimit(server, resource.RLIMIT_FSIZE, (0, most))
    try:
        message = {"sender": talk.sender, "message": "yes, it is confirmed"}
        refused = requests.post(running_bot.webhook, json=message, timeout=30)
        assert refused.status_code == 503
        assert "something went wrong on my side" in refused.json()["error"]
    finally:
        resource.prlimit(server, resource.RLIMIT_FSIZE, (most, most))
    assert talk.names("yes, it is confirmed") == ["utter_ask_eligibility_form_features"]
    assert (talk.slots()["age"], talk.slots()["diagnosis"]) == (45, "yes")


def test_a_taken_port_gets_a_sentence(running_bot: Bot) -> None:
    with pytest.raises(RunError, match=f"Port {running_bot.port} is taken.*PORT="):
        require_free("PORT", running_bot.port)
