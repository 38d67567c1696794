"""The post of messaging platforms: messages that wait for answers, and answers that wait to be delivered.

A message is taken once, the answers to it are put down together with its being answered, and one of them
leaves the store only when the platform has it. So a process that ends at any point loses nothing.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, null, select, union

from bot.store.engine import transaction
from bot.store.models import Hold, Incoming, Offered, Outgoing

# Platforms send a message again for some days at most.
REMEMBERED = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Letter:
    """A message as a platform handed it over: `text`, or the `notice` that is due in place of an answer."""

    conversation: str
    id: str
    channel: str
    address: str
    text: str | None
    notice: str | None = None
    begun: bool = False


@dataclass(frozen=True)
class Delivery:
    """One call of a platform's API that is still to be made."""

    number: int
    address: str
    body: dict[str, Any]
    created_at: datetime.datetime


def is_known(conversation: str, message_id: str) -> bool:
    """Whether a message has been noted.

    Raises:
        StoreError: the database cannot be used.
    """
    with transaction() as session:
        return session.execute(_noted(conversation, message_id)).first() is not None


def receive(letter: Letter, now: datetime.datetime) -> None:
    """Note a message, unless it had been noted before.

    Raises:
        StoreError: the database cannot be used.
    """
    with transaction(letter.conversation) as session:
        if session.execute(_noted(letter.conversation, letter.id)).first() is None:
            session.add(
                Incoming(
                    conversation=letter.conversation,
                    id=letter.id,
                    channel=letter.channel,
                    address=letter.address,
                    text=letter.text,
                    notice=letter.notice,
                    received_at=now,
                )
            )


def next_letter(conversation: str, now: datetime.datetime) -> Letter | None:
    """The oldest message without an answer; `begun` where somebody had begun with it and not come to its end.

    Raises:
        StoreError: the database cannot be used.
    """
    waiting = (
        select(Incoming)
        .where(Incoming.conversation == conversation, Incoming.answered_at == null())
        .order_by(Incoming.number)
        .limit(1)
    )
    with transaction(conversation) as session:
        found = session.execute(waiting).scalar()
        if found is None:
            return None
        begun, found.begun_at = found.begun_at is not None, now
        return Letter(
            conversation, found.id, found.channel, found.address, found.text, found.notice, begun=begun
        )


def answered(
    letter: Letter, bodies: Sequence[dict[str, Any]], offered: Sequence[str], now: datetime.datetime
) -> None:
    """Put down the answers to a message as calls of the platform's API, with what they offer, and blank it.

    Where the conversation was erased meanwhile, the answers that say so are delivered, and nothing is kept.

    Raises:
        StoreError: the database cannot be used.
    """
    conversation = letter.conversation
    with transaction(conversation) as session:
        session.add_all(
            Outgoing(
                conversation=conversation,
                channel=letter.channel,
                address=letter.address,
                body=json.dumps(body),
                created_at=now,
            )
            for body in bodies
        )
        known = session.execute(_noted(conversation, letter.id)).scalar()
        if known is None:
            return
        known.answered_at = now
        known.text = known.notice = None
        known.address = ""
        session.execute(delete(Offered).where(Offered.conversation == conversation))
        if offered:
            session.add(Offered(conversation=conversation, titles=json.dumps(list(offered))))


def offered_in(conversation: str) -> list[str]:
    """The titles of the buttons under the last answer.

    Raises:
        StoreError: the database cannot be used.
    """
    with transaction() as session:
        known = session.get(Offered, conversation)
        return list(json.loads(known.titles)) if known is not None else []


def next_delivery(conversation: str) -> Delivery | None:
    """The oldest call that has not been made.

    Raises:
        StoreError: the database cannot be used.
    """
    waiting = select(Outgoing).where(Outgoing.conversation == conversation).order_by(Outgoing.number).limit(1)
    with transaction() as session:
        found = session.execute(waiting).scalar()
        if found is None:
            return None
        return Delivery(found.number, found.address, json.loads(found.body), found.created_at)


def delivered(number: int) -> None:
    """Let go of a call that has been made, or never can be.

    Raises:
        StoreError: the database cannot be used.
    """
    with transaction() as session:
        session.execute(delete(Outgoing).where(Outgoing.number == number))


def hold(conversation: str, holder: str, now: datetime.datetime, until: datetime.datetime) -> bool:
    """Take a conversation for oneself, or keep it; False where somebody else has it.

    Raises:
        StoreError: the database cannot be used.
    """
    with transaction(conversation) as session:
        known = session.get(Hold, conversation)
        if known is None:
            session.add(Hold(conversation=conversation, holder=holder, until=until))
        elif known.holder == holder or known.until <= now:
            known.holder, known.until = holder, until
        else:
            return False
        return True


def let_go(conversation: str, holder: str) -> None:
    """Give a conversation back.

    Raises:
        StoreError: the database cannot be used.
    """
    with transaction(conversation) as session:
        session.execute(delete(Hold).where(Hold.conversation == conversation, Hold.holder == holder))


def waiting(channel: str) -> list[str]:
    """The conversations of a channel in which something waits for its answer or its delivery.

    Raises:
        StoreError: the database cannot be used.
    """
    unanswered = select(Incoming.conversation).where(
        Incoming.channel == channel, Incoming.answered_at == null()
    )
    undelivered = select(Outgoing.conversation).where(Outgoing.channel == channel)
    with transaction() as session:
        return list(session.execute(union(unanswered, undelivered)).scalars())


def forget_old(now: datetime.datetime) -> None:
    """Let go of the ids of messages that no platform sends again.

    Raises:
        StoreError: the database cannot be used.
    """
    old = delete(Incoming).where(Incoming.__table__.c.answered_at < now - REMEMBERED)
    with transaction() as session:
        session.execute(old, execution_options={"synchronize_session": False})


def _noted(conversation: str, message_id: str) -> Any:
    """The query for a message by its id."""
    return select(Incoming).where(Incoming.conversation == conversation, Incoming.id == message_id)
