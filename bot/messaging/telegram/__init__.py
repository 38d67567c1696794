"""Telegram, by its Bot API (https://core.telegram.org/bots/api); docs/telegram.md says how it is set up."""

from bot.messaging.telegram.channel import Telegram

__all__ = ["Telegram"]
