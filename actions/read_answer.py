"""Reads what a person types inside the eligibility form."""

from __future__ import annotations

import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import CONFIRMATION, UNSURE, known
from bot.eligibility import CRITERIA
from bot.language.person import speaks_of_other, speaks_of_self
from bot.language.reading import Kind
from bot.language.text import asks, clauses, is_payload
from bot.language.turn import Turn, read_opening, read_turn

STEERING = {"stop", "start_over", "go_back", "why", "forget_me"}
# A statement of these kinds is no answer to the question, and none of the form's business; but said twice
# it may be an answer that was taken for one of them.
ASIDES = {"faq", "glossary", "greet", "goodbye", "thanks", "bot_challenge", "help", "human", "source", "more"}
# People steer in few words; a longer text with an answer in it is an answer ("they had to stop the tablets").
STEERING_WORDS = 5

Events = list[dict[str, Any]]


class ActionReadAnswer(Action):
    """Fills the form's slots from free text; named in their mappings, so it runs on every turn of the form.

    It returns slots alone. A turn that is a question, a red flag or a word of steering sets none of the
    form's: the form then gives way to the rules, and asks again.
    """

    def __init__(self) -> None:
        # The readers build their rules on first use, in 2 to 3 s: not on somebody's first answer.
        read_opening("I am 45", datetime.date.today())

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_read_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Read the latest message."""
        text = tracker.latest_message.get("text") or ""
        events: Events = [SlotSet("answer_read", True)]
        pending = tracker.get_slot("requested_slot")
        # The policy of red flags has this turn, and what was going on stays as it was.
        if tracker.latest_message.get("red_flags"):
            return events
        # "56 is my brother's age, I am 65" is about oneself; an opening that names a relative is not.
        if speaks_of_other(text) and (pending is None or not speaks_of_self(text)):
            events.append(SlotSet("about", "other"))
        if is_payload(text):
            return [*events, SlotSet(pending, None)] if pending else events
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
    other = tracker.get_slot("about") == "other"
    turn = read_turn(text, pending, known(tracker), datetime.date.today(), other)
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
    if all(asks(clause) for clause in clauses(text)):
        return []
    return not_understood(tracker, pending, turn)


def not_understood(tracker: Tracker, pending: str, turn: Turn) -> Events:
    """What to do with a statement in which no answer was read: ask once more, then take it for unsure."""
    intent = (tracker.latest_message.get("intent") or {}).get("name")
    asked_before = tracker.get_slot("asked_again") == pending
    if asked_before and pending != CONFIRMATION:
        return [SlotSet("asked_again", None), SlotSet(pending, UNSURE)]
    if turn.pending is Kind.NOTHING and intent in ASIDES:
        return [SlotSet("asked_again", pending)]
    return ask_again(pending)


def ask_again(pending: str) -> Events:
    """Have the form ask once more, in other words: a slot that is set, even to None, keeps it going."""
    return [SlotSet("asked_again", pending), SlotSet(pending, None)]


def steers(tracker: Tracker, text: str, turn: Turn) -> bool:
    """Whether the turn steers the dialogue: rules have it, not the form."""
    intent = (tracker.latest_message.get("intent") or {}).get("name")
    if not turn.values:
        return intent in STEERING
    return intent in STEERING - {"why"} and len(text.split()) <= STEERING_WORDS
