"""SMS and WhatsApp by Twilio, without the model: what is read, what is sent, and what errors mean."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import json
import logging
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from ruamel.yaml import YAML
from sanic.compat import Header
from sanic.request import Request
from twilio.request_validator import RequestValidator
from werkzeug import Response

from bot.messaging import choices, texts
from bot.messaging.channel import Forged, Unreadable
from bot.messaging.platform import Body, Later, Message, Undeliverable
from bot.messaging.twilio import content, templates
from bot.messaging.twilio.account import Account
from bot.messaging.twilio.channel import TwilioChannel
from bot.messaging.twilio.sms import Sms, SmsPlatform
from bot.messaging.twilio.whatsapp import WhatsApp, WhatsAppPlatform
from bot.reply import Kind, Reply, read
from bot.settings import ROOT
from tests.messaging.fakes import twilio as fake
from tests.messaging.fakes.twilio import FakeSms, FakeTwilio, FakeWhatsApp
from tests.support.platforms import FakePlatform
from tests.support.platforms import texts as all_texts

PERSON = "+12025550142"
WORDS = "my kidneys ache"
OTHER = "the token of another account"
LIST = ("What are the steps of the procedure?", "Is it only a last resort?", "How dangerous are the drugs?")
BUTTONS = ("Yes, it is confirmed", "No, not yet", "I don't know")
SETTINGS = {
    "TWILIO_ACCOUNT_SID": fake.ACCOUNT,
    "TWILIO_AUTH_TOKEN": fake.TOKEN,
    "TWILIO_WEBHOOK_URL": "https://bot.example.org/lupus/",
    "TWILIO_SMS_NUMBER": FakeSms.number,
    "TWILIO_WHATSAPP_NUMBER": FakeWhatsApp.number,
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("TWILIO_API", raising=False)


def answer(text: str, *buttons: str, source: str | None = None) -> Reply:
    return Reply(name="utter_faq/cost", text=text, kind=Kind.ANSWER, source=source, buttons=buttons)


def all_answers() -> list[Reply]:
    domain = YAML(typ="safe").load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return [
        read({**variation, "metadata": {"utter_action": name}})
        for name, variations in domain["responses"].items()
        for variation in variations
    ]


# What is sent


def sms(reply: Reply) -> list[str]:
    return [body["text"] for body in SmsPlatform(Account("AC", "token"), "+12025550100").render(reply)]


def whatsapp(reply: Reply) -> list[Body]:
    async def render() -> list[Body]:
        return WhatsAppPlatform(Account("AC", "token"), "+12025550100").render(reply)

    return asyncio.run(render())


def test_a_short_sms_is_one_part_with_its_choices() -> None:
    assert sms(answer("Are you sure?", "Yes", "No", source="The guide, paragraph 5")) == [
        "Are you sure?\nSource: The guide, paragraph 5.\n\n"
        "1. Yes\n2. No\nReply 1 or 2, or type your own words."
    ]


def test_the_list_of_an_sms_is_not_torn_and_parts_are_numbered() -> None:
    parts = sms(answer("It is so. " * 25, *LIST))
    assert len(parts) == 2
    assert parts[0].startswith("(1/2) It is so.")
    assert parts[1].startswith(f"(2/2) 1. {LIST[0]}\n2. ")


@given(
    st.text(st.characters(codec="utf-8"), max_size=2000), st.lists(st.text("abc ", min_size=1, max_size=72))
)
def test_no_sms_is_too_long_and_no_word_is_lost(text: str, titles: list[str]) -> None:
    parts = sms(answer(text, *titles))
    assert all(0 < len(part) <= 320 for part in parts)
    if len(parts) > 1:
        parts = [part.partition(" ")[2] for part in parts]
    assert "".join("".join(parts).split()) == "".join(texts.with_numbers(text, titles).split())


def test_whatsapp_shows_the_text_in_one_message_with_its_choices() -> None:
    assert whatsapp(answer("It is so.", *LIST, source="The guide, paragraph 5")) == [
        {"text": "It is so.\nSource: The guide, paragraph 5.", "choices": list(LIST)}
    ]


def test_of_many_lines_the_last_ten_have_the_choices() -> None:
    lines = [f"- {number}" for number in range(25)]
    before, last = whatsapp(answer("\n".join(lines), *LIST))
    assert before == {"text": "\n".join(lines[:15])}
    assert last == {"text": "\n".join(lines[15:]), "choices": list(LIST)}


def test_without_choices_whatsapp_takes_1600_characters() -> None:
    assert [len(body["text"]) for body in whatsapp(answer(" ".join(["It was."] * 220)))] == [1599, 159]


def test_where_no_template_has_room_the_choices_are_numbered() -> None:
    (body,) = whatsapp(answer("Choose.", *map(str, range(11))))
    assert "choices" not in body
    assert "11. 10" in body["text"]


def test_buttons_where_titles_are_short_and_a_list_where_they_are_not() -> None:
    assert list(templates.template("Text", BUTTONS).types) == ["twilio/quick-reply"]
    assert list(templates.template("Text", LIST).types) == ["twilio/list-picker"]
    assert list(templates.template("Text", ["1", "2", "3", "4"]).types) == ["twilio/list-picker"]


def test_templates_of_one_shape_have_one_name() -> None:
    one, other = templates.template("One\ntwo", BUTTONS), templates.template("Three\nfour", ["a", "b", "c"])
    assert (one.name, one.types) == (other.name, other.types)
    assert templates.template("One", BUTTONS).name != one.name


@given(
    st.text(st.characters(codec="utf-8"), max_size=4000).filter(str.strip),
    st.lists(st.text("abc'", min_size=1, max_size=72), min_size=1, max_size=10, unique=True),
)
def test_no_template_is_filled_with_what_twilio_refuses_and_no_word_is_lost(
    text: str, titles: list[str]
) -> None:
    bodies = whatsapp(answer(text, *titles))
    template = templates.template(bodies[-1]["text"], titles)
    ((kind, parts),) = template.types.items()
    variables = fake._variables({"ContentVariables": template.variables}, template.samples)
    shown, offered = fake._filled(kind, parts, variables)
    assert list(offered) == titles
    assert all(len(body["text"]) <= 1600 for body in bodies)
    assert len(texts.with_numbers(shown, titles)) <= 1600
    said = [*(body["text"] for body in bodies[:-1]), shown]
    assert "".join("".join(said).split()) == "".join(text.split())


def test_no_answer_has_a_mark_that_whatsapp_would_take_for_bold_or_the_like() -> None:
    for reply in all_answers():
        text = re.sub(r"\{\w+\}", "", texts.plain(reply))
        assert not re.search(r"[*_~`]|^>", text, re.MULTILINE), reply.name


# How it is sent


@pytest.fixture
def servers(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, FakeTwilio]]:
    fakes: dict[str, FakeTwilio] = {each.name: each(httpserver) for each in (FakeSms, FakeWhatsApp)}
    monkeypatch.setenv("TWILIO_API", fakes["twilio"].environment()["TWILIO_API"])
    yield fakes
    assert [fakes["twilio"].complaints, fakes["whatsapp"].complaints] == [[], []]


def sender(name: str, token: str = fake.TOKEN) -> SmsPlatform | WhatsAppPlatform:
    account = Account(fake.ACCOUNT, token)
    if name == "twilio":
        return SmsPlatform(account, FakeSms.number)
    return WhatsAppPlatform(account, FakeWhatsApp.number)


def deliver(name: str, *replies: Reply, token: str = fake.TOKEN) -> None:
    async def run() -> None:
        platform = sender(name, token)
        for reply in replies:
            for body in platform.render(reply):
                # As the store keeps it meanwhile.
                await platform.deliver(address(name), json.loads(json.dumps(body)), "name")

    asyncio.run(run())


def address(name: str) -> str:
    return PERSON if name == "twilio" else f"whatsapp:{PERSON}"


@pytest.mark.parametrize("name", ["twilio", "whatsapp"])
def test_twilio_takes_every_answer_of_the_bot(name: str, servers: dict[str, FakeTwilio]) -> None:
    replies = all_answers()
    deliver(name, *replies)
    heard = " ".join(each.text for each in servers[name].heard).split()
    for reply in replies:
        assert set(reply.text.split()) <= set(heard)
    if name == "whatsapp":
        offered = [each.choices for each in servers[name].heard if each.choices]
        assert offered == [reply.buttons for reply in replies if reply.buttons]


def test_sms_are_sent_without_curly_quotes(servers: dict[str, FakeTwilio], httpserver: HTTPServer) -> None:
    deliver("twilio", answer(WORDS))
    ((sent, _),) = httpserver.log
    assert sent.form["SmartEncoded"] == "true"


def test_a_template_is_created_once_and_found_again(servers: dict[str, FakeTwilio]) -> None:
    whatsapps = servers["whatsapp"]
    assert isinstance(whatsapps, FakeWhatsApp)
    reply = answer("Are you sure?", *BUTTONS)

    async def at_once() -> None:
        platform = sender("whatsapp")
        (body,) = platform.render(reply)
        await asyncio.gather(*(platform.deliver(address("whatsapp"), body, "name") for _ in range(5)))

    asyncio.run(at_once())
    deliver("whatsapp", reply)
    assert [each["friendly_name"] for each in whatsapps.contents.values()] == [
        "lupus_guide_1_buttons_3_under_1"
    ]
    assert [heard.choices for heard in whatsapps.heard] == [BUTTONS] * 6


@pytest.mark.parametrize(("status", "text"), [(403, '{"code": 20003}'), (429, ""), (500, "?"), (200, "?")])
def test_without_its_template_the_choices_are_numbered(
    status: int, text: str, httpserver: HTTPServer
) -> None:
    """The Content API refuses everything, or talks nonsense: nothing is lost, nothing waits."""
    whatsapps = FakeWhatsApp(httpserver)
    httpserver.clear_all_handlers()
    httpserver.expect_request("/v2/Content").respond_with_data(text, status=status)
    httpserver.expect_request(fake.MESSAGES).respond_with_handler(whatsapps.receive)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TWILIO_API", httpserver.url_for("").rstrip("/"))
        deliver("whatsapp", answer("Are you sure?", *BUTTONS))
    assert [heard.choices for heard in whatsapps.heard] == [BUTTONS]
    assert "Reply 1, 2 or 3" in whatsapps.heard[0].text


def test_a_message_does_not_wait_long_for_its_template(
    servers: dict[str, FakeTwilio], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "PATIENCE_SECONDS", 0.0)
    deliver("whatsapp", answer("Are you sure?", *BUTTONS))
    assert "Reply 1, 2 or 3" in servers["whatsapp"].heard[0].text


def test_a_template_that_was_deleted_is_created_again(servers: dict[str, FakeTwilio]) -> None:
    whatsapps = servers["whatsapp"]
    assert isinstance(whatsapps, FakeWhatsApp)
    reply = answer("Are you sure?", *BUTTONS)

    async def run() -> None:
        platform = sender("whatsapp")
        (body,) = platform.render(reply)
        for _ in range(3):
            await platform.deliver(address("whatsapp"), body, "name")
            if len(whatsapps.heard) == 1:
                whatsapps.contents.clear()

    asyncio.run(run())
    assert ["Reply 1" in heard.text for heard in whatsapps.heard] == [False, True, False]
    assert whatsapps.complaints == ["21655: the ContentSid is invalid"]
    whatsapps.complaints.clear()


def refusal(
    httpserver: HTTPServer, status: int, said: Any, headers: dict[str, str] | None = None
) -> Exception:
    httpserver.clear_all_handlers()
    httpserver.expect_request(fake.MESSAGES).respond_with_response(
        Response(json.dumps(said), status=status, headers=headers, content_type="application/json")
    )
    with pytest.MonkeyPatch.context() as patch, pytest.raises((Later, Undeliverable)) as raised:
        patch.setenv("TWILIO_API", httpserver.url_for("").rstrip("/"))
        deliver("twilio", answer(WORDS))
    return raised.value


@pytest.mark.parametrize(
    ("status", "code"),
    [(429, 20429), (500, 20500), (503, 20503), (401, 20003), (400, 21611), (400, 14107), (400, 63018)],
)
def test_what_may_be_tried_again(status: int, code: int, httpserver: HTTPServer) -> None:
    said = {"code": code, "message": f"something about {PERSON}", "status": status}
    error = refusal(httpserver, status, said)
    assert isinstance(error, Later)
    assert error.after is None
    assert PERSON not in str(error)


def test_the_time_that_twilio_asks_for(httpserver: HTTPServer) -> None:
    error = refusal(httpserver, 429, {"code": 20429}, {"Retry-After": "7"})
    assert isinstance(error, Later)
    assert error.after == 7
    error = refusal(httpserver, 429, {"code": 20429}, {"Retry-After": "Wed, 25 Nov 2026 12:00:00 GMT"})
    assert isinstance(error, Later)
    assert error.after is None


@pytest.mark.parametrize("code", [21610, 21211, 21614, 21408, 21612, 21617, 63003, 63015, 63016, 63024])
def test_what_need_not_be_tried_again(code: int, httpserver: HTTPServer) -> None:
    said = {"code": code, "message": f"something about {PERSON}", "status": 400}
    error = refusal(httpserver, 400, said)
    assert isinstance(error, Undeliverable)
    assert str(error) == f"error {code}"


def test_an_error_without_a_shape_is_one_all_the_same(httpserver: HTTPServer) -> None:
    assert isinstance(refusal(httpserver, 404, "gone"), Undeliverable)


def test_a_network_that_is_down_is_for_later_and_says_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # Nobody listens on the port of discard.
    monkeypatch.setenv("TWILIO_API", "http://127.0.0.1:9")
    with caplog.at_level(logging.DEBUG), pytest.raises(Later) as raised:
        deliver("twilio", answer(WORDS))
    said = f"{raised.value} {caplog.text}"
    for part in (WORDS, PERSON, fake.TOKEN):
        assert part not in said


def test_neither_word_nor_number_nor_token_is_logged(
    servers: dict[str, FakeTwilio], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        deliver("twilio", answer(WORDS))
        with pytest.raises(Later):
            deliver("twilio", answer(WORDS), token=OTHER)
    servers["twilio"].complaints.clear()
    assert "does not accept TWILIO_ACCOUNT_SID" in caplog.text
    for part in (WORDS, PERSON, fake.TOKEN, OTHER):
        assert part not in caplog.text


def test_each_of_twilios_products_has_its_host(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Account("AC", "token").client
    assert client.api.base_url == "https://api.twilio.com"
    assert client.content.base_url == "https://content.twilio.com"
    monkeypatch.setenv("TWILIO_API", "https://api.dublin.ie1.twilio.com/")
    assert Account("AC", "token").client.content.base_url == "https://content.dublin.ie1.twilio.com"


# What is read


def channel(kind: type[TwilioChannel]) -> TwilioChannel:
    async def make() -> TwilioChannel:
        return kind()

    return asyncio.run(make())


def request(
    body: bytes,
    content_type: str = "application/x-www-form-urlencoded",
    query: str = "",
    signature: str | None = None,
    name: str = "twilio",
) -> Request:
    headers = {"content-type": content_type}
    if signature is not None:
        headers["X-Twilio-Signature"] = signature
    made = Request(f"/webhooks/{name}/webhook{query}".encode(), Header(headers), "1.1", "POST", None, None)
    made.body = body
    return made


def fields(**more: str) -> dict[str, str]:
    """A text message, as https://www.twilio.com/docs/messaging/guides/webhook-request lists its fields."""
    return {
        "ToCountry": "US",
        "ToState": "",
        "SmsMessageSid": "SM1",
        "NumMedia": "0",
        "FromZip": "",
        "SmsSid": "SM1",
        "SmsStatus": "received",
        "Body": "what is it?",
        "To": FakeSms.number,
        "NumSegments": "1",
        "MessageSid": "SM1",
        "AccountSid": fake.ACCOUNT,
        "From": PERSON,
        "ApiVersion": "2010-04-01",
        **more,
    }


def taken(kind: type[TwilioChannel] = WhatsApp, **more: str) -> list[Message]:
    who = {} if kind is Sms else {"From": f"whatsapp:{PERSON}"}
    return list(channel(kind).read(request(urlencode(fields(**who, **more)).encode())))


def told(notice: str, sid: str = "SM1") -> Message:
    return Message(sid, f"whatsapp:{PERSON}", notice=notice)


def said(text: str, sid: str = "SM1") -> Message:
    return Message(sid, f"whatsapp:{PERSON}", text)


def test_a_text() -> None:
    assert taken(Sms) == [Message("SM1", PERSON, "what is it?")]
    assert taken(ProfileName="Somebody", WaId="12025550142", MessageType="text") == [said("what is it?")]


def test_an_empty_text_is_a_text() -> None:
    assert taken(Body="") == [said("")]


@pytest.mark.parametrize(
    "more",
    [
        {"NumMedia": "1", "MediaUrl0": "https://api.example.org/1", "MediaContentType0": "image/jpeg"},
        {"NumMedia": "1", "MediaContentType0": "text/vcard", "MessageType": "contacts"},
        {"NumMedia": "1", "MediaContentType0": "audio/ogg", "MessageType": "audio"},
        {"Latitude": "41.9", "Longitude": "12.5", "Address": "A street", "MessageType": "location"},
        {"MessageType": "reaction", "Body": "+1"},
    ],
)
def test_what_is_not_words(more: dict[str, str]) -> None:
    assert taken(**{"Body": "", **more}) == [told("utter_text_only")]


def test_words_under_a_picture_are_read_all_the_same() -> None:
    assert taken(NumMedia="1", Body="my chest hurts") == [
        told("utter_text_only"),
        said("my chest hurts", "SM1 words"),
    ]


def test_a_button() -> None:
    key = choices.key("No, not yet")
    assert taken(ButtonPayload=key, ButtonText="No, not yet", Body="No, not yet") == [said("No, not yet")]


def test_an_item_of_a_list() -> None:
    key = choices.key("What does autologous mean?")
    assert taken(ListId=key, ListTitle="2", Body="2") == [said("What does autologous mean?")]


def test_a_button_that_is_not_ours_is_what_stands_on_it() -> None:
    assert taken(ButtonPayload="/restart", ButtonText="Hello", Body="Hello") == [said("Hello")]


def test_the_number_of_an_old_list_chooses_nothing() -> None:
    assert taken(ListId="gone", ListTitle="2", Body="2") == [told("utter_empty")]


@pytest.mark.parametrize("status", ["queued", "sent", "delivered", "read", "undelivered", "failed"])
def test_reports_about_answers_are_nothing(status: str) -> None:
    assert taken(MessageStatus=status, SmsStatus=status) == []
    assert taken(SmsStatus=status) == []


def test_what_is_json_is_no_message() -> None:
    assert channel(Sms).read(request(b'[{"type": "com.twilio.messaging"}]', "application/json")) == []


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (Sms, {"MessageSid": ""}),
        (Sms, {"From": ""}),
        (Sms, {"From": f"whatsapp:{PERSON}"}),
        (Sms, {"From": "messenger:12"}),
        (WhatsApp, {"From": PERSON}),
        (WhatsApp, {"From": "whatsapp:"}),
        (WhatsApp, {"From": f"whatsapp:{'1' * 300}"}),
    ],
)
def test_what_twilio_never_sends_here(kind: type[TwilioChannel], more: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        channel(kind).read(request(urlencode(fields(**more)).encode()))


@functools.cache
def sms_channel() -> TwilioChannel:
    return channel(Sms)


JSONS = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
NAMES = st.sampled_from([*fields(), "ButtonPayload", "ListId", "MessageStatus", "MessageType", "Latitude"])


@given(st.dictionaries(NAMES, st.text()), st.booleans())
def test_no_form_is_too_much(form: dict[str, str], with_sender: bool) -> None:
    if with_sender:
        form = {**form, "MessageSid": "SM1", "From": PERSON}
    try:
        assert isinstance(sms_channel().read(request(urlencode(form).encode("utf-8", "replace"))), list)
    except Unreadable:
        assert not with_sender


@given(JSONS, st.sampled_from(["application/json", "application/x-www-form-urlencoded", "text/plain", ""]))
def test_no_json_is_too_much(value: Any, content_type: str) -> None:
    try:
        assert sms_channel().read(request(json.dumps(value).encode(), content_type)) == []
    except Unreadable:
        assert content_type != "application/json"


@given(st.binary())
def test_no_bytes_are_too_much(body: bytes) -> None:
    with pytest.raises((Unreadable, Forged)):
        sms_channel().verify(request(body, signature="?"))
    with pytest.raises(Unreadable):
        sms_channel().read(request(body))


# Signatures

URL = "https://bot.example.org/lupus/webhooks/twilio/webhook"


def sign(url: str, params: dict[str, str] | None = None, token: str = fake.TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, params or {}))


def test_a_signature_over_the_public_address_and_all_fields_with_the_empty_ones() -> None:
    form = fields(Body="  spaces, ümlauts & more  ")
    channel(Sms).verify(request(urlencode(form).encode(), signature=sign(URL, form)))


def test_a_signature_over_the_query_too() -> None:
    form = fields()
    body, query = urlencode(form).encode(), "?from=somebody%20else"
    channel(Sms).verify(request(body, query=query, signature=sign(URL + query, form)))
    with pytest.raises(Forged):
        channel(Sms).verify(request(body, query="?from=me", signature=sign(URL + query, form)))


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "é",
        sign(URL, fields(), token=OTHER),
        sign(URL, fields(Body="something else")),
        sign("https://other.example.org/webhooks/twilio/webhook", fields()),
        sign(URL.replace("twilio", "whatsapp"), fields()),
    ],
)
def test_any_other_signature_is_forged(signature: str | None) -> None:
    with pytest.raises(Forged):
        channel(Sms).verify(request(urlencode(fields()).encode(), signature=signature))


def test_json_is_signed_by_its_hash() -> None:
    body = b'{"a": "b"}'
    query = f"?bodySHA256={hashlib.sha256(body).hexdigest()}"
    signature = sign(URL + query)
    channel(Sms).verify(request(body, "application/json; charset=utf-8", query, signature))
    with pytest.raises(Forged):
        channel(Sms).verify(request(b'{"a": "c"}', "application/json", query, signature))
    with pytest.raises(Forged):
        channel(Sms).verify(request(body, "application/json", "", sign(URL)))


def test_the_answer_to_the_webhook_says_nothing() -> None:
    response = channel(Sms).respond(request(b""))
    assert response.content_type == "text/xml"
    assert response.body == b'<?xml version="1.0" encoding="UTF-8"?><Response />'


# Settings


def on(kind: type[TwilioChannel]) -> bool:
    return channel(kind).platform is not None


def test_both_numbers_are_two_channels() -> None:
    assert (Sms.name(), WhatsApp.name()) == ("twilio", "whatsapp")
    assert on(Sms)
    assert on(WhatsApp)


def test_one_number_is_one_channel(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.delenv("TWILIO_WHATSAPP_NUMBER")
    assert on(Sms)
    assert not on(WhatsApp)
    assert "WhatsApp by Twilio is off: TWILIO_WHATSAPP_NUMBER is not set." in caplog.messages


def test_without_any_setting_both_are_off(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name)
    assert not on(Sms)
    assert not on(WhatsApp)
    assert channel(Sms).get_output_channel() is None


@pytest.mark.parametrize("missing", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WEBHOOK_URL"])
def test_a_number_without_its_account_is_a_half(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(missing, " ")
    for kind in (Sms, WhatsApp):
        with pytest.raises(ValueError, match=f"halves: {missing} must be set"):
            channel(kind)


def test_an_account_without_a_number_is_a_half(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWILIO_SMS_NUMBER")
    monkeypatch.delenv("TWILIO_WHATSAPP_NUMBER")
    for kind in (Sms, WhatsApp):
        with pytest.raises(ValueError, match="TWILIO_SMS_NUMBER or TWILIO_WHATSAPP_NUMBER must be set"):
            channel(kind)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWILIO_WEBHOOK_URL", "bot.example.org"),
        ("TWILIO_WEBHOOK_URL", "https://bot.example.org/webhooks/twilio/webhook"),
        ("TWILIO_SMS_NUMBER", "(202) 555-0100"),
    ],
)
def test_what_cannot_be_right_is_said(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=f"{name} must be"):
        channel(Sms)


def test_a_number_of_whatsapp_may_have_its_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_WHATSAPP_NUMBER", f"whatsapp:{FakeWhatsApp.number}")
    assert on(WhatsApp)


# With the bot


@pytest.mark.slow
@pytest.mark.parametrize("name", ["twilio", "whatsapp"])
def test_the_dialogue_can_be_walked_by_choosing(name: str, platforms: dict[str, FakePlatform]) -> None:
    platform = platforms[name]
    person = platform.person()
    platform.say(person, "Am I eligible?")
    assert "firm diagnosis" in all_texts(platform.say(person, "45"))
    platform.press(person, "I don't know")
    # That question has no buttons.
    platform.say(person, "none of the four")
    for choice in ("No, one still helps", "I don't know", "Yes, well enough"):
        heard = platform.press(person, choice)
    assert "45" in all_texts(heard)
    assert platform.complaints == []


@pytest.mark.slow
def test_a_report_about_an_answer_is_taken_and_not_answered(platforms: dict[str, FakePlatform]) -> None:
    platform = platforms["whatsapp"]
    assert isinstance(platform, FakeTwilio)
    person = platform.person()
    assert platform.send(person, {"MessageStatus": "read", "SmsStatus": "read"}, platform.new_id()).ok
    time.sleep(1)
    assert platform.got(person) == []
