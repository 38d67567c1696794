"""Opens the database that `DATABASE_URL` names and brings its schema up to date on first use."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy
from alembic import command
from alembic.config import Config
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from bot import settings

MIGRATIONS = Path(__file__).parent / "migrations"
# How long one process waits for another to have written. A transaction here takes milliseconds.
BUSY_SECONDS = 10
# PostgreSQL lets 100 connections in, 3 of them its administrator's. A process here uses one at a time, or two
# where Rasa's store reads besides: eight servers and four action servers have 60 at the most.
POOL, OVERFLOW = 2, 3
# Whoever waits for a database keeps everybody waiting whom the same process serves.
CONNECT_SECONDS = 3
STATEMENT_MILLISECONDS = 5_000


class StoreError(RuntimeError):
    """The database cannot be used; the text says which and what to do."""


def engine() -> Engine:
    """The engine of the configured database, its schema up to date.

    Raises:
        StoreError: the address is not one, or the database cannot be reached or migrated.
    """
    return _open(settings.database_url())


@contextlib.contextmanager
def transaction(about: str | None = None) -> Iterator[Session]:
    """A session whose changes are all made, or none of them.

    No other transaction `about` the same thing (a conversation, a counter) runs beside it, so what was read
    still holds when it is acted on.

    Raises:
        StoreError: the database cannot be used.
    """
    try:
        with Session(engine(), future=True) as session, session.begin():
            if about is not None:
                _have_alone(session.connection(), about)
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


def _have_alone(connection: Connection, about: str) -> None:
    # SQLite has one writer at a time anyway, see `_begin`.
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(about, 0))))


@functools.cache
def _open(url: str) -> Engine:
    try:
        # Hosting companies still hand out the name that SQLAlchemy gave up.
        address = make_url(re.sub(r"^postgres:", "postgresql:", url))
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
    return sqlalchemy.create_engine(
        address,
        future=True,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=POOL,
        max_overflow=OVERFLOW,
        pool_timeout=CONNECT_SECONDS,
        connect_args=_patience() if address.get_backend_name() == "postgresql" else {},
    )


def _patience() -> dict[str, Any]:
    """How long PostgreSQL's client waits: for a connection, for an answer, and for a network that is gone."""
    waits = f"-c statement_timeout={STATEMENT_MILLISECONDS} -c lock_timeout={STATEMENT_MILLISECONDS}"
    return {
        "connect_timeout": CONNECT_SECONDS,
        "options": waits,
        "tcp_user_timeout": STATEMENT_MILLISECONDS,
        "application_name": "lupus-guide",
    }


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
    with alone_with_the_schema(opened) as connection:
        command.upgrade(_config(connection), revision)


def unmigrate(opened: Engine, revision: str) -> None:
    """Bring the schema of a database back to an earlier revision; what only later ones can hold is lost."""
    with alone_with_the_schema(opened) as connection:
        command.downgrade(_config(connection), revision)


@contextlib.contextmanager
def alone_with_the_schema(opened: Engine) -> Iterator[Connection]:
    """A transaction in which no other process changes the schema: many servers may start at once."""
    with opened.begin() as connection:
        _have_alone(connection, "schema")
        yield connection


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
