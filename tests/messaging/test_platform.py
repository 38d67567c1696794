"""What every platform's messages and channels have in common."""

from __future__ import annotations

from rasa.core.channels.facebook import FacebookInput

from bot.messaging.channel import MessagingChannel
from bot.messaging.platform import Message


def test_a_message_holds_nothing_that_a_database_cannot() -> None:
    message = Message("\ud83d", "so\0meone", "my kid\udc00neys\0ache 🙂")
    assert (message.id, message.address, message.text) == ("?", "so?meone", "my kid?neys?ache 🙂")


def test_rasa_has_no_way_out_beside_the_desk() -> None:
    class Both(MessagingChannel, FacebookInput):
        platform = None

    assert Both("", "", "").get_output_channel() is None
