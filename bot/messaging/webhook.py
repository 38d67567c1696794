"""A plain webhook, for any platform that has no class of its own here: JSON in, JSON out, both signed.

Signatures, ids and times are those of https://www.standardwebhooks.com, version 1.
"""

from __future__ import annotations

import dataclasses
import datetime
import json

import aiohttp
from sanic.request import Request
from standardwebhooks import Webhook as Signer
from standardwebhooks import WebhookVerificationError

from bot.messaging import settings
from bot.messaging.channel import Forged, MessagingChannel, Unreadable
from bot.messaging.platform import MAX_ADDRESS_CHARACTERS, Body, Later, Message, Undeliverable, retry_after
from bot.reply import Reply

NAME = "webhook"
TYPE = "application/json"
# Who was meant is gone (404, 410), or the receiver makes nothing of the request.
NEVER = frozenset({400, 404, 410, 413, 422})


class WebhookPlatform:
    """Posts each answer to `WEBHOOK_URL`: its parts, as `bot.reply.Reply` has them, and `to` whom it goes."""

    name = NAME
    numbered = True

    def __init__(self, url: str, signer: Signer) -> None:
        self._url = url
        self._signer = signer

    def render(self, reply: Reply) -> list[Body]:
        """One call an answer."""
        parts = dataclasses.asdict(reply)
        return [{**parts, "kind": reply.kind.value}]

    async def deliver(self, address: str, body: Body, delivery: str) -> None:
        """Post an answer; its `webhook-id` stays the same when it is posted again.

        Raises:
            Later: the receiver is busy or broken.
            Undeliverable: the receiver refuses it.
        """
        said = json.dumps({"to": address, **body})
        at = datetime.datetime.now(tz=datetime.UTC)
        headers = {
            "content-type": TYPE,
            "webhook-id": delivery,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self._signer.sign(delivery, at, said),
        }
        async with (
            aiohttp.ClientSession() as session,
            session.post(self._url, data=said, headers=headers) as response,
        ):
            if response.status in NEVER:
                raise Undeliverable(f"status {response.status}")
            if response.status >= 300:
                raise Later(f"status {response.status}", retry_after(response.headers))


class Webhook(MessagingChannel):
    """`POST /webhooks/webhook/webhook` takes `{"from": who, "text": what}`; docs/webhook.md describes it.

    Raises:
        ValueError: it is set up by halves.
    """

    def __init__(self) -> None:
        found = settings.required("The webhook", "WEBHOOK_URL", "WEBHOOK_SECRET")
        self.platform = None
        if found:
            url, secret = found
            # The standard's secrets are in base64 after this prefix.
            self._signer = Signer(settings.secret("WEBHOOK_SECRET", secret))
            self.platform = WebhookPlatform(url, self._signer)

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return NAME

    def verify(self, request: Request) -> None:
        """Check id, time (five minutes) and signature.

        Raises:
            Forged: one of them is missing or wrong.
        """
        try:
            self._signer.verify(request.body, dict(request.headers), json_parse=False)
        except (WebhookVerificationError, ValueError) as error:
            raise Forged(str(error)) from error

    def read(self, request: Request) -> list[Message]:
        """The one message of a request.

        Raises:
            Unreadable: there is no `from`, or it is not JSON.
        """
        try:
            body = json.loads(request.body)
        except ValueError as error:
            raise Unreadable("the body is not JSON") from error
        who = body.get("from") if isinstance(body, dict) else None
        if not isinstance(who, str) or not 0 < len(who) <= MAX_ADDRESS_CHARACTERS:
            raise Unreadable(f"'from' must be a text of 1 to {MAX_ADDRESS_CHARACTERS} characters")
        said = body.get("text")
        text, notice = (said, None) if isinstance(said, str) else (None, "utter_text_only")
        return [Message(request.headers["webhook-id"], who, text, notice)]
