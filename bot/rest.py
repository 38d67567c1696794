"""The REST channel on the guard: Rasa's own `rest` in its place and shape, without its traps.

It names conversations by what the caller says, so it is for loopback and for trusted back ends.
"""

from __future__ import annotations

from rasa.core.channels.rest import RestInput
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot import channel

MAX_BODY_BYTES = 65_536
MAX_SENDER_CHARACTERS = 255


class GuardedRest(RestInput):
    """`POST /webhooks/rest/webhook` with `{"sender": ..., "message": ...}` returns a list of answers."""

    def blueprint(self, on_new_message: channel.Handler) -> Blueprint:
        """The two endpoints of the channel: whether it is there, and one turn."""
        endpoints = Blueprint("guarded_rest")

        @endpoints.get("/")
        async def health(request: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @endpoints.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if len(request.body) > MAX_BODY_BYTES:
                return _refusal(
                    413, f"The request is larger than {MAX_BODY_BYTES} bytes. Send a shorter message."
                )
            try:
                body = request.json
            except Exception:
                return _refusal(400, 'The body is not JSON. Send {"sender": ..., "message": ...}.')
            sender = body.get("sender") if isinstance(body, dict) else None
            message = body.get("message") if isinstance(body, dict) else None
            if not isinstance(sender, str) or not 0 < len(sender.strip()) <= MAX_SENDER_CHARACTERS:
                return _refusal(
                    400,
                    f"'sender' must be a text of 1 to {MAX_SENDER_CHARACTERS} characters that names this "
                    "conversation and no other.",
                )
            if not isinstance(message, str):
                return _refusal(400, "'message' must be a text: what the person typed.")
            return json(await channel.answer(on_new_message, message, sender, self.name()))

        return endpoints


def _refusal(status: int, why: str) -> HTTPResponse:
    return json({"error": why}, status=status)
