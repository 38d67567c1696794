"""What the Graph API says where it does not take a message.

Codes are those of https://developers.facebook.com/docs/graph-api/guides/error-handling, of
https://developers.facebook.com/docs/messenger-platform/error-codes ("Common Error Codes") and, for limits, of
https://developers.facebook.com/docs/graph-api/overview/rate-limiting.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from bot.messaging.platform import Later, Undeliverable

logger = logging.getLogger(__name__)
# Calls have the token in their address, and this logger writes addresses, some of them as warnings.
logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)

# The access token has expired, was revoked, or is none.
TOKEN = frozenset({102, 190})
# Outside the window of 24 hours; no such person, or a bad request; not allowed to write; not available.
NEVER = frozenset({10, 100, 200, 551})
# Downtime (1, 2, 1200), limits (4, 17, 32, 341, 613), and a page that is blocked for a while (368).
LATER = frozenset({1, 2, 4, 17, 32, 341, 368, 613, 1200})
# The limits by business use case.
LIMITS = range(80_000, 80_015)


def check(response: requests.Response, *args: Any, **kwargs: Any) -> None:
    """Raise what a refusal means.

    It is a hook for a session, because the client hands on neither status nor headers.

    Raises:
        Later: it may be tried again.
        Undeliverable: it need not be tried again.
    """
    error = _error(response)
    status = response.status_code
    if error is None:
        if status < 300:
            return
        # Not the Graph API's words, but a proxy's, or those of somebody on the way.
        raise Later(f"status {status}", _wait(response))
    code = _number(error, "code")
    what = f"status {status}, code {code}, subcode {_number(error, 'error_subcode')}"
    if code in TOKEN:
        logger.error("Messenger does not take MESSENGER_TOKEN: it has expired or was revoked (%s).", what)
        raise Later(what, _wait(response))
    passing = code in LATER or code in LIMITS or status == 429 or status >= 500
    if code not in NEVER and (passing or error.get("is_transient") is True):
        raise Later(what, _wait(response))
    raise Undeliverable(what)


def _error(response: requests.Response) -> dict[str, Any] | None:
    try:
        body = response.json()
    except requests.JSONDecodeError:
        return None
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else None


def _number(error: dict[str, Any], name: str) -> int:
    number = error.get(name)
    return number if isinstance(number, int) else 0


def _wait(response: requests.Response) -> float | None:
    """How many seconds it asks to wait, if it says so."""
    waits = (
        *_retry_after(response.headers.get("Retry-After", "")),
        *_until_regained(response.headers.get("X-Business-Use-Case-Usage", "")),
    )
    return max(waits, default=0) or None


def _retry_after(header: str) -> Iterator[float]:
    try:
        yield Retry().parse_retry_after(header)
    except InvalidHeader:
        return


def _until_regained(header: str) -> Iterator[float]:
    """The times after which limits end: the header has them in minutes, for each limit of each business."""
    try:
        usage = json.loads(header)
    except ValueError:
        return
    for limits in usage.values() if isinstance(usage, dict) else ():
        for limit in limits if isinstance(limits, list) else ():
            if isinstance(limit, dict):
                yield 60.0 * _number(limit, "estimated_time_to_regain_access")
