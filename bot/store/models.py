"""The tables. A change here needs a migration in `bot/store/migrations/versions`.

`conversation` is everywhere the hash of channel and sender that `bot.store.conversations.key` makes.
Times are UTC without a zone.
"""

from __future__ import annotations

import datetime

from sqlalchemy import Column, Date, DateTime, Integer, String, Text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Conversation(Base):  # type: ignore[misc, valid-type]
    """That a conversation took place, and when; never what was said.

    The key is a hash of channel and sender, so that no platform's user id rests here.
    """

    __tablename__ = "conversation"

    key: str = Column(String(64), primary_key=True)
    channel: str = Column(String(32), nullable=False)
    started_at: datetime.datetime = Column(DateTime, nullable=False)
    last_turn_at: datetime.datetime = Column(DateTime, nullable=False, index=True)
    turns: int = Column(Integer, nullable=False)


class RedFlagCount(Base):  # type: ignore[misc, valid-type]
    """How often a red flag was answered on a day; neither who nor what."""

    __tablename__ = "red_flag_count"

    day: datetime.date = Column(Date, primary_key=True)
    answer: str = Column(String(32), primary_key=True)
    count: int = Column(Integer, nullable=False)


class WebSession(Base):  # type: ignore[misc, valid-type]
    """That a token of the web chat was given out for a conversation, and until when it holds."""

    __tablename__ = "web_session"

    conversation: str = Column(String(64), primary_key=True)
    opened_at: datetime.datetime = Column(DateTime, nullable=False, index=True)
    expires_at: datetime.datetime = Column(DateTime, nullable=False)
    closed_at: datetime.datetime | None = Column(DateTime)


class WebTurn(Base):  # type: ignore[misc, valid-type]
    """That a message of the web chat was taken, by the id its sender gave it, so that it is not taken twice.

    Until it is answered, whoever works on it holds the whole conversation, at most until `held_until`.
    """

    __tablename__ = "web_turn"

    conversation: str = Column(String(64), primary_key=True)
    id: str = Column(String(36), primary_key=True)
    held_until: datetime.datetime = Column(DateTime, nullable=False)
    answered_at: datetime.datetime | None = Column(DateTime)


class WebMessage(Base):  # type: ignore[misc, valid-type]
    """What was said in the web chat, for the same person to read again; erased with the conversation.

    `turn` is the `WebTurn` it belongs to, `answer` the name of the response, `body` the message in JSON.
    """

    __tablename__ = "web_message"

    number: int = Column(Integer, primary_key=True)
    conversation: str = Column(String(64), nullable=False, index=True)
    id: str = Column(String(36), nullable=False)
    turn: str = Column(String(36), nullable=False)
    role: str = Column(String(4), nullable=False)
    answer: str | None = Column(String(128))
    body: str = Column(Text, nullable=False)


class Feedback(Base):  # type: ignore[misc, valid-type]
    """How somebody liked an answer, and the reason given; not what was said. Erased with the conversation."""

    __tablename__ = "feedback"

    message_id: str = Column(String(36), primary_key=True)
    answer: str = Column(String(128), nullable=False, index=True)
    rating: str = Column(String(4), nullable=False)
    reason: str | None = Column(String(500))
    rated_at: datetime.datetime = Column(DateTime, nullable=False)


class RateCount(Base):  # type: ignore[misc, valid-type]
    """How often something was done within a minute; `name` is a hash of who did what."""

    __tablename__ = "rate_count"

    name: str = Column(String(64), primary_key=True)
    minute: datetime.datetime = Column(DateTime, primary_key=True, index=True)
    count: int = Column(Integer, nullable=False)
