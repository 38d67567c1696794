"""How much of something there may be within a minute; the counters are in the store."""

from __future__ import annotations

import datetime
import hashlib
import hmac

from bot import store
from bot.webchat.refusals import rate_limited

MINUTE = 60


def require_rate(what: str, who: str, limit: int, secret: str, now: datetime.datetime) -> None:
    """Count one more; who it was cannot be read out of the store.

    Raises:
        Refusal: there were more than `limit` in this minute.
        StoreError: the database cannot be used.
    """
    # With the secret in it: the hash of a bare address could be found by trying all.
    name = hmac.new(secret.encode(), f"{what}\0{who}".encode(), hashlib.sha256).hexdigest()
    if store.count_rate(name, now) > limit:
        raise rate_limited(MINUTE - now.second)
