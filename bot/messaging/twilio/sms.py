"""SMS: short parts, and choices by number. https://www.twilio.com/docs/messaging/api/message-resource."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messaging import texts
from bot.messaging.platform import Body
from bot.messaging.twilio.account import Account
from bot.messaging.twilio.channel import TwilioChannel
from bot.reply import Reply

NAME = "twilio"
# Twilio takes 1600 characters and recommends 320 ("Maximum Message Length with Twilio Programmable
# Messaging"): longer ones are delivered less reliably and are hard to read.
PART_CHARACTERS = 320
# "Can my SMS messages arrive in order?" says no, so parts are numbered.
NUMBERING_CHARACTERS = len("(10/10) ")
ROOM = PART_CHARACTERS - NUMBERING_CHARACTERS


class SmsPlatform:
    """Sends text messages from a number of the account's."""

    name = NAME
    numbered = True

    def __init__(self, account: Account, number: str) -> None:
        self._account = account
        self._number = number

    def render(self, reply: Reply) -> list[Body]:
        """The text in parts of at most `PART_CHARACTERS`, the choices as a numbered list at the end."""
        parts = _with_list(texts.split(texts.plain(reply).strip(), ROOM), reply.buttons)
        if len(parts) > 1:
            parts = [f"({number}/{len(parts)}) {part}" for number, part in enumerate(parts, 1)]
        return [{"text": part} for part in parts]

    async def deliver(self, address: str, body: Body, delivery: str) -> None:
        """Send a part; Twilio has no name for a call by which it would know it again.

        Raises:
            Later: it may be tried again.
            Undeliverable: the person has said STOP, or this is not the number of a person's telephone.
        """
        # A curly quote would make the whole message cost, and count, as twice as many.
        await self._account.send(to=address, from_=self._number, body=body["text"], smart_encoded=True)


class Sms(TwilioChannel):
    """`POST /webhooks/twilio/webhook` takes text messages; docs/twilio.md describes it.

    Raises:
        ValueError: it is set up by halves.
    """

    title = "SMS by Twilio"
    number_setting = "TWILIO_SMS_NUMBER"
    prefix = ""

    @classmethod
    def name(cls) -> str:
        """The channel's name, Rasa's own."""
        return NAME

    def connect(self, account: Account, number: str) -> None:
        """Answers come from `number`."""
        self.platform = SmsPlatform(account, number)


def _with_list(parts: list[str], titles: Sequence[str]) -> list[str]:
    """The list is not torn: where there is no room under the last part, it is a part of its own."""
    if not titles:
        return parts
    listed = texts.with_numbers("", titles).strip()
    if parts and len(parts[-1]) + 2 + len(listed) <= ROOM:
        return [*parts[:-1], f"{parts[-1]}\n\n{listed}"]
    return [*parts, *texts.split(listed, ROOM)]
