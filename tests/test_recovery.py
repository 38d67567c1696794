from __future__ import annotations

from typing import Any

from bot.recovery import replies_to


def user(message_id: str) -> dict[str, Any]:
    return {"event": "user", "text": "words", "message_id": message_id}


def bot(text: str | None, **data: Any) -> dict[str, Any]:
    metadata = {"utter_action": "utter_x", "metadata": {"source": {"paragraphs": [1]}}}
    return {"event": "bot", "text": text, "data": {"buttons": None, **data}, "metadata": metadata}


EVENTS = [
    user("1"),
    bot("one"),
    {"event": "slot"},
    user("2"),
    bot("two", buttons=[{"title": "Why?"}], custom={"type": "t"}),
    bot(None),
    {"event": "action"},
    bot("three"),
    user("3"),
]


def test_the_answers_to_a_message_are_those_before_the_next() -> None:
    two, three = replies_to("2", EVENTS, "me")
    assert two["text"] == "two"
    assert two["buttons"] == [{"title": "Why?"}]
    assert two["custom"] == {"type": "t"}
    assert two["metadata"] == {"source": {"paragraphs": [1]}, "utter_action": "utter_x"}
    assert three["text"] == "three"


def test_a_line_about_help_comes_first_again() -> None:
    line = {"utter_action": "utter_possible_crisis", "metadata": {"comes_first": True}}
    events = [user("1"), bot("answer"), {**bot("line"), "metadata": line}]
    assert [reply["text"] for reply in replies_to("1", events, "me")] == ["line", "answer"]


def test_a_message_that_came_to_no_answer_has_none() -> None:
    assert replies_to("3", EVENTS, "me") == []
    assert replies_to("4", EVENTS, "me") == []
