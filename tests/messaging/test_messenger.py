"""Facebook Messenger: what its webhook tells, who may call it, how answers look, and what refusals mean."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from sanic.compat import Header
from sanic.request import RequestParameters

from bot.guide import load_guide
from bot.messaging import choices
from bot.messaging.channel import Forged, Unreadable
from bot.messaging.messenger import Messenger, MessengerPlatform, events
from bot.messaging.platform import Later, Message, Undeliverable
from bot.reply import Kind, Reply, Table
from tests.messaging.fakes.messenger import (
    APP_SECRET,
    PAGE,
    TOKEN,
    VERIFY_TOKEN,
    FakeMessenger,
    event,
    signed,
    update,
)
from tests.support.platforms import FakePlatform, texts

SOMEBODY = "200000000000000"
WRONG = "something-wrong"
LONG_TITLES = ("What are the steps of the procedure?", "Is it only a last resort?")
SETTINGS = {
    "MESSENGER_TOKEN": TOKEN,
    "MESSENGER_APP_SECRET": APP_SECRET,
    "MESSENGER_VERIFY_TOKEN": VERIFY_TOKEN,
}


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*SETTINGS, "MESSENGER_API"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> Messenger:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    return Messenger()


# Settings


def test_without_settings_it_is_off() -> None:
    assert Messenger.from_credentials(None).platform is None


@pytest.mark.parametrize("missing", SETTINGS)
def test_set_up_by_halves_it_says_what_is_missing(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SETTINGS.items():
        if name != missing:
            monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=f"halves: {missing} must be set") as error:
        Messenger()
    assert not any(value in str(error.value) for value in SETTINGS.values())


def test_a_verify_token_that_can_be_guessed_is_refused(
    channel: Messenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MESSENGER_VERIFY_TOKEN", "lupus")
    with pytest.raises(ValueError, match="MESSENGER_VERIFY_TOKEN is too short"):
        Messenger()


# Who may call


def request(body: bytes = b"", headers: dict[str, str] | None = None, **query: str) -> Any:
    args = RequestParameters({f"hub.{name}": [value] for name, value in query.items()})
    return SimpleNamespace(body=body, headers=Header(headers or {}), args=args)


def test_what_the_app_secret_signed_is_metas(channel: Messenger) -> None:
    body = update([event(SOMEBODY, message={"mid": "m_1", "text": "hällo"})])
    channel.verify(request(body, signed(body)))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-hub-signature": signed(b"{}")["x-hub-signature"]},
        {"x-hub-signature-256": signed(b"{}")["x-hub-signature"]},
        {"x-hub-signature-256": signed(b"{}")["x-hub-signature-256"].removeprefix("sha256=")},
        {"x-hub-signature-256": signed(b"{ }")["x-hub-signature-256"]},
        {"x-hub-signature-256": signed(b"{}", "another secret")["x-hub-signature-256"]},
        {"x-hub-signature-256": "sha256=é\udc00"},
        {"x-hub-signature-256": ""},
    ],
)
def test_what_is_not_signed_by_it_is_forged(channel: Messenger, headers: dict[str, str]) -> None:
    with pytest.raises(Forged):
        channel.verify(request(b"{}", headers))


def test_the_webhook_is_verified_by_its_challenge(channel: Messenger) -> None:
    asked = request(mode="subscribe", verify_token=VERIFY_TOKEN, challenge="1158201444")
    response = channel.subscribe(asked)
    assert (response.status, response.body) == (200, b"1158201444")
    assert response.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"mode": "subscribe", "challenge": "1"},
        {"mode": "subscribe", "challenge": "1", "verify_token": "é"},
        {"mode": "subscribe", "challenge": "1", "verify_token": VERIFY_TOKEN[:-1]},
        {"mode": "unsubscribe", "challenge": "1", "verify_token": VERIFY_TOKEN},
        {"mode": "subscribe", "verify_token": VERIFY_TOKEN},
    ],
)
def test_no_other_request_is_answered(channel: Messenger, query: dict[str, str]) -> None:
    response = channel.subscribe(request(**query))
    assert response.status == 403
    assert VERIFY_TOKEN.encode() not in response.body


# What the webhook tells


def read(**parts: Any) -> list[Message]:
    return events.messages(update([event(SOMEBODY, **parts)]))


def test_a_text() -> None:
    said = {"mid": "m_1", "text": "what is it?", "reply_to": {"mid": "m_0", "is_self_reply": False}}
    assert read(message=said) == [Message("m_1", SOMEBODY, "what is it?")]


def test_a_text_beside_an_attachment_is_a_text() -> None:
    link = {"type": "fallback", "payload": {"url": "https://example.org", "title": "A page"}}
    said = {"mid": "m_1", "text": "look: https://example.org", "attachments": [link]}
    assert read(message=said) == [Message("m_1", SOMEBODY, "look: https://example.org")]


@pytest.mark.parametrize(
    "what",
    [
        *[{"attachments": [{"type": kind, "payload": {"url": "https://cdn.example/1"}}]}
          for kind in ("image", "audio", "video", "file", "reel", "ig_reel", "post", "template")],
        {"attachments": [{"type": "sticker", "payload": {"url": "https://cdn.example/1", "sticker_id": 3}}]},
        {"attachments": [{"type": "image", "payload": {"sticker_id": 369239263222822}}], "sticker_id": 3},
        {"attachments": [{"type": "location", "payload": {"coordinates": {"lat": 1.0, "long": 2.0}}}]},
        {"attachments": [{"type": "fallback"}]},
        {"text": "", "attachments": []},
        {},
    ],
)  # fmt: skip
def test_what_has_no_words(what: dict[str, Any]) -> None:
    assert read(message={"mid": "m_1", **what}) == [Message("m_1", SOMEBODY, notice="utter_text_only")]


def test_a_quick_reply_is_what_its_key_stands_for() -> None:
    title = next(iter(load_guide().entries().values())).question
    said = {"mid": "m_1", "text": "1", "quick_reply": {"payload": choices.key(title)}}
    assert read(message=said) == [Message("m_1", SOMEBODY, title)]


@pytest.mark.parametrize("payload", ["/restart", '/SetSlots{"age": 3}', "", 3, None, ["a"]])
def test_a_payload_that_is_not_ours_is_what_the_person_saw(payload: Any) -> None:
    said = {"mid": "m_1", "text": "Red", "quick_reply": {"payload": payload}}
    assert read(message=said) == [Message("m_1", SOMEBODY, "Red")]
    pressed = {"mid": "m_2", "title": "Get started", "payload": payload}
    assert read(postback=pressed) == [Message("m_2", SOMEBODY, "Get started")]
    assert read(postback={"mid": "m_2", "payload": payload}) == []


def test_a_postback_is_what_its_key_stands_for() -> None:
    title = next(iter(load_guide().entries().values())).question
    pressed = {"mid": "m_1", "title": "Another", "payload": choices.key(title)}
    assert read(postback=pressed) == [Message("m_1", SOMEBODY, title)]


def test_a_postback_without_an_id_has_its_time() -> None:
    happened = event(SOMEBODY, postback={"title": "Get started", "payload": "x"})
    first, again = events.messages(update([happened, happened]))
    assert first == again
    assert str(happened["timestamp"]) in first.id
    del happened["timestamp"]
    assert events.messages(update([happened])) == []


def test_an_edit_is_a_message_of_its_own_each_time() -> None:
    edits = [read(message_edit={"mid": "m_1", "text": "better", "num_edit": count}) for count in (1, 2, 2)]
    first, second, again = (message for found in edits for message in found)
    assert first.notice == "utter_edited"
    assert first.text is None
    assert first.id != second.id == again.id != "m_1"


@pytest.mark.parametrize(
    "parts",
    [
        {"message": {"mid": "m_1", "is_echo": True, "app_id": 1, "text": "what the bot said"}},
        {"message": {"mid": "m_1", "is_deleted": True}},
        {"delivery": {"mids": ["m_1"], "watermark": 1458668856253}},
        {"read": {"watermark": 1458668856253}},
        {"reaction": {"reaction": "love", "emoji": "❤", "action": "react", "mid": "m_1"}},
        {"optin": {"type": "notification_messages", "payload": "x"}},
        {"referral": {"ref": "poster", "source": "SHORTLINK", "type": "OPEN_THREAD"}},
        {"account_linking": {"status": "linked", "authorization_code": "x"}},
        {"pass_thread_control": {"new_owner_app_id": "1", "metadata": ""}},
        {"policy_enforcement": {"action": "block", "reason": "x"}},
        {"message": {"text": "no id"}, "timestamp": None},
        {"message": {"mid": "m_1", "text": "from a site"}, "sender": {"user_ref": "x"}},
        {"message": {"mid": "m_1", "text": "long"}, "sender": {"id": "1" * 256}},
        {"message": "text"},
        {},
    ],
)
def test_what_asks_for_no_answer(parts: dict[str, Any]) -> None:
    assert read(**parts) == []


def test_what_another_app_is_busy_with() -> None:
    said = event(SOMEBODY, message={"mid": "m_1", "text": "to a human"})
    assert events.messages(update([said], "standby")) == []


def test_one_odd_entry_costs_no_other() -> None:
    odd = [None, 3, "x", [], {}, {"sender": None}, {"sender": {"id": 3}, "message": {"mid": "m_0"}}]
    batches = [
        None,
        {"id": PAGE},
        {"id": PAGE, "messaging": "x"},
        {"id": PAGE, "changes": [{"field": "feed", "value": {}}]},
        *[{"id": PAGE, "messaging": [*odd, event(SOMEBODY, message={"mid": mid, "text": "hello"}), *odd]}
          for mid in ("m_1", "m_2")],
    ]  # fmt: skip
    read = events.messages(json.dumps({"object": "page", "entry": batches}).encode())
    assert [message.id for message in read] == ["m_1", "m_2"]


@pytest.mark.parametrize(
    "body",
    [b"", b"hello", b"\xff", b"[]", b"3", b"{}", b'{"object": 3, "entry": []}', b'{"object": "page"}',
     b'{"object": "page", "entry": {}}', b"[" * 100_000],
)  # fmt: skip
def test_what_meta_never_sends(body: bytes) -> None:
    with pytest.raises(Unreadable):
        events.messages(body)


def test_updates_of_other_things_are_none_of_ours() -> None:
    assert events.messages(b'{"object": "instagram", "entry": [{"messaging": []}]}') == []


NAMES = st.sampled_from(
    ["sender", "id", "message", "postback", "message_edit", "mid", "text", "title", "payload", "quick_reply",
     "timestamp", "num_edit", "is_echo", "attachments", "messaging", "entry"]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=4), inner),
    max_leaves=20,
)
EVENT = st.fixed_dictionaries(
    {"sender": st.just({"id": SOMEBODY}) | JSON},
    optional={"message": JSON, "postback": JSON, "message_edit": JSON, "timestamp": JSON},
)


@given(JSON | st.fixed_dictionaries({"object": st.just("page"), "entry": JSON}))
def test_no_json_is_too_much(body: Any) -> None:
    try:
        events.messages(json.dumps(body).encode())
    except Unreadable as error:
        assert str(error)


@given(st.lists(EVENT | JSON, max_size=4))
def test_no_event_is_too_much_and_none_loses_another(odd: list[Any]) -> None:
    said = event(SOMEBODY, message={"mid": "m_1", "text": "hello"})
    assert Message("m_1", SOMEBODY, "hello") in events.messages(update([*odd, said]))


# How answers look


def render(**parts: Any) -> list[dict[str, Any]]:
    platform = MessengerPlatform(TOKEN, APP_SECRET, "https://graph.example")
    return platform.render(Reply(**{"name": "utter_x", "text": "", "kind": Kind.ANSWER, **parts}))


def test_an_answer_with_its_source() -> None:
    source = "Stem Cell Transplants guide, paragraph 6"
    assert render(text="*Yes*, it _can_.", source=source) == [
        {"text": f"*Yes*, it _can_.\nSource: {source}."}
    ]


def test_long_choices_are_listed_and_their_numbers_can_be_pressed() -> None:
    (body,) = render(text="Yes.", buttons=LONG_TITLES)
    assert all(f"{number}. {title}" in body["text"] for number, title in enumerate(LONG_TITLES, 1))
    assert body["quick_replies"] == [
        {"content_type": "text", "title": str(number), "payload": choices.key(title)}
        for number, title in enumerate(LONG_TITLES, 1)
    ]


def test_short_choices_can_be_pressed_by_their_own_names() -> None:
    (body,) = render(text="Is it so?", buttons=("Yes", "No", "x" * 20))
    assert [each["title"] for each in body["quick_replies"]] == ["Yes", "No", "x" * 20]
    assert "2. No" in body["text"]
    (body,) = render(text="Is it so?", buttons=("Yes", "x" * 21))
    assert [each["title"] for each in body["quick_replies"]] == ["1", "2"]


def test_more_choices_than_fit_are_all_in_the_text() -> None:
    titles = tuple(f"Choice {number}" for number in range(1, 16))
    (body,) = render(text="Which?", buttons=titles)
    assert len(body["quick_replies"]) == 13
    assert "15. Choice 15" in body["text"]


def test_a_long_answer_is_split_and_its_last_part_has_the_choices() -> None:
    sentences = " ".join(f"This is sentence {number}." for number in range(300))
    bodies = render(text=sentences, buttons=LONG_TITLES)
    assert len(bodies) > 2
    assert all(len(body["text"]) < 2000 for body in bodies)
    assert [("quick_replies" in body) for body in bodies] == [False] * (len(bodies) - 1) + [True]
    assert " ".join(body["text"] for body in bodies).startswith(sentences)


def test_a_verdict_has_its_table_as_lines() -> None:
    table = Table("Criteria", ("a", "b", "c"), (("Younger than 60", "met", "paragraph 7"),))
    (body,) = render(text="So far:", kind=Kind.VERDICT, table=table)
    assert body == {"text": "So far:\n- Younger than 60: met (paragraph 7)"}


# What refusals mean


@pytest.fixture
def fake() -> Iterator[FakeMessenger]:
    with HTTPServer(host="127.0.0.1") as server:
        fake = FakeMessenger(server)
        fake.people.add(SOMEBODY)
        yield fake


def deliver(api: str, to: str = SOMEBODY, token: str = TOKEN, secret: str = APP_SECRET) -> None:
    body = render(text="My answer.", buttons=LONG_TITLES)[0]
    asyncio.run(MessengerPlatform(token, secret, api).deliver(to, body, "a delivery"))


def test_an_answer_arrives_with_all_that_the_send_api_asks_for(fake: FakeMessenger) -> None:
    deliver(fake.environment()["MESSENGER_API"])
    assert fake.complaints == []
    (heard,) = fake.heard
    assert (heard.to, heard.choices) == (SOMEBODY, ("1", "2"))
    assert heard.text.startswith("My answer.")


def test_nobody_and_a_proof_by_another_secret_are_refused_for_good(fake: FakeMessenger) -> None:
    api = fake.environment()["MESSENGER_API"]
    with pytest.raises(Undeliverable, match="code 100, subcode 2018001"):
        deliver(api, to="1")
    with pytest.raises(Undeliverable, match="code 100"):
        deliver(api, secret=WRONG)
    assert len(fake.complaints) == 2


def test_a_token_that_is_not_taken_is_named_and_not_told(
    fake: FakeMessenger, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(Later) as refused:
        deliver(fake.environment()["MESSENGER_API"], token=WRONG)
    # The fake's server logs what it is asked.
    logged = [record.getMessage() for record in caplog.records if record.name != "werkzeug"]
    assert any("MESSENGER_TOKEN" in line for line in logged)
    for secret in (WRONG, SOMEBODY, "My answer"):
        assert not any(secret in line for line in [*logged, str(refused.value)])


def refused(httpserver: HTTPServer, status: int, body: Any, **headers: str) -> Later | Undeliverable:
    said = body if isinstance(body, str) else json.dumps(body)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    httpserver.expect_request("/me/messages").respond_with_data(said, status, names)
    with pytest.raises((Later, Undeliverable)) as error:
        deliver(httpserver.url_for("/").rstrip("/"))
    return error.value


def graph(code: Any, **more: Any) -> dict[str, Any]:
    return {
        "error": {"message": f"(#{code}) about {SOMEBODY}", "type": "OAuthException", "code": code, **more}
    }


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, graph(551, error_subcode=1545041)),
        (500, graph(551)),
        (400, graph(100, error_subcode=2018001)),
        (403, graph(200, error_subcode=1545041)),
        (403, graph(10, error_subcode=2018278, is_transient=False)),
        (403, graph(230)),
        (400, graph(None)),
        (400, graph("190")),
        (400, {"error": {}}),
    ],
)
def test_what_is_refused_for_good(httpserver: HTTPServer, status: int, body: dict[str, Any]) -> None:
    error = refused(httpserver, status, body)
    assert isinstance(error, Undeliverable)
    assert SOMEBODY not in str(error)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        *[(400, graph(code)) for code in (1, 2, 4, 17, 32, 341, 368, 613, 1200, 80006, 190, 102)],
        (400, graph(9999, is_transient=True)),
        (500, graph(9999)),
        (429, graph(9999)),
        (200, graph(4)),
        (502, "<html>Bad gateway</html>"),
        (404, "not found"),
        (500, {"error": "broken"}),
        (200, "<html>Log in to this network</html>"),
        (302, ""),
    ],
)
def test_what_may_be_tried_again(httpserver: HTTPServer, status: int, body: Any) -> None:
    error = refused(httpserver, status, body, Location="/elsewhere")
    assert isinstance(error, Later)
    assert error.after is None
    assert SOMEBODY not in str(error)


USAGE = {"1": [{"type": "messenger", "call_count": 100, "estimated_time_to_regain_access": 3}, 7], "2": None}


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ({"Retry_After": "17"}, 17),
        ({"Retry_After": "soon"}, None),
        ({"X_Business_Use_Case_Usage": json.dumps(USAGE)}, 180),
        ({"X_Business_Use_Case_Usage": json.dumps(USAGE), "Retry_After": "17"}, 180),
        ({"X_Business_Use_Case_Usage": json.dumps({"1": [{"estimated_time_to_regain_access": 0}]})}, None),
        ({"X_Business_Use_Case_Usage": "[3]"}, None),
        ({"X_Business_Use_Case_Usage": "{"}, None),
    ],
)
def test_it_says_how_long_to_wait(
    httpserver: HTTPServer, headers: dict[str, str], after: float | None
) -> None:
    error = refused(httpserver, 400, graph(613), **headers)
    assert isinstance(error, Later)
    assert error.after == after


def test_a_network_that_is_down_tells_no_token() -> None:
    with pytest.raises(Later) as error:
        deliver("http://127.0.0.1:9")
    assert str(error.value) == "ConnectionError"
    assert error.value.__suppress_context__


# With the bot


@pytest.fixture
def messenger(platforms: dict[str, FakePlatform]) -> Iterator[FakeMessenger]:
    fake = platforms["facebook"]
    assert isinstance(fake, FakeMessenger)
    yield fake
    complaints = list(fake.complaints)
    fake.complaints.clear()
    assert complaints == []


@pytest.mark.slow
def test_meta_can_verify_the_webhook(messenger: FakeMessenger) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158201444"}
    response = requests.get(messenger.webhook(), asked, timeout=10)
    assert (response.status_code, response.text) == (200, "1158201444")
    refused = requests.get(messenger.webhook(), {**asked, "hub.verify_token": "x"}, timeout=10)
    assert refused.status_code == 403


@pytest.mark.slow
def test_a_quick_reply_can_be_pressed_when_no_notice_follows(messenger: FakeMessenger) -> None:
    person = messenger.person()
    messenger.say(person, "what is autologous?")
    heard = messenger.say(person, "is it a cure?")
    assert messenger.quick_replies[person].keys() == set(heard[-1].choices) != set()
    assert "paragraph" in texts(messenger.press(person, heard[-1].choices[0]))


@pytest.mark.slow
def test_one_request_has_the_messages_of_several_people_and_much_else(messenger: FakeMessenger) -> None:
    people = [messenger.person(), messenger.person()]
    said = [event(each, message={"mid": messenger.new_id(), "text": "is it a cure?"}) for each in people]
    odd = [
        event(people[0], read={"watermark": 1}),
        event(people[0], message={"mid": messenger.new_id(), "text": "is it\ud83d a cure?"}),
        event(people[1], message_edit={"mid": "m_1", "text": "x", "num_edit": 1}),
    ]
    assert messenger.tell([odd[0], said[0], odd[1], said[1], odd[2]]).ok
    # An answer and the notice, and then another answer.
    assert "paragraph" in texts(messenger.wait(people[0], 2))
    assert "only answer new ones" in texts(messenger.wait(people[1], 2))
    assert all("paragraph" in texts(messenger.got(each)) for each in people)


@pytest.mark.slow
def test_who_cannot_be_written_to_is_let_go_and_holds_up_nobody(messenger: FakeMessenger) -> None:
    body = update([event("1", message={"mid": messenger.new_id(), "text": "hello"})])
    assert requests.post(messenger.webhook(), data=body, headers=signed(body), timeout=10).ok
    assert messenger.say(messenger.person(), "hello")
    # One for each part of the answer, and none of them twice.
    complaints = list(messenger.complaints)
    messenger.complaints.clear()
    assert set(complaints) == {"No matching user found"}
    assert messenger.say(messenger.person(), "hello")
    assert messenger.complaints == []
