from __future__ import annotations

import json
from typing import Any

import pytest

from bot.webchat.bodies import Rating, Saying, parse
from bot.webchat.refusals import Refusal

ID = "8c1f0e0a-2f0b-4d6e-9a51-0c6d7a3a9d10"


def test_a_message_has_an_id_and_a_text() -> None:
    found = parse(json.dumps({"id": ID.upper(), "text": "/faq ", "more": 1}).encode(), Saying)
    assert (found.id, found.text) == (ID, "/faq ")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "must be an object"),
        (b"null", "must be an object"),
        (b'{"text": "hi"}', "'id'"),
        (b'{"id": 7, "text": "hi"}', "'id'"),
        (b'{"id": "8c1f0e0a2f0b4d6e9a510c6d7a3a9d10", "text": "hi"}', "'id'"),
        (b'{"id": "zzzzzzzz-2f0b-4d6e-9a51-0c6d7a3a9d10", "text": "hi"}', "'id'"),
        (b'{"id": "8c1f0e0a-2f0b-4d6e-9a51-0c6d7a3a9d10"}', "'text'"),
        (b'{"id": "8c1f0e0a-2f0b-4d6e-9a51-0c6d7a3a9d10", "text": 5}', "'text'"),
        (b'{"id": "8c1f0e0a-2f0b-4d6e-9a51-0c6d7a3a9d10", "text": null}', "'text'"),
    ],
)
def test_what_is_no_message_is_refused_with_a_sentence(body: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why) as refusal:
        parse(body, Saying)
    assert refusal.value.status == 400


@pytest.mark.parametrize("rating", [{"rating": "maybe"}, {"reason": "r" * 501}, {"message_id": ""}])
def test_what_is_no_rating_is_refused(rating: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        parse(json.dumps({"message_id": ID, "rating": "up", **rating}).encode(), Rating)
    assert parse(json.dumps({"message_id": ID, "rating": "up"}).encode(), Rating).reason is None


def test_half_characters_and_nul_are_taken_out() -> None:
    found = parse(json.dumps({"id": ID, "text": "a\ud83d\0b \U0001f642"}).encode(), Saying)
    assert found.text == "a? b \U0001f642"
