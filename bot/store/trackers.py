"""Rasa's memory of conversations, in the database of `DATABASE_URL`: endpoints.yml names it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.store.engine import alone_with_the_schema, engine
from bot.store.folding import Folding, fold

FORGET_ME = "action_forget_me"


class TrackerStore(SQLTrackerStore):
    """Rasa's SQLTrackerStore on the engine of `bot.store`, so that several servers can write.

    What was said before `action_forget_me` is not saved; the action has erased what had been. Before a turn
    the older turns of a long conversation are folded (see `bot.store.folding`).

    Raises:
        StoreError: the database cannot be used.
    """

    def __init__(
        self, domain: Domain | None = None, event_broker: EventBroker | None = None, **kwargs: Any
    ) -> None:
        opened: Engine = engine()
        with alone_with_the_schema(opened) as connection:
            self.Base.metadata.create_all(connection)
        # Rasa's own engine is not used; this spares it a connection.
        kwargs["host"] = "sqlite://"
        super().__init__(domain, event_broker=event_broker, **kwargs)
        self.engine.dispose()
        self.engine: Engine = opened
        self.sessionmaker = sessionmaker(bind=opened, future=True)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's latest session, its older turns folded.

        Rasa asks for it at the beginning of a turn, when it has locked the conversation.
        """
        tracker: DialogueStateTracker | None = await super().retrieve(sender_id)
        folding = fold(tracker, self.domain) if tracker and self.domain else None
        if tracker is None or folding is None:
            return tracker
        with self.session_scope() as session, session.begin():
            self._write(session, tracker, folding)
        return await super().retrieve(sender_id)

    def _write(self, session: Session, tracker: DialogueStateTracker, folding: Folding) -> None:
        """Put the events of a folding in the place of those that they stand for."""
        rows = self._event_query(session, tracker.sender_id, fetch_events_from_all_sessions=False).all()
        if len(rows) != len(tracker.events):
            # Somebody has written since it was read; a later turn folds.
            return
        replaced = rows[: folding.replaced]
        for row, event in zip(replaced, folding.events, strict=False):
            told = event.as_dict()
            row.type_name, row.timestamp, row.data = event.type_name, event.timestamp, json.dumps(told)
            row.intent_name, row.action_name = None, told.get("name")
        for row in replaced[len(folding.events) :]:
            session.delete(row)

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
