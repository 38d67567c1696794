"""What was said in a conversation of the web chat, and how it was liked."""

from __future__ import annotations

import datetime
import json
from typing import Any

from sqlalchemy import desc, select

from bot.store.engine import transaction
from bot.store.models import Feedback, WebMessage

BOT = "bot"
USER = "user"


def answers_of(conversation: str, turn: str) -> list[dict[str, Any]]:
    """The bodies of the answers to one message.

    Raises:
        StoreError: the database cannot be used.
    """
    query = select(WebMessage.body).where(
        WebMessage.conversation == conversation, WebMessage.turn == turn, WebMessage.role == BOT
    )
    with transaction() as session:
        return [json.loads(body) for body in session.execute(query.order_by(WebMessage.number)).scalars()]


def history(conversation: str, limit: int | None = None) -> list[dict[str, Any]]:
    """The bodies of all messages, or of the last `limit`, oldest first.

    Raises:
        StoreError: the database cannot be used.
    """
    query = select(WebMessage.body).where(WebMessage.conversation == conversation)
    with transaction() as session:
        latest = session.execute(query.order_by(desc(WebMessage.number)).limit(limit)).scalars().all()
    return [json.loads(body) for body in reversed(latest)]


def answer_name(conversation: str, message_id: str) -> str | None:
    """The name of the response that a message of the bot gave, or None where there is no such message.

    Raises:
        StoreError: the database cannot be used.
    """
    query = select(WebMessage.answer).where(
        WebMessage.conversation == conversation, WebMessage.id == message_id, WebMessage.role == BOT
    )
    with transaction() as session:
        return session.execute(query).scalar()


def rate(message_id: str, answer: str, rating: str, reason: str | None, now: datetime.datetime) -> None:
    """Note how an answer was liked; a second rating takes the place of the first.

    Raises:
        StoreError: the database cannot be used.
    """
    with transaction(message_id) as session:
        session.merge(
            Feedback(message_id=message_id, answer=answer, rating=rating, reason=reason, rated_at=now)
        )
