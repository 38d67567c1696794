"""The tokens of the web chat: a conversation's id, unguessable, signed, and with an end."""

from __future__ import annotations

import datetime
import functools
import hashlib
import secrets

from itsdangerous import BadData, URLSafeTimedSerializer

ID_BYTES = 32


def new_id() -> str:
    """The id of a new conversation: 32 random bytes, in letters that fit an address."""
    return secrets.token_urlsafe(ID_BYTES)


def seal(conversation_id: str, secret: str) -> str:
    """The token that opens a conversation."""
    return str(_serializer(secret).dumps(conversation_id))


def unseal(token: str, secret: str, lifetime: datetime.timedelta) -> str | None:
    """The id in a token, or None where the token is forged, broken or older than `lifetime`."""
    try:
        found = _serializer(secret).loads(token, max_age=int(lifetime.total_seconds()))
    except BadData:
        return None
    return found if isinstance(found, str) else None


@functools.cache
def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="webchat", signer_kwargs={"digest_method": hashlib.sha256})
