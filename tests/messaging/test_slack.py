"""Slack: what is read, what is shown, what is delivered, and how it is set up."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from rasa.shared.utils.common import class_from_module_path
from werkzeug import Response

from bot.messaging import choices
from bot.messaging.channel import Forged, MessagingChannel, Unreadable
from bot.messaging.platform import Later, Message, Undeliverable
from bot.messaging.slack import Slack, reading
from bot.messaging.slack.platform import MAX_BUTTON_TEXT, MAX_BUTTONS, MAX_SECTION, SlackPlatform
from bot.reply import Kind, Reply, Table
from tests.messaging.fakes.slack import BOT, FORM, JSON, SECRET, TOKEN, FakeSlack, callback, message, signed
from tests.messaging.fakes.slack import press as pressed
from tests.support.platforms import FakePlatform, refused, texts

THREAD = "1790000000.000050"
TITLE = "Am I eligible?"
CHANNEL = {"channel": "C1", "channel_type": "channel"}


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> Slack:
    monkeypatch.setenv("SLACK_TOKEN", TOKEN)
    monkeypatch.setenv("SLACK_SIGNING_SECRET", SECRET)
    return Slack()


@pytest.fixture
def fake() -> Iterator[FakeSlack]:
    with HTTPServer(host="127.0.0.1") as server:
        yield FakeSlack(server)


@pytest.fixture
def platform() -> SlackPlatform:
    return SlackPlatform(TOKEN, "http://127.0.0.1:9")


def request(body: Any, content_type: str = JSON, **headers: str) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return SimpleNamespace(body=raw, headers={"content-type": content_type, **headers})


def form(payload: Any) -> Any:
    return request(urlencode({"payload": json.dumps(payload)}).encode(), FORM)


def read(channel: Slack, /, **content: Any) -> list[Message]:
    return channel.read(request(callback(message("D70", **content), "Ev1")))


def reply(text: str, **parts: Any) -> Reply:
    return Reply(name="utter_faq/autologous", text=text, kind=Kind.ANSWER, **parts)


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """All lines but those of the fake's own server, which say what it was asked."""
    return [record.getMessage() for record in caplog.records if record.name != "werkzeug"]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


# Reading


@pytest.mark.parametrize("subtype", [None, "me_message", "thread_broadcast"])
def test_direct_messages_are_read(channel: Slack, subtype: str | None) -> None:
    found = read(channel, text="what is autologous?", subtype=subtype)
    assert found == [Message("Ev1", "D70", "what is autologous?")]


def test_who_asks_in_a_thread_is_answered_there(channel: Slack) -> None:
    assert read(channel, text="hello", thread_ts=THREAD) == [Message("Ev1", f"D70 {THREAD}", "hello")]


def test_an_event_that_slack_sends_again_has_the_same_id(channel: Slack) -> None:
    event = callback(message("D70", text="hello"), "Ev1")
    again = channel.read(request(event, **{"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}))
    assert again == channel.read(request(event))


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("is 3 &lt; 4 &amp; 5 &gt; 4?", "is 3 < 4 & 5 > 4?"),
        ("what is &amp;lt;?", "what is &lt;?"),
        ("write to <mailto:a@a.example|a@a.example> please", "write to a@a.example please"),
        ("<mailto:a@a.example>", "a@a.example"),
        ("see <http://a.example|a.example>", "see a.example"),
        ("see <https://a.example/?a=1&amp;b=2>", "see https://a.example/?a=1&b=2"),
        (f"<@{BOT}> what is it?", "what is it?"),
        ("does <@U9> qualify?", "does somebody qualify?"),
        ("does <@U9|eve> qualify?", "does eve qualify?"),
        ("in <#C1|general> <#C2> <!here>", "in general  here"),
        ("<!date^1790000000^{date}|today>", "today"),
        ("a < b", "a < b"),
    ],
)
def test_markup_is_read_as_words(sent: str, typed: str) -> None:
    assert reading.words(sent, {BOT}) == typed


def test_files_have_a_notice_beside_their_words(channel: Slack) -> None:
    sent = {"subtype": "file_share", "files": [{"id": "F1"}]}
    notice = Message("Ev1", "D70", notice="utter_text_only")
    assert read(channel, text="", **sent) == [notice]
    assert read(channel, text="I can't breathe", **sent) == [
        notice,
        Message("Ev1/text", "D70", "I can't breathe"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        {"text": "I am a bot", "bot_id": "B2"},
        {"text": "I am a bot", "subtype": "bot_message", "bot_id": "B2", "user": None},
        {"text": "my own", "user": BOT},
        {"text": "<@U9> has joined", "subtype": "channel_join"},
        {"subtype": "message_deleted", "deleted_ts": THREAD, "hidden": True},
        {"subtype": "message_replied", "message": {"user": "U70", "text": "hello"}},
        {"text": "new topic", "subtype": "channel_topic"},
        {"text": "of nobody", "user": None},
    ],
)
def test_bots_and_events_are_nothing(channel: Slack, content: dict[str, Any]) -> None:
    assert read(channel, **content) == []


EDIT = {"user": "U70", "text": "new", "edited": {"user": "U70", "ts": THREAD}}


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({"message": EDIT, "previous_message": {"user": "U70", "text": "old"}}, "D70"),
        ({"message": {**EDIT, "thread_ts": THREAD}}, f"D70 {THREAD}"),
        ({"message": {**EDIT, "bot_id": "B1"}}, None),
        ({"message": {**EDIT, "user": BOT}}, None),
        # A link's preview, and one that comes after an edit.
        ({"message": {"user": "U70", "text": "new"}}, None),
        ({"message": EDIT, "previous_message": {"user": "U70", "text": "new"}}, None),
        ({"message": EDIT, **CHANNEL}, None),
        ({}, None),
    ],
)
def test_edits_by_a_person_have_a_notice(
    channel: Slack, changes: dict[str, Any], address: str | None
) -> None:
    expected = [Message("Ev1", address, notice="utter_edited")] if address else []
    assert read(channel, subtype="message_changed", user=None, hidden=True, **changes) == expected


@pytest.mark.parametrize(
    ("content", "addressed"),
    [
        ({"text": "what is it?"}, False),
        ({"text": f"hey <@{BOT}>, what is it?"}, True),
        ({"text": f"hey <@{BOT}|guide>"}, True),
        ({"text": f"hey <@{BOT}2>"}, False),
        ({"text": f"hey <@{BOT}>", "channel_type": "mpim"}, True),
        ({"text": f"hey <@{BOT}>", "bot_id": "B2"}, False),
        ({"text": f"<@{BOT}> has joined", "subtype": "channel_join"}, False),
        ({"text": f"hey <@{BOT}>", "type": "app_mention", "channel_type": None}, True),
        ({"text": f"hey <@{BOT}>", "type": "app_mention", "channel_type": None, "bot_id": "B2"}, False),
    ],
)
def test_in_a_channel_only_who_mentions_the_bot_hears_that_it_is_private(
    channel: Slack, content: dict[str, Any], addressed: bool
) -> None:
    found = read(channel, **{**CHANNEL, **content})
    expected = Message("mention/C1/1790000000.000100", "C1", notice="utter_private_only")
    assert found == ([expected] if addressed else [])


@pytest.mark.parametrize(
    "event",
    [
        {"type": "team_join", "user": {"id": "U9"}},
        {"type": "channel_rename", "channel": {"id": "C1", "name": "new"}},
        {
            "type": "reaction_added",
            "user": "U70",
            "item": {"type": "message", "channel": "D70", "ts": THREAD},
        },
        {"type": "app_home_opened", "user": "U70", "channel": "D70", "tab": "messages"},
    ],
)
def test_other_events_are_nothing(channel: Slack, event: dict[str, Any]) -> None:
    assert channel.read(request(callback(event, "Ev1"))) == []


def test_what_slack_says_of_its_own_limits_is_nothing(channel: Slack) -> None:
    limited = {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1_790_000_000}
    assert channel.read(request(limited)) == []


@pytest.fixture
def shown(platform: SlackPlatform) -> dict[str, Any]:
    (body,) = platform.render(reply("Choose.", buttons=(TITLE, "Is it a cure?")))
    return {"ts": "1790000000.000200", "user": BOT, "bot_id": "B1", **body}


def test_a_press_is_what_the_button_says(channel: Slack, shown: dict[str, Any]) -> None:
    found = channel.read(form(pressed("D70", shown, TITLE, "1790000009.000300")))
    assert found == [Message("press/1790000009.000300/choice-1/U70", "D70", TITLE)]


def test_a_press_in_a_thread_is_answered_there(channel: Slack, shown: dict[str, Any]) -> None:
    payload = pressed("D70", {**shown, "thread_ts": THREAD}, "Is it a cure?", "1790000009.000300")
    (found,) = channel.read(form(payload))
    assert (found.address, found.text) == (f"D70 {THREAD}", "Is it a cure?")


def test_a_press_of_a_button_that_is_offered_no_more_is_what_it_shows(
    channel: Slack, shown: dict[str, Any]
) -> None:
    payload = pressed("D70", shown, TITLE, "1790000009.000300")
    action = {**payload["actions"][0], "value": '/SetSlots{"age": 3}'}
    action["text"] = {"type": "plain_text", "text": "Is it safe &amp; sound?"}
    (found,) = channel.read(form({**payload, "actions": [action]}))
    assert found.text == "Is it safe & sound?"
    del action["text"]
    assert channel.read(form({**payload, "actions": [action]})) == []


def test_one_odd_action_does_not_lose_the_others(channel: Slack, shown: dict[str, Any]) -> None:
    payload = pressed("D70", shown, TITLE, "1790000009.000300")
    odd = [7, None, {"type": "button"}, {**payload["actions"][0], "type": "datepicker"}]
    (found,) = channel.read(form({**payload, "actions": [*odd, *payload["actions"]]}))
    assert found.text == TITLE


def test_a_press_in_a_channel_hears_that_the_bot_is_private(channel: Slack, shown: dict[str, Any]) -> None:
    (found,) = channel.read(form(pressed("C1", shown, TITLE, "1790000009.000300")))
    assert (found.address, found.notice) == ("C1", "utter_private_only")


@pytest.mark.parametrize("kind", ["view_submission", "shortcut", "message_action", "block_suggestion"])
def test_other_interactions_are_nothing(channel: Slack, shown: dict[str, Any], kind: str) -> None:
    payload = pressed("D70", shown, TITLE, "1790000009.000300")
    assert channel.read(form({**payload, "type": kind})) == []


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", JSON),
        (b"\xff", JSON),
        (b"[]", JSON),
        (b"{}", JSON),
        (b"[" * 100_000, JSON),
        (b'{"type": "event_callback"}', JSON),
        (b'{"type": "event_callback", "event_id": "Ev1", "event": 7}', JSON),
        (b'{"type": "event_callback", "event_id": "Ev1", "event": {"type": "message", "text": 7}}', JSON),
        (b'{"type": "url_verification"}', JSON),
        (b"", FORM),
        (b"\xff", FORM),
        (b"command=%2Fask", FORM),
        (b"payload=7", FORM),
        (b"payload=%7B%7D", FORM),
        (b"payload=%7B%7D&payload=%7B%7D", FORM),
    ],
)
def test_what_slack_never_sends_cannot_be_read(channel: Slack, body: bytes, content_type: str) -> None:
    with pytest.raises(Unreadable):
        channel.read(request(body, content_type))


NAMES = st.sampled_from(
    [
        *("type", "event", "event_id", "message", "app_mention", "channel", "channel_type", "im", "user"),
        *("text", "files", "subtype", "message_changed", "edited", "previous_message", "thread_ts", "ts"),
        *("block_actions", "actions", "button", "action_id", "action_ts", "value", "id", "authorizations"),
        *("event_callback", "url_verification", "challenge"),
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | NAMES | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=25,
)
SENT = st.builds(
    lambda known, more: {**more, **known},
    st.fixed_dictionaries(
        {"type": st.sampled_from(["message", "app_mention"]), "channel": st.text()},
        optional={
            "user": st.text(),
            "text": st.text(),
            "channel_type": st.sampled_from(["im", "channel"]),
            "subtype": st.sampled_from(["message_changed", "file_share"]),
            "ts": st.text(),
        },
    ),
    st.dictionaries(NAMES, ANYTHING, max_size=3),
)
EVENTS = st.fixed_dictionaries({"type": st.just("event_callback"), "event_id": st.text(), "event": SENT})
PRESSES = st.fixed_dictionaries(
    {"type": st.just("block_actions"), "actions": ANYTHING | st.lists(ANYTHING)},
    optional={"user": ANYTHING, "channel": ANYTHING, "message": ANYTHING},
)


@given(ANYTHING | EVENTS | PRESSES)
def test_no_json_breaks_it(posted: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SLACK_TOKEN", TOKEN)
        patch.setenv("SLACK_SIGNING_SECRET", SECRET)
        channel = Slack()
    for asked in (request(posted), form(posted)):
        try:
            found = channel.read(asked)
            channel.respond(asked)
        except Unreadable:
            continue
        assert all((each.text is None) != (each.notice is None) for each in found)


# Who may post


@pytest.mark.parametrize("body", [b"{}", '{"text": "\u00e9"}'.encode(), b"payload=%7B%7D"])
def test_what_slack_signs_opens(channel: Slack, body: bytes) -> None:
    channel.verify(request(body, **signed(body)))


@pytest.mark.parametrize(
    "changes",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "\udcff\u00e9"},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "9" * 400},
        {"X-Slack-Request-Timestamp": "9" * 5000},
    ],
)
def test_a_forged_signature_is_refused(channel: Slack, changes: dict[str, str]) -> None:
    with pytest.raises(Forged) as error:
        channel.verify(request(b"{}", **{**signed(b"{}"), **changes}))
    assert SECRET not in str(error.value)


def test_unsigned_changed_foreign_and_old_requests_are_refused(channel: Slack) -> None:
    for headers, body in (
        ({}, b"{}"),
        (signed(b"{}"), b"{} "),
        (signed(b"{}", "the-signing-secret-of-somebody-else"), b"{}"),
        (signed(b"{}", at=time.time() - 302), b"{}"),
        (signed(b"{}", at=time.time() + 302), b"{}"),
        (signed(b"{}"), b"\xff"),
    ):
        with pytest.raises(Forged):
            channel.verify(request(body, **headers))
    channel.verify(request(b"{}", **signed(b"{}", at=time.time() - 280)))


def test_the_challenge_is_answered(channel: Slack) -> None:
    asked = request({"type": "url_verification", "challenge": "a-challenge", "token": "old"})
    assert channel.read(asked) == []
    answer = channel.respond(asked)
    assert (answer.status, answer.body) == (200, b"a-challenge")
    assert answer.content_type.startswith("text/plain")
    other = channel.respond(request(callback(message("D70", text="hello"), "Ev1")))
    assert (other.status, other.body) == (200, b"")


# Showing


def test_an_answer_has_its_source_and_its_buttons(platform: SlackPlatform) -> None:
    answer = reply("Own *cells* & <b>.", source="Guide, paragraph 5", buttons=(TITLE,))
    assert platform.render(answer) == [
        {
            "text": "Own *cells* &amp; &lt;b&gt;.\nSource: Guide, paragraph 5.\n\n"
            "1. Am I eligible?\nReply 1 to choose it, or type your own words.",
            "blocks": [
                {
                    "type": "section",
                    "text": {
                        "type": "plain_text",
                        "text": "Own *cells* & <b>.\nSource: Guide, paragraph 5.",
                        "emoji": False,
                    },
                },
                {
                    "type": "actions",
                    "elements": [
                        {
                            "type": "button",
                            "text": {"type": "plain_text", "text": TITLE, "emoji": False},
                            "value": choices.key(TITLE),
                            "action_id": "choice-1",
                        }
                    ],
                },
            ],
        }
    ]


def test_a_table_is_told_in_lines(platform: SlackPlatform) -> None:
    table = Table("Criteria", ("What", "How", "Where"), (("Younger than 60", "fits", "paragraph 7"),))
    (body,) = platform.render(reply("This is how you compare:", table=table))
    assert body["text"] == "This is how you compare:\n- Younger than 60: fits (paragraph 7)"
    assert body["blocks"][0]["text"]["text"] == body["text"]


@pytest.mark.parametrize(
    "titles", [("a" * (MAX_BUTTON_TEXT + 1), TITLE), tuple(map(str, range(MAX_BUTTONS + 1)))]
)
def test_what_does_not_fit_on_buttons_is_a_numbered_list(
    platform: SlackPlatform, titles: tuple[str, ...]
) -> None:
    (body,) = platform.render(reply("Choose.", buttons=titles))
    (section,) = body["blocks"]
    for number, title in enumerate(titles, 1):
        assert f"\n{number}. {title}\n" in section["text"]["text"]
    assert platform.numbered


def test_the_buttons_are_below_the_last_part(platform: SlackPlatform) -> None:
    bodies = platform.render(reply("One sentence. " * 600, buttons=(TITLE,)))
    assert len(bodies) > 1
    assert [len(body["blocks"]) for body in bodies] == [1] * (len(bodies) - 1) + [2]


@given(st.text(st.sampled_from("ab .&\n\U0001f98b")).map(lambda text: text * 300))
def test_no_part_is_too_long_and_no_word_is_lost(text: str) -> None:
    bodies = SlackPlatform(TOKEN, "http://127.0.0.1:9").render(reply(text))
    shown = [body["blocks"][0]["text"]["text"] for body in bodies]
    assert all(0 < units(part) <= MAX_SECTION for part in shown)
    assert "".join("".join(shown).split()) == "".join(text.split())
    assert [body["text"] for body in bodies] == [part.replace("&", "&amp;") for part in shown]


# Delivering


def deliver(fake: FakeSlack, address: str, body: dict[str, Any], token: str = TOKEN) -> None:
    asyncio.run(SlackPlatform(token, fake.environment()["SLACK_API"]).deliver(address, body, "a-name"))


@pytest.fixture
def body(platform: SlackPlatform) -> dict[str, Any]:
    (found,) = platform.render(reply("a word in confidence"))
    return found


@pytest.mark.parametrize("address", ["D70", f"D70 {THREAD}"])
def test_a_message_arrives_as_it_was_rendered(fake: FakeSlack, platform: SlackPlatform, address: str) -> None:
    fake.channels.add("D70")
    for each in platform.render(reply("Own *cells* & <b>more</b>. " * 200, buttons=(TITLE, "Why?"))):
        deliver(fake, address, each)
    assert fake.complaints == []
    assert [each.choices for each in fake.got(address)] == [(), (TITLE, "Why?")]
    assert texts(fake.got(address)).count("Own *cells* & <b>more</b>.") == 200


@pytest.mark.parametrize(("refusal", "after"), [((429, 3), 3), ((429, None), None), ((500, None), None)])
def test_it_can_be_tried_again(
    fake: FakeSlack, body: dict[str, Any], refusal: tuple[int, int | None], after: int | None
) -> None:
    fake.channels.add("D70")
    fake.refusals.append(refusal)
    with pytest.raises(Later) as error:
        deliver(fake, "D70", body)
    assert error.value.after == after
    assert fake.heard == []
    deliver(fake, "D70", body)
    assert texts(fake.got("D70")) == "a word in confidence"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        *((code, Undeliverable) for code in ("channel_not_found", "is_archived", "account_inactive")),
        *((code, Undeliverable) for code in ("not_in_channel", "user_not_found", "something_new")),
        *((code, Later) for code in ("rate_limited", "fatal_error", "service_unavailable", "Some words")),
    ],
)
def test_errors_are_told_apart(
    fake: FakeSlack, body: dict[str, Any], code: str, error: type[Exception]
) -> None:
    fake.errors["D70"] = code
    with pytest.raises(error) as raised:
        deliver(fake, "D70", body)
    assert type(raised.value) is error
    assert "D70" not in str(raised.value)


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "missing_scope"])
def test_a_token_that_slack_does_not_take_is_logged_by_its_setting(
    fake: FakeSlack, body: dict[str, Any], caplog: pytest.LogCaptureFixture, code: str
) -> None:
    fake.errors["D70"] = code
    with pytest.raises(Later):
        deliver(fake, "D70", body)
    assert logged(caplog) == [f"Slack does not let the bot in ({code}). Is SLACK_TOKEN right?"]


def test_nothing_in_confidence_is_logged(
    fake: FakeSlack, body: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fake.channels.add("D70707")
    deliver(fake, "D70707", body)
    errors = []
    with pytest.raises(Later) as wrong:
        deliver(fake, "D70707", body, "xoxb-another-token-of-the-tests")
    with pytest.raises(Undeliverable) as gone:
        deliver(fake, "D70708", body)
    fake.server.stop()
    with pytest.raises(Later) as away:
        deliver(fake, "D70707", body)
    errors += [str(each.value) for each in (wrong, gone, away)]
    for text in (*errors, *logged(caplog)):
        assert not re.search("of-the-tests|confidence|D7070", text)


@pytest.mark.parametrize(
    ("said", "status", "mimetype"),
    [
        ("<html>Bad Gateway</html>", 502, "text/html"),
        ("<html>Welcome to this network</html>", 200, "text/html"),
        ("not json", 200, JSON),
        ("not json", 503, JSON),
        ("{}", 200, JSON),
    ],
)
def test_what_is_no_answer_of_the_api_can_be_tried_again(
    fake: FakeSlack, body: dict[str, Any], said: str, status: int, mimetype: str
) -> None:
    fake.server.clear()
    page = Response(said, status, mimetype=mimetype)
    fake.server.expect_request(re.compile(".*")).respond_with_response(page)
    with pytest.raises(Later):
        deliver(fake, "D70", body)


# Setting up


def test_it_is_off_without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(name, raising=False)
    assert Slack().platform is None


@pytest.mark.parametrize(
    ("token", "secret", "why"),
    [
        (TOKEN, "", "SLACK_SIGNING_SECRET must be set"),
        ("", SECRET, "SLACK_TOKEN must be set"),
        ("xoxp-of-a-person", SECRET, "SLACK_TOKEN is not a bot's token"),
        (TOKEN, "tiny-one", "SLACK_SIGNING_SECRET is too short"),
    ],
)
def test_it_says_what_is_wrong_with_its_settings(
    monkeypatch: pytest.MonkeyPatch, token: str, secret: str, why: str
) -> None:
    refused(Slack, why, monkeypatch, {"SLACK_TOKEN": token, "SLACK_SIGNING_SECRET": secret})


def test_rasa_finds_it_and_gets_no_output_channel_of_its_own(channel: Slack) -> None:
    assert class_from_module_path("bot.messaging.slack.Slack") is Slack
    assert isinstance(channel, MessagingChannel)
    assert channel.name() == "slack"
    assert channel.get_output_channel() is None


# In the running bot


@pytest.fixture
def slack(platforms: dict[str, FakePlatform]) -> Iterator[FakeSlack]:
    fake = platforms["slack"]
    assert isinstance(fake, FakeSlack)
    yield fake
    assert fake.complaints == []


@pytest.mark.slow
def test_slack_makes_sure_of_the_address(slack: FakeSlack) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "a-challenge"}).encode()
    assert slack.send(body, JSON).text == "a-challenge"
    assert slack.send(body, JSON, forged=True).status_code == 401


@pytest.mark.slow
def test_a_mention_that_is_told_twice_is_answered_once(slack: FakeSlack) -> None:
    event = message("D70", **{**CHANNEL, "channel": "C70", "text": f"<@{BOT}> what is autologous?"})
    assert slack.event(event, slack.new_id()).ok
    assert slack.event({**event, "type": "app_mention"}, slack.new_id()).ok
    assert texts(slack.wait("C70", 0)).count("one person at a time") == 1


@pytest.mark.slow
def test_a_thread_is_answered_in_it(slack: FakeSlack) -> None:
    person = slack.person()
    assert slack.event(message(person, text="what is autologous?", thread_ts=THREAD), slack.new_id()).ok
    assert "paragraph 5" in texts(slack.wait(f"{person} {THREAD}", 0))
    assert slack.got(person) == []
