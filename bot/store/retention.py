"""Erases what is older than it may be, in every table; and what the database itself still holds of it."""

from __future__ import annotations

import datetime

from sqlalchemy import delete, select
from sqlalchemy.sql import Delete

from bot.store.conversations import run, statements_of
from bot.store.engine import engine, scrub, transaction
from bot.store.models import (
    Base,
    Conversation,
    Feedback,
    Hold,
    Incoming,
    Outgoing,
    RateCount,
    WebMessage,
    WebSession,
    WebTurn,
)
from bot.store.rasa_events import EVENTS, erase_older_within, in_use

# So many conversations at a time, so that people can be answered in between.
AT_ONCE = 100


def erase_older_than(days: int, now: datetime.datetime) -> int:
    """Erase every conversation without a turn in the `days` before `now`; returns how many rows went.

    Raises:
        StoreError: the database cannot be used.
    """
    before = now - datetime.timedelta(days=days)
    gone = 0
    while names := _old_conversations(before):
        for name in names:
            with transaction(name) as session:
                gone += run(session, statements_of(name))
    with transaction("retention") as session:
        gone += erase_older_within(session, before.replace(tzinfo=datetime.UTC).timestamp())
        gone += run(session, _left_over(before))
    vacuum()
    return gone


def vacuum() -> None:
    """Have the database let go of the bytes of erased rows: PostgreSQL keeps them until a table is rewritten.

    Raises:
        StoreError: the database cannot be used.
    """
    scrub()
    opened = engine()
    if opened.dialect.name != "postgresql":
        return
    with opened.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Rewriting a table takes as long as it takes; others wait for it as long as for any statement.
        connection.exec_driver_sql("SET statement_timeout = 0")
        for table in [*Base.metadata.tables, *([EVENTS.name] if in_use(connection) else [])]:
            connection.exec_driver_sql(f'VACUUM FULL "{table}"')


def _old_conversations(before: datetime.datetime) -> list[str]:
    old = select(Conversation.key).where(Conversation.last_turn_at < before).limit(AT_ONCE)
    with transaction() as session:
        return list(session.execute(old).scalars())


def _left_over(before: datetime.datetime) -> list[Delete]:
    """What belongs to no conversation that had a turn: unused sessions, messages without an answer."""
    opened = select(WebSession.conversation)
    return [
        delete(WebSession).where(WebSession.expires_at < before),
        delete(WebMessage).where(WebMessage.__table__.c.conversation.not_in(opened)),
        delete(WebTurn).where(WebTurn.__table__.c.conversation.not_in(opened)),
        delete(Incoming).where(Incoming.received_at < before),
        delete(Outgoing).where(Outgoing.created_at < before),
        delete(Feedback).where(Feedback.rated_at < before),
        delete(RateCount).where(RateCount.minute < before),
        delete(Hold).where(Hold.until < before),
    ]
