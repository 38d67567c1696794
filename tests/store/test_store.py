from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import sqlalchemy

from bot import store
from bot.store.conversations import key
from bot.store.engine import engine, migrate
from bot.store.models import Base

NOW = datetime.datetime(2026, 11, 23, 2, 0)


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "deep" / "bot.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    return path


def rows() -> list[sqlalchemy.engine.Row]:
    with engine().connect() as connection:
        return list(connection.execute(sqlalchemy.text("select * from conversation")))


def test_the_database_is_made_on_first_use(database: Path) -> None:
    assert not database.exists()
    store.touch("rest", "someone", NOW)
    assert database.exists()


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


def test_the_migrations_lead_to_the_models() -> None:
    inspector = sqlalchemy.inspect(engine())
    for table in Base.metadata.sorted_tables:
        assert {column["name"] for column in inspector.get_columns(table.name)} == {
            column.name for column in table.columns
        }


def test_migrating_twice_changes_nothing() -> None:
    store.touch("rest", "a", NOW)
    migrate(engine())
    assert len(rows()) == 1


@pytest.mark.parametrize("address", ["not an address", "sqlite:////proc/no/such/place.db"])
def test_a_database_that_cannot_be_used_is_named(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(store.StoreError, match="DATABASE_URL"):
        store.touch("rest", "a", NOW)
