"""The webhook of Facebook Messenger: how Meta subscribes to it, and how it signs what it posts."""

from __future__ import annotations

import hashlib
import hmac

from rasa.core.channels.facebook import FacebookInput
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, text

from bot.messaging import settings
from bot.messaging.channel import Forged, MessagingChannel
from bot.messaging.messenger import events
from bot.messaging.messenger.platform import NAME, MessengerPlatform
from bot.messaging.platform import Message

API = "https://graph.facebook.com/v25.0"


class Messenger(MessagingChannel, FacebookInput):
    """`/webhooks/facebook/webhook` takes a page's messages; docs/messenger.md says how to set it up.

    Raises:
        ValueError: it is set up by halves, or the verify token is too short.
    """

    def __init__(self) -> None:
        found = settings.required(
            "Messenger", "MESSENGER_TOKEN", "MESSENGER_APP_SECRET", "MESSENGER_VERIFY_TOKEN"
        )
        self.platform = None
        if found:
            token, secret, verify_token = found
            super().__init__(settings.secret("MESSENGER_VERIFY_TOKEN", verify_token), secret, token)
            self.platform = MessengerPlatform(token, secret, settings.address("MESSENGER_API", API))

    @classmethod
    def name(cls) -> str:
        """The channel's name, which is Rasa's own."""
        return NAME

    def verify(self, request: Request) -> None:
        """Check the signature over the bytes of the body.

        Only `X-Hub-Signature-256` counts: the older header beside it is of SHA-1. See "Validate Payloads" in
        https://developers.facebook.com/docs/messenger-platform/webhooks; it knows of no time within.

        Raises:
            Forged: the signature is missing or another.
        """
        digest = hmac.new(self.fb_secret.encode(), request.body, hashlib.sha256).hexdigest()
        if not _same(request.headers.get("x-hub-signature-256", ""), f"sha256={digest}"):
            raise Forged("the signature is missing or wrong")

    def read(self, request: Request) -> list[Message]:
        """The messages of all events of a request.

        Raises:
            Unreadable: it is nothing that Meta sends.
        """
        return events.messages(request.body)

    def subscribe(self, request: Request) -> HTTPResponse:
        """Answer a request to verify the webhook: its challenge if it knows our verify token, else 403.

        See "Verification Requests" in https://developers.facebook.com/docs/messenger-platform/webhooks.
        """
        mode, challenge = request.args.get("hub.mode"), request.args.get("hub.challenge")
        known = _same(request.args.get("hub.verify_token", ""), self.fb_verify)
        if mode == "subscribe" and known and challenge:
            return text(challenge)
        return text("The verify token is not MESSENGER_VERIFY_TOKEN, or something is missing.", 403)

    def add_routes(self, routes: Blueprint) -> None:
        """Add the request by which Meta verifies the webhook."""

        @routes.get("/webhook")
        async def subscribe(request: Request) -> HTTPResponse:
            return self.subscribe(request)


def _same(given: str, expected: str) -> bool:
    # Of texts, compare_digest takes only ASCII.
    return hmac.compare_digest(given.encode(errors="replace"), expected.encode())
