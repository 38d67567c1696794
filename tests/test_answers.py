"""The guide's answers, asked of the running bot in its own words and in others."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.guide import load_guide
from tests.support.conversation import Conversation

GUIDE = load_guide()
PARAPHRASES = YAML(typ="safe").load((Path(__file__).parent / "questions" / "paraphrases.yml").read_text())

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("label", GUIDE.entries())
def test_the_canonical_question_gets_its_answer_and_source(label: str, conversation: Conversation) -> None:
    answer, *_ = conversation.say(GUIDE.entries()[label].question)
    assert answer["metadata"]["utter_action"] == f"utter_{label}"
    assert answer["text"].splitlines()[-1] == GUIDE.source_line(label)
    assert answer["metadata"]["source"]["paragraphs"] == list(GUIDE.entries()[label].paragraphs)
    assert 1 <= len(answer["buttons"]) <= 3


@pytest.mark.parametrize("label", PARAPHRASES)
def test_paraphrases_get_the_same_answer(label: str, conversation: Conversation) -> None:
    found = {text: conversation.names(text)[0] for text in PARAPHRASES[label]}
    assert found == dict.fromkeys(PARAPHRASES[label], f"utter_{label}")


def test_every_fact_has_three_paraphrases() -> None:
    assert {label for label in PARAPHRASES if label.startswith("faq/")} == {
        f"faq/{name}" for name in GUIDE.facts
    }
    assert min(len(texts) for label, texts in PARAPHRASES.items() if label.startswith("faq/")) >= 3


@pytest.mark.parametrize(
    "text",
    [
        "What is autologous?",
        "hello",
        "am i eligible?",
        "should I stop my tablets?",
        "what is the weather like",
        "I think I am having a heart attack",
        "i want to die",
        "how do you know?",
        "xqzt",
        "yes",
        "🙂",
    ],
)
def test_the_first_reply_says_that_this_is_a_bot_and_the_second_does_not(
    text: str, conversation: Conversation
) -> None:
    first = " ".join(reply["text"] for reply in conversation.say(text))
    assert "I am a bot" in first
    assert "doctor" in first
    assert "utter_notice" not in conversation.names(text)


def test_the_notice_comes_after_the_help(conversation: Conversation) -> None:
    assert conversation.names("I think I am having a heart attack") == ["utter_emergency", "utter_notice"]
