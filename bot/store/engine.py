"""Opens the database that `DATABASE_URL` names and brings its schema up to date on first use."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from bot import settings

MIGRATIONS = Path(__file__).parent / "migrations"
# How long one process waits for another to have written. A transaction here takes milliseconds.
BUSY_SECONDS = 10


class StoreError(RuntimeError):
    """The database cannot be used; the text says which and what to do."""


def engine() -> Engine:
    """The engine of the configured database, its schema up to date.

    Raises:
        StoreError: the address is not one, or the database cannot be reached or migrated.
    """
    return _open(settings.database_url())


@contextlib.contextmanager
def transaction() -> Iterator[Session]:
    """A session whose changes are all made, or none of them.

    Raises:
        StoreError: the database cannot be used.
    """
    try:
        with Session(engine(), future=True) as session, session.begin():
            yield session
    except SQLAlchemyError as error:
        raise _unusable(error) from error


def scrub() -> None:
    """Take erased rows out of SQLite's log, too, so that no byte of them stays on the disk.

    Raises:
        StoreError: the database cannot be used, or is read for so long that its log could not be emptied.
    """
    opened = engine()
    if opened.dialect.name != "sqlite":
        return
    try:
        with contextlib.closing(opened.raw_connection()) as connection:
            (busy, *_) = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlalchemy.exc.DBAPIError as error:
        raise _unusable(error) from error
    if busy:
        raise StoreError("The database is being read, so its log still holds what was erased. Try again.")


@functools.cache
def _open(url: str) -> Engine:
    try:
        address = make_url(url)
        opened = _sqlite(address) if address.get_backend_name() == "sqlite" else _server(address)
        migrate(opened)
    except (SQLAlchemyError, OSError) as error:
        raise _unusable(error) from error
    return opened


def _unusable(error: Exception) -> StoreError:
    return StoreError(
        f"The database of DATABASE_URL cannot be used ({type(error).__name__}: {error}). "
        "Check the address, and that the database runs and may be written to."
    )


# Parameters may hold what people typed, and errors end in logs.
def _server(address: sqlalchemy.engine.URL) -> Engine:
    return sqlalchemy.create_engine(address, future=True, hide_parameters=True, pool_pre_ping=True)


def _sqlite(address: sqlalchemy.engine.URL) -> Engine:
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    opened = sqlalchemy.create_engine(
        address,
        future=True,
        hide_parameters=True,
        # Closing the last connection would write back the log each time.
        poolclass=QueuePool,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    sqlalchemy.event.listen(opened, "connect", _prepare)
    sqlalchemy.event.listen(opened, "begin", _begin)
    return opened


def _prepare(connection: Any, record: Any) -> None:
    # The driver would begin transactions by itself, and too late: see `_begin`.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # Whoever reads first and writes later is refused if another has written in between; so we queue at once.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def migrate(opened: Engine, revision: str = "head") -> None:
    """Bring the schema of a database to a revision, the newest by default."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with opened.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
