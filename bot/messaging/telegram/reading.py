"""Which messages of a person are in an update of Telegram's: pure functions."""

from __future__ import annotations

import re

from bot.messaging import choices
from bot.messaging.platform import Message
from bot.messaging.telegram.updates import CallbackQuery, Sent, Update

PRIVATE = "private"
GROUPS = frozenset({"group", "supergroup"})
# The fields of `Message` that are something a person sent; all others, but for text, tell of an event.
CONTENTS = frozenset(
    {
        *("animation", "audio", "checklist", "contact", "dice", "document", "game", "invoice", "live_photo"),
        *("location", "paid_media", "photo", "poll", "rich_message", "sticker", "story", "venue", "video"),
        *("video_note", "voice"),
    }
)
# What the commands that every bot must know stand for: https://core.telegram.org/bots/features#global-commands
COMMANDS = {"start": "Hello", "help": "What can you do?"}
_COMMAND = re.compile(
    r"/(?P<name>start|help)(?:@(?P<bot>\w+))?(?:\s+(?P<words>.*))?", flags=re.DOTALL | re.IGNORECASE
)
# What a link to the bot adds to /start: https://core.telegram.org/bots/features#deep-linking
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}\s*")


def messages(update: Update, bot_id: int, username: str | None) -> list[Message]:
    """What a person says in an update to the bot that has this id and, once it is known, this username.

    The id of a message is that of its update, by which the documentation says to tell repeated ones: an edit
    has the message's own id again. A press has an id of its own, which stays the same in every update.
    """
    if update.callback_query:
        return _pressed(update.callback_query)
    number = str(update.update_id)
    if update.edited_message:
        return _edited(number, update.edited_message)
    if update.message:
        return _sent(number, update.message, bot_id, username)
    return []


def _sent(number: str, sent: Sent, bot_id: int, username: str | None) -> list[Message]:
    address = str(sent.chat.id)
    if sent.sender is None or sent.sender.is_bot:
        return []
    if sent.chat.type != PRIVATE:
        addressed = sent.chat.type in GROUPS and _is_addressed(sent, bot_id, username)
        return [Message(number, address, notice="utter_private_only")] if addressed else []
    if sent.text is not None:
        return [Message(number, address, _without_command(sent.text))]
    return _not_text(number, sent) if CONTENTS & sent.__fields_set__ else []


def _not_text(number: str, sent: Sent) -> list[Message]:
    """A picture or the like, and the words below it; the pictures of an album count as one."""
    album = sent.media_group_id and f"album/{sent.media_group_id}"
    found = [Message(album or number, str(sent.chat.id), notice="utter_text_only")]
    if sent.caption:
        found.append(Message(f"{number}/caption", str(sent.chat.id), sent.caption))
    return found


def _edited(number: str, sent: Sent) -> list[Message]:
    by_a_person = sent.sender is not None and not sent.sender.is_bot and sent.chat.type == PRIVATE
    # Telegram also tells of other changes, such as where a shared live location moves.
    words = sent.edit_date is not None and (sent.text or sent.caption)
    return [Message(number, str(sent.chat.id), notice="utter_edited")] if by_a_person and words else []


def _pressed(query: CallbackQuery) -> list[Message]:
    if query.message is None or query.data is None or query.sender.is_bot:
        return []
    message_id, address = f"press/{query.id}", str(query.message.chat.id)
    if query.message.chat.type != PRIVATE:
        return [Message(message_id, address, notice="utter_private_only")]
    title = choices.title(query.data) or _shown(query.message, query.data)
    return [Message(message_id, address, title)] if title else []


def _shown(sent: Sent, data: str) -> str | None:
    """What is on the button with this data: one that the bot offers no more still says what was meant."""
    rows = sent.reply_markup.inline_keyboard if sent.reply_markup else []
    return next((button.text for row in rows for button in row if button.callback_data == data), None)


def _is_addressed(sent: Sent, bot_id: int, username: str | None) -> bool:
    replied_to = sent.reply_to_message.sender if sent.reply_to_message else None
    if replied_to is not None and replied_to.id == bot_id:
        return True
    said = sent.text or sent.caption or ""
    command = _COMMAND.fullmatch(said)
    if command and not command["bot"]:
        return True
    return username is not None and bool(
        re.search(rf"@{re.escape(username)}(?!\w)", said, flags=re.IGNORECASE)
    )


def _without_command(text: str) -> str:
    command = _COMMAND.fullmatch(text)
    if command is None:
        return text
    name, words = command["name"].lower(), command["words"] or ""
    if name == "start" and _PAYLOAD.fullmatch(words):
        words = ""
    return words or COMMANDS[name]
