"""Counts what happened and not to whom: red flags by day, and requests by minute."""

from __future__ import annotations

import datetime

from sqlalchemy import delete

from bot.store.engine import transaction
from bot.store.models import RateCount, RedFlagCount


def count_red_flag(answer: str, day: datetime.date) -> None:
    """Count one answer to a red flag (its name in domain.yml).

    Raises:
        StoreError: the database cannot be used.
    """
    with transaction(answer) as session:
        known = session.get(RedFlagCount, (day, answer))
        if known is None:
            session.add(RedFlagCount(day=day, answer=answer, count=1))
        else:
            known.count += 1


def count_rate(name: str, now: datetime.datetime) -> int:
    """Count one more of `name` (a hash) at `now`; returns how many there were in this minute, this one too.

    Raises:
        StoreError: the database cannot be used.
    """
    minute = now.replace(second=0, microsecond=0)
    with transaction(name) as session:
        known = session.get(RateCount, (name, minute))
        if known is None:
            session.execute(delete(RateCount).where(RateCount.minute < minute))
            known = RateCount(name=name, minute=minute, count=0)
            session.add(known)
        known.count += 1
        return int(known.count)
