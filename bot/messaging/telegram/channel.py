"""Telegram's channel: who may post to the webhook, and what it answers there."""

from __future__ import annotations

import asyncio
import hmac
import re
from typing import Any

from rasa.core.channels.telegram import TelegramInput
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.messaging import settings
from bot.messaging.channel import Forged, MessagingChannel
from bot.messaging.platform import Message
from bot.messaging.telegram import reading, updates
from bot.messaging.telegram.platform import TelegramPlatform

API = "https://api.telegram.org"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
# By `setWebhook`: https://core.telegram.org/bots/api#setwebhook
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Telegram(MessagingChannel, TelegramInput):
    """`POST /webhooks/telegram/webhook` takes updates; docs/telegram.md says how Telegram is told of it.

    Raises:
        ValueError: it is set up by halves, or Telegram would not take the settings.
    """

    def __init__(self) -> None:
        found = settings.required("Telegram", "TELEGRAM_TOKEN", "TELEGRAM_SECRET")
        self.platform = None
        if found:
            token, secret = found
            self._secret = _valid(settings.secret("TELEGRAM_SECRET", secret))
            self._telegram = TelegramPlatform(token, settings.address("TELEGRAM_API", API))
            self.platform = self._telegram

    def verify(self, request: Request) -> None:
        """Compare the secret that was given to `setWebhook`.

        Raises:
            Forged: it is missing or wrong.
        """
        # Sanic reads headers so that any byte can be had back.
        given = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret.encode()):
            raise Forged("the secret token is missing or wrong")

    def read(self, request: Request) -> list[Message]:
        """The messages of an update: two for a picture with words below it, none for what is not for the bot.

        Raises:
            Unreadable: it is no update of the Bot API.
        """
        update = updates.parse(request.body)
        return reading.messages(update, self._telegram.bot_id, self._telegram.username)

    def respond(self, request: Request) -> HTTPResponse:
        """After a press, the call that ends the button's waiting.

        The documentation allows one call in the answer ("Making requests when getting updates"). So it is
        made at once, and nothing waits for it or hears of its failure.
        """
        query = updates.parse(request.body).callback_query
        if query is None:
            return super().respond(request)
        return json({"method": "answerCallbackQuery", "callback_query_id": query.id})

    def add_routes(self, routes: Blueprint) -> None:
        """No routes; the bot learns its name when the server starts, and hangs up when it stops."""

        @routes.listener("after_server_start")
        async def start(app: Any, loop: asyncio.AbstractEventLoop) -> None:
            self._introduction = asyncio.create_task(self._telegram.introduce())

        @routes.listener("after_server_stop")
        async def stop(app: Any, loop: asyncio.AbstractEventLoop) -> None:
            self._introduction.cancel()
            await self._telegram.close()


def _valid(secret: str) -> str:
    if not _SECRET.fullmatch(secret):
        raise ValueError("TELEGRAM_SECRET must be of at most 256 letters (A-Z, a-z), digits, _ and -.")
    return secret
