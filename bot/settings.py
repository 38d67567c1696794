"""Every setting that comes from the environment, with its default."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

INTERNATIONAL = "international"
ROOT = Path(__file__).resolve().parent.parent
MIN_SECRET_CHARACTERS = 32
# Random hexadecimal of 16 characters has fewer different ones than this in three cases of a hundred thousand.
MIN_DIFFERENT_CHARACTERS = 6
DEFAULT_SECRET = re.compile(
    r"change.?(me|it|this)|password|passwort|example|default|your.?secret|12345678", re.IGNORECASE
)


def database_url() -> str:
    """`DATABASE_URL`: where conversations are kept. Default: a SQLite file under `var/`."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{ROOT / 'var' / 'lupus-guide.db'}"


def redis_url() -> str | None:
    """`REDIS_URL`: the Redis by which servers take turns in a conversation. Default: none, for one server."""
    return os.environ.get("REDIS_URL") or None


def workers() -> int:
    """`WORKERS`: how many of Rasa's servers `lupus-guide serve` starts. Default: 2.

    Raises:
        ValueError: it is not a number, or none at all.
    """
    return _count("WORKERS", 2)


def action_servers() -> int:
    """`ACTION_SERVERS`: how many action servers `lupus-guide serve` starts. Default: 2.

    Raises:
        ValueError: it is not a number, or none at all.
    """
    return _count("ACTION_SERVERS", 2)


def retention_days() -> int:
    """`RETENTION_DAYS`: for how many days without a turn a conversation is kept. Default: 30.

    Raises:
        ValueError: it is not a number, or none at all.
    """
    return _count("RETENTION_DAYS", 30)


def region() -> str:
    """`REGION`: whose emergency numbers are named, see `bot/guide/helplines.yml`. Default: all of them."""
    return os.environ.get("REGION") or INTERNATIONAL


def port() -> int:
    """`PORT`: where the bot listens on loopback. Default: 5005, as Rasa's.

    Raises:
        ValueError: it is not a port number.
    """
    return _port("PORT", 5005)


def action_port() -> int:
    """`ACTION_PORT`: where the action server listens on loopback. Default: 5055, as Rasa's.

    Raises:
        ValueError: it is not a port number.
    """
    return _port("ACTION_PORT", 5055)


def bot_secret() -> str | None:
    """`BOT_SECRET`: signs tokens and hashes people's addresses. Default: one is made in `var/`.

    Raises:
        ValueError: it could be guessed.
    """
    secret = os.environ.get("BOT_SECRET")
    return unguessable("BOT_SECRET", secret, MIN_SECRET_CHARACTERS) if secret else None


def webchat_origins() -> frozenset[str]:
    """`WEBCHAT_ORIGINS`: the sites that may show the web chat, separated by commas. Default: the bot's own.

    Raises:
        ValueError: one is not an origin: scheme and host, and nothing behind them.
    """
    listed = (origin.strip() for origin in (os.environ.get("WEBCHAT_ORIGINS") or "").split(","))
    return frozenset(_origin(origin) for origin in listed if origin)


def webchat_proxies() -> int:
    """`WEBCHAT_PROXIES`: how many proxies of yours stand before the bot, each adding to X-Forwarded-For.

    Default: none, and the header is not believed.

    Raises:
        ValueError: it is not a number.
    """
    return _number("WEBCHAT_PROXIES", 0)


def webchat_hours() -> int:
    """`WEBCHAT_HOURS`: how long a conversation of the web chat can be gone on with. Default: 24.

    Raises:
        ValueError: it is not a number.
    """
    return _number("WEBCHAT_HOURS", 24)


def messages_per_minute() -> int:
    """`MESSAGES_PER_MINUTE`: how many messages a minute one conversation may send. Default: 20.

    Raises:
        ValueError: it is not a number.
    """
    return _number("MESSAGES_PER_MINUTE", 20)


def webchat_requests() -> int:
    """`WEBCHAT_REQUESTS`: how many requests a minute one address may make. Default: 120.

    Raises:
        ValueError: it is not a number.
    """
    return _number("WEBCHAT_REQUESTS", 120)


def webchat_sessions() -> int:
    """`WEBCHAT_SESSIONS`: how many conversations a minute one address may open. Default: 20.

    Raises:
        ValueError: it is not a number.
    """
    return _number("WEBCHAT_SESSIONS", 20)


def unguessable(name: str, secret: str, least: int) -> str:
    """A secret of the operator's own choosing, of at least so many characters.

    Raises:
        ValueError: it is shorter, or has too few different characters, or is one that examples use.
    """
    remedy = "Make one with: openssl rand -hex 32"
    if len(secret) < least:
        raise ValueError(f"{name} is too short: it needs at least {least} characters. {remedy}")
    if len(set(secret)) < MIN_DIFFERENT_CHARACTERS or DEFAULT_SECRET.search(secret):
        raise ValueError(f"{name} can be guessed: it looks like a default or an example. {remedy}")
    return secret


def _port(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise ValueError(f"{name} is {value!r}, which is not a port number. Set it to one from 1 to 65535.")
    return int(value)


def _count(name: str, default: int) -> int:
    count = _number(name, default)
    if not count:
        raise ValueError(f"{name} is 0. Set it to at least 1.")
    return count


def _number(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isdecimal():
        raise ValueError(f"{name} is {value!r}, which is not a whole number. Set it to one.")
    return int(value)


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or value != f"{parts.scheme}://{parts.netloc}"
    ):
        raise ValueError(
            f"WEBCHAT_ORIGINS has {value!r}, which is not an origin. Write scheme and host alone, such as "
            "https://www.example.org, and separate several by commas."
        )
    return value.lower()
