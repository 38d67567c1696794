"""The REST channel on the guard: Rasa's own `rest` in its place and shape, without its traps.

It names conversations by what the caller says, so it is for loopback and for trusted back ends.
"""

from __future__ import annotations

import datetime

from rasa.core.channels.rest import RestInput
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot import channel, settings
from bot.channel import NOTICES
from bot.limits import OverLimit, require_rate
from bot.secret import bot_secret
from bot.store import StoreError, key

MAX_BODY_BYTES = 65_536
MAX_SENDER_CHARACTERS = 255
UNAVAILABLE_SECONDS = 5


class Refused(Exception):
    """A request that is not answered; `after` says in how many seconds it may be."""

    def __init__(self, status: int, why: str, after: int | None = None) -> None:
        super().__init__(why)
        self.status = status
        self.after = after


class GuardedRest(RestInput):
    """`POST /webhooks/rest/webhook` with `{"sender": ..., "message": ...}` returns a list of answers."""

    def blueprint(self, on_new_message: channel.Handler) -> Blueprint:
        """The two endpoints of the channel: whether it is there, and one turn."""
        endpoints = Blueprint("guarded_rest")
        secret = bot_secret()

        @endpoints.get("/")
        async def health(request: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @endpoints.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            try:
                sender, message = _read(request)
                _count(key(self.name(), sender), secret)
            except Refused as refused:
                headers = {} if refused.after is None else {"Retry-After": str(refused.after)}
                return json({"error": str(refused)}, status=refused.status, headers=headers)
            return json(await channel.answer(on_new_message, message, sender, self.name()))

        return endpoints


def _read(request: Request) -> tuple[str, str]:
    """Who sends what."""
    if len(request.body) > MAX_BODY_BYTES:
        raise Refused(413, f"The request is larger than {MAX_BODY_BYTES} bytes. Send a shorter message.")
    try:
        body = request.json
    except Exception:
        raise Refused(400, 'The body is not JSON. Send {"sender": ..., "message": ...}.') from None
    sender = body.get("sender") if isinstance(body, dict) else None
    message = body.get("message") if isinstance(body, dict) else None
    if not isinstance(sender, str) or not 0 < len(sender.strip()) <= MAX_SENDER_CHARACTERS:
        raise Refused(
            400,
            f"'sender' must be a text of 1 to {MAX_SENDER_CHARACTERS} characters that names this "
            "conversation and no other.",
        )
    if not isinstance(message, str):
        raise Refused(400, "'message' must be a text: what the person typed.")
    return sender, message


def _count(conversation: str, secret: str) -> None:
    """Count one more message of a conversation."""
    try:
        limit = settings.messages_per_minute()
        require_rate("message", conversation, limit, secret, datetime.datetime.utcnow())
    except OverLimit as over:
        raise Refused(429, NOTICES.utter_too_many.format(seconds=over.after), over.after) from None
    except StoreError:
        raise Refused(503, NOTICES.utter_apology, UNAVAILABLE_SECONDS) from None
