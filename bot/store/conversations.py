"""Registers conversations and erases them."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable

from sqlalchemy import delete, null, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Delete

from bot.store.engine import scrub, transaction
from bot.store.models import (
    Conversation,
    Feedback,
    Incoming,
    Offered,
    Outgoing,
    WebMessage,
    WebSession,
    WebTurn,
)
from bot.store.rasa_events import erase_within


def key(channel: str, sender: str) -> str:
    """The name under which a conversation is known: SHA-256 of channel and sender, in hex."""
    return hashlib.sha256(f"{channel}\0{sender}".encode()).hexdigest()


def touch(channel: str, sender: str, now: datetime.datetime) -> None:
    """Note that a conversation has had a turn at `now` (UTC, without a zone).

    Raises:
        StoreError: the database cannot be used.
    """
    name = key(channel, sender)
    with transaction(name) as session:
        known = session.get(Conversation, name)
        if known is None:
            session.add(Conversation(key=name, channel=channel, started_at=now, last_turn_at=now, turns=1))
        else:
            known.last_turn_at = now
            known.turns += 1


def erase(channel: str, sender: str, keep_session: bool = False) -> int:
    """Delete all that is kept of a conversation, Rasa's events too; returns the number of rows that went.

    With `keep_session` a token of the web chat still opens the conversation, which is then an empty one.

    Raises:
        StoreError: the database cannot be used.
    """
    name = key(channel, sender)
    with transaction(name) as session:
        gone = erase_within(session, sender) + run(session, statements_of(name, keep_session))
    scrub()
    return gone


def statements_of(name: str, keep_session: bool = False) -> list[Delete]:
    """What erases a conversation (its key) from our own tables; to be run in one transaction."""
    rated = select(WebMessage.id).where(WebMessage.conversation == name, WebMessage.id == Feedback.message_id)
    statements = [
        delete(Feedback).where(rated.exists()),
        delete(WebMessage).where(WebMessage.conversation == name),
        delete(WebTurn).where(WebTurn.conversation == name),
        delete(Offered).where(Offered.conversation == name),
        delete(Outgoing).where(Outgoing.conversation == name),
        # What came in since is the beginning of another conversation.
        delete(Incoming).where(Incoming.conversation == name, Incoming.begun_at != null()),
        delete(Conversation).where(Conversation.key == name),
    ]
    if not keep_session:
        statements.append(delete(WebSession).where(WebSession.conversation == name))
    return statements


def run(session: Session, statements: Iterable[Delete]) -> int:
    """Run them as a part of a transaction; returns the number of rows that went."""
    options = {"synchronize_session": False}
    return sum(session.execute(each, execution_options=options).rowcount for each in statements)
