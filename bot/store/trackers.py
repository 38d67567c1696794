"""Rasa's memory of conversations, in the database of `DATABASE_URL`: endpoints.yml names it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot import settings
from bot.store.engine import engine

FORGET_ME = "action_forget_me"


class TrackerStore(SQLTrackerStore):
    """Rasa's SQLTrackerStore on the engine of `bot.store`, so that several servers can write.

    What was said before `action_forget_me` is not saved; the action has erased what had been.

    Raises:
        StoreError: the database cannot be used.
    """

    def __init__(
        self, domain: Domain | None = None, event_broker: EventBroker | None = None, **kwargs: Any
    ) -> None:
        opened: Engine = engine()
        with opened.begin() as connection:
            self.Base.metadata.create_all(connection)
        kwargs["host"] = settings.database_url()
        super().__init__(domain, event_broker=event_broker, **kwargs)
        self.engine.dispose()
        self.engine: Engine = opened
        self.sessionmaker = sessionmaker(bind=opened, future=True)

    def _additional_events(self, session: Session, tracker: DialogueStateTracker) -> Iterator[Event]:
        kept = since_forgetting(tracker.events)
        if len(kept) < len(tracker.events):
            return iter(kept)
        return super()._additional_events(session, tracker)


def since_forgetting(events: Iterable[Event]) -> list[Event]:
    """The events from the last forgetting on, its own answer with them; all where nothing was forgotten."""
    told = list(events)
    forgotten = [place for place, event in enumerate(told) if _forgets(event, told[place:])]
    return told[forgotten[-1] :] if forgotten else told


def _forgets(event: Event, after: list[Event]) -> bool:
    """Whether an event is the action that forgets, and it came to its end: a new session."""
    return (
        isinstance(event, ActionExecuted)
        and event.action_name == FORGET_ME
        and any(isinstance(later, SessionStarted) for later in after)
    )
