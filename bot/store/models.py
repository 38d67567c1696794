"""The tables. A change here needs a migration in `bot/store/migrations/versions`."""

from __future__ import annotations

import datetime

from sqlalchemy import Column, Date, DateTime, Integer, String
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
