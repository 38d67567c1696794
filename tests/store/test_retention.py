"""What is too old goes from every table, the rest stays; and a person can have all that is kept."""

from __future__ import annotations

import asyncio
import datetime
import json
from pathlib import Path

import pytest
import sqlalchemy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import MetaData, func, insert, select

from bot import store
from bot.deployment.postgresql import PostgreSQL
from bot.store import post
from bot.store.engine import engine
from bot.store.export import everything_of
from bot.store.models import Base
from bot.store.rasa_events import events_of
from bot.store.retention import erase_older_than
from bot.store.trackers import TrackerStore
from tests.store.conftest import POSTGRESQL, SQLITE
from tests.store.test_migrations import value

NOW = datetime.datetime(2026, 11, 26, 12, 0)
OLD = NOW - datetime.timedelta(days=31)
FRESH = NOW - datetime.timedelta(days=29)
WORDS = "my kidneys ache"
# These count, and know nobody.
OF_NOBODY = {"red_flag_count", "rate_count", "alembic_version", "sqlite_sequence"}


def at(moment: datetime.datetime) -> float:
    return moment.replace(tzinfo=datetime.UTC).timestamp()


async def remember(sender: str, moment: datetime.datetime, words: str = WORDS) -> None:
    """A turn in Rasa's memory."""
    time = at(moment)
    trackers = TrackerStore(Domain.empty())
    events: list[Event] = [
        ActionExecuted("action_session_start", timestamp=time),
        SessionStarted(timestamp=time),
        UserUttered(f"{words} {sender}", timestamp=time),
        SlotSet("age", 45, timestamp=time),
        BotUttered("Well.", timestamp=time),
    ]
    tracker = await trackers.retrieve(sender) or DialogueStateTracker(sender, [])
    for event in events:
        tracker.update(event)
    await trackers.save(tracker)


async def talk(sender: str, moment: datetime.datetime) -> str:
    """A conversation that has something in every table; returns its key."""
    name = store.key("webchat", sender)
    store.touch("webchat", sender, moment)
    store.open_session(name, moment, moment + datetime.timedelta(hours=24))
    store.claim(name, "1", store.Said("1", "user", {"text": f"{WORDS} {sender}"}), moment, moment)
    store.finish(name, "1", [store.Said(f"bot-{sender}", "bot", {"text": "Well."}, "utter_more")], moment)
    store.rate(f"bot-{sender}", "utter_more", "down", f"{WORDS} {sender}", moment)
    letter = post.Letter(name, "1", "telegram", f"address of {sender}", f"{WORDS} {sender}")
    post.receive(letter, moment)
    post.hold(name, "holder", moment, moment)
    post.next_letter(name, moment)
    post.answered(letter, [{"text": f"{WORDS} {sender}"}], ["a", "b"], moment)
    await remember(sender, moment)
    return name


def held() -> dict[str, int]:
    """How many rows each table has."""
    metadata = MetaData()
    metadata.reflect(engine())
    with engine().connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar()
            for table in metadata.sorted_tables
            if table.name not in OF_NOBODY
        }


def test_what_is_too_old_goes_from_every_table_and_the_rest_stays() -> None:
    asyncio.run(talk("old", OLD))
    assert 0 not in held().values(), "A new table: fill it, and let erasing and export know it."
    asyncio.run(talk("fresh", FRESH))
    both = held()
    assert erase_older_than(30, NOW) > 8
    assert {name: 2 * left for name, left in held().items()} == both
    assert events_of("old") == []
    assert len(events_of("fresh")) == 5
    assert erase_older_than(30, NOW) == 0


def test_erasing_one_conversation_leaves_no_table_with_it() -> None:
    asyncio.run(talk("one", FRESH))
    # Whoever works on it holds it until the end, and is forgotten with the day.
    assert store.erase("webchat", "one") > 8
    assert {name for name, left in held().items() if left} <= {"hold"}


def test_of_a_conversation_that_goes_on_the_old_sessions_go() -> None:
    for moment in (OLD, OLD + datetime.timedelta(hours=3), FRESH):
        asyncio.run(remember("faithful", moment))
    erase_older_than(30, NOW)
    assert [event["timestamp"] for event in events_of("faithful") if event["event"] == "user"] == [at(FRESH)]


# Nothing is offered without a conversation, and the count of red flags knows nobody.
@pytest.mark.parametrize("table", sorted({*Base.metadata.tables} - {"offered", "red_flag_count"}))
def test_what_has_no_conversation_goes_with_its_time(table: str) -> None:
    columns = Base.metadata.tables[table].columns
    old = {c.name: OLD if isinstance(c.type, sqlalchemy.DateTime) else value(c) for c in columns}
    with engine().begin() as connection:
        connection.execute(insert(Base.metadata.tables[table]).values(old))
    erase_older_than(30, NOW)
    with engine().connect() as connection:
        assert connection.execute(select(Base.metadata.tables[table])).all() == []


@SQLITE
def test_no_file_has_the_words_of_what_was_too_old(tmp_path: Path) -> None:
    asyncio.run(talk("old", OLD))
    asyncio.run(talk("fresh", FRESH))
    erase_older_than(30, NOW)
    files = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert f"{WORDS} old".encode() not in files
    assert f"{WORDS} fresh".encode() in files


@POSTGRESQL
def test_no_file_of_postgresql_has_the_words_of_what_was_too_old(postgresql_server: PostgreSQL) -> None:
    asyncio.run(talk("oldster", OLD))
    asyncio.run(talk("youngster", FRESH))
    erase_older_than(30, NOW)
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
    # Its write-ahead log keeps copies for a while: PRIVACY.md says so.
    tables = b"".join(
        path.read_bytes() for path in (postgresql_server.data / "base").rglob("*") if path.is_file()
    )
    assert f"{WORDS} oldster".encode() not in tables
    assert f"{WORDS} youngster".encode() in tables


def test_a_person_can_have_everything() -> None:
    name = asyncio.run(talk("one", FRESH))
    asyncio.run(talk("other", FRESH))
    everything = json.loads(json.dumps(everything_of("webchat", "one")))
    assert set(everything["tables"]) == {table for table in held() if table != "events"}
    assert everything["answers"] == {"age": 45}
    assert [said["text"] for said in everything["said"]] == [f"{WORDS} one", "Well."]
    assert name in json.dumps(everything)
    assert "other" not in json.dumps(everything)
    assert everything_of("webchat", "nobody") == {"tables": {}, "said": [], "answers": {}}
