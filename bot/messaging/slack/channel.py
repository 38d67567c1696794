"""Slack's channel: who may post to the webhook, and what it answers there."""

from __future__ import annotations

import re

from rasa.core.channels.slack import SlackInput
from sanic.request import Request
from sanic.response import HTTPResponse, text
from slack_sdk.signature import SignatureVerifier

from bot.messaging import settings
from bot.messaging.channel import Forged, MessagingChannel
from bot.messaging.platform import Message
from bot.messaging.slack import events, reading
from bot.messaging.slack.platform import SlackPlatform

API = "https://slack.com/api"
# A bot's token, which may be one that expires: https://docs.slack.dev/authentication/tokens
_TOKEN = re.compile(r"(?:xoxe\.)?xoxb-[A-Za-z0-9-]+")


class Slack(MessagingChannel, SlackInput):
    """`POST /webhooks/slack/webhook` takes events and presses of buttons; docs/slack.md describes it.

    Raises:
        ValueError: it is set up by halves, or the token is not a bot's.
    """

    def __init__(self) -> None:
        found = settings.required("Slack", "SLACK_TOKEN", "SLACK_SIGNING_SECRET")
        self.platform = None
        if found:
            token, secret = found
            self._verifier = SignatureVerifier(settings.secret("SLACK_SIGNING_SECRET", secret))
            self.platform = SlackPlatform(_valid(token), settings.address("SLACK_API", API))

    def verify(self, request: Request) -> None:
        """Check time (five minutes) and signature, as "Verifying requests from Slack" asks for.

        Raises:
            Forged: one of them is missing or wrong.
        """
        try:
            valid = self._verifier.is_valid_request(request.body, dict(request.headers.items()))
        # What is no number, no UTF-8 or no ASCII was not signed by Slack.
        except (TypeError, ValueError, OverflowError):
            valid = False
        if not valid:
            raise Forged("the signature or its time is missing or wrong")

    def read(self, request: Request) -> list[Message]:
        """The messages of an event or a press: two for a file with words, none for what is not for the bot.

        Raises:
            Unreadable: it is neither.
        """
        return reading.messages(_parsed(request))

    def respond(self, request: Request) -> HTTPResponse:
        """The challenge, by which Slack makes sure of the address; else nothing."""
        posted = _parsed(request)
        if isinstance(posted, events.Callback) and posted.type == "url_verification":
            return text(posted.challenge)
        return super().respond(request)


def _parsed(request: Request) -> events.Callback | events.Press:
    return events.parse(request.body, request.headers.get("content-type", ""))


def _valid(token: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise ValueError("SLACK_TOKEN is not a bot's token: Slack gives one that begins with xoxb-.")
    return token
