"""Whatever happens behind an endpoint, the client gets a sentence in JSON, and no log line any words."""

from __future__ import annotations

import asyncio
import datetime
import json
import logging
from types import SimpleNamespace
from typing import Any

import pytest
from sanic.response import HTTPResponse

from bot import store
from bot.webchat.config import Config
from bot.webchat.endpoints import endpoint, reply
from bot.webchat.refusals import rate_limited

CONFIG = Config("s" * 32, frozenset(), 0, datetime.timedelta(hours=1), 20, 120, 20)
WORDS = "my kidneys ache"


def ask(error: Exception | None, **headers: str) -> tuple[HTTPResponse, dict[str, Any]]:
    async def handler(request: Any) -> HTTPResponse:
        if error:
            raise error
        return reply({"status": "ok"})

    stream = SimpleNamespace(request_body=None, request_max_size=1)
    request = SimpleNamespace(headers=headers, host="bot.example", stream=stream)
    response = asyncio.run(endpoint(CONFIG)(handler)(request))
    return response, json.loads(response.body or b"{}")


def test_an_answer_is_nobody_elses() -> None:
    response, body = ask(None)
    assert (response.status, body) == (200, {"status": "ok"})
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "error", [store.StoreError("The disk is full."), KeyError(WORDS), RuntimeError(WORDS)]
)
def test_what_fails_becomes_an_apology_with_a_way_on(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    response, body = ask(error)
    assert response.status == 503
    assert int(response.headers["Retry-After"]) >= 1
    assert body["error"]["code"] == "unavailable"
    assert "emergency number" in body["error"]["message"]
    assert WORDS not in caplog.text
    assert "disk is full" in caplog.text or type(error).__name__ in caplog.text


def test_who_was_too_quick_is_told_when_to_come_back() -> None:
    response, body = ask(rate_limited(17))
    assert (response.status, response.headers["Retry-After"]) == (429, "17")
    assert "17 seconds" in body["error"]["message"]


def test_another_sites_page_is_refused_before_anything_is_done() -> None:
    response, body = ask(AssertionError("it was done"), origin="https://evil.example")
    assert (response.status, body["error"]["code"]) == (403, "origin_refused")
