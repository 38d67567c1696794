"""Answers on Facebook Messenger: text with numbered quick replies, sent by the Send API."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import requests
from fbmessenger import MessengerClient

from bot.messaging import choices, texts
from bot.messaging.messenger import graph
from bot.messaging.platform import Body, Later
from bot.reply import Reply

NAME = "facebook"

# https://developers.facebook.com/docs/messenger-platform/reference/send-api: "less than 2000 characters".
TEXT_CHARACTERS = 1_999
# https://developers.facebook.com/docs/messenger-platform/reference/buttons/quick-replies; a payload may have
# 1000 characters, and our keys have sixteen.
QUICK_REPLIES = 13
QUICK_REPLY_CHARACTERS = 20

# To connect, and for each wait for bytes: together within the desk's time for a delivery, so that a call that
# the desk has given up cannot still succeed beside its next try.
TIMEOUT_SECONDS = (4.0, 8.0)
# So many people can be sent to at once; a queue of calls would eat up their time.
CALLS_AT_ONCE = 16


class MessengerPlatform:
    """Sends answers to people who have written to a page."""

    name = NAME
    # Quick replies are gone with the next message, and not every client shows them.
    numbered = True

    def __init__(self, token: str, app_secret: str, api: str) -> None:
        self._token = token
        self._app_secret = app_secret
        self._api = api
        self._calls = ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix=NAME)

    def render(self, reply: Reply) -> list[Body]:
        """A message for each part of an answer; the last one has its choices as quick replies."""
        text = texts.with_numbers(texts.plain(reply), reply.buttons)
        bodies: list[Body] = [{"text": part} for part in texts.split(text, TEXT_CHARACTERS)]
        if bodies and reply.buttons:
            bodies[-1]["quick_replies"] = _quick_replies(reply.buttons)
        return bodies

    async def deliver(self, address: str, body: Body, delivery: str) -> None:
        """Send a message. The Send API has no name for a try, so one whose answer got lost is sent twice.

        Raises:
            Later: Meta is busy or broken, or does not take the token.
            Undeliverable: the person cannot be written to, or the request is a bad one.
        """
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._calls, self._send, address, body)
        except requests.RequestException as error:
            # Without the error itself: it tells the address of the call, and the token is in that.
            raise Later(type(error).__name__) from None

    def _send(self, address: str, body: Body) -> None:
        # A session of its own, because sessions are not made for several threads.
        with requests.Session() as session:
            session.hooks["response"].append(graph.check)
            client = MessengerClient(self._token, app_secret=self._app_secret, session=session)
            client.graph_url = self._api
            client.send(body, address, messaging_type="RESPONSE", timeout=TIMEOUT_SECONDS)


def _quick_replies(titles: tuple[str, ...]) -> list[dict[str, str]]:
    """The titles where all are short enough, else their numbers in the text."""
    short = all(len(title) <= QUICK_REPLY_CHARACTERS for title in titles)
    shown = titles if short else tuple(map(str, range(1, len(titles) + 1)))
    return [
        {"content_type": "text", "title": label, "payload": choices.key(title)}
        for label, title in list(zip(shown, titles, strict=True))[:QUICK_REPLIES]
    ]
