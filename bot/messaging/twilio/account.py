"""A Twilio account: its settings, its client, and what its errors mean."""

from __future__ import annotations

import asyncio
import functools
import logging
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.messaging import settings
from bot.messaging.platform import Later, Undeliverable, retry_after

logger = logging.getLogger(__name__)

ACCOUNT = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WEBHOOK_URL")
NUMBERS = ("TWILIO_SMS_NUMBER", "TWILIO_WHATSAPP_NUMBER")
API = "https://api.twilio.com"
# "Maximum Message Length with Twilio Programmable Messaging": 1600 on every channel, else error 21617.
BODY_CHARACTERS = 1600
TIMEOUT_SECONDS = 10.0
# Twilio allows some hundred calls at once (error 20429); more threads would only be idle.
THREADS = 8
# https://www.twilio.com/docs/api/errors: too much was sent just now, from this number or to this person.
BUSY = frozenset({14107, 20429, 21611, 30001, 63018, 63038})
# And: the template is gone, a variable has what it must not have, or is too long.
TEMPLATE = frozenset({21655, 21656, 21658, 92007})
_NUMBER = re.compile(r"\+?\d{3,15}")
_Result = TypeVar("_Result")


class TemplateRefused(Undeliverable):
    """Twilio will not take a message in the form of a template; as plain text it may."""


class HttpClient(TwilioHttpClient):
    """The library's, except that whatever is worth another try is `Later`: its errors hold no headers."""

    def request(self, *args: Any, **kwargs: Any) -> Response:
        """Make a request.

        Raises:
            Later: Twilio did not answer, is busy or broken, or does not know the account's token.
        """
        try:
            response = super().request(*args, **kwargs)
        except requests.RequestException as error:
            # The error quotes the address; its name says enough.
            raise Later(f"no answer ({type(error).__name__})") from None
        if response.status_code == 401:
            logger.error("Twilio does not accept TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN.")
        if response.status_code in (401, 429) or response.status_code >= 500:
            raise Later(f"status {response.status_code}", retry_after(response.headers))
        return response


class Account:
    """Calls Twilio's API in threads of its own.

    The library's asynchronous client sends JSON, which the Content API takes, as a form.
    """

    def __init__(self, sid: str, token: str) -> None:
        api = settings.address("TWILIO_API", API)
        self.client = Client(sid, token, http_client=HttpClient(timeout=TIMEOUT_SECONDS))
        self.client.api.base_url = api
        # Each of Twilio's products has a host of its own; a test's server stands for both.
        self.client.content.base_url = api.replace("//api.", "//content.", 1)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="twilio")

    async def run(self, call: Callable[..., _Result], *args: Any, **kwargs: Any) -> _Result:
        """A call of the client, without its blocking the loop.

        Raises:
            Later: it may be tried again.
            TwilioException: Twilio refuses it.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, functools.partial(call, *args, **kwargs))

    async def send(self, **message: Any) -> None:
        """Send a message, by the names that `client.messages.create` has for its parts.

        Raises:
            Later: it may be tried again.
            TemplateRefused: it may be tried again as plain text.
            Undeliverable: it need not be tried again.
        """
        try:
            await self.run(self.client.messages.create, **message)
        except TwilioException as error:
            raise meaning(error) from None


def meaning(error: TwilioException) -> Exception:
    """What an error of the API means to the desk: only its code, since its text may quote a number."""
    code = getattr(error, "code", None)
    if code in BUSY:
        return Later(f"error {code}")
    return (TemplateRefused if code in TEMPLATE else Undeliverable)(f"error {code}")


def setup(platform: str, number: str) -> list[str] | None:
    """The values of `ACCOUNT` and of the setting `number`; None where the platform is off.

    An account may have one of the two numbers, or both.

    Raises:
        ValueError: it is set up by halves, or with what cannot be right.
    """
    if not _is_set(number):
        if any(map(_is_set, NUMBERS)):
            logger.warning("%s is off: %s is not set.", platform, number)
        elif settings.required(platform, *ACCOUNT):
            raise ValueError(
                f"Twilio is set up by halves: {' or '.join(NUMBERS)} must be set, too. "
                f"Without any of {', '.join(ACCOUNT)} it is off."
            )
        return None
    found = settings.required(platform, *ACCOUNT, number)
    if found:
        found[2] = _public(found[2])
        found[3] = _checked(number, found[3].removeprefix("whatsapp:"))
    return found


def _is_set(name: str) -> bool:
    return bool(os.environ.get(name, "").strip())


def _public(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or "/webhooks/" in parts.path:
        raise ValueError(
            "TWILIO_WEBHOOK_URL must be the bot's public address without /webhooks and what follows, such as "
            "https://bot.example.org"
        )
    return url.rstrip("/")


def _checked(name: str, number: str) -> str:
    if not _NUMBER.fullmatch(number):
        raise ValueError(f"{name} must be a number as Twilio writes it, such as +12025550100.")
    return number
