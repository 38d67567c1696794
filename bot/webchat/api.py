"""The endpoints of the API; `openapi.yml` describes them, and the tests hold it against them."""

from __future__ import annotations

from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw, text

from bot import channel, store
from bot.redaction import redact
from bot.store.export import everything_of
from bot.webchat import bodies, doors, turns
from bot.webchat.config import Config
from bot.webchat.endpoints import PRIVATE, endpoint, reply
from bot.webchat.messages import transcript
from bot.webchat.refusals import not_found

ROOT = "/api/v1"
HEALTH = f"{ROOT}/health"
DESCRIPTION = f"{ROOT}/openapi.yml"
SESSIONS = f"{ROOT}/sessions"
MESSAGES = f"{ROOT}/messages"
FEEDBACK = f"{ROOT}/feedback"
RESTART = f"{ROOT}/restart"
CONVERSATION = f"{ROOT}/conversation"
TRANSCRIPT = f"{ROOT}/transcript"
EXPORT = f"{ROOT}/export"
PATHS = (HEALTH, DESCRIPTION, SESSIONS, MESSAGES, FEEDBACK, RESTART, CONVERSATION, TRANSCRIPT, EXPORT)
# How many messages come back after a reload.
HISTORY = 200
OPENAPI = (Path(__file__).parent / "openapi.yml").read_bytes()


def add(routes: Blueprint, config: Config, handle: channel.Handler) -> None:
    """Add the endpoints to the channel's routes."""
    guarded = endpoint(config)

    @routes.get(HEALTH)
    @guarded
    async def health(request: Request) -> HTTPResponse:
        return reply({"status": "ok"})

    @routes.get(DESCRIPTION)
    @guarded
    async def description(request: Request) -> HTTPResponse:
        return raw(OPENAPI, content_type="application/yaml")

    @routes.post(SESSIONS, stream=True)
    @guarded
    async def open_session(request: Request) -> HTTPResponse:
        return reply(doors.open_conversation(request, config), 201)

    @routes.get(MESSAGES)
    @guarded
    async def history(request: Request) -> HTTPResponse:
        sender = doors.enter(request, config)
        return reply({"messages": store.history(store.key(turns.NAME, sender), HISTORY)})

    @routes.post(MESSAGES, stream=True)
    @guarded
    async def say(request: Request) -> HTTPResponse:
        sender = doors.enter(request, config)
        doors.count_message(sender, config)
        said = await bodies.read(request, bodies.Saying)
        return reply({"messages": await turns.say(handle, sender, said.id, said.text)})

    @routes.post(FEEDBACK, stream=True)
    @guarded
    async def rate(request: Request) -> HTTPResponse:
        sender = doors.enter(request, config)
        rating = await bodies.read(request, bodies.Rating)
        name = store.answer_name(store.key(turns.NAME, sender), rating.message_id)
        if name is None:
            raise not_found("answer")
        reason = rating.reason and redact(rating.reason)
        store.rate(rating.message_id, name, rating.rating, reason, turns.now())
        return empty(204, headers=dict(PRIVATE))

    @routes.post(RESTART, stream=True)
    @guarded
    async def restart(request: Request) -> HTTPResponse:
        sender = doors.enter(request, config)
        opened = doors.open_conversation(request, config)
        store.close_session(store.key(turns.NAME, sender), turns.now())
        return reply(opened, 201)

    @routes.delete(CONVERSATION)
    @guarded
    async def erase(request: Request) -> HTTPResponse:
        await turns.erase(doors.enter(request, config))
        return empty(204, headers=dict(PRIVATE))

    @routes.get(TRANSCRIPT)
    @guarded
    async def download(request: Request) -> HTTPResponse:
        sender = doors.enter(request, config)
        attachment = {"Content-Disposition": 'attachment; filename="lupus-guide-conversation.txt"'}
        said = transcript(store.history(store.key(turns.NAME, sender)))
        return text(said, headers={**PRIVATE, **attachment})

    @routes.get(EXPORT)
    @guarded
    async def export(request: Request) -> HTTPResponse:
        return reply(everything_of(turns.NAME, doors.enter(request, config)))
