"""One turn of the web chat: taken once, whatever is sent again, and kept for whoever comes back."""

from __future__ import annotations

import asyncio
import datetime
import logging
import time
import uuid

from bot import channel, reply, store
from bot.nlu.cleaning import MAX_CHARACTERS
from bot.recovery import replies_to
from bot.redaction import redact
from bot.room import vacancy
from bot.store.rasa_events import events_of
from bot.webchat.messages import Message, of_bot, of_user
from bot.webchat.refusals import not_signed_in, still_running, unavailable

logger = logging.getLogger(__name__)

NAME = "webchat"
# A turn ends by itself within the guard's time; a process that holds one for longer is gone.
HOLD = datetime.timedelta(seconds=channel.TURN_SECONDS + 5)
WAIT_SECONDS = 10.0
POLL_SECONDS = 0.05

_running: set[asyncio.Task[list[Message]]] = set()


async def say(handle: channel.Handler, sender: str, turn: str, text: str) -> list[Message]:
    """The bot's answers to a message; the same message (`turn` is its id) again gets the same answers.

    Raises:
        Refusal: the conversation is closed, or busy with another message for too long, or all are.
        StoreError: the database cannot be used.
    """
    try:
        await asyncio.wait_for(vacancy(), WAIT_SECONDS)
    except TimeoutError:
        raise unavailable() from None
    conversation = store.key(NAME, sender)
    claimed = await _claim(conversation, turn, _kept(text))
    if claimed is store.Claim.ANSWERED:
        return store.answers_of(conversation, turn)
    # A task of its own: who loses the connection finds the answer when they come back.
    task = asyncio.create_task(_answer(handle, sender, turn, text, claimed))
    _running.add(task)
    task.add_done_callback(_running.discard)
    return await asyncio.shield(task)


async def erase(sender: str) -> None:
    """Erase a conversation, once the message that it is busy with has been answered.

    Raises:
        Refusal: it is closed, or busy for too long.
        StoreError: the database cannot be used.
    """
    await _claim(store.key(NAME, sender), str(uuid.uuid4()))
    store.erase(NAME, sender)


def now() -> datetime.datetime:
    """The time in UTC, without a zone, as the store has it."""
    return datetime.datetime.utcnow()


async def _claim(conversation: str, turn: str, text: str | None = None) -> store.Claim:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        at = now()
        message = None if text is None else store.Said(turn, "user", of_user(turn, text, at))
        claimed = store.claim(conversation, turn, message, at, at + HOLD)
        if claimed is store.Claim.CLOSED:
            raise not_signed_in()
        if claimed is not store.Claim.BUSY:
            return claimed
        if time.monotonic() > deadline:
            raise still_running()
        await asyncio.sleep(POLL_SECONDS)


async def _answer(
    handle: channel.Handler, sender: str, turn: str, text: str, claimed: store.Claim
) -> list[Message]:
    taken_over = claimed is store.Claim.TAKEN_OVER
    replies = replies_to(turn, events_of(sender), sender) if taken_over else []
    replies = replies or await channel.answer(handle, text, sender, NAME, turn)
    at = now()
    said = []
    for each in map(reply.read, replies):
        message_id = str(uuid.uuid4())
        said.append(store.Said(message_id, "bot", of_bot(message_id, each, at), each.name))
    try:
        store.finish(store.key(NAME, sender), turn, said, at)
    except store.StoreError as error:
        # The person still gets the answer; sent again, the message finds it among Rasa's events.
        logger.error("The answers of a turn were not noted: %s", error)
    return [message.body for message in said]


def _kept(text: str) -> str:
    limit = MAX_CHARACTERS
    return redact(text if len(text) <= limit else f"{text[:limit]}…")
