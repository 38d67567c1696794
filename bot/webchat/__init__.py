"""The web chat: a channel of Rasa with sessions of its own, and what the browser loads (`widget/`)."""

from bot.webchat.channel import WebChat

__all__ = ["WebChat"]
