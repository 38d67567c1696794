"""What Rasa has no setting for: how long it waits for actions, and what it does without a database."""

from __future__ import annotations

from typing import Any

import aiohttp
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.operation.metrics import ACTION_ERRORS

# Rasa's own limit is five minutes, and the person has gone by then. An action here takes milliseconds.
ACTION_SECONDS = 5.0


class ActionEndpoint(EndpointConfig):
    """The action server, with `ACTION_SECONDS` for an answer; a late one is as good as none."""

    @classmethod
    def of(cls, endpoint: EndpointConfig) -> ActionEndpoint:
        """The same endpoint with the limit."""
        made = cls()
        made.__dict__.update(endpoint.__dict__)
        return made

    async def request(self, *arguments: Any, **keywords: Any) -> Any:
        """Send a request; what takes too long is an error of the connection, which Rasa expects."""
        # A limit to the whole would raise what Rasa does not catch, and the turn would end.
        patience = aiohttp.ClientTimeout(sock_connect=ACTION_SECONDS, sock_read=ACTION_SECONDS)
        try:
            return await super().request(*arguments, **{**keywords, "timeout": patience})
        except (aiohttp.ClientError, ClientResponseError):
            ACTION_ERRORS.inc()
            raise


def steady(agent: Agent) -> None:
    """Give an agent the limit, and let it fail where the database does.

    Rasa would go on in memory then, with a conversation that has no past, and lose what is said in it.
    """
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        agent.tracker_store = store._tracker_store
    if agent.action_endpoint:
        agent.action_endpoint = ActionEndpoint.of(agent.action_endpoint)
    if agent.processor:
        agent.processor.tracker_store = agent.tracker_store
        agent.processor.action_endpoint = agent.action_endpoint
