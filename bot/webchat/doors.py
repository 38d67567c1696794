"""Who may come in: counts requests by address, opens sessions, and knows a conversation by its token."""

from __future__ import annotations

from typing import Any

from sanic.request import Request

from bot import store
from bot.channel import CRISIS_LINES, EMERGENCY_LINES
from bot.limits import require_rate
from bot.nlu.cleaning import MAX_CHARACTERS
from bot.reply import Helpline
from bot.webchat import addresses, tokens
from bot.webchat.config import Config
from bot.webchat.messages import helplines, stamp
from bot.webchat.refusals import not_signed_in
from bot.webchat.turns import NAME, now

BEARER = "Bearer "
LINES = [Helpline(line["say"], line["link"]) for line in (*EMERGENCY_LINES, *CRISIS_LINES)]


def enter(request: Request, config: Config) -> str:
    """The conversation that a request's token opens.

    Raises:
        Refusal: there is no such token.
        OverLimit: too many requests come from this address.
        StoreError: the database cannot be used.
    """
    require_rate("requests", _address(request, config), config.requests, config.secret, now())
    given = request.headers.get("authorization", "")
    sender = tokens.unseal(given.removeprefix(BEARER), config.secret, config.lifetime)
    if not given.startswith(BEARER) or sender is None or not store.is_open(store.key(NAME, sender), now()):
        raise not_signed_in()
    return sender


def open_conversation(request: Request, config: Config) -> dict[str, Any]:
    """Open a session, and say what its owner needs to know.

    Raises:
        OverLimit: too many were opened from this address.
        StoreError: the database cannot be used.
    """
    at = now()
    require_rate("sessions", _address(request, config), config.sessions, config.secret, at)
    sender = tokens.new_id()
    expires_at = at + config.lifetime
    store.open_session(store.key(NAME, sender), at, expires_at)
    return {
        "token": tokens.seal(sender, config.secret),
        "expires_at": stamp(expires_at),
        "max_characters": MAX_CHARACTERS,
        "helplines": helplines(LINES),
    }


def count_message(sender: str, config: Config) -> None:
    """Count one more message of a conversation.

    Raises:
        OverLimit: it sends too many.
        StoreError: the database cannot be used.
    """
    require_rate("messages", sender, config.messages, config.secret, now())


def _address(request: Request, config: Config) -> str:
    return addresses.client(request.ip, request.headers.get("x-forwarded-for"), config.proxies)
