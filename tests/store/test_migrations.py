"""Each revision leads to the next and back, keeps what was there, and the last one is what the models say."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, insert, select
from sqlalchemy.engine import Engine

from bot.store.engine import MIGRATIONS, migrate, unmigrate
from bot.store.models import Base
from tests.store.conftest import POSTGRESQL

REVISIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
NOT_OURS = ("alembic_version", "sqlite_sequence")
NOW = sqlalchemy.func.current_timestamp()


def is_ours(name: str | None, kind: str, parents: object) -> bool:
    return name not in NOT_OURS


@pytest.fixture
def empty(database_url: str) -> Iterator[Engine]:
    engine = sqlalchemy.create_engine(database_url, future=True)
    yield engine
    engine.dispose()


def fill(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Put a row into every table that is there; returns them."""
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name not in NOT_OURS:
                connection.execute(
                    insert(table).values({column.name: value(column) for column in table.columns})
                )
    return rows(engine)


def value(column: sqlalchemy.Column) -> object:
    kinds = {sqlalchemy.Integer: 1, sqlalchemy.DateTime: NOW, sqlalchemy.Date: sqlalchemy.func.current_date()}
    return next((value for kind, value in kinds.items() if isinstance(column.type, kind)), "x")


def rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in metadata.sorted_tables
            if table.name not in NOT_OURS
        }


@pytest.mark.parametrize("revision", REVISIONS)
def test_what_was_there_is_kept_up_and_down(empty: Engine, revision: str) -> None:
    migrate(empty, revision)
    before = fill(empty)
    assert before
    migrate(empty)
    assert {name: kept for name, kept in rows(empty).items() if name in before} == before
    unmigrate(empty, revision)
    assert rows(empty) == before


def test_all_of_them_can_be_taken_back(empty: Engine) -> None:
    migrate(empty)
    unmigrate(empty, "base")
    assert rows(empty) == {}


def test_they_lead_to_the_models_and_a_second_time_changes_nothing(empty: Engine) -> None:
    for _ in range(2):
        migrate(empty)
        with empty.connect() as connection:
            context = MigrationContext.configure(connection, opts={"include_name": is_ours})
            assert compare_metadata(context, Base.metadata) == []


# SQLite has one writer at a time anyway.
@POSTGRESQL
def test_many_servers_can_start_at_once(empty: Engine) -> None:
    with ThreadPoolExecutor(6) as servers:
        list(servers.map(lambda _: migrate(empty), range(6)))
    assert "conversation" in rows(empty)
