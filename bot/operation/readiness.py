"""Whether a server can answer: its database, the action server, Redis, and one real question to the model."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
from rasa.core.agent import Agent

from bot import settings
from bot.deployment.redis import is_reachable
from bot.store.engine import StoreError, transaction

QUESTION, LABEL = "What does autologous mean?", "faq/autologous"
CHECK_SECONDS = 5.0

Check = Callable[[Agent], Awaitable[str | None]]


async def not_ready(agent: Agent) -> list[str]:
    """What keeps the server from answering, a sentence each; nothing where it is ready."""
    found = await asyncio.gather(*(_within_time(check, agent) for check in CHECKS))
    return [why for why in found if why]


async def _within_time(check: Check, agent: Agent) -> str | None:
    try:
        return await asyncio.wait_for(check(agent), CHECK_SECONDS)
    except Exception as error:
        return f"The check of {check.__name__.removeprefix('_')} failed ({type(error).__name__})."


async def _database(agent: Agent) -> str | None:
    def use() -> None:
        with transaction():
            pass

    try:
        await asyncio.to_thread(use)
    except StoreError as error:
        return str(error)
    return None


async def _actions(agent: Agent) -> str | None:
    if agent.action_endpoint is None:
        return "No action server is named in the endpoints file."
    address = str(agent.action_endpoint.url).removesuffix("/webhook") + "/health"
    try:
        async with aiohttp.ClientSession() as session, session.get(address) as response:
            return None if response.ok else f"The action server answers {response.status}."
    except aiohttp.ClientError:
        return "The action server does not answer. Is it running?"


async def _redis(agent: Agent) -> str | None:
    url = settings.redis_url()
    if url is None or await asyncio.to_thread(is_reachable, url):
        return None
    return "The Redis of REDIS_URL does not answer."


async def _understanding(agent: Agent) -> str | None:
    parsed = await agent.parse_message(QUESTION)
    selector = parsed.get("response_selector", {}).get("faq", {})
    understood = selector.get("response", {}).get("intent_response_key")
    if understood == LABEL:
        return None
    return "The model does not understand a plain question. Is it the right one? Run `make train`."


CHECKS: tuple[Check, ...] = (_database, _actions, _redis, _understanding)
