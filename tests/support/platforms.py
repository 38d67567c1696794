"""Messaging platforms as far as the bot can tell: their APIs on loopback, as strict as the real ones."""

from __future__ import annotations

import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
import requests
from pytest_httpserver import HTTPServer

from bot.runner import Bot

SECONDS = 40.0
# So long nothing more must come.
QUIET_SECONDS = 0.5


@dataclass(frozen=True)
class Heard:
    """What a person got: the text as shown, and the choices that can be pressed, by what is shown on them."""

    to: str
    text: str
    choices: tuple[str, ...] = ()


class FakePlatform(ABC):
    """One platform, its people, and its API; `complaints` is what its API had against the bot's calls.

    A fake answers as its platform's documentation says: it refuses what is too long or has a wrong token or
    field, and, when told to, everything.
    """

    # The channel's name.
    name: str

    def __init__(self, server: HTTPServer) -> None:
        self.server = server
        self.heard: list[Heard] = []
        self.complaints: list[str] = []
        # Statuses with which the next calls are refused, each with the seconds that it asks to wait.
        self.refusals: list[tuple[int, int | None]] = []
        self.bot: Bot | None = None
        self.start()

    @abstractmethod
    def start(self) -> None:
        """Put the API's addresses on the server."""

    @abstractmethod
    def environment(self) -> dict[str, str]:
        """The bot's settings for this platform."""

    @abstractmethod
    def post(self, person: str, text: str | None, message_id: str, forged: bool = False) -> requests.Response:
        """Hand a message over to the bot, signed as the platform does, or as a forger would.

        Without a text it is a picture, a voice message or the like.
        """

    def press(self, person: str, choice: str) -> list[Heard]:
        """Press a choice under what was heard last; where none can be pressed, type what it says."""
        return self.say(person, choice)

    def person(self) -> str:
        """Somebody new, by the platform's name for people."""
        return uuid.uuid4().hex

    def say(self, person: str, text: str | None, message_id: str | None = None) -> list[Heard]:
        """Send a message; returns what the person got back, once nothing more comes."""
        before = len(self.got(person))
        response = self.post(person, text, message_id or self.new_id())
        assert response.ok, (response.status_code, response.text)
        return self.wait(person, before)

    def new_id(self) -> str:
        """The id of a new message."""
        return uuid.uuid4().hex

    def got(self, person: str) -> list[Heard]:
        """All that a person has got."""
        return [heard for heard in self.heard if heard.to == person]

    def wait(self, person: str, before: int) -> list[Heard]:
        """What a person gets beyond the first `before`, once something has come and nothing more does."""
        deadline = time.monotonic() + SECONDS
        while len(self.got(person)) <= before and time.monotonic() < deadline:
            time.sleep(0.02)
        while True:
            count = len(self.got(person))
            time.sleep(QUIET_SECONDS)
            if len(self.got(person)) == count:
                return self.got(person)[before:]

    def wait_for(self, person: str, words: str) -> None:
        """Wait until a person has got these words."""
        deadline = time.monotonic() + SECONDS
        while words not in texts(self.got(person)):
            assert time.monotonic() < deadline, f"{person} was not told: {words}"
            time.sleep(0.02)

    def webhook(self) -> str:
        """The address that the platform posts to."""
        assert self.bot is not None
        return f"{self.bot.address}/webhooks/{self.name}/webhook"


def refused(
    channel: Callable[[], object], why: str, patch: pytest.MonkeyPatch, settings: dict[str, str]
) -> None:
    """With these settings the channel is not made, for this reason, and no value is told."""
    for name, value in settings.items():
        patch.setenv(name, value)
    with pytest.raises(ValueError, match=f"^.*{why}") as error:
        channel()
    for value in settings.values():
        assert not value or value not in str(error.value)


def texts(heard: Sequence[Heard]) -> str:
    """All that was heard, as one text."""
    return "\n".join(each.text for each in heard)
