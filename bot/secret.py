"""What only the bot knows: it signs the web chat's tokens and hashes people's addresses."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bot import settings

SECRET_FILE = settings.ROOT / "var" / "secret"
SECRET_BYTES = 32


def bot_secret(path: Path = SECRET_FILE) -> str:
    """`BOT_SECRET`, else a random one that is kept in `var/`.

    Raises:
        ValueError: `BOT_SECRET` is too short.
        OSError: the file cannot be read or written.
    """
    return settings.bot_secret() or _kept(path)


def _kept(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written elsewhere first: a second process that starts now finds the whole secret or none.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with contextlib.suppress(FileExistsError):
        if not path.exists():
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(SECRET_BYTES))
            try:
                os.link(draft, path)
            finally:
                draft.unlink()
    return path.read_text(encoding="ascii")


def keyed_hash(secret: str, *parts: str) -> str:
    """A hash of the parts, in hex, that nobody without the secret can find by trying all addresses."""
    return hmac.new(secret.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()
