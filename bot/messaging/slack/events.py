"""What Slack posts to the webhook, as far as it is read: events as JSON, presses of buttons in a form.

Events: https://docs.slack.dev/apis/events-api, presses:
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from pydantic import BaseModel, Field, StrictBool, StrictStr, ValidationError

from bot.messaging.channel import Unreadable

FORM = "application/x-www-form-urlencoded"
# The events that are read; others may have anything in the fields that these have.
KINDS = frozenset({"message", "app_mention"})


class Sent(BaseModel):
    """A message as `message_changed` quotes it; who has edited it is in `edited`."""

    user: StrictStr | None = None
    bot_id: StrictStr | None = None
    text: StrictStr | None = None
    thread_ts: StrictStr | None = None
    edited: dict[str, Any] | None = None


class Event(Sent):
    """A message, or a mention of the bot; what nobody wrote has a `subtype`."""

    type: StrictStr
    subtype: StrictStr | None = None
    channel: StrictStr = ""
    channel_type: StrictStr | None = None
    ts: StrictStr | None = None
    files: list[Any] | None = None
    message: Sent | None = None
    previous_message: Sent | None = None


class Authorization(BaseModel):
    """On whose behalf the event is sent: the bot's own id."""

    user_id: StrictStr
    is_bot: StrictBool = False


class Callback(BaseModel):
    """An event and its id, which stays the same when Slack sends it again."""

    type: StrictStr
    challenge: StrictStr | None = None
    event_id: StrictStr | None = None
    event: Event | None = None
    authorizations: list[Authorization] = Field(default_factory=list)

    @property
    def bots(self) -> frozenset[str]:
        """The ids that the bot is mentioned by."""
        return frozenset(each.user_id for each in self.authorizations if each.is_bot)


class Label(BaseModel):
    """What is written on a button."""

    text: StrictStr


class Action(BaseModel):
    """The press of a button, and when it was."""

    type: StrictStr
    action_id: StrictStr
    action_ts: StrictStr
    value: StrictStr | None = None
    text: Label | None = None


class Named(BaseModel):
    """A person or a channel."""

    id: StrictStr


class Press(BaseModel):
    """An interaction; other types than `block_actions` are none of the bot's affair."""

    type: StrictStr
    user: Named | None = None
    channel: Named | None = None
    message: Sent | None = None
    actions: list[Any] = Field(default_factory=list)

    def presses(self) -> list[Action]:
        """The actions that can be read."""
        found = []
        for each in self.actions:
            try:
                found.append(Action.parse_obj(each))
            except (ValidationError, TypeError):
                continue
        return found


def parse(body: bytes, content_type: str) -> Callback | Press:
    """The event or the interaction in a request.

    Raises:
        Unreadable: it is neither.
    """
    try:
        if content_type.partition(";")[0].strip().lower() == FORM:
            (payload,) = parse_qs(body.decode(), strict_parsing=True)["payload"]
            return Press.parse_obj(_object(payload))
        return _complete(Callback.parse_obj(_without_others(_object(body))))
    # The parser gives up on what is nested too deeply; odd names of fields are a TypeError.
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise Unreadable("it is no event and no interaction of Slack's") from error


def _object(text: str | bytes) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TypeError("not a JSON object")
    return found


def _without_others(callback: dict[str, Any]) -> dict[str, Any]:
    event = callback.get("event")
    kind = event.get("type") if isinstance(event, dict) else None
    return callback if not isinstance(kind, str) or kind in KINDS else {**callback, "event": {"type": kind}}


def _complete(callback: Callback) -> Callback:
    wanted = {
        "event_callback": callback.event_id and callback.event,
        "url_verification": callback.challenge is not None,
    }
    if not wanted.get(callback.type, True):
        raise ValueError("a part is missing")
    return callback
