"""Registers conversations and erases them."""

from __future__ import annotations

import datetime
import hashlib

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.store.engine import engine
from bot.store.models import Conversation


def key(channel: str, sender: str) -> str:
    """The name under which a conversation is known: SHA-256 of channel and sender, in hex."""
    return hashlib.sha256(f"{channel}\0{sender}".encode()).hexdigest()


def touch(channel: str, sender: str, now: datetime.datetime) -> None:
    """Note that a conversation has had a turn at `now` (UTC, without a zone).

    Raises:
        StoreError: the database cannot be used.
    """
    name = key(channel, sender)
    with Session(engine(), future=True) as session, session.begin():
        known = session.get(Conversation, name)
        if known is None:
            session.add(Conversation(key=name, channel=channel, started_at=now, last_turn_at=now, turns=1))
        else:
            known.last_turn_at = now
            known.turns += 1


def erase(channel: str, sender: str) -> int:
    """Delete what is kept of a conversation; returns the number of rows that went.

    Raises:
        StoreError: the database cannot be used.
    """
    with Session(engine(), future=True) as session, session.begin():
        gone = session.execute(delete(Conversation).where(Conversation.key == key(channel, sender)))
        return int(gone.rowcount)
