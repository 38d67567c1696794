"""Reads and erases what Rasa's SQLTrackerStore keeps, where it is in use (see `bot.store.trackers`)."""

from __future__ import annotations

import json
from typing import Any

from rasa.shared.core.events import SessionStarted
from sqlalchemy import column, delete, func, inspect, or_, select, table
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from bot.store.engine import transaction

EVENTS = table(
    "events", column("id"), column("sender_id"), column("type_name"), column("timestamp"), column("data")
)


def events_of(sender: str) -> list[dict[str, Any]]:
    """The events of a conversation in their order; none where Rasa keeps them elsewhere.

    Raises:
        StoreError: the database cannot be used.
    """
    query = select(EVENTS.c.data).where(EVENTS.c.sender_id == sender).order_by(EVENTS.c.id)
    with transaction() as session:
        if not in_use(session.connection()):
            return []
        return [json.loads(data) for data in session.execute(query).scalars()]


def erase_within(session: Session, sender: str) -> int:
    """Delete the events of a conversation as a part of a transaction; returns how many there were."""
    if not in_use(session.connection()):
        return 0
    return int(session.execute(delete(EVENTS).where(EVENTS.c.sender_id == sender)).rowcount)


def erase_older_within(session: Session, before: float) -> int:
    """Delete the events of before a time (seconds since 1970), where their conversation or session is over.

    Returns how many there were.
    """
    if not in_use(session.connection()):
        return 0
    of_the_same = EVENTS.alias()
    last = select(func.max(of_the_same.c.timestamp)).where(of_the_same.c.sender_id == EVENTS.c.sender_id)
    session_start = last.where(of_the_same.c.type_name == SessionStarted.type_name)
    over = last.scalar_subquery() < before
    of_an_earlier_session = EVENTS.c.timestamp < session_start.scalar_subquery()
    old = delete(EVENTS).where(EVENTS.c.timestamp < before, or_(over, of_an_earlier_session))
    return int(session.execute(old).rowcount)


def in_use(connection: Connection) -> bool:
    """Whether Rasa keeps its events in this database."""
    return bool(inspect(connection).has_table(EVENTS.name))
