"""An answer as Telegram shows it, and its delivery by the Bot API (https://core.telegram.org/bots/api)."""

from __future__ import annotations

import asyncio
import logging

from aiogram import Bot
from aiogram.bot.api import TelegramAPIServer
from aiogram.utils import exceptions

from bot.messaging import choices, texts
from bot.messaging.platform import Body, Later, Undeliverable
from bot.reply import Reply

logger = logging.getLogger(__name__)
# At the level below, the library writes the texts and addresses of all calls into the log.
logging.getLogger("aiogram").setLevel(logging.INFO)

NAME = "telegram"
# Of a text, by `sendMessage`. The documentation counts in UTF-16 code units where it counts exactly.
MAX_TEXT = 4096
# Of a button's `callback_data`, by `InlineKeyboardButton`.
MAX_DATA_BYTES = 64
INTRODUCTION_SECONDS = 60.0


class TelegramPlatform:
    """Sends each answer as plain text, with one button a row below it.

    Raises:
        ValueError: the token is none.
    """

    name = NAME
    numbered = False

    def __init__(self, token: str, api: str) -> None:
        try:
            self._bot = Bot(token, server=TelegramAPIServer.from_base(api))
        except exceptions.ValidationError:
            raise ValueError(
                "TELEGRAM_TOKEN is not a token: @BotFather gives one that is a number, a colon and letters."
            ) from None
        self.bot_id: int = self._bot.id
        # By what groups call the bot; Telegram says so in introduce().
        self.username: str | None = None

    def render(self, reply: Reply) -> list[Body]:
        """One call for each part of the text; the buttons are below the last."""
        bodies: list[Body] = [{"text": part} for part in texts.split_by_units(texts.plain(reply), MAX_TEXT)]
        if bodies and reply.buttons:
            rows = [[{"text": title, "callback_data": choices.key(title)}] for title in reply.buttons]
            bodies[-1]["reply_markup"] = {"inline_keyboard": rows}
        return bodies

    async def deliver(self, address: str, body: Body, delivery: str) -> None:
        """Send one message; Telegram has no name for it by which it would know it again.

        Raises:
            Later: Telegram is busy or broken or cannot be reached, or the token is not valid now.
            Undeliverable: the person has blocked the bot or is gone, or the message is refused.
        """
        try:
            await self._send(address, body)
        except exceptions.MigrateToChat as moved:
            await self._send(str(moved.migrate_to_chat_id), body)

    async def introduce(self) -> None:
        """Ask Telegram who the bot is, until it says so."""
        while self.username is None:
            try:
                self.username = (await self._bot.get_me()).username
            except Exception as error:
                # The library's text may hold the address, which the token is a part of.
                why = type(error).__name__
                logger.warning("Telegram does not say who the bot is (%s). Is TELEGRAM_TOKEN right?", why)
                await asyncio.sleep(INTRODUCTION_SECONDS)

    async def close(self) -> None:
        """Close the connections."""
        session = await self._bot.get_session()
        await session.close()

    async def _send(self, address: str, body: Body) -> None:
        # `from None`: what the library says may hold the token.
        try:
            await self._bot.send_message(address, disable_web_page_preview=True, **body)
        except exceptions.MigrateToChat:
            raise
        except exceptions.RetryAfter as error:
            raise Later("too many messages", error.timeout) from None
        except exceptions.BadRequest as error:
            raise Undeliverable(type(error).__name__) from None
        except exceptions.Unauthorized as error:
            if _is_about_the_token(error):
                raise Later("the token is not valid") from None
            raise Undeliverable(type(error).__name__) from None
        except exceptions.TelegramAPIError as error:
            raise Later(type(error).__name__) from None


def _is_about_the_token(error: exceptions.Unauthorized) -> bool:
    """Whether it is status 401; the library has the same class for 403, which begins with "Forbidden"."""
    return type(error) is exceptions.Unauthorized and not str(error).startswith("Forbidden")
