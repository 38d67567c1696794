"""The REST channel bounds how much one sender may send, in a sentence that says when to go on."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from sanic.response import HTTPResponse

from bot.rest import GuardedRest


async def kind(message: UserMessage) -> None:
    await message.output_channel.send_response("me", {"text": "Well.", "utter_action": "utter_more"})


@pytest.fixture
def receive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    monkeypatch.setenv("MESSAGES_PER_MINUTE", "2")
    routes = GuardedRest().blueprint(kind)._future_routes
    (handler,) = [route.handler for route in routes if route.uri == "/webhook"]

    def post(sender: str) -> HTTPResponse:
        body = {"sender": sender, "message": "hello"}
        return asyncio.run(handler(SimpleNamespace(body=json.dumps(body).encode(), json=body)))

    return post


def test_too_much_is_refused_and_others_are_not(receive: Any) -> None:
    assert [receive("me").status for _ in range(2)] == [200, 200]
    refused = receive("me")
    assert refused.status == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "emergency" in json.loads(refused.body)["error"]
    assert receive("other").status == 200


def test_without_a_database_there_is_a_sentence(receive: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://bot:x@127.0.0.1:1/bot")
    refused = receive("me")
    assert refused.status == 503
    assert "emergency" in json.loads(refused.body)["error"]
