"""The turns of the web chat: each message is taken once, and one at a time in a conversation."""

from __future__ import annotations

import datetime
import enum
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import null, select
from sqlalchemy.orm import Session

from bot.store.engine import transaction
from bot.store.models import WebMessage, WebTurn
from bot.store.sessions import open_within


class Claim(enum.Enum):
    """What became of the wish to work on a message."""

    TAKEN = "taken"
    # Somebody began and did not come to an end; what came of it is not known here.
    TAKEN_OVER = "taken over"
    ANSWERED = "answered"
    BUSY = "busy"
    CLOSED = "closed"


@dataclass(frozen=True)
class Said:
    """A message as it is kept: its id, who said it, the name of the response, and the message itself."""

    id: str
    role: str
    body: dict[str, Any]
    answer: str | None = None


def claim(
    conversation: str, turn: str, message: Said | None, now: datetime.datetime, until: datetime.datetime
) -> Claim:
    """Take a message, note it, and hold its conversation until `finish`, at most `until`.

    Without a message the conversation is held for something else, such as erasing it.

    Raises:
        StoreError: the database cannot be used.
    """
    with transaction(conversation) as session:
        if not open_within(session, conversation, now):
            return Claim.CLOSED
        known = session.get(WebTurn, (conversation, turn))
        if known is not None and known.answered_at is not None:
            return Claim.ANSWERED
        if _is_held(session, conversation, now):
            return Claim.BUSY
        if known is not None:
            known.held_until = until
            return Claim.TAKEN_OVER
        session.add(WebTurn(conversation=conversation, id=turn, held_until=until))
        if message is not None:
            session.add(_row(conversation, turn, message))
        return Claim.TAKEN


def finish(conversation: str, turn: str, answers: Sequence[Said], now: datetime.datetime) -> None:
    """Note the answers and let go of the conversation; one that was erased meanwhile stays erased.

    Raises:
        StoreError: the database cannot be used.
    """
    with transaction(conversation) as session:
        known = session.get(WebTurn, (conversation, turn))
        if known is not None and known.answered_at is None:
            known.answered_at = now
            session.add_all(_row(conversation, turn, answer) for answer in answers)


def _is_held(session: Session, conversation: str, now: datetime.datetime) -> bool:
    held = select(WebTurn.id).where(
        WebTurn.conversation == conversation, WebTurn.answered_at == null(), WebTurn.held_until > now
    )
    return session.execute(held).first() is not None


def _row(conversation: str, turn: str, said: Said) -> WebMessage:
    return WebMessage(
        conversation=conversation,
        id=said.id,
        turn=turn,
        role=said.role,
        answer=said.answer,
        body=json.dumps(said.body),
    )
