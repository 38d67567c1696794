"""The guard that every channel shares: bounds what comes in, and never lets a turn end in silence."""

from __future__ import annotations

import asyncio
import datetime
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot import store
from bot.guide import load_helplines, load_notices
from bot.language.red_flags import alarming_sentences
from bot.nlu.cleaning import MAX_CHARACTERS, clean
from bot.operation.metrics import STORE_ERRORS, count_turn
from bot.redaction import redact
from bot.room import room
from bot.settings import region
from bot.store.conversations import key

logger = logging.getLogger(__name__)
# One line a turn, in JSON where nobody looks on.
turns = structlog.get_logger("bot.turns")

# So many characters at each end of a text that is too long are looked through for red flags, in milliseconds.
LOOKED_THROUGH = 1_500
# A turn takes milliseconds; one that takes this long has lost a part of the system.
TURN_SECONDS = 20.0
NOTICES = load_notices()
_LINES = load_helplines(region())
EMERGENCY_LINES = [link.dict() for link in _LINES.links]
CRISIS_LINES = [link.dict() for link in _LINES.crisis_links]
# The mark of an answer to a red flag in domain.yml: channels keep it in view, with the numbers to call.
STAY_IN_VIEW = "stay_in_view"
# The mark of a line about help that goes before other answers, where a red flag is possible and not sure.
COMES_FIRST = "comes_first"
CRISES = {"utter_crisis", "utter_possible_crisis"}
# What ends the first reply of a conversation.
NOTICE = "utter_notice"

Handler = Callable[[UserMessage], Awaitable[Any]]
Reply = dict[str, Any]


class Collector(CollectingOutputChannel):
    """Keeps each answer of a turn whole: text, buttons, custom payload, and the name of the response."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one answer."""
        reply = reply_of(recipient_id, message)
        if reply:
            self.messages.append(reply)


def reply_of(recipient_id: str, message: dict[str, Any]) -> Reply | None:
    """An answer as channels get it, out of Rasa's message; None if that is empty."""
    parts = {part: message[part] for part in ("text", "image", "buttons", "custom") if message.get(part)}
    if not parts:
        return None
    metadata = {**(message.get("metadata") or {}), "utter_action": message.get("utter_action")}
    if metadata.get(STAY_IN_VIEW) or metadata.get(COMES_FIRST):
        in_crisis = metadata["utter_action"] in CRISES
        metadata["helplines"] = [*CRISIS_LINES, *EMERGENCY_LINES] if in_crisis else EMERGENCY_LINES
    return {"recipient_id": recipient_id, **parts, "metadata": metadata}


def in_reading_order(replies: list[Reply]) -> list[Reply]:
    """The answers of a turn as a person gets them: what Rasa says last about help comes first."""
    return sorted(replies, key=lambda reply: not reply["metadata"].get(COMES_FIRST))


async def answer(
    handle: Handler, text: str, sender: str, channel: str, message_id: str | None = None
) -> list[Reply]:
    """Run one turn and return its answers: at least one, whatever was typed and whatever fails.

    `channel` is the name of the input channel, `message_id` the name by which Rasa remembers the message.
    Text beyond `MAX_CHARACTERS` and text without a visible character get a sentence of their own and never
    reach the model; of a text that is too long, only what raises a red flag does. What names a person is
    redacted before anything is stored. No log line holds any of the text.
    """
    began = time.perf_counter()
    async with room():
        outcome, said = await _run(handle, text, sender, channel, message_id)
    replies = in_reading_order(said)
    seconds = time.perf_counter() - began
    responses = [str(reply["metadata"].get("utter_action")) for reply in replies]
    count_turn(channel, outcome, seconds, responses)
    turns.info(
        "turn",
        at=datetime.datetime.utcnow().isoformat(timespec="milliseconds") + "Z",
        channel=channel,
        conversation=key(channel, sender)[:12],
        outcome=outcome,
        responses=responses,
        milliseconds=round(1_000 * seconds),
    )
    return replies


async def _run(
    handle: Handler, text: str, sender: str, channel: str, message_id: str | None
) -> tuple[str, list[Reply]]:
    """The outcome of a turn in a word, and its answers."""
    # clean() cuts, so the length is judged on what was sent; white space around it does not count.
    if len(text.strip()) > MAX_CHARACTERS:
        text = " ".join(alarming_sentences(_ends(text)))[:MAX_CHARACTERS]
        if not text:
            return "too_long", [_notice("utter_too_long", sender)]
    text = redact(text)
    if not clean(text):
        return "empty", [_notice("utter_empty", sender)]
    _register(channel, sender)
    collector = Collector()
    turn = handle(UserMessage(text, collector, sender, input_channel=channel, message_id=message_id))
    try:
        await asyncio.wait_for(turn, TURN_SECONDS)
    except Exception as error:
        # Not logger.exception: a traceback may quote the message.
        logger.error("A turn failed (%s) in conversation %s", type(error).__name__, key(channel, sender)[:12])
        return "failed", [*collector.messages, _notice("utter_apology", sender)]
    _count_red_flags(collector.messages)
    if all(_accompanies(reply["metadata"]) for reply in collector.messages):
        return "silent", [_notice("utter_apology", sender), *collector.messages]
    return "answered", collector.messages


def _accompanies(metadata: dict[str, Any]) -> bool:
    """Whether it only goes with an answer: where the action server gave none, it is none."""
    return metadata.get("utter_action") == NOTICE or bool(metadata.get(COMES_FIRST))


def _ends(text: str) -> str:
    if len(text) <= 2 * LOOKED_THROUGH:
        return text
    return f"{text[:LOOKED_THROUGH]}\n{text[-LOOKED_THROUGH:]}"


def _notice(name: str, sender: str) -> Reply:
    text = getattr(NOTICES, name).format(limit=MAX_CHARACTERS)
    return {"recipient_id": sender, "text": text, "metadata": {"utter_action": name}}


def _count_red_flags(replies: list[Reply]) -> None:
    for reply in replies:
        if reply["metadata"].get("helplines"):
            try:
                store.count_red_flag(reply["metadata"]["utter_action"], datetime.datetime.utcnow().date())
            except store.StoreError as error:
                STORE_ERRORS.inc()
                logger.error("A red flag was not counted: %s", error)


def _register(channel: str, sender: str) -> None:
    try:
        store.touch(channel, sender, datetime.datetime.utcnow())
    except store.StoreError as error:
        # The register serves operation, not the answer: the person still gets it.
        STORE_ERRORS.inc()
        logger.error("A conversation was not registered: %s", error)
