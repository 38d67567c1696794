"""The tables. A change here needs a migration in `bot/store/migrations/versions`.

`conversation` is everywhere the hash of channel and sender that `bot.store.conversations.key` makes.
Times are UTC without a zone.
"""

from __future__ import annotations

import datetime

from sqlalchemy import Column, Date, DateTime, Integer, String, Text, UniqueConstraint
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


class Incoming(Base):  # type: ignore[misc, valid-type]
    """A message that a messaging platform handed over, kept so that it is neither lost nor taken twice.

    `id` is a hash of the platform's own. `address` is where answers go; it and what was said (`text`, or the
    name of the notice that is due instead) are blanked once the answers are in `outgoing`. `begun_at` is when
    somebody began to work on it.
    """

    __tablename__ = "incoming"
    __table_args__ = (UniqueConstraint("conversation", "id"),)

    number: int = Column(Integer, primary_key=True)
    conversation: str = Column(String(64), nullable=False)
    id: str = Column(String(64), nullable=False)
    channel: str = Column(String(32), nullable=False)
    address: str = Column(String(255), nullable=False)
    text: str | None = Column(Text)
    notice: str | None = Column(Text)
    received_at: datetime.datetime = Column(DateTime, nullable=False)
    begun_at: datetime.datetime | None = Column(DateTime)
    answered_at: datetime.datetime | None = Column(DateTime, index=True)


class Outgoing(Base):  # type: ignore[misc, valid-type]
    """One call of a messaging platform's API that has not been made yet; gone when it has been.

    `body` is what the platform's class made of an answer, in JSON.
    """

    __tablename__ = "outgoing"
    # A number is never given again: deliveries are named by it.
    __table_args__ = {"sqlite_autoincrement": True}

    number: int = Column(Integer, primary_key=True)
    conversation: str = Column(String(64), nullable=False, index=True)
    channel: str = Column(String(32), nullable=False)
    address: str = Column(String(255), nullable=False)
    body: str = Column(Text, nullable=False)
    created_at: datetime.datetime = Column(DateTime, nullable=False)


class Offered(Base):  # type: ignore[misc, valid-type]
    """The buttons under a conversation's last answer, in JSON: what "2" means where nobody can press one."""

    __tablename__ = "offered"

    conversation: str = Column(String(64), primary_key=True)
    titles: str = Column(Text, nullable=False)


class Hold(Base):  # type: ignore[misc, valid-type]
    """Who works on a conversation of a messaging platform, and until when nobody else does."""

    __tablename__ = "hold"

    conversation: str = Column(String(64), primary_key=True)
    holder: str = Column(String(32), nullable=False)
    until: datetime.datetime = Column(DateTime, nullable=False)
