"""What the policies read off a tracker: what was understood, and what has been said since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.context import also_asked, in_general
from bot.guide import load_guide

UTTER = "utter_"
# Before the name of a flag: the response where it is not sure that it is one.
POSSIBLE = "possible_"
GUIDE = load_guide()
ADVICE = "advice"
APOLOGY = "utter_apology"
# The response after which a form begins.
INTRODUCTION = "utter_eligibility"
LABELS = frozenset(GUIDE.entries())


def understood(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What NLU said of the last message; nothing, if there was none."""
    message = tracker.latest_message
    return dict(message.parse_data or {}) if message else {}


def slots_set(tracker: DialogueStateTracker) -> set[str]:
    """The slots that were set since the last message."""
    return {event.key for event in _since_the_last_message(tracker) if isinstance(event, SlotSet)}


def given(tracker: DialogueStateTracker) -> set[str]:
    """The labels of the responses uttered since the last message."""
    return {_label(event) for event in _since_the_last_message(tracker) if isinstance(event, BotUttered)}


def probabilities(tracker: DialogueStateTracker) -> dict[str, float]:
    """The guide's labels and how probable the last message made them, the most probable first."""
    selector = understood(tracker).get("response_selector") or {}
    rankings = [selector[name]["ranking"] for name in selector.get("all_retrieval_intents", [])]
    ranked = sorted((entry for ranking in rankings for entry in ranking), key=lambda e: -e["confidence"])
    return {entry["intent_response_key"]: entry["confidence"] for entry in ranked}


def pending(tracker: DialogueStateTracker) -> list[str]:
    """The guide's labels that are still to be answered after what was said to the last message.

    They are what it asks for besides; after a request for advice, what the guide says of it in general.
    """
    said = given(tracker)
    if ADVICE not in said:
        return also_asked(GUIDE, understood(tracker).get("answers", []), said)
    general = in_general(GUIDE, probabilities(tracker))
    return [general] if general and general not in said else []


def red_flags(tracker: DialogueStateTracker) -> list[str]:
    """The red flags that the last message raised, the more urgent first."""
    return list(understood(tracker).get("red_flags") or [])


def flags_to_answer(tracker: DialogueStateTracker) -> list[str]:
    """The red flags of the last message that have not been answered yet."""
    answered = given(tracker)
    return [flag for flag in red_flags(tracker) if flag not in answered]


def possible_flags_to_answer(tracker: DialogueStateTracker) -> list[str]:
    """The red flags that the last message may mean, and that nothing was said to yet."""
    possible = understood(tracker).get("possible_red_flags") or []
    answered = given(tracker)
    return [flag for flag in possible if f"{POSSIBLE}{flag}" not in answered]


def is_line_about_help(action: str | None) -> bool:
    """Whether an action is the line about help where a flag is only possible."""
    return (action or "").startswith(f"{UTTER}{POSSIBLE}")


def is_answered(tracker: DialogueStateTracker, domain: Domain) -> bool:
    """Whether rules, forms and the guide have said what they have to say to the last message.

    What is said after it would keep a rule from its next action. An open form ends its turn by asking, or
    with an apology for the action server.
    """
    last, form = tracker.latest_action_name, tracker.active_loop_name
    if last in (None, ACTION_LISTEN_NAME, INTRODUCTION) or pending(tracker) or flags_to_answer(tracker):
        return False
    if form:
        return last in (form, APOLOGY) or is_line_about_help(last)
    return last not in domain.form_names


def last_answer(tracker: DialogueStateTracker) -> str | None:
    """The guide's label that was answered last in this session."""
    for event in reversed(tracker.events):
        if isinstance(event, SessionStarted):
            return None
        if isinstance(event, BotUttered) and _label(event) in LABELS:
            return _label(event)
    return None


def intents(tracker: DialogueStateTracker) -> Iterator[str | None]:
    """The intents of this session's messages, latest first."""
    for event in reversed(tracker.events):
        if isinstance(event, SessionStarted):
            return
        if isinstance(event, UserUttered):
            yield event.intent_name


def _label(event: BotUttered) -> str:
    return str(event.metadata.get("utter_action") or "").removeprefix(UTTER)


def _since_the_last_message(tracker: DialogueStateTracker) -> Iterator[Event]:
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return
        yield event
