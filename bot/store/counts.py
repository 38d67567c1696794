"""Counts red flags: that there was one, on which day and of which kind, and nothing else."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Session

from bot.store.engine import engine
from bot.store.models import RedFlagCount


def count_red_flag(answer: str, day: datetime.date) -> None:
    """Count one answer to a red flag (its name in domain.yml).

    Raises:
        StoreError: the database cannot be used.
    """
    with Session(engine(), future=True) as session, session.begin():
        known = session.get(RedFlagCount, (day, answer))
        if known is None:
            session.add(RedFlagCount(day=day, answer=answer, count=1))
        else:
            known.count += 1
