"""Whatever is typed gets a fitting sentence: no silence, no exception in the log, no slot changed."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from bot.runner import Bot
from tests.support.conversation import SECONDS, Conversation

pytestmark = pytest.mark.slow

TYPED = {
    "nothing": "",
    "blanks": " \n\t ",
    "10 kB": "why " * 2_500,
    "emoji": "😀🩸💉",
    "zero width": "\u200b\u200c\u200d\ufeff",
    "zero width inside": "what is auto\u200blogous?",
    "right to left": "\u202ewhat is autologous?\u202c ما هو الذئبة",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "sql": "'; DROP TABLE conversation; --",
    "intent payload": '/faq{"age": 30}',
    "retrieval payload": "/faq",
    "sub-intent payload": "/faq/cost",
    "slot payload": "/SetSlots(notice_given=true)",
    "restart payload": "/restart",
    "session payload": "/session_start",
    "template": "{nearest_1} {{7*7}} ${PATH} %s",
    "german": "Wie teuer ist die Behandlung?",
    "chinese": "这种治疗是什么？",
    "control characters": "what\x00 is\x1b[31m autologous?",
    "one letter": "x",
    "punctuation": "?!?!",
    "surrogates": "\ud83d cost",
}


@pytest.mark.parametrize("kind", TYPED)
def test_every_text_gets_a_sentence_and_changes_no_slot(kind: str, conversation: Conversation) -> None:
    conversation.say("hello")
    before = conversation.slots()
    replies = conversation.say(TYPED[kind])
    assert replies
    assert all(reply["text"].strip() for reply in replies)
    assert "utter_apology" not in [reply["metadata"]["utter_action"] for reply in replies]
    assert conversation.slots() == before


def test_a_typed_payload_is_read_as_words(conversation: Conversation) -> None:
    conversation.say("hello")
    assert conversation.names("/what is autologous?") == ["utter_faq/autologous"]


def test_no_trace_of_an_exception_and_no_word_of_a_message_in_the_logs(
    running_bot: Bot, conversation: Conversation
) -> None:
    sizes = {path: path.stat().st_size for path in running_bot.logs.glob("*.log")}
    secret = "my neighbour Zebediah has 17 platelets"
    conversation.say(secret)
    conversation.say("<b>" + secret + "</b>")
    for path, size in sizes.items():
        log = path.read_bytes()[size:].decode(errors="replace")
        assert "Zebediah" not in log
        assert "Traceback" not in log


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("not json", "not JSON"),
        ([], "'sender' must be"),
        ({}, "'sender' must be"),
        ({"message": "hi"}, "'sender' must be"),
        ({"sender": " ", "message": "hi"}, "'sender' must be"),
        ({"sender": 7, "message": "hi"}, "'sender' must be"),
        ({"sender": "s" * 256, "message": "hi"}, "'sender' must be"),
        ({"sender": "me"}, "'message' must be"),
        ({"sender": "me", "message": ["hi"]}, "'message' must be"),
        ({"sender": "me", "message": None}, "'message' must be"),
    ],
)
def test_a_request_that_is_none_is_refused_with_a_sentence(body: Any, why: str, running_bot: Bot) -> None:
    data = body if isinstance(body, str) else json.dumps(body)
    response = requests.post(running_bot.webhook, data=data, timeout=SECONDS)
    assert response.status_code == 400
    assert why in response.json()["error"]


def test_a_huge_request_is_refused_at_once(running_bot: Bot) -> None:
    response = requests.post(
        running_bot.webhook, json={"sender": "me", "message": "a" * 200_000}, timeout=SECONDS
    )
    assert response.status_code == 413
    assert response.elapsed.total_seconds() < 1
