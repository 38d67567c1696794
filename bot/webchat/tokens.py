"""The tokens of the web chat: a conversation's id, unguessable, signed, and with an end."""

from __future__ import annotations

import contextlib
import datetime
import functools
import hashlib
import os
import secrets
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer

from bot import settings

SECRET_FILE = settings.ROOT / "var" / "webchat-secret"
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


def secret(path: Path = SECRET_FILE) -> str:
    """What tokens are signed with: `WEBCHAT_SECRET`, else a random one that is kept in `var/`.

    Raises:
        ValueError: `WEBCHAT_SECRET` is too short.
        OSError: the file cannot be read or written.
    """
    return settings.webchat_secret() or _kept(path)


def _kept(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written elsewhere first: a second process that starts now finds the whole secret or none.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with contextlib.suppress(FileExistsError):
        if not path.exists():
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(ID_BYTES))
            try:
                os.link(draft, path)
            finally:
                draft.unlink()
    return path.read_text(encoding="ascii")


@functools.cache
def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="webchat", signer_kwargs={"digest_method": hashlib.sha256})
