"""Between a platform and the bot: takes messages in, has them answered in order, and delivers the answers."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import hashlib
import logging
import uuid
from collections.abc import Iterable

from bot import channel, reply, settings, store
from bot.guide import load_notices
from bot.limits import OverLimit, require_rate
from bot.messaging import NAMES, choices
from bot.messaging.platform import Later, Message, Platform, Undeliverable
from bot.recovery import replies_to
from bot.redaction import redact
from bot.reply import Kind, Reply
from bot.secret import bot_secret, keyed_hash
from bot.store import post
from bot.store.rasa_events import events_of

logger = logging.getLogger(__name__)

NOTICES = load_notices()
# Who serves a conversation renews the hold on it three times as often; after so long without, they are gone.
HOLD = datetime.timedelta(seconds=15)
DELIVERY_SECONDS = 15.0
SWEEP_SECONDS = 10.0
# Messenger and WhatsApp take answers within 24 hours of the person's message.
TOO_OLD = datetime.timedelta(hours=24)
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
DOUBLINGS = 6
LONGEST_WAIT_SECONDS = 3_600.0
DELIVERY_CHARACTERS = 32


class Desk:
    """Serves one platform; all that it must not forget is in the store.

    A conversation has one server at a time, over all processes: it answers one message after the other, and
    delivers each answer before it takes the next.
    """

    def __init__(self, platform: Platform, handle: channel.Handler) -> None:
        self.platform = platform
        self._handle = handle
        self._secret = bot_secret()
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._sweeping: asyncio.Task[None] | None = None

    def accept(self, messages: Iterable[Message]) -> None:
        """Note messages, and have them answered; one that was noted before changes nothing.

        Raises:
            StoreError: the database cannot be used; the platform must send them again.
        """
        for message in messages:
            conversation = store.key(self.platform.name, self._sender(message.address))
            self._note(conversation, message)
            self._serve(conversation)

    def open(self) -> None:
        """Begin to see to what another process has left."""
        self._sweeping = asyncio.create_task(self.sweep())

    def close(self) -> None:
        """Leave what is not done to the next process; it is all in the store."""
        for task in (self._sweeping, *self._serving.values()):
            if task is not None:
                task.cancel()

    async def sweep(self) -> None:
        """See to what another process has left, for ever."""
        while True:
            try:
                post.forget_old(_now())
                for conversation in post.waiting(self.platform.name):
                    self._serve(conversation)
            except Exception as error:
                # Whatever it was: the next sweep must come.
                logger.error(
                    "%s: what waits was not looked up (%s)", self.platform.name, type(error).__name__
                )
            await asyncio.sleep(SWEEP_SECONDS)

    def _sender(self, address: str) -> str:
        return keyed_hash(self._secret, self.platform.name, address)

    def _note(self, conversation: str, message: Message) -> None:
        # Platforms' ids are of any length and may hold a number to call.
        message_id = hashlib.sha256(message.id.encode()).hexdigest()
        if post.is_known(conversation, message_id):
            return
        text, notice = message.text, message.notice and getattr(NOTICES, message.notice)
        try:
            require_rate("message", conversation, settings.messages_per_minute(), self._secret, _now())
        except OverLimit as over:
            if not over.first:
                return
            text, notice = None, NOTICES.utter_too_many.format(seconds=over.after)
        name = self.platform.name
        kept = text and redact(text)
        post.receive(post.Letter(conversation, message_id, name, message.address, kept, notice), _now())

    def _serve(self, conversation: str) -> None:
        running = self._serving.get(conversation)
        if running is None or running.done():
            task = asyncio.create_task(self._work(conversation))
            self._serving[conversation] = task
            task.add_done_callback(lambda done: self._forget(conversation, done))

    def _forget(self, conversation: str, done: asyncio.Task[None]) -> None:
        if self._serving.get(conversation) is done:
            del self._serving[conversation]

    async def _work(self, conversation: str) -> None:
        holder = uuid.uuid4().hex
        keeping = asyncio.create_task(self._keep_hold(conversation, holder))
        failures = 0
        try:
            while self._hold(conversation, holder):
                if delivery := post.next_delivery(conversation):
                    pause = await self._deliver(delivery, failures)
                    failures = failures + 1 if pause else 0
                    await asyncio.sleep(pause)
                elif letter := post.next_letter(conversation, _now()):
                    await self._answer(letter)
                else:
                    # Nothing is awaited from here on, so whoever comes now begins anew.
                    post.let_go(conversation, holder)
                    return
        except Exception as error:
            # Not logger.exception: a traceback may quote the message. The sweep comes back to it.
            logger.error("%s: a conversation was left waiting (%s)", self.platform.name, type(error).__name__)
        finally:
            keeping.cancel()

    def _hold(self, conversation: str, holder: str) -> bool:
        return post.hold(conversation, holder, _now(), _now() + HOLD)

    async def _keep_hold(self, conversation: str, holder: str) -> None:
        while True:
            await asyncio.sleep(HOLD.total_seconds() / 3)
            # Where the store is down, whoever serves the conversation finds that out, too.
            with contextlib.suppress(store.StoreError):
                self._hold(conversation, holder)

    async def _answer(self, letter: post.Letter) -> None:
        answers = await self._answers(letter)
        bodies = [body for answer in answers for body in self.platform.render(answer)]
        # The notice that this is a bot comes last and asks nothing.
        offering = [answer for answer in answers if answer.kind is not Kind.NOTICE]
        offered = offering[-1].buttons if offering and self.platform.numbered else ()
        post.answered(letter, bodies, offered, _now())

    async def _answers(self, letter: post.Letter) -> list[Reply]:
        if letter.text is None:
            return [Reply(name="", text=letter.notice or NOTICES.utter_empty, kind=Kind.NOTICE)]
        sender = self._sender(letter.address)
        found = replies_to(letter.id, events_of(sender), sender) if letter.begun else []
        if not found:
            text = choices.numbered(letter.text, post.offered_in(letter.conversation))
            found = await channel.answer(self._handle, text, sender, self.platform.name, letter.id)
        return [reply.read(each) for each in found]

    def _name(self, delivery: post.Delivery) -> str:
        """A name that no other server's database gives to another delivery."""
        return keyed_hash(self._secret, "delivery", str(delivery.number))[:DELIVERY_CHARACTERS]

    async def _deliver(self, delivery: post.Delivery, failures: int) -> float:
        """Try a delivery; returns the seconds until it is to be tried again, 0 where it is done with."""
        try:
            call = self.platform.deliver(delivery.address, delivery.body, self._name(delivery))
            await asyncio.wait_for(call, DELIVERY_SECONDS)
        except Undeliverable as error:
            logger.warning("%s will not take an answer: %s", self.platform.name, error)
        except Exception as error:
            if _now() - delivery.created_at < TOO_OLD:
                # What else fails may quote the answer.
                why = error if isinstance(error, Later) else type(error).__name__
                logger.warning("%s takes nothing now: %s", self.platform.name, why)
                return _pause(error, failures)
            logger.error("%s took an answer not within %s; it is given up.", self.platform.name, TOO_OLD)
        post.delivered(delivery.number)
        return 0


def sender_of(channel: str, address: str) -> str:
    """How Rasa calls a person: not by what a messaging platform does; on other channels as they do."""
    return keyed_hash(bot_secret(), channel, address) if channel in NAMES else address


def _pause(error: Exception, failures: int) -> float:
    """The seconds until the next try: what the platform asks for, else twice as long each time."""
    if isinstance(error, Later) and error.after:
        return min(error.after, LONGEST_WAIT_SECONDS)
    return min(FIRST_PAUSE_SECONDS * 2 ** min(failures, DOUBLINGS), LONGEST_PAUSE_SECONDS)


def _now() -> datetime.datetime:
    """The time in UTC, without a zone, as the store has it."""
    return datetime.datetime.utcnow()
