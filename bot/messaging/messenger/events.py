"""What Meta's webhook tells of: the messages of people among all that happens on a page.

The events are those of https://developers.facebook.com/docs/messenger-platform/reference/webhook-events.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bot.messaging import choices
from bot.messaging.channel import Unreadable
from bot.messaging.platform import MAX_ADDRESS_CHARACTERS, Message

Part = dict[str, Any]


def messages(body: bytes) -> list[Message]:
    """The messages of a request, in their order; an event that makes no sense costs only itself.

    Raises:
        Unreadable: it is nothing that Meta sends.
    """
    try:
        update = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("the body is not JSON") from error
    if not isinstance(update, dict) or not isinstance(update.get("object"), str):
        raise Unreadable("it does not say what it is about")
    # An app can be subscribed to other things, which come to the same address.
    if update["object"] != "page":
        return []
    if not isinstance(update.get("entry"), list):
        raise Unreadable("a page's update must have entries")
    read = (_read(event) for entry in update["entry"] for event in _events(entry))
    return [message for message in read if message is not None]


def _events(entry: Any) -> Iterator[Part]:
    """The events that are for us: what is in `standby` goes to another app, which has the conversation."""
    events = entry.get("messaging") if isinstance(entry, dict) else None
    if isinstance(events, list):
        yield from (event for event in events if isinstance(event, dict))


def _read(event: Part) -> Message | None:
    """A person's message; None for receipts, reactions, referrals, opt-ins and all else."""
    address = _text(_part(event, "sender"), "id")
    if address is None or len(address) > MAX_ADDRESS_CHARACTERS:
        return None
    if said := _part(event, "message"):
        return _said(address, event, said)
    if pressed := _part(event, "postback"):
        return _pressed(address, event, pressed)
    if edited := _part(event, "message_edit"):
        return _edited(address, event, edited)
    return None


def _said(address: str, event: Part, said: Part) -> Message | None:
    message_id = _id(event, said)
    if said.get("is_echo") or said.get("is_deleted") or message_id is None:
        return None
    text = _choice(_part(said, "quick_reply")) or _text(said, "text")
    return Message(message_id, address, text, None if text else "utter_text_only")


def _pressed(address: str, event: Part, pressed: Part) -> Message | None:
    message_id = _id(event, pressed)
    text = _choice(pressed) or _text(pressed, "title")
    return Message(message_id, address, text) if message_id and text else None


def _edited(address: str, event: Part, edited: Part) -> Message | None:
    message_id = _id(event, edited)
    if message_id is None:
        return None
    # An edit has the id of what was edited, and there can be five of it.
    return Message(f"{message_id}:edit:{edited.get('num_edit')}", address, notice="utter_edited")


def _id(event: Part, part: Part) -> str | None:
    """The message's id; postbacks of API versions before 11 have none, but a time in milliseconds."""
    timestamp = event.get("timestamp")
    return _text(part, "mid") or (f"at:{timestamp}" if isinstance(timestamp, int | str) else None)


def _choice(button: Part) -> str | None:
    payload = _text(button, "payload")
    return choices.title(payload) if payload else None


def _part(holder: Part, name: str) -> Part:
    part = holder.get(name)
    return part if isinstance(part, dict) else {}


def _text(holder: Part, name: str) -> str | None:
    text = holder.get(name)
    return text if isinstance(text, str) and text else None
