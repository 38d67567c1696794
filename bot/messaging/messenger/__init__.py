"""The bot on Facebook Messenger, by https://developers.facebook.com/docs/messenger-platform."""

from bot.messaging.messenger.channel import Messenger
from bot.messaging.messenger.platform import MessengerPlatform

__all__ = ["Messenger", "MessengerPlatform"]
