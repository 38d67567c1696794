"""What is around every endpoint: who may ask from where, and refusals as JSON."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from sanic import Blueprint
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, empty
from sanic.response import json as json_response

from bot import store
from bot.limits import OverLimit
from bot.webchat import bodies, origins
from bot.webchat.config import Config
from bot.webchat.refusals import Refusal, origin_refused, rate_limited, unavailable

logger = logging.getLogger(__name__)

# Conversations are nobody else's, so no cache keeps them; and no browser guesses at types.
PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
CROSS_ORIGIN = "access-control-"

Endpoint = Callable[..., Awaitable[HTTPResponse]]


def endpoint(config: Config) -> Callable[[Endpoint], Endpoint]:
    """Make a handler an endpoint: asked by allowed origins alone, and what it raises becomes a sentence."""

    def around(handler: Endpoint) -> Endpoint:
        @functools.wraps(handler)
        async def guarded(request: Request, **parts: Any) -> HTTPResponse:
            try:
                if not _allowed(request, config):
                    raise origin_refused()
                response = await handler(request, **parts)
                await bodies.discard(request)
            except Refusal as refusal:
                response = _refuse(request, refusal)
            except OverLimit as over:
                response = _refuse(request, rate_limited(over.after))
            except store.StoreError as error:
                logger.error("A request could not be answered: %s", error)
                response = _refuse(request, unavailable())
            except SanicException:
                raise
            except Exception as error:
                # Not logger.exception: a traceback may quote the message.
                logger.error("A request failed (%s) at %s", type(error).__name__, handler.__name__)
                response = _refuse(request, unavailable())
            return response

        return guarded

    return around


def tell_browsers(routes: Blueprint, config: Config, asked_beforehand: Iterable[str]) -> None:
    """Answer browsers that ask beforehand, and say in every answer whose page may read it.

    Rasa's own handling of origins comes first and has one list for the whole server; this has the last word.
    `asked_beforehand` are the paths of the API.
    """

    async def preflight(request: Request) -> HTTPResponse:
        return empty(204)

    for path in asked_beforehand:
        routes.add_route(preflight, path, methods=["OPTIONS"], name=f"preflight {path}")

    @routes.middleware("response")
    async def tell(request: Request, response: HTTPResponse) -> HTTPResponse | None:
        for header in [name for name in response.headers if name.lower().startswith(CROSS_ORIGIN)]:
            del response.headers[header]
        if not _allowed(request, config):
            return refused(origin_refused()) if request.method == "OPTIONS" else None
        told = origins.headers(request.headers.get("origin"), request.method)
        if request.method == "OPTIONS":
            return empty(204, headers=told)
        response.headers.update(told)
        return None


def reply(body: Any, status: int = 200) -> HTTPResponse:
    """An answer in JSON."""
    return json_response(body, status=status, headers=dict(PRIVATE), dumps=json.dumps)


def refused(refusal: Refusal) -> HTTPResponse:
    """A refusal in JSON."""
    response = reply({"error": {"code": refusal.code, "message": refusal.message}}, refusal.status)
    if refusal.after is not None:
        response.headers["Retry-After"] = str(refusal.after)
    return response


def _allowed(request: Request, config: Config) -> bool:
    return origins.allowed(request.headers.get("origin"), request.host, config.origins)


def _refuse(request: Request, refusal: Refusal) -> HTTPResponse:
    # What has not been read of the body will not be: the server hangs up instead.
    request.stream.request_max_size = 0
    return refused(refusal)
