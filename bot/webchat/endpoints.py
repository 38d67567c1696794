"""What is around every endpoint: who may ask from where, and refusals as JSON."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot import store
from bot.webchat import origins
from bot.webchat.config import Config
from bot.webchat.refusals import Refusal, origin_refused, unavailable

logger = logging.getLogger(__name__)

# Conversations are nobody else's, so no cache keeps them; and no browser guesses at types.
PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

Endpoint = Callable[..., Awaitable[HTTPResponse]]


def endpoint(config: Config) -> Callable[[Endpoint], Endpoint]:
    """Make a handler an endpoint: it is asked by allowed origins alone, and may raise refusals."""

    def around(handler: Endpoint) -> Endpoint:
        @functools.wraps(handler)
        async def guarded(request: Request, **parts: Any) -> HTTPResponse:
            origin = request.headers.get("origin")
            if not origins.allowed(origin, request.host, config.origins):
                return _stop(request, refused(origin_refused()))
            try:
                response = await handler(request, **parts)
            except Refusal as refusal:
                response = _stop(request, refused(refusal))
            except store.StoreError as error:
                logger.error("A request could not be answered: %s", error)
                response = _stop(request, refused(unavailable()))
            response.headers.update(origins.headers(origin))
            response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "Origin"]))
            return response

        return guarded

    return around


def reply(body: Any, status: int = 200) -> HTTPResponse:
    """An answer in JSON."""
    return json_response(body, status=status, headers=dict(PRIVATE), dumps=json.dumps)


def refused(refusal: Refusal) -> HTTPResponse:
    """A refusal in JSON."""
    response = reply({"error": {"code": refusal.code, "message": refusal.message}}, refusal.status)
    if refusal.after is not None:
        response.headers["Retry-After"] = str(refusal.after)
    return response


def _stop(request: Request, response: HTTPResponse) -> HTTPResponse:
    # What has not been read of the body will not be: the server hangs up instead.
    if request.stream is not None:
        request.stream.request_max_size = 0
    return response
