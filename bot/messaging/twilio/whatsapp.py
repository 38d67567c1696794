"""WhatsApp by Twilio: buttons and lists where they fit, numbers that can be typed everywhere."""

from __future__ import annotations

from bot.messaging import texts
from bot.messaging.platform import Body
from bot.messaging.twilio import templates
from bot.messaging.twilio.account import BODY_CHARACTERS, Account, TemplateRefused
from bot.messaging.twilio.channel import TwilioChannel
from bot.messaging.twilio.content import Content
from bot.reply import Reply

NAME = "whatsapp"
PREFIX = "whatsapp:"


class WhatsAppPlatform:
    """Sends WhatsApp messages from a sender of the account's."""

    name = NAME
    numbered = True

    def __init__(self, account: Account, number: str) -> None:
        self._account = account
        self._content = Content(account)
        self._from = f"{PREFIX}{number}"

    def render(self, reply: Reply) -> list[Body]:
        """The text in parts of 1600 characters (Twilio's limit; WhatsApp's is 4096), choices on the last."""
        text, titles = texts.plain(reply).strip(), list(reply.buttons)
        if not text or not templates.can_show(titles):
            return [{"text": part} for part in texts.split(texts.with_numbers(text, titles), BODY_CHARACTERS)]
        before, last = templates.cut(text, titles)
        return [
            *({"text": part} for part in texts.split(before, BODY_CHARACTERS)),
            {"text": last, "choices": titles},
        ]

    async def deliver(self, address: str, body: Body, delivery: str) -> None:
        """Send a part; where its choices cannot be shown as buttons or a list, they are numbered.

        Raises:
            Later: it may be tried again.
            Undeliverable: the person's last message is older than 24 hours, or they are not on WhatsApp.
        """
        titles = body.get("choices", [])
        if titles and await self._with_template(address, body["text"], titles):
            return
        text = texts.with_numbers(body["text"], titles)
        await self._account.send(to=address, from_=self._from, body=text)

    async def _with_template(self, address: str, text: str, titles: list[str]) -> bool:
        template = templates.template(text, titles)
        sid = await self._content.sid(template)
        if sid is None:
            return False
        variables = template.variables
        try:
            await self._account.send(
                to=address, from_=self._from, content_sid=sid, content_variables=variables
            )
        except TemplateRefused:
            self._content.forget(template)
            return False
        return True


class WhatsApp(TwilioChannel):
    """`POST /webhooks/whatsapp/webhook` takes WhatsApp messages; docs/twilio.md describes it.

    Raises:
        ValueError: it is set up by halves.
    """

    title = "WhatsApp by Twilio"
    number_setting = "TWILIO_WHATSAPP_NUMBER"
    prefix = PREFIX

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return NAME

    def connect(self, account: Account, number: str) -> None:
        """Answers come from `number`."""
        self.platform = WhatsAppPlatform(account, number)
