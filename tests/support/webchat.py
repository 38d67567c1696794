"""A conversation in the web chat, as the widget has it, without a browser."""

from __future__ import annotations

import ipaddress
import itertools
import time
import uuid
from typing import Any

import requests

from bot.runner import Bot

SECONDS = 40
# How long a person insists on an answer while servers end and start.
PATIENCE_SECONDS = 240
# Nobody shares a rate limit with somebody else's test.
ADDRESSES = (str(address) for address in ipaddress.ip_network("10.0.0.0/8").hosts())

Message = dict[str, Any]


class Visitor:
    """Somebody with an address of their own; the bot must run with WEBCHAT_PROXIES=1 to see it."""

    def __init__(self, bot: Bot) -> None:
        self.api = f"{bot.address}/webchat/api/v1"
        self.headers = {"X-Forwarded-For": next(ADDRESSES)}

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """One request."""
        headers = {**self.headers, **options.pop("headers", {})}
        return requests.request(method, self.api + path, headers=headers, timeout=SECONDS, **options)


class Chat(Visitor):
    """Somebody who has opened a conversation."""

    def __init__(self, bot: Bot) -> None:
        super().__init__(bot)
        opened = self.ask("POST", "/sessions")
        assert opened.status_code == 201, opened.text
        self.use(opened.json()["token"])

    def use(self, token: str) -> None:
        """Go on with another token."""
        self.token = token
        self.headers["Authorization"] = f"Bearer {token}"

    def post(self, text: str, message_id: str | None = None) -> requests.Response:
        """Send a message."""
        body = {"id": message_id or str(uuid.uuid4()), "text": text}
        return self.ask("POST", "/messages", json=body)

    def say(self, text: str, message_id: str | None = None) -> list[Message]:
        """Send a message, coming back as often as told; returns the answers."""
        message_id = message_id or str(uuid.uuid4())
        for _ in itertools.repeat(None, SECONDS):
            response = self.post(text, message_id)
            if response.status_code not in (409, 429, 503):
                break
            time.sleep(int(response.headers["Retry-After"]))
        assert response.status_code == 200, response.text
        return list(response.json()["messages"])

    def history(self) -> list[Message]:
        """All that was said."""
        response = self.ask("GET", "/messages")
        assert response.status_code == 200, response.text
        return list(response.json()["messages"])

    def insist(self, text: str) -> list[Message]:
        """Send a message as the widget does: the same one again until there is an answer, whatever fails."""
        return self.insist_on("POST", json={"id": str(uuid.uuid4()), "text": text})

    def insist_on(self, method: str, **options: Any) -> list[Message]:
        """Ask for messages until they come."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                response = self.ask(method, "/messages", **options)
                if response.status_code == 200:
                    return list(response.json()["messages"])
                wait = float(response.headers.get("Retry-After", 0.5))
            except requests.RequestException:
                wait = 0.5
            assert time.monotonic() < deadline, "no answer"
            time.sleep(wait)
