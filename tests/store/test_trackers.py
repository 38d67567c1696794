"""Rasa's events in our database: read again by another server, and gone when they are to be forgotten."""

from __future__ import annotations

import asyncio

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot import store
from bot.store.folding import MAX_EVENTS
from bot.store.rasa_events import events_of
from bot.store.trackers import TrackerStore, since_forgetting
from tests.store.test_folding import DOMAIN


def turn(trackers: TrackerStore, *events: Event, erased: bool = False) -> DialogueStateTracker:
    tracker = asyncio.run(trackers.get_or_create_tracker("someone"))
    if erased:
        store.erase("rest", "someone")
    for event in events:
        tracker.update(event)
    asyncio.run(trackers.save(tracker))
    return tracker


def test_another_server_goes_on_where_the_first_one_ended() -> None:
    turn(TrackerStore(Domain.empty()), UserUttered("one"))
    second = TrackerStore(Domain.empty())
    tracker = turn(second, UserUttered("two"))
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["one", "two"]
    assert [event["text"] for event in events_of("someone") if event["event"] == "user"] == ["one", "two"]


def test_what_was_forgotten_is_not_saved_again_and_the_next_turn_is() -> None:
    trackers = TrackerStore(Domain.empty())
    turn(trackers, ActionExecuted("action_session_start"), SessionStarted(), UserUttered("secret"))
    forgetting = [UserUttered("delete my data"), ActionExecuted("action_forget_me"), BotUttered("Done.")]
    turn(
        trackers, *forgetting, AllSlotsReset(), SessionStarted(), ActionExecuted("action_listen"), erased=True
    )
    kept = [event["event"] for event in events_of("someone")]
    assert kept == ["action", "bot", "reset_slots", "session_started", "action"]
    turn(trackers, UserUttered("hello"))
    assert [event.get("text") for event in events_of("someone")][-1] == "hello"
    assert "secret" not in str(events_of("someone"))
    assert "delete my data" not in str(events_of("someone"))
    told = [event.get("text") for event in events_of("someone") if event["event"] in ("bot", "user")]
    assert told == ["Done.", "hello"]


def test_forgetting_that_failed_forgets_nothing() -> None:
    events = [UserUttered("a"), ActionExecuted("action_forget_me"), ActionExecuted("action_listen")]
    assert since_forgetting(events) == events


def test_of_two_the_last_forgetting_counts() -> None:
    forget = [ActionExecuted("action_forget_me"), SessionStarted()]
    assert since_forgetting([UserUttered("a"), *forget, UserUttered("b"), *forget]) == forget


def test_a_long_conversation_is_folded_on_the_disk_and_goes_on() -> None:
    trackers = TrackerStore(DOMAIN)
    # In this order: Rasa knows a session's events by their times.
    beginning = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    opened = [SlotSet("age", 45), ActiveLoop("eligibility_form")]
    turn(trackers, *beginning, *opened)
    for number in range(MAX_EVENTS):
        asked = UserUttered(f"question {number}", intent={"name": "answer"})
        turn(trackers, asked, BotUttered("answer"), ActionExecuted("action_listen"))
        assert len(events_of("someone")) <= MAX_EVENTS + 3
    tracker = turn(TrackerStore(DOMAIN))
    assert tracker.get_slot("age") == 45
    assert tracker.active_loop_name == "eligibility_form"
    said = [event["text"] for event in events_of("someone") if event["event"] == "user"]
    assert said[-1] == f"question {MAX_EVENTS - 1}"
    assert len(said) == len(set(said)) < MAX_EVENTS
