from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.eligibility_verdict import ActionEligibilityVerdict
from bot.reply import Helpline, Kind, read


def reply(name: str | None, text: str = "Well.", **parts: Any) -> dict[str, Any]:
    metadata = {"utter_action": name, **parts.pop("metadata", {})}
    return {"recipient_id": "someone", "text": text, "metadata": metadata, **parts}


def test_the_source_line_is_taken_out_of_an_answer() -> None:
    found = read(reply("utter_faq/cost", "It is.\nVery much so.\nSource: Some guide, paragraph 8."))
    assert found.text == "It is.\nVery much so."
    assert found.source == "Some guide, paragraph 8"
    assert found.kind is Kind.ANSWER
    assert found.rateable


def test_a_general_definition_says_whole_that_it_is_one() -> None:
    line = "General definition, not from the guide. The guide uses the word in paragraph 6."
    found = read(reply("utter_glossary/protocol", f"A plan.\n{line}"))
    assert found.text == "A plan."
    assert found.source == line.removesuffix(".")


def test_buttons_are_titles() -> None:
    buttons = [{"title": "Why?", "payload": "Why?"}, {"title": "How?", "payload": "How?"}]
    assert read(reply("utter_more", buttons=buttons)).buttons == ("Why?", "How?")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("utter_greet", Kind.ANSWER),
        ("utter_out_of_scope", Kind.ANSWER),
        ("utter_ask_eligibility_form_age", Kind.QUESTION),
        ("utter_ask_answers_confirmed", Kind.QUESTION),
        ("utter_clarify", Kind.CLARIFICATION),
        ("utter_topics", Kind.CLARIFICATION),
        ("utter_notice", Kind.NOTICE),
        ("utter_too_long", Kind.NOTICE),
        ("utter_empty", Kind.NOTICE),
        ("utter_apology", Kind.APOLOGY),
        (None, Kind.ANSWER),
    ],
)
def test_what_it_is_for_the_reader(name: str | None, kind: Kind) -> None:
    found = read(reply(name))
    assert found.kind is kind
    assert not found.rateable
    assert not found.stay_in_view


def test_a_possible_red_flag_carries_its_numbers_and_does_not_stay() -> None:
    metadata = {"comes_first": True, "helplines": [{"say": "112", "link": "tel:112"}]}
    found = read(reply("utter_possible_emergency", metadata=metadata))
    assert found.kind is Kind.CAUTION
    assert [line.href for line in found.helplines] == ["tel:112"]
    assert not found.stay_in_view


def test_a_red_flag_carries_its_numbers() -> None:
    metadata = {"stay_in_view": True, "helplines": [{"say": "112", "link": "tel:112"}]}
    found = read(reply("utter_emergency", metadata=metadata))
    assert found.kind is Kind.RED_FLAG
    assert found.stay_in_view
    assert found.helplines == (Helpline("112", "tel:112"),)


def test_an_answer_without_words_has_an_empty_text() -> None:
    assert read({"image": "x.png", "metadata": {"utter_action": "utter_x"}}).text == ""


def test_the_verdict_becomes_a_table_and_its_lines_leave_the_text() -> None:
    slots = {"age": 61, "diagnosis": "yes", "features": ["nephritis"], "can_tolerate": "unsure"}
    dispatcher = CollectingDispatcher()
    ActionEligibilityVerdict().run(dispatcher, Tracker("me", slots, {}, [], False, None, {}, None), {})
    (message,) = dispatcher.messages
    text = f"Not all are met.\n{message['table']}\nAsk the doctor:\n{message['questions']}"
    found = read(reply(message["response"], text, custom=message["custom"]))
    assert found.kind is Kind.VERDICT
    assert found.text == f"Not all are met.\nAsk the doctor:\n{message['questions']}"
    assert found.table is not None
    assert found.table.caption
    assert len(found.table.columns) == 3
    assert found.table.rows[0] == ("Younger than 60", "not met", "paragraph 7")
    assert [len(row) for row in found.table.rows] == [3] * 6
