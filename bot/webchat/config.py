"""The settings of the web chat, read once, when the channel is made."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from bot import settings
from bot.secret import bot_secret


@dataclass(frozen=True)
class Config:
    """What the operator decides; rates are per minute."""

    secret: str
    origins: frozenset[str]
    proxies: int
    lifetime: datetime.timedelta
    messages: int
    requests: int
    sessions: int


def from_environment() -> Config:
    """The settings of the environment.

    Raises:
        ValueError: one of them is not what it should be; the text says which and why.
    """
    return Config(
        secret=bot_secret(),
        origins=settings.webchat_origins(),
        proxies=settings.webchat_proxies(),
        lifetime=datetime.timedelta(hours=settings.webchat_hours()),
        messages=settings.messages_per_minute(),
        requests=settings.webchat_requests(),
        sessions=settings.webchat_sessions(),
    )
