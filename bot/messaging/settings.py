"""The settings of the platforms: all of one, none of it, or a sentence that says what is missing."""

from __future__ import annotations

import logging
import os

from bot.settings import unguessable

logger = logging.getLogger(__name__)

MIN_SECRET_CHARACTERS = 16


def required(platform: str, *names: str) -> list[str] | None:
    """The values of the settings that a platform needs; None where it has none of them: then it is off.

    Raises:
        ValueError: there are some and not all; the text names what is missing.
    """
    values = [os.environ.get(name, "").strip() for name in names]
    missing = [name for name, value in zip(names, values, strict=True) if not value]
    if not missing:
        return values
    if len(missing) < len(names):
        raise ValueError(
            f"{platform} is set up by halves: {' and '.join(missing)} must be set, too. "
            f"Without any of {', '.join(names)} it is off."
        )
    logger.warning("%s is off: %s are not set.", platform, " and ".join(names))
    return None


def secret(name: str, value: str) -> str:
    """A secret of our own choosing.

    Raises:
        ValueError: it could be guessed.
    """
    return unguessable(name, value, MIN_SECRET_CHARACTERS)


def address(name: str, default: str) -> str:
    """Where a platform's API is; another than the default is for tests and for regional servers."""
    return (os.environ.get(name) or default).rstrip("/")
