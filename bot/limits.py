"""How much of something there may be within a minute; the counters are in the store."""

from __future__ import annotations

import datetime

from bot import store
from bot.operation.metrics import OVER_LIMIT
from bot.secret import keyed_hash

MINUTE = 60


class OverLimit(Exception):
    """There was too much; `after` seconds from now there may be more. `first` of this minute or not."""

    def __init__(self, after: int, first: bool) -> None:
        super().__init__(f"too much within a minute, which ends in {after} seconds")
        self.after = after
        self.first = first


def require_rate(what: str, who: str, limit: int, secret: str, now: datetime.datetime) -> None:
    """Count one more; who it was cannot be read out of the store.

    Raises:
        OverLimit: there were more than `limit` in this minute.
        StoreError: the database cannot be used.
    """
    count = store.count_rate(keyed_hash(secret, what, who), now)
    if count > limit:
        OVER_LIMIT.labels(what).inc()
        raise OverLimit(MINUTE - now.second, first=count == limit + 1)
