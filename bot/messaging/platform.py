"""What a platform is to the desk: how an answer looks there, and how it is delivered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.reply import Reply

# What the store has room for.
MAX_ADDRESS_CHARACTERS = 255
# One call of a platform's API, without the address: what its client library is told.
Body = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """Something a person sent: `id` is the platform's own, `address` is where the answers go.

    What is not text has the name of a notice of `bot/guide/notices.yml` instead, such as `utter_text_only`.
    """

    id: str
    address: str
    text: str | None = None
    notice: str | None = None

    def __post_init__(self) -> None:
        """Replace what JSON can hold and a database cannot: halves of characters, and NUL."""
        for name in ("id", "address", "text"):
            value = getattr(self, name)
            if value is not None:
                storable = value.encode(errors="replace").decode().replace("\0", "?")
                object.__setattr__(self, name, storable)


class Later(Exception):
    """The platform takes nothing now; `after` is how many seconds it asks to wait, if it says so."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class Undeliverable(Exception):
    """The platform will never take this: the person has blocked the bot, or has gone."""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a response asks to wait; None where it does not say so, or names a time."""
    after = headers.get("Retry-After", "")
    return float(after) if after.isdecimal() else None


class Platform(Protocol):
    """A messaging platform."""

    # The channel's name, as conversations are registered under it.
    name: str
    # Whether people choose by typing the number of an answer's button.
    numbered: bool

    def render(self, reply: Reply) -> list[Body]:
        """The calls that show an answer, in their order. Pure."""

    async def deliver(self, address: str, body: Body, delivery: str) -> None:
        """Make one call; `delivery` names it and stays the same when it is tried again.

        Raises:
            Later: it may be tried again; so it is after any other error, such as that of a network.
            Undeliverable: it need not be tried again.
        """
