"""The sessions of the web chat: opened with a token, closed by a new start, gone when erased."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Session

from bot.store.engine import transaction
from bot.store.models import WebSession


def open_session(conversation: str, now: datetime.datetime, expires_at: datetime.datetime) -> None:
    """Note a new session.

    Raises:
        StoreError: the database cannot be used.
    """
    with transaction() as session:
        session.add(WebSession(conversation=conversation, opened_at=now, expires_at=expires_at))


def is_open(conversation: str, now: datetime.datetime) -> bool:
    """Whether a session is there, neither closed nor expired.

    Raises:
        StoreError: the database cannot be used.
    """
    with transaction() as session:
        return open_within(session, conversation, now)


def open_within(session: Session, conversation: str, now: datetime.datetime) -> bool:
    """The same, as a part of a transaction."""
    known = session.get(WebSession, conversation)
    return known is not None and known.closed_at is None and now < known.expires_at


def close_session(conversation: str, now: datetime.datetime) -> None:
    """Close a session; what was said in it stays.

    Raises:
        StoreError: the database cannot be used.
    """
    with transaction(conversation) as session:
        known = session.get(WebSession, conversation)
        if known is not None:
            known.closed_at = now
