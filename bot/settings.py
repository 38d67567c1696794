"""Every setting that comes from the environment, with its default."""

from __future__ import annotations

import os
from pathlib import Path

INTERNATIONAL = "international"
ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """`DATABASE_URL`: where conversations are registered. Default: a SQLite file under `var/`."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{ROOT / 'var' / 'lupus-guide.db'}"


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


def _port(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise ValueError(f"{name} is {value!r}, which is not a port number. Set it to one from 1 to 65535.")
    return int(value)
