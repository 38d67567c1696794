"""Folds the older turns of a conversation into what they left, so that each turn costs the same as the last.

Rasa replays all events of a session before every turn. What is said next depends on the slots, the open form,
and the last few turns; so the events before those are replaced by a handful that lead to the same state.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    LoopInterrupted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

# A turn has some seven events, one in the eligibility form some fifteen.
MAX_EVENTS = 160
# As many turns stay as they were. Policies look back at three, and whoever takes over a turn at one.
KEPT_TURNS = 6


@dataclass(frozen=True)
class Folding:
    """`events` stand for the first `replaced` events of a session."""

    events: list[Event]
    replaced: int


def fold(tracker: DialogueStateTracker, domain: Domain) -> Folding | None:
    """How a session is to be folded, None while it is short; the tracker stays as it is."""
    events = list(tracker.events)
    if len(events) <= MAX_EVENTS:
        return None
    replaced = _first_kept(events)
    if not replaced:
        return None
    left = _left_by(events[:replaced], tracker.sender_id, domain)
    return Folding(left, replaced) if len(left) < replaced else None


def _first_kept(events: list[Event]) -> int:
    """Where the turns begin that stay as they were; 0 where there are not so many."""
    starts = [
        place
        for place, (before, event) in enumerate(itertools.pairwise(events), start=1)
        if isinstance(event, UserUttered)
        and isinstance(before, ActionExecuted)
        and before.action_name == ACTION_LISTEN_NAME
    ]
    return starts[-KEPT_TURNS] if len(starts) > KEPT_TURNS else 0


def _left_by(events: list[Event], sender: str, domain: Domain) -> list[Event]:
    """A session's beginning, its slots and its form, as these events left them."""
    left = DialogueStateTracker.from_events(sender, events, domain.slots)
    begun = next((event for event in events if isinstance(event, SessionStarted)), events[0]).timestamp
    at = events[-1].timestamp
    state: list[Event] = [
        SlotSet(name, slot.value, timestamp=at)
        for name, slot in left.slots.items()
        if slot.value != slot.initial_value
    ]
    loop = left.active_loop
    if loop is not None and loop.name:
        state.append(ActiveLoop(loop.name, timestamp=at))
        if loop.is_interrupted:
            state.append(LoopInterrupted(True, timestamp=at))
    return [
        ActionExecuted(ACTION_SESSION_START_NAME, timestamp=begun),
        SessionStarted(timestamp=begun),
        ActionExecuted(ACTION_LISTEN_NAME, timestamp=begun),
        *state,
        ActionExecuted(ACTION_LISTEN_NAME, timestamp=at),
    ]
