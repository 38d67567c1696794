"""Which messages of a person are in what Slack posts: pure functions."""

from __future__ import annotations

import re
from collections.abc import Set

from bot.messaging import choices
from bot.messaging.platform import Message
from bot.messaging.slack.events import Action, Callback, Event, Press, Sent

# What people write; all other subtypes tell of an event: https://docs.slack.dev/reference/events/message
WRITTEN = frozenset({None, "file_share", "me_message", "thread_broadcast"})
EDITED = "message_changed"
# Direct messages have channel types of their own in events, and are known by this letter in presses.
PRIVATE = frozenset({"im", "app_home"})
PRIVATE_LETTER = "D"
# https://docs.slack.dev/messaging/formatting-message-text
_MARKUP = re.compile(r"<(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_ESCAPES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_SOMEBODY = "somebody"


def messages(posted: Callback | Press) -> list[Message]:
    """What a person says to the bot: nothing for what is not for it.

    The id of a message is that of its event. Slack tells of a mention twice where the bot may read the
    channel, each time with another id, so these go by the time that the channel knows them by.
    """
    if isinstance(posted, Press):
        return _pressed(posted)
    event = posted.event
    if event is None or posted.event_id is None or not event.channel:
        return []
    if event.type != "app_mention" and event.channel_type in PRIVATE:
        read = _edited if event.subtype == EDITED else _sent
        return read(posted.event_id, event, posted.bots)
    return _mentioned(event, posted.bots)


def words(text: str, bots: Set[str] = frozenset()) -> str:
    """The text as it was typed: without mentions of the bot, and with links as they are shown."""
    shown = _MARKUP.sub(lambda found: _shown(found["target"], found["label"], bots), text)
    # In one go: what is escaped twice was typed like that.
    return re.sub("&(?:amp|lt|gt);", lambda found: _ESCAPES[found[0]], shown).strip()


def _shown(target: str, label: str | None, bots: Set[str]) -> str:
    if target.startswith("@"):
        return "" if target[1:] in bots else label or _SOMEBODY
    if label:
        return label
    # Such as <!here>; a channel without its name says nothing.
    if target.startswith(("#", "!")):
        return "" if target.startswith("#") else target[1:].partition("^")[0]
    return target.removeprefix("mailto:").removeprefix("tel:")


def _sent(number: str, event: Event, bots: Set[str]) -> list[Message]:
    if not _is_by_a_person(event, bots) or event.subtype not in WRITTEN:
        return []
    address = _address(event.channel, event.thread_ts)
    said = words(event.text or "", bots)
    if said and not event.files:
        return [Message(number, address, said)]
    found = [Message(number, address, notice="utter_text_only")]
    if said:
        found.append(Message(f"{number}/text", address, said))
    return found


def _mentioned(event: Event, bots: Set[str]) -> list[Message]:
    if not _is_by_a_person(event, bots) or event.subtype not in WRITTEN or event.ts is None:
        return []
    if event.type != "app_mention" and not any(
        re.search(rf"<@{re.escape(bot)}[|>]", event.text or "") for bot in bots
    ):
        return []
    address = _address(event.channel, event.thread_ts)
    return [Message(f"mention/{event.channel}/{event.ts}", address, notice="utter_private_only")]


def _edited(number: str, event: Event, bots: Set[str]) -> list[Message]:
    new, old = event.message, event.previous_message
    # Slack also tells of other changes, such as a link's preview or an answer in a thread.
    if new is None or new.edited is None or not _is_by_a_person(new, bots):
        return []
    if old is not None and old.text == new.text:
        return []
    return [Message(number, _address(event.channel, new.thread_ts), notice="utter_edited")]


def _pressed(press: Press) -> list[Message]:
    if press.type != "block_actions" or press.user is None or press.channel is None:
        return []
    thread = press.message.thread_ts if press.message else None
    found = [_choice(press.user.id, press.channel.id, thread, action) for action in press.presses()]
    return [message for message in found if message]


def _choice(user: str, channel: str, thread: str | None, action: Action) -> Message | None:
    message_id = f"press/{action.action_ts}/{action.action_id}/{user}"
    address = _address(channel, thread)
    if action.type != "button":
        return None
    if not channel.startswith(PRIVATE_LETTER):
        return Message(message_id, address, notice="utter_private_only")
    # A button that the bot offers no more still says what was meant.
    title = choices.title(action.value or "") or (action.text and words(action.text.text))
    return Message(message_id, address, title) if title else None


def _is_by_a_person(sent: Sent, bots: Set[str]) -> bool:
    return bool(sent.user) and sent.bot_id is None and sent.user not in bots


def _address(channel: str, thread: str | None) -> str:
    return f"{channel} {thread}" if thread else channel
