"""A long conversation is folded into what it left, and goes on as if nothing had happened."""

from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.store.folding import KEPT_TURNS, MAX_EVENTS, fold

DOMAIN = Domain.from_dict(
    {
        "intents": ["answer"],
        "slots": {
            name: {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
            for name in ("age", "told", "requested_slot")
        },
        "forms": {"eligibility_form": {"required_slots": ["age"]}},
    }
)
BEGINNING = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


def turn(number: int, *events: Event) -> list[Event]:
    asked = UserUttered(f"question {number}", intent={"name": "answer"})
    return [asked, *events, BotUttered(f"answer {number}"), ActionExecuted("action_listen")]


def tracker(events: list[Event]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("someone", events, DOMAIN.slots)


def talk(turns: int, *first: Event) -> list[Event]:
    return [*BEGINNING, *turn(0, *first), *(event for number in range(1, turns) for event in turn(number))]


def after_folding(events: list[Event]) -> DialogueStateTracker:
    folding = fold(tracker(events), DOMAIN)
    assert folding is not None
    return tracker([*folding.events, *events[folding.replaced :]])


def test_a_short_conversation_stays_as_it_is() -> None:
    assert fold(tracker(talk(20)), DOMAIN) is None


def test_slots_and_the_open_form_are_kept_and_so_are_the_last_turns() -> None:
    opened = [SlotSet("age", 45), ActiveLoop("eligibility_form"), SlotSet("requested_slot", "diagnosis")]
    before = tracker(talk(MAX_EVENTS, *opened, SlotSet("told", True)))
    after = after_folding(list(before.events))
    assert after.current_slot_values() == before.current_slot_values()
    assert after.active_loop_name == "eligibility_form"
    assert after.latest_action_name == before.latest_action_name
    said = [event.text for event in after.events if isinstance(event, UserUttered)]
    assert said == [f"question {MAX_EVENTS - left}" for left in range(KEPT_TURNS, 0, -1)]


def test_a_form_that_was_closed_stays_closed() -> None:
    events = talk(MAX_EVENTS, ActiveLoop("eligibility_form"), SlotSet("age", 45))
    events += [
        event for n in range(KEPT_TURNS + 1) for event in turn(n, ActiveLoop(None), SlotSet("age", None))
    ]
    after = after_folding(events)
    assert after.active_loop_name is None
    assert after.get_slot("age") is None


def test_folding_what_was_folded_changes_nothing_more() -> None:
    events = talk(MAX_EVENTS, SlotSet("age", 45), ActiveLoop("eligibility_form"))
    once = after_folding(events)
    assert fold(once, DOMAIN) is None
    again = after_folding([*once.events, *(event for n in range(MAX_EVENTS) for event in turn(n))])
    assert again.get_slot("age") == 45
    assert again.active_loop_name == "eligibility_form"


@pytest.mark.parametrize("events", [[], [UserUttered("x")] * (MAX_EVENTS + 1)])
def test_what_has_no_turns_is_left_alone(events: list[Event]) -> None:
    assert fold(tracker(events), DOMAIN) is None
