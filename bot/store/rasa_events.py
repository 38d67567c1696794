"""Reads and erases what Rasa's SQLTrackerStore keeps, where it is in use (see `bot.store.trackers`)."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import column, delete, inspect, select, table
from sqlalchemy.orm import Session

from bot.store.engine import transaction

EVENTS = table("events", column("id"), column("sender_id"), column("data"))


def events_of(sender: str) -> list[dict[str, Any]]:
    """The events of a conversation in their order; none where Rasa keeps them elsewhere.

    Raises:
        StoreError: the database cannot be used.
    """
    query = select(EVENTS.c.data).where(EVENTS.c.sender_id == sender).order_by(EVENTS.c.id)
    with transaction() as session:
        if not _in_use(session):
            return []
        return [json.loads(data) for data in session.execute(query).scalars()]


def erase_within(session: Session, sender: str) -> int:
    """Delete the events of a conversation as a part of a transaction; returns how many there were."""
    if not _in_use(session):
        return 0
    return int(session.execute(delete(EVENTS).where(EVENTS.c.sender_id == sender)).rowcount)


def _in_use(session: Session) -> bool:
    return bool(inspect(session.connection()).has_table(EVENTS.name))
