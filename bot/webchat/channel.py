"""The web chat as Rasa loads it: `bot.webchat.WebChat: {}` in credentials.yml."""

from __future__ import annotations

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint

from bot.channel import Handler
from bot.webchat import api, config, endpoints, pages
from bot.webchat.turns import NAME


class WebChat(InputChannel):
    """Everything under `/webchat`: the demo page, the widget's files, and the API of `openapi.yml`.

    Raises:
        ValueError: a setting is not what it should be; the text says which and why.
    """

    def __init__(self) -> None:
        self._config = config.from_environment()

    @classmethod
    def name(cls) -> str:
        """The channel's name, as conversations are registered under it."""
        return NAME

    def url_prefix(self) -> str:
        """Beside Rasa's `/webhooks`, not below it."""
        return f"/{NAME}"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes of the channel."""
        routes = Blueprint(NAME)
        api.add(routes, self._config, on_new_message)
        pages.add(routes, self._config)
        endpoints.tell_browsers(routes, self._config, api.PATHS)
        return routes
