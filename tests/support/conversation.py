"""A conversation with a running bot, as a person has it."""

from __future__ import annotations

import uuid
from typing import Any

import requests

from bot.runner import Bot

SECONDS = 30


class Conversation:
    """Says things and hears answers."""

    def __init__(self, bot: Bot, sender: str | None = None) -> None:
        self.bot = bot
        self.sender = sender or uuid.uuid4().hex

    def say(self, text: str) -> list[dict[str, Any]]:
        """Say something; returns the answers."""
        body = {"sender": self.sender, "message": text}
        response = requests.post(self.bot.webhook, json=body, timeout=SECONDS)
        assert response.status_code == 200, response.text
        return list(response.json())

    def names(self, text: str) -> list[str]:
        """Say something; returns the names of the answers."""
        return [reply["metadata"]["utter_action"] for reply in self.say(text)]

    def slots(self) -> dict[str, Any]:
        """What the bot has noted of this conversation."""
        address = f"{self.bot.address}/conversations/{self.sender}/tracker"
        return dict(requests.get(address, timeout=SECONDS).json()["slots"])
