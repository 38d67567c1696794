"""Reads what a person types inside the eligibility form."""

from __future__ import annotations

import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import CONFIRMATION, UNSURE, known
from bot.eligibility import CRITERIA
from bot.language.person import speaks_of_other
from bot.language.reading import Kind
from bot.language.text import asks, clauses
from bot.language.turn import Turn, read_opening, read_turn

RED_FLAGS = {"emergency", "crisis"}
STEERING = {"stop", "start_over", "go_back", "why", "forget_me"}
# A statement of these kinds is no answer to the question, and none of the form's business.
ASIDES = {"faq", "glossary", "greet", "goodbye", "thanks", "bot_challenge", "help", "human", "source", "more"}
# People steer in few words; a longer text with an answer in it is an answer ("they had to stop the tablets").
STEERING_WORDS = 5
SURE = 0.9

Events = list[dict[str, Any]]


class ActionReadAnswer(Action):
    """Fills the form's slots from free text; named in their mappings, so it runs on every turn of the form.

    It returns slots alone. A turn that is a question, a red flag or a word of steering sets none of the
    form's: the form then gives way to the rules, and asks again.
    """

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_read_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Read the latest message."""
        text = tracker.latest_message.get("text") or ""
        events: Events = [SlotSet("answer_read", True)]
        if speaks_of_other(text):
            events.append(SlotSet("about", "other"))
        pending = tracker.get_slot("requested_slot")
        if pending is None:
            return [*events, *opening(tracker, text)]
        return [*events, *answer(tracker, text, pending)]


def opening(tracker: Tracker, text: str) -> Events:
    """The slots that the opening sentence fills; a dialogue that had come to its verdict begins anew."""
    finished = tracker.get_slot("eligibility_outcome") is not None
    values = read_opening(text, datetime.date.today()).values
    emptied = (
        [*CRITERIA, "eligibility_outcome", "eligibility_not_met", "eligibility_unknown"] if finished else []
    )
    emptied = [name for name in [*emptied, CONFIRMATION, "asked_again"] if name not in values]
    return [*(SlotSet(name, None) for name in emptied), *(SlotSet(*value) for value in values.items())]


def answer(tracker: Tracker, text: str, pending: str) -> Events:
    """The slots that a turn fills, empties or has asked once more."""
    turn = read_turn(text, pending, known(tracker), datetime.date.today())
    if steers(tracker, text, turn):
        return []
    if turn.values == {CONFIRMATION: "no"}:
        return ask_again(CONFIRMATION)
    if turn.values or turn.reopened:
        reopened = {name: None for name in turn.reopened}
        return [
            SlotSet("asked_again", None),
            *(SlotSet(*value) for value in {**turn.values, **reopened}.items()),
        ]
    intent = (tracker.latest_message.get("intent") or {}).get("name")
    only_asks = all(asks(clause) for clause in clauses(text))
    if only_asks or (turn.pending is Kind.NOTHING and intent in ASIDES):
        return []
    if tracker.get_slot("asked_again") == pending and pending != CONFIRMATION:
        return [SlotSet("asked_again", None), SlotSet(pending, UNSURE)]
    return ask_again(pending)


def ask_again(pending: str) -> Events:
    """Have the form ask once more, in other words: a slot that is set, even to None, keeps it going."""
    return [SlotSet("asked_again", pending), SlotSet(pending, None)]


def steers(tracker: Tracker, text: str, turn: Turn) -> bool:
    """Whether the turn is a red flag or steers the dialogue, so that the rules and not the form have it."""
    intent = tracker.latest_message.get("intent") or {}
    if intent.get("name") in RED_FLAGS:
        return not turn.values or float(intent["confidence"]) >= SURE
    if intent.get("name") in STEERING:
        return not turn.values or len(text.split()) <= STEERING_WORDS
    return False
