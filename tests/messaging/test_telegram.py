"""Telegram: what is read, what is shown, what is delivered, and how it is set up."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from rasa.shared.utils.common import class_from_module_path
from werkzeug import Response

from bot.messaging import choices
from bot.messaging.channel import Forged, MessagingChannel, Unreadable
from bot.messaging.platform import Later, Message, Undeliverable
from bot.messaging.telegram import Telegram
from bot.messaging.telegram.platform import MAX_DATA_BYTES, MAX_TEXT, TelegramPlatform
from bot.reply import Kind, Reply, Table
from bot.settings import ROOT
from tests.messaging.fakes.telegram import (
    BOT_ID,
    KINDS,
    SECRET,
    TOKEN,
    USERNAME,
    FakeTelegram,
    message,
    photo,
    user,
)
from tests.support.platforms import FakePlatform, refused, texts

HEADER = "X-Telegram-Bot-Api-Secret-Token"
GROUP = {"id": -1001, "type": "supergroup", "title": "A group"}
BOT = {"id": BOT_ID, "is_bot": True, "first_name": "Guide"}
TITLE = "Am I eligible?"


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> Telegram:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_SECRET", SECRET)
    found = Telegram()
    found._telegram.username = USERNAME
    return found


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    with HTTPServer(host="127.0.0.1") as server:
        yield FakeTelegram(server)


def request(update: Any, **headers: str) -> Any:
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    return SimpleNamespace(body=body, headers=headers)


def read(channel: Telegram, kind: str, part: Any) -> list[Message]:
    return channel.read(request({"update_id": 5001, kind: part}))


def reply(text: str, **parts: Any) -> Reply:
    return Reply(name="utter_faq/autologous", text=text, kind=Kind.ANSWER, **parts)


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """All lines but those of the fake's own server, which say what it was asked."""
    return [record.getMessage() for record in caplog.records if record.name != "werkzeug"]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


# Reading


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("what is autologous?", "what is autologous?"),
        ("/start", "Hello"),
        ("/Start@guide_of_the_tests_bot", "Hello"),
        ("/start from-a_link", "Hello"),
        ("/start I can't breathe", "I can't breathe"),
        ("/help", "What can you do?"),
        ("/help me", "me"),
        ("/startle", "/startle"),
        ("/settings", "/settings"),
    ],
)
def test_texts_and_commands_are_read_as_text(channel: Telegram, said: str, heard: str) -> None:
    assert read(channel, "message", message("70", text=said)) == [Message("5001", "70", heard)]


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [photo()]},
        {"voice": {"file_id": "a", "duration": 3}},
        {"sticker": {"file_id": "a", "emoji": "!"}},
        {"document": {"file_id": "a"}},
        {"location": {"latitude": 1.5, "longitude": 2.5}},
        {"contact": {"phone_number": "+12025550143", "first_name": "Somebody"}},
        {"poll": {"id": "1"}},
    ],
)
def test_what_is_not_text_has_a_notice(channel: Telegram, content: dict[str, Any]) -> None:
    assert read(channel, "message", message("70", **content)) == [
        Message("5001", "70", notice="utter_text_only")
    ]


def test_words_below_a_picture_are_read_too_and_an_album_counts_once(channel: Telegram) -> None:
    sent = message("70", photo=[photo()], caption="I can't breathe", media_group_id="9")
    assert read(channel, "message", sent) == [
        Message("album/9", "70", notice="utter_text_only"),
        Message("5001/caption", "70", "I can't breathe"),
    ]


@pytest.mark.parametrize(
    ("changes", "notice"),
    [
        ({"text": "what is it?", "edit_date": 1_790_000_009}, "utter_edited"),
        ({"photo": [photo()], "caption": "this", "edit_date": 1_790_000_009}, "utter_edited"),
        ({"location": {"latitude": 1.5, "longitude": 2.5}, "edit_date": 1_790_000_009}, None),
        ({"text": "what is it?", "edit_date": 1_790_000_009, "chat": GROUP}, None),
        ({"text": "what is it?", "edit_date": 1_790_000_009, "from": BOT}, None),
    ],
)
def test_edits_by_a_person_have_a_notice(
    channel: Telegram, changes: dict[str, Any], notice: str | None
) -> None:
    found = read(channel, "edited_message", {**message("70"), **changes})
    assert [each.notice for each in found] == ([notice] if notice else [])


@pytest.mark.parametrize(
    ("changes", "addressed"),
    [
        ({"text": "what is it?"}, False),
        ({"text": "what is it?", "reply_to_message": {"from": BOT}}, True),
        ({"text": "what is it?", "reply_to_message": {"from": user("71")}}, False),
        ({"text": "hey @Guide_of_the_Tests_Bot, what is it?"}, True),
        ({"photo": [photo()], "caption": "@guide_of_the_tests_bot look"}, True),
        ({"text": "@guide_of_the_tests_bot2 hello"}, False),
        ({"text": "/start"}, True),
        ({"text": "/start@guide_of_the_tests_bot"}, True),
        ({"text": "/start@some_other_bot"}, False),
        ({"text": "/ban"}, False),
        ({"text": "/start", "from": {**BOT, "id": 43}}, False),
        ({"new_chat_members": [BOT]}, False),
    ],
)
def test_in_a_group_only_who_addresses_the_bot_hears_that_it_is_private(
    channel: Telegram, changes: dict[str, Any], addressed: bool
) -> None:
    found = read(channel, "message", {**message("70"), "chat": GROUP, **changes})
    assert found == ([Message("5001", "-1001", notice="utter_private_only")] if addressed else [])


def test_a_press_is_what_the_button_says(channel: Telegram) -> None:
    query = {"id": "77", "from": user("70"), "message": message("70", text="?"), "data": choices.key(TITLE)}
    assert read(channel, "callback_query", query) == [Message("press/77", "70", TITLE)]


def test_a_press_of_a_button_that_is_offered_no_more_is_what_it_shows(channel: Telegram) -> None:
    rows = [
        [{"text": "Is it safe?", "callback_data": "of old"}],
        [{"text": "Other", "url": "https://a.example"}],
    ]
    shown = message("70", text="?", reply_markup={"inline_keyboard": rows})
    query = {"id": "77", "from": user("70"), "message": shown, "data": "of old"}
    assert read(channel, "callback_query", query) == [Message("press/77", "70", "Is it safe?")]
    assert read(channel, "callback_query", {**query, "data": '/SetSlots{"age": 3}'}) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"message": None, "inline_message_id": "8"},
        {"data": None, "game_short_name": "game"},
        {"from": BOT},
        # The bot may no longer see it.
        {"message": {"chat": {"id": 70, "type": "private"}, "message_id": 7, "date": 0}, "data": "of old"},
    ],
)
def test_other_presses_are_nothing(channel: Telegram, changes: dict[str, Any]) -> None:
    query = {"id": "77", "from": user("70"), "message": message("70"), "data": choices.key(TITLE), **changes}
    assert read(channel, "callback_query", query) == []


def test_a_press_in_a_group_hears_that_the_bot_is_private(channel: Telegram) -> None:
    query = {"id": "77", "from": user("70"), "message": message("70"), "data": choices.key(TITLE)}
    query["message"]["chat"] = GROUP
    assert read(channel, "callback_query", query) == [
        Message("press/77", "-1001", notice="utter_private_only")
    ]


@pytest.mark.parametrize("kind", ["channel_post", "edited_channel_post", "business_message", "poll_answer"])
def test_what_is_not_for_the_bot_is_nothing(channel: Telegram, kind: str) -> None:
    assert read(channel, kind, message("70", text="what is it?")) == []


@pytest.mark.parametrize(
    "event",
    [
        {"pinned_message": message("70", text="?")},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
        {"text": "I am a bot", "from": {**BOT, "id": 43}},
        {"text": "posted", "chat": {"id": -1002, "type": "channel"}},
    ],
)
def test_events_and_bots_are_nothing(channel: Telegram, event: dict[str, Any]) -> None:
    assert read(channel, "message", {**message("70"), **event}) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"[[1, 2]]",
        b"{}",
        b"[" * 100_000,
        b'{"update_id": "5001"}',
        b'{"update_id": 5001, "__pydantic_self__": 1}',
        b'{"update_id": 5001, "message": 7}',
        b'{"update_id": 5001, "message": {"chat": {"id": "70", "type": "private"}}}',
        b'{"update_id": 5001, "callback_query": {"id": 77}}',
    ],
)
def test_what_telegram_never_sends_cannot_be_read(channel: Telegram, body: bytes) -> None:
    with pytest.raises(Unreadable):
        channel.read(request(body))


NAMES = st.sampled_from(
    [
        *("update_id", "message", "edited_message", "callback_query", "chat", "from", "id", "type", "is_bot"),
        *("text", "caption", "data", "photo", "reply_markup", "inline_keyboard", "callback_data", "private"),
        *("reply_to_message", "media_group_id", "edit_date", "group"),
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | NAMES | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=25,
)
CHATS = st.fixed_dictionaries({"id": st.integers(), "type": st.sampled_from(["private", "group", "channel"])})
USERS = st.fixed_dictionaries({"id": st.integers(), "is_bot": st.booleans()})
SENT = st.builds(
    lambda known, more: {**more, **known},
    st.fixed_dictionaries({"chat": CHATS}, optional={"from": USERS, "text": st.text(), "caption": st.text()}),
    st.dictionaries(NAMES, ANYTHING, max_size=3),
)
PARTS = {"message": SENT | ANYTHING, "edited_message": SENT, "callback_query": ANYTHING}
UPDATES = st.fixed_dictionaries({"update_id": st.integers()}, optional=PARTS)


@given(ANYTHING | UPDATES)
def test_no_json_breaks_it(update: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TELEGRAM_TOKEN", TOKEN)
        patch.setenv("TELEGRAM_SECRET", SECRET)
        channel = Telegram()
    try:
        found = channel.read(request(update))
    except Unreadable:
        return
    assert all((each.text is None) != (each.notice is None) for each in found)


# Who may post


def test_only_the_secret_token_opens(channel: Telegram) -> None:
    channel.verify(request({}, **{HEADER: SECRET}))
    for forged in (
        {},
        {HEADER: ""},
        {HEADER: SECRET + "x"},
        {HEADER: SECRET.upper()},
        {HEADER: "\udcff\u00e9"},
    ):
        with pytest.raises(Forged) as error:
            channel.verify(request({}, **forged))
        assert SECRET not in str(error.value)


def test_a_press_is_answered_by_the_answer_to_the_webhook(channel: Telegram) -> None:
    query = {"id": "77", "from": user("70"), "data": "of old"}
    answer = json.loads(channel.respond(request({"update_id": 5001, "callback_query": query})).body)
    assert answer == {"method": "answerCallbackQuery", "callback_query_id": "77"}
    other = channel.respond(request({"update_id": 5001, "message": message("70", text="hello")}))
    assert (other.status, other.body) == (200, b"")


# Showing


@pytest.fixture
def platform() -> TelegramPlatform:
    return TelegramPlatform(TOKEN, "http://127.0.0.1:9")


def test_an_answer_has_its_source_and_one_button_a_row(platform: TelegramPlatform) -> None:
    answer = reply(
        "Own *cells*.", source="Stem Cell Transplants guide, paragraph 5", buttons=(TITLE, "Is it a cure?")
    )
    assert platform.render(answer) == [
        {
            "text": "Own *cells*.\nSource: Stem Cell Transplants guide, paragraph 5.",
            "reply_markup": {
                "inline_keyboard": [
                    [{"text": TITLE, "callback_data": choices.key(TITLE)}],
                    [{"text": "Is it a cure?", "callback_data": choices.key("Is it a cure?")}],
                ]
            },
        }
    ]


def test_a_table_is_told_in_lines(platform: TelegramPlatform) -> None:
    table = Table("Criteria", ("What", "How", "Where"), (("Younger than 60", "fits", "paragraph 7"),))
    (body,) = platform.render(reply("This is how you compare:", table=table))
    assert body == {"text": "This is how you compare:\n- Younger than 60: fits (paragraph 7)"}


def test_the_buttons_are_below_the_last_part(platform: TelegramPlatform) -> None:
    bodies = platform.render(reply("One sentence. " * 600, buttons=(TITLE,)))
    assert len(bodies) > 1
    assert [("reply_markup" in body) for body in bodies] == [False] * (len(bodies) - 1) + [True]


@given(st.text(st.sampled_from("ab .\n\U0001f98b")).map(lambda text: text * 400))
def test_no_part_is_too_long_and_no_word_is_lost(text: str) -> None:
    bodies = TelegramPlatform(TOKEN, "http://127.0.0.1:9").render(reply(text))
    assert all(0 < units(body["text"]) <= MAX_TEXT for body in bodies)
    assert "".join("".join(body["text"] for body in bodies).split()) == "".join(text.split())


def test_keys_of_buttons_are_short_enough() -> None:
    assert 0 < len(choices.key(TITLE).encode()) <= MAX_DATA_BYTES


# Delivering


def deliver(fake: FakeTelegram, address: str, body: dict[str, Any], token: str = TOKEN) -> None:
    async def run() -> None:
        platform = TelegramPlatform(token, fake.environment()["TELEGRAM_API"])
        try:
            await platform.deliver(address, body, "a-name")
        finally:
            await platform.close()

    asyncio.run(run())


def test_a_message_arrives_as_it_was_rendered(fake: FakeTelegram, platform: TelegramPlatform) -> None:
    fake.people.add("70")
    for body in platform.render(reply("Own *cells* & <b>more</b>. " * 400, buttons=(TITLE,))):
        deliver(fake, "70", body)
    assert fake.complaints == []
    assert [each.choices for each in fake.got("70")] == [(), (), (TITLE,)]
    assert texts(fake.got("70")).count("Own *cells* & <b>more</b>.") == 400


@pytest.mark.parametrize(("refusal", "after"), [((429, 3), 3), ((500, None), None)])
def test_it_can_be_tried_again(
    fake: FakeTelegram, refusal: tuple[int, int | None], after: int | None
) -> None:
    fake.people.add("70")
    fake.refusals.append(refusal)
    with pytest.raises(Later) as error:
        deliver(fake, "70", {"text": "hello"})
    assert error.value.after == after
    deliver(fake, "70", {"text": "hello"})
    assert texts(fake.got("70")) == "hello"


def test_it_can_never_be_delivered(fake: FakeTelegram) -> None:
    fake.people.add("70")
    fake.blocked.add("70")
    for address, body, why in (
        ("70", {"text": "hello"}, "BotBlocked"),
        ("71", {"text": "hello"}, "ChatNotFound"),
        ("70", {"text": " "}, "BotBlocked"),
    ):
        with pytest.raises(Undeliverable, match=f"^{why}$"):
            deliver(fake, address, body)


def test_a_group_that_has_moved_is_followed(fake: FakeTelegram) -> None:
    fake.people |= {"-70", "-10070"}
    fake.moved["-70"] = -10070
    deliver(fake, "-70", {"text": "hello"})
    assert texts(fake.got("-10070")) == "hello"


def test_a_wrong_token_and_a_network_without_telegram_can_be_mended(
    fake: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fake.people.add("70")
    with pytest.raises(Later) as wrong:
        deliver(fake, "70", {"text": "a word in confidence"}, "42:another-token-of-the-tests")
    fake.server.stop()
    with pytest.raises(Later) as away:
        deliver(fake, "70", {"text": "a word in confidence"})
    for text in (str(wrong.value), str(away.value), *logged(caplog)):
        assert "of-the-tests" not in text
        assert "confidence" not in text


def test_what_is_no_answer_of_the_api_can_be_tried_again(fake: FakeTelegram) -> None:
    fake.server.clear()
    page = Response("<html>Bad Gateway</html>", 502, mimetype="text/html")
    fake.server.expect_request(re.compile(".*")).respond_with_response(page)
    with pytest.raises(Later):
        deliver(fake, "70", {"text": "hello"})


def test_other_refusals_are_told_apart(fake: FakeTelegram) -> None:
    for code, description, error in (
        (403, "Forbidden: bot can't initiate conversation with a user", Undeliverable),
        (403, "Forbidden: something new", Undeliverable),
        (400, "Bad Request: something new", Undeliverable),
        (404, "Not Found", Later),
        (409, "Conflict: something new", Later),
        (429, "Too Many Requests", Later),
    ):
        fake.server.clear()
        body = {"ok": False, "error_code": code, "description": description}
        fake.server.expect_request(re.compile(".*")).respond_with_json(body, code)
        with pytest.raises(error):
            deliver(fake, "70", {"text": "hello"})


def test_it_learns_its_name_and_complains_of_a_token_that_telegram_does_not_know(
    fake: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    async def introduce(token: str) -> str | None:
        platform = TelegramPlatform(token, fake.environment()["TELEGRAM_API"])
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(platform.introduce(), 1)
        await platform.close()
        return platform.username

    assert asyncio.run(introduce(TOKEN)) == USERNAME
    assert logged(caplog) == []
    assert asyncio.run(introduce("42:another-token-of-the-tests")) is None
    assert logged(caplog) == ["Telegram does not say who the bot is (Unauthorized). Is TELEGRAM_TOKEN right?"]


# Setting up


def test_it_is_off_without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TELEGRAM_TOKEN", "TELEGRAM_SECRET"):
        monkeypatch.delenv(name, raising=False)
    assert Telegram().platform is None


@pytest.mark.parametrize(
    ("token", "secret", "why"),
    [
        (TOKEN, "", "TELEGRAM_SECRET must be set"),
        ("", SECRET, "TELEGRAM_TOKEN must be set"),
        ("a token of no kind", SECRET, "TELEGRAM_TOKEN is not a token"),
        (TOKEN, "tiny-one", "TELEGRAM_SECRET is too short"),
        (TOKEN, "with spaces and more", "TELEGRAM_SECRET must be"),
        (TOKEN, "abcdefgh" * 33, "TELEGRAM_SECRET must be"),
    ],
)
def test_it_says_what_is_wrong_with_its_settings(
    monkeypatch: pytest.MonkeyPatch, token: str, secret: str, why: str
) -> None:
    refused(Telegram, why, monkeypatch, {"TELEGRAM_TOKEN": token, "TELEGRAM_SECRET": secret})


def test_rasa_finds_it_and_gets_no_output_channel_of_its_own(channel: Telegram) -> None:
    assert class_from_module_path("bot.messaging.telegram.Telegram") is Telegram
    assert isinstance(channel, MessagingChannel)
    assert channel.name() == "telegram"
    assert channel.get_output_channel() is None


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_call_in_the_documentation_sets_the_webhook(fake: FakeTelegram) -> None:
    page = (ROOT / "docs" / "telegram.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^( *)```sh\n(.*?)^ *```$", page, flags=re.MULTILINE | re.DOTALL)
    indent, call = next(block for block in blocks if "setWebhook" in block[1])
    script = "\n".join(line.removeprefix(indent) for line in call.splitlines())
    done = subprocess.run(
        ["sh", "-c", script],  # noqa: S607
        env={**os.environ, **fake.environment()},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert json.loads(done.stdout) == {"ok": True, "result": True}
    (said,) = fake.webhooks
    assert said["secret_token"] == SECRET
    assert said["url"].endswith("/webhooks/telegram/webhook")
    assert set(json.loads(said["allowed_updates"])) == KINDS


# In the running bot


@pytest.fixture
def telegram(platforms: dict[str, FakePlatform]) -> Iterator[FakeTelegram]:
    fake = platforms["telegram"]
    assert isinstance(fake, FakeTelegram)
    yield fake
    assert fake.complaints == []


@pytest.mark.slow
def test_the_start_button_gets_a_greeting(telegram: FakeTelegram) -> None:
    assert "Hello. I am a bot" in texts(telegram.say(telegram.person(), "/start"))


@pytest.mark.slow
def test_the_help_command_gets_what_the_bot_can_do(telegram: FakeTelegram) -> None:
    assert "I answer questions from one guide page" in texts(telegram.say(telegram.person(), "/help"))


@pytest.mark.slow
def test_who_names_the_bot_in_a_group_hears_that_it_is_private(telegram: FakeTelegram) -> None:
    sent = message(telegram.person(), text=f"@{USERNAME} what is autologous?")
    sent["chat"] = {**GROUP, "id": -int(telegram.new_id())}
    group = str(sent["chat"]["id"])
    assert telegram.update(telegram.new_id(), {"message": sent}).ok
    assert "one person at a time" in texts(telegram.wait(group, 0))


@pytest.mark.slow
def test_an_emergency_below_a_picture_is_seen(telegram: FakeTelegram) -> None:
    person = telegram.person()
    sent = message(person, photo=[photo()], caption="I can't breathe and my chest hurts")
    assert telegram.update(telegram.new_id(), {"message": sent}).ok
    assert "911" in texts(telegram.wait(person, 1))


@pytest.mark.slow
def test_who_has_blocked_the_bot_holds_up_nobody(telegram: FakeTelegram) -> None:
    person = telegram.person()
    telegram.blocked.add(person)
    assert telegram.post(person, "what is autologous?", telegram.new_id()).ok
    assert "paragraph 5" in texts(telegram.say(telegram.person(), "what is autologous?"))
    telegram.blocked.remove(person)
    assert telegram.got(person) == []
