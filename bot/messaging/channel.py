"""What all platforms' channels have in common: a webhook takes signed messages and hands them to the desk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, text

from bot import store
from bot.channel import Handler
from bot.messaging.desk import Desk
from bot.messaging.platform import Message, Platform

logger = logging.getLogger(__name__)

# The largest that one of the platforms sends is some ten kilobytes.
MAX_BYTES = 1_000_000
RETRY_SECONDS = 10


class Forged(Exception):
    """A request is not from the platform: unsigned, or signed by somebody else, or long ago."""


class Unreadable(Exception):
    """A request is the platform's and cannot be understood."""


class MessagingChannel(InputChannel):
    """A channel whose answers go out by the platform's API and not as the answer to the webhook.

    A platform's class has this before Rasa's own in its bases, sets `platform` (None where it is off), and
    says in `verify` and `read` what the platform's documentation says of requests.
    """

    platform: Platform | None

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """The channel, set up from the environment: credentials.yml holds no secret.

        Raises:
            ValueError: it is set up by halves; the text says what is missing.
        """
        return cls()

    def get_output_channel(self) -> OutputChannel | None:
        """None: answers go out by the desk, and Rasa's own output channels want credentials from its file."""
        return None

    def verify(self, request: Request) -> None:
        """Check that a request comes from the platform.

        Raises:
            Forged: it does not.
        """
        raise NotImplementedError

    def read(self, request: Request) -> Sequence[Message]:
        """The messages of a request that is the platform's; none where it tells of something else.

        Raises:
            Unreadable: it is nothing that the platform sends.
        """
        raise NotImplementedError

    def respond(self, request: Request) -> HTTPResponse:
        """What the platform wants to hear when its messages have been taken."""
        return empty(200)

    def add_routes(self, routes: Blueprint) -> None:
        """Add what the platform asks for beside the webhook; nothing, for most."""

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes of the channel; those of a platform that is off answer 503."""
        routes = Blueprint(f"messaging_{self.name()}")

        @routes.get("/")
        async def health(request: Request) -> HTTPResponse:
            return self._off() if self.platform is None else text("ok")

        if self.platform is None:

            @routes.route("/webhook", methods=["GET", "POST"])
            async def off(request: Request) -> HTTPResponse:
                return self._off()

            return routes

        desk = Desk(self.platform, on_new_message)

        @routes.post("/webhook", stream=True)
        async def webhook(request: Request) -> HTTPResponse:
            request.stream.request_max_size = MAX_BYTES
            await request.receive_body()
            return self._take(request, desk)

        @routes.listener("after_server_start")
        async def start(app: Any, loop: asyncio.AbstractEventLoop) -> None:
            app.add_task(desk.sweep())

        self.add_routes(routes)
        return routes

    def _take(self, request: Request, desk: Desk) -> HTTPResponse:
        try:
            self.verify(request)
            desk.accept(self.read(request))
        except Forged as error:
            logger.warning("%s: a request was refused: %s", self.name(), error)
            return text(f"Refused: {error}.", 401)
        except Unreadable as error:
            return text(f"This cannot be read: {error}.", 400)
        except store.StoreError as error:
            logger.error("%s: messages could not be taken, and will be sent again. %s", self.name(), error)
            return text("Try again later.", 503, headers={"Retry-After": str(RETRY_SECONDS)})
        return self.respond(request)

    def _off(self) -> HTTPResponse:
        return text(f"{self.name()} is off: its settings are missing.", 503)
