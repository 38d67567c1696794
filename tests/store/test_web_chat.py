"""What the store keeps of the web chat, and that nothing of it is left when it is erased."""

from __future__ import annotations

import datetime
import threading
from pathlib import Path

import pytest
import sqlalchemy

from bot import store
from bot.store.engine import engine
from bot.store.rasa_events import events_of
from tests.store.conftest import SQLITE

NOW = datetime.datetime(2026, 11, 23, 2, 0, 5)
LATER = NOW + datetime.timedelta(minutes=1)
UNTIL = NOW + datetime.timedelta(seconds=25)
CHANNEL, SENDER = "webchat", "someone"
CONVERSATION = store.key(CHANNEL, SENDER)
WORDS = "my kidneys ache"


@pytest.fixture
def opened() -> None:
    store.open_session(CONVERSATION, NOW, NOW + datetime.timedelta(hours=24))


def claim(turn: str = "1", now: datetime.datetime = NOW, text: str = WORDS) -> store.Claim:
    message = store.Said(turn, "user", {"text": text})
    return store.claim(CONVERSATION, turn, message, now, now + (UNTIL - NOW))


def finish(turn: str = "1", text: str = "Well.") -> None:
    said = store.Said(f"bot-{turn}", "bot", {"text": text}, "utter_faq/cost")
    store.finish(CONVERSATION, turn, [said], NOW)


def told() -> list[str]:
    return [message["text"] for message in store.history(CONVERSATION)]


def test_a_session_is_open_until_it_is_closed_or_expires(opened: None) -> None:
    assert store.is_open(CONVERSATION, NOW)
    assert not store.is_open(CONVERSATION, NOW + datetime.timedelta(hours=24))
    store.close_session(CONVERSATION, NOW)
    assert not store.is_open(CONVERSATION, NOW)
    assert not store.is_open(store.key(CHANNEL, "nobody"), NOW)


def test_a_message_is_taken_once_and_its_answers_are_kept(opened: None) -> None:
    assert claim() is store.Claim.TAKEN
    finish()
    assert claim(text="something else") is store.Claim.ANSWERED
    assert store.answers_of(CONVERSATION, "1") == [{"text": "Well."}]
    assert told() == [WORDS, "Well."]


def test_one_message_at_a_time(opened: None) -> None:
    claim("1")
    assert claim("1") is store.Claim.BUSY
    assert claim("2") is store.Claim.BUSY
    finish("1")
    assert claim("2") is store.Claim.TAKEN


def test_whoever_died_with_a_message_is_followed_and_nothing_doubles(opened: None) -> None:
    claim("1")
    assert claim("1", LATER) is store.Claim.TAKEN_OVER
    finish("1")
    finish("1", "Once more.")
    assert told() == [WORDS, "Well."]


def test_without_a_session_nothing_is_taken(opened: None) -> None:
    store.close_session(CONVERSATION, NOW)
    assert claim() is store.Claim.CLOSED
    assert told() == []


def test_the_history_can_be_bounded_to_its_end(opened: None) -> None:
    for number in range(3):
        claim(str(number), text=str(number))
        finish(str(number), f"to {number}")
    assert [message["text"] for message in store.history(CONVERSATION, 3)] == ["to 1", "2", "to 2"]


def test_a_rating_belongs_to_an_answer_of_the_conversation(opened: None) -> None:
    claim()
    finish()
    assert store.answer_name(CONVERSATION, "bot-1") == "utter_faq/cost"
    assert store.answer_name(CONVERSATION, "1") is None
    assert store.answer_name(store.key(CHANNEL, "other"), "bot-1") is None
    store.rate("bot-1", "utter_faq/cost", "up", None, NOW)
    store.rate("bot-1", "utter_faq/cost", "down", "too long", NOW)
    with engine().connect() as connection:
        (row,) = connection.execute(sqlalchemy.text("select * from feedback"))
    assert (row.rating, row.reason) == ("down", "too long")


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


@SQLITE
@pytest.mark.parametrize("keep_session", [False, True])
def test_erasing_leaves_no_byte_of_the_words(opened: None, tmp_path: Path, keep_session: bool) -> None:
    other = store.key(CHANNEL, "other")
    store.open_session(other, NOW, LATER)
    with engine().begin() as connection:
        connection.execute(
            sqlalchemy.text("create table events (id integer primary key, sender_id text, data text)")
        )
        for sender in (SENDER, "other"):
            insert = sqlalchemy.text("insert into events (sender_id, data) values (:sender, :data)")
            connection.execute(insert, {"sender": sender, "data": f'{{"text": "{WORDS}, {sender}"}}'})
    for number in range(200):
        claim(str(number), text=f"{WORDS} {SENDER} {number}")
        finish(str(number))
    store.rate("bot-7", "utter_faq/cost", "down", f"{WORDS} {SENDER}", NOW)
    store.touch(CHANNEL, SENDER, NOW)
    assert SENDER.encode() in everything(tmp_path)

    assert store.erase(CHANNEL, SENDER, keep_session) > 600
    assert f"{WORDS} {SENDER}".encode() not in everything(tmp_path)
    assert SENDER.encode() not in everything(tmp_path)
    assert events_of(SENDER) == []
    assert len(events_of("other")) == 1
    assert store.is_open(CONVERSATION, NOW) is keep_session
    assert store.is_open(other, NOW)


def test_what_was_erased_while_it_was_answered_stays_erased(opened: None) -> None:
    claim()
    store.erase(CHANNEL, SENDER, keep_session=True)
    finish()
    assert told() == []


def test_where_rasa_keeps_no_events_there_are_none() -> None:
    assert events_of(SENDER) == []


def test_a_rate_begins_anew_each_minute_and_old_counts_go() -> None:
    assert [store.count_rate("a", NOW) for _ in range(3)] == [1, 2, 3]
    assert store.count_rate("b", NOW) == 1
    assert store.count_rate("a", LATER) == 1
    with engine().connect() as connection:
        assert connection.execute(sqlalchemy.text("select count(*) from rate_count")).scalar() == 1


def test_many_at_once_lose_no_count_and_take_no_message_twice(opened: None) -> None:
    claims, counts = [], []

    def work() -> None:
        for number in range(10):
            counts.append(store.count_rate("a", NOW))
            claims.append((number, claim(str(number))))
            store.touch(CHANNEL, SENDER, NOW)
            finish(str(number))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == list(range(1, 81))
    taken = [number for number, claimed in claims if claimed is store.Claim.TAKEN]
    assert len(taken) == len(set(taken))
    with engine().connect() as connection:
        assert connection.execute(sqlalchemy.text("select turns from conversation")).scalar() == 80


def test_an_error_shows_no_words(opened: None) -> None:
    with engine().begin() as connection:
        connection.execute(sqlalchemy.text("drop table web_message"))
    with pytest.raises(store.StoreError) as raised:
        claim()
    assert WORDS not in str(raised.value)
