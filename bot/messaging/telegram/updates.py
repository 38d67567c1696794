"""What Telegram posts to the webhook, as far as it is read (https://core.telegram.org/bots/api#update)."""

from __future__ import annotations

import json

from pydantic import BaseModel, Extra, Field, StrictBool, StrictInt, StrictStr

from bot.messaging.channel import Unreadable


class User(BaseModel):
    """Who sent something."""

    id: StrictInt
    is_bot: StrictBool


class Chat(BaseModel):
    """Where it was sent; `type` is `private`, `group`, `supergroup` or `channel`."""

    id: StrictInt
    type: StrictStr


class Button(BaseModel):
    """A button below a message, and what is handed back when it is pressed."""

    text: StrictStr
    callback_data: StrictStr | None = None


class Keyboard(BaseModel):
    """The buttons below a message, in rows."""

    inline_keyboard: list[list[Button]]


class Earlier(BaseModel):
    """The message that another one replies to."""

    sender: User | None = Field(None, alias="from")


class Sent(BaseModel):
    """A message; `__fields_set__` names all that it holds, also what is not declared here."""

    chat: Chat
    sender: User | None = Field(None, alias="from")
    text: StrictStr | None = None
    caption: StrictStr | None = None
    edit_date: StrictInt | None = None
    media_group_id: StrictStr | None = None
    reply_to_message: Earlier | None = None
    reply_markup: Keyboard | None = None

    class Config:
        """Keeps the names of all fields."""

        extra = Extra.allow


class CallbackQuery(BaseModel):
    """The press of a button; `message` is the one that the button is below."""

    id: StrictStr
    sender: User = Field(alias="from")
    message: Sent | None = None
    data: StrictStr | None = None


class Update(BaseModel):
    """One update. Kinds that are not declared are none of the bot's affair.

    Among these are the posts of channels, and the messages between a business and its customers: they are
    not meant for the bot, even where it is let in.
    """

    update_id: StrictInt
    message: Sent | None = None
    edited_message: Sent | None = None
    callback_query: CallbackQuery | None = None


def parse(body: bytes) -> Update:
    """The update in a request.

    Raises:
        Unreadable: it is none.
    """
    try:
        found = json.loads(body)
        if isinstance(found, dict):
            return Update(**found)
    # The parser gives up on what is nested too deeply; odd names of fields are a TypeError.
    except (TypeError, ValueError, RecursionError) as error:
        raise Unreadable("it is no update of the Bot API") from error
    raise Unreadable("an update is a JSON object")
