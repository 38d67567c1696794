from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import sqlalchemy

from bot import store
from bot.store.conversations import key
from bot.store.engine import engine
from tests.store.conftest import SQLITE

NOW = datetime.datetime(2026, 11, 23, 2, 0)


def rows() -> list[sqlalchemy.engine.Row]:
    with engine().connect() as connection:
        return list(connection.execute(sqlalchemy.text("select * from conversation")))


@SQLITE
def test_the_database_is_made_on_first_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deep" / "bot.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    store.touch("rest", "someone", NOW)
    assert path.exists()


def test_a_conversation_is_counted_and_its_sender_is_not_readable() -> None:
    store.touch("rest", "someone@example.org", NOW)
    store.touch("rest", "someone@example.org", NOW + datetime.timedelta(minutes=1))
    (row,) = rows()
    assert row.turns == 2
    assert row.key == key("rest", "someone@example.org")
    assert "someone" not in str(row)


def test_the_same_name_on_two_channels_is_two_people() -> None:
    store.touch("rest", "1", NOW)
    store.touch("telegram", "1", NOW)
    assert len(rows()) == 2


def test_erasing_leaves_nothing_of_it() -> None:
    store.touch("rest", "a", NOW)
    store.touch("rest", "b", NOW)
    assert store.erase("rest", "a") == 1
    assert [row.key for row in rows()] == [key("rest", "b")]
    assert store.erase("rest", "a") == 0


@SQLITE
@pytest.mark.parametrize(
    "address",
    [
        "not an address",
        "sqlite:////proc/no/such/place.db",
        "mongodb://127.0.0.1/bot",
        "postgresql://bot:hunter2@127.0.0.1:1/bot",
    ],
)
def test_a_database_that_cannot_be_used_is_named(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(store.StoreError, match="DATABASE_URL") as raised:
        store.touch("rest", "a", NOW)
    assert "hunter2" not in str(raised.value)
