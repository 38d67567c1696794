"""The actions on trackers made by hand: what they utter and which slots they set."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.ask_confirmation import ActionAskConfirmation
from actions.clarify import ActionClarify, nearest_labels
from actions.eligibility_verdict import ActionEligibilityVerdict
from actions.go_back import ActionGoBack
from actions.more import ActionMore
from actions.source import ActionSource
from actions.start_over import ActionStartOver

FINE: dict[str, Any] = {
    "age": 44,
    "diagnosis": "yes",
    "features": ["nephritis"],
    "treatments_failed": "yes",
    "life_threatening": "yes",
    "can_tolerate": "yes",
}


def tracker(slots: dict[str, Any] | None = None, events: list[Any] | None = None, **message: Any) -> Tracker:
    return Tracker("someone", slots or {}, {"text": "", **message}, events or [], False, None, {}, None)


def run(action: Action, of: Tracker) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, of, {})
    return dispatcher.messages, {
        event["name"]: event["value"] for event in events if event["event"] == "slot"
    }


def uttered(name: str) -> dict[str, Any]:
    return {"event": "bot", "metadata": {"utter_action": name}}


def selector(**keys: float) -> dict[str, Any]:
    ranking = [{"intent_response_key": f"faq/{key}", "confidence": p} for key, p in keys.items()]
    return {"all_retrieval_intents": ["faq"], "faq": {"ranking": ranking}}


def test_clarify_offers_the_three_nearest_questions() -> None:
    found = selector(cost=0.2, insurance=0.3, age_limit=0.1, toxicity=0.05)
    ((message,), _) = run(ActionClarify(), tracker(response_selector=found))
    assert message["response"] == "utter_clarify"
    assert [message[f"nearest_{rank}"] for rank in (1, 2, 3)] == [
        "Does insurance cover it?",
        "Is the treatment expensive?",
        "Is there an age limit?",
    ]


def test_clarify_has_three_questions_even_where_nothing_is_near() -> None:
    assert len(nearest_labels({})) == 3
    assert nearest_labels(selector(no_such_fact=0.9))[0] == "faq/experimental"


def test_source_names_the_last_answer() -> None:
    events = [uttered("utter_faq/cost"), uttered("utter_thanks")]
    ((message,), _) = run(ActionSource(), tracker(events=events))
    assert message["source"] == "Source: Stem Cell Transplants guide, paragraph 8."


def test_source_knows_nothing_from_before_a_new_session() -> None:
    events = [uttered("utter_faq/cost"), {"event": "session_started"}]
    ((message,), _) = run(ActionSource(), tracker(events=events))
    assert "paragraphs 1 to 10" in message["source"]


def test_more_offers_the_follow_ups() -> None:
    ((message,), _) = run(ActionMore(), tracker(events=[uttered("utter_faq/insurance")]))
    assert message["buttons"][0] == {
        "title": "Is the treatment expensive?",
        "payload": "Is the treatment expensive?",
    }


@pytest.mark.parametrize(
    ("changed", "outcome", "not_met", "unknown"),
    [
        ({}, "meets", [], []),
        ({"age": 60}, "does_not_meet", ["age"], []),
        ({"features": []}, "does_not_meet", ["features"], []),
        ({"can_tolerate": "unsure"}, "undetermined", [], ["can_tolerate"]),
        ({"age": "unsure", "diagnosis": "no"}, "does_not_meet", ["diagnosis"], ["age"]),
        ({"life_threatening": None}, "undetermined", [], ["life_threatening"]),
    ],
)
def test_the_verdict_is_set_and_explained(
    changed: dict[str, Any], outcome: str, not_met: list[str], unknown: list[str]
) -> None:
    ((message,), slots) = run(ActionEligibilityVerdict(), tracker({**FINE, **changed}))
    assert slots == {
        "eligibility_outcome": outcome,
        "eligibility_not_met": not_met,
        "eligibility_unknown": unknown,
    }
    assert message["response"] == f"utter_eligibility_{outcome}"
    assert len(message["table"].splitlines()) == 6
    assert all("(paragraph" in line for line in message["table"].splitlines())
    payload = message["custom"]
    assert payload["outcome"] == outcome
    assert [row["criterion"] for row in payload["criteria"] if row["standing"] == "not_met"] == not_met
    assert [row["criterion"] for row in payload["criteria"] if row["standing"] == "unknown"] == unknown


def test_the_answers_are_read_back_in_words() -> None:
    slots = {**FINE, "features": ["caps", "cytopenias"], "diagnosis": "unsure"}
    ((message,), _) = run(ActionAskConfirmation(), tracker(slots))
    assert message["response"] == "utter_ask_answers_confirmed"
    lines = message["answers"].splitlines()
    assert lines[0] == "- Age: 44"
    assert lines[1] == "- Firm diagnosis of lupus: not known"
    assert lines[2] == "- Features: catastrophic antiphospholipid syndrome, low blood counts"


def test_no_features_are_read_back_as_none() -> None:
    ((message,), _) = run(ActionAskConfirmation(), tracker({**FINE, "features": []}))
    assert "- Features: none of the four" in message["answers"]


def test_going_back_empties_the_answer_before() -> None:
    messages, slots = run(ActionGoBack(), tracker({**FINE, "requested_slot": "features", "features": None}))
    assert slots == {"diagnosis": None, "asked_again": None}
    assert messages == []


@pytest.mark.parametrize("pending", ["age", None])
def test_where_there_is_no_earlier_question_going_back_says_so(pending: str | None) -> None:
    ((message,), slots) = run(ActionGoBack(), tracker({"requested_slot": pending}))
    assert message["response"] == "utter_go_back"
    assert slots == {}


def test_starting_over_empties_all_answers_and_the_verdict() -> None:
    ((message,), slots) = run(ActionStartOver(), tracker(FINE))
    assert message["response"] == "utter_start_over"
    assert set(FINE) | {"answers_confirmed", "eligibility_outcome"} <= set(slots)
    assert set(slots.values()) == {None}
