"""What came of a turn whose process ended before it could note the answers: Rasa's events know."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from bot.channel import Reply, in_reading_order, reply_of

Event = dict[str, Any]


def replies_to(message_id: str, events: Iterable[Event], sender: str) -> list[Reply]:
    """The answers to a message, out of a conversation's events in their order.

    None of them means that the message never came to its answers, and nothing of it was kept: Rasa saves
    a turn as a whole, at its end.
    """
    after = itertools.dropwhile(lambda event: event.get("message_id") != message_id, events)
    own = itertools.takewhile(lambda event: event["event"] != "user", itertools.islice(after, 1, None))
    replies = (reply_of(sender, _message(event)) for event in own if event["event"] == "bot")
    return in_reading_order([reply for reply in replies if reply])


def _message(event: Event) -> dict[str, Any]:
    """A bot event as Rasa hands it to channels."""
    return {**(event.get("metadata") or {}), **(event.get("data") or {}), "text": event.get("text")}
