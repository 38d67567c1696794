"""`/health/live`, `/health/ready` and `/metrics`, as a channel of Rasa's; no proxy passes them on."""

from __future__ import annotations

import time

from prometheus_client import CONTENT_TYPE_LATEST
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from bot import settings
from bot.channel import Handler
from bot.operation.metrics import exposition
from bot.operation.readiness import not_ready
from bot.operation.retention import keep_no_longer
from bot.operation.steady import steady

# Whoever asks all the time does not make the model parse all the time.
REMEMBERED_SECONDS = 2.0


class Operation(InputChannel):
    """What an operator's programs ask; nobody talks to the bot here."""

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "operation"

    def url_prefix(self) -> str:
        """At the root, where such programs look."""
        return "/"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The three addresses, and what is set right in Rasa before anybody talks."""
        routes = Blueprint(self.name())
        known: tuple[float, list[str]] = (-REMEMBERED_SECONDS, [])

        @routes.listener("after_server_start")
        async def make_steady(app: Sanic, loop: object) -> None:
            steady(app.ctx.agent)
            app.add_task(keep_no_longer(settings.retention_days()))

        @routes.get("/health/live")
        async def live(request: Request) -> HTTPResponse:
            return json({"status": "alive"})

        @routes.get("/health/ready")
        async def ready(request: Request) -> HTTPResponse:
            nonlocal known
            if time.monotonic() - known[0] > REMEMBERED_SECONDS:
                known = (time.monotonic(), await not_ready(request.app.ctx.agent))
            if known[1]:
                return json({"status": "not ready", "why": known[1]}, status=503)
            return json({"status": "ready"})

        @routes.get("/metrics")
        async def metrics(request: Request) -> HTTPResponse:
            return raw(exposition(), content_type=CONTENT_TYPE_LATEST)

        return routes
