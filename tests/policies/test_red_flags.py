"""Where a red flag is possible and not sure: everything goes on as ever, after a line about help."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.utils.endpoints import EndpointConfig

from bot.channel import answer
from bot.deployment.ports import HOST
from bot.runner import Bot
from bot.settings import ROOT
from bot.training import MODEL

pytestmark = pytest.mark.slow

EMERGENCY, CRISIS = "utter_possible_emergency", "utter_possible_crisis"
ASKS = "utter_ask_eligibility_form_"
Say = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def agent(running_bot: Bot) -> Agent:
    """The trained bot in this process, with the actions of the running one."""
    actions = EndpointConfig(f"http://{HOST}:{running_bot.action_port}/webhook")
    return Agent.load(str(ROOT / MODEL), action_endpoint=actions)


@pytest.fixture
def possible() -> list[str]:
    """The flags that every message may mean from now on."""
    return []


@pytest.fixture
def say(agent: Agent, possible: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Say]:
    """Says something in a new conversation; returns the names of the answers."""
    parse = agent.processor.parse_message

    async def suspect(*arguments: Any, **keywords: Any) -> dict[str, Any]:
        return {**await parse(*arguments, **keywords), "red_flags": [], "possible_red_flags": list(possible)}

    monkeypatch.setattr(agent.processor, "parse_message", suspect)
    sender = uuid.uuid4().hex
    loop = asyncio.new_event_loop()

    def say(text: str) -> list[str]:
        replies = loop.run_until_complete(answer(agent.handle_message, text, sender, "rest"))
        return [reply["metadata"]["utter_action"] for reply in replies]

    yield say
    loop.close()


def test_the_line_comes_before_the_first_answer_and_its_notice(say: Say, possible: list[str]) -> None:
    possible.append("emergency")
    assert say("What does autologous mean?") == [EMERGENCY, "utter_faq/autologous", "utter_notice"]
    assert say("What does allogeneic mean?") == [EMERGENCY, "utter_faq/allogeneic"]
    possible.clear()
    assert say("What does autologous mean?") == ["utter_faq/autologous"]


def test_both_may_be_meant(say: Say, possible: list[str]) -> None:
    possible.extend(["emergency", "crisis"])
    assert say("thanks")[:3] == [EMERGENCY, CRISIS, "utter_thanks"]
    assert say("kidneys or blood vessels") == [EMERGENCY, CRISIS, "utter_clarify"]


def test_the_eligibility_dialogue_goes_on_to_its_end(say: Say, possible: list[str]) -> None:
    possible.append("crisis")
    assert say("Am I eligible?") == [
        CRISIS,
        "utter_eligibility",
        f"{ASKS}age",
        "utter_notice",
    ]
    assert say("45") == [CRISIS, f"{ASKS}diagnosis"]
    assert say("What does autologous mean?") == [
        CRISIS,
        "utter_faq/autologous",
        f"{ASKS}diagnosis",
    ]
    for text in ("yes", "Inflamed kidneys", "yes", "yes", "yes"):
        line, question = say(text)
        assert line == CRISIS
        assert question.startswith("utter_ask_")
    line, *verdict = say("Yes, that is right")
    assert line == CRISIS
    assert not any(name.startswith(("utter_ask_", "utter_out")) for name in verdict)
    assert say("What does autologous mean?") == [CRISIS, "utter_faq/autologous"]


@pytest.mark.parametrize(("text", "last"), [("stop", "utter_stop"), ("goodbye", "utter_goodbye")])
def test_the_eligibility_dialogue_can_be_left(say: Say, possible: list[str], text: str, last: str) -> None:
    say("Am I eligible?")
    possible.append("emergency")
    assert say(text) == [EMERGENCY, last]
    assert say("45") != [EMERGENCY, f"{ASKS}diagnosis"]
