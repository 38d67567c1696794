"""What people said is in no log, and in no file when it was erased; PRIVACY.md names every table."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import pytest

from bot.runner import Bot
from bot.settings import ROOT
from bot.store.models import Base
from tests.support.conversation import Conversation
from tests.support.webchat import Chat

PAGE = (ROOT / "PRIVACY.md").read_text(encoding="utf-8")


def test_the_page_names_every_table_and_no_other() -> None:
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", PAGE, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == {*Base.metadata.tables, "events"}


def files_with(word: str, *folders: Path) -> list[Path]:
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path for path in found if word.encode() in path.read_bytes()]


@pytest.mark.slow
def test_no_file_has_the_words_of_what_was_erased(running_bot: Bot, bot_database: Path) -> None:
    word = f"zeppelin{uuid.uuid4().hex}"
    talk = Conversation(running_bot)
    talk.say(f"is a {word} dangerous?")
    assert files_with(word, bot_database.parent)
    assert talk.names("delete my data") == ["utter_forget_me"]

    chat = Chat(running_bot)
    answer = chat.say("What does autologous mean?")[0]
    chat.say(f"is a {word} dangerous?")
    rated = {"message_id": answer["id"], "rating": "down", "reason": f"no {word}"}
    assert chat.ask("POST", "/feedback", json=rated).status_code == 204
    assert word in chat.ask("GET", "/export").text
    assert chat.ask("DELETE", "/conversation").status_code == 204

    assert files_with(word, bot_database.parent, running_bot.logs) == []


@pytest.mark.slow
def test_what_names_a_person_is_in_no_file_and_the_age_is_known_all_the_same(
    running_bot: Bot, bot_database: Path
) -> None:
    address, number, born = "zoe.zz@mail.example.org", "07700 900 461", "12/03/1971"
    talk, chat = Conversation(running_bot), Chat(running_bot)
    for say in (talk.say, chat.say):
        say(f"I am Zoe, {address} or {number}. Is it dangerous?")
        say("Am I eligible?")
        say(f"born {born}")
    assert talk.slots()["age"] in (55, 56)
    assert chat.history()[-1]["text"].startswith("Has a doctor")
    assert "[phone number]" in str(chat.history())
    for word in (address, number, born):
        assert files_with(word, bot_database.parent, running_bot.logs) == []


@pytest.mark.slow
def test_health_is_asked_about_only_after_it_was_said_what_becomes_of_it(conversation: Conversation) -> None:
    first, *_ = conversation.say("Am I eligible?")
    for word in ("agree", "kept", "delete my data", "need not answer"):
        assert word in first["text"]
