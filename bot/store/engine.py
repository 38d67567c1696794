"""Opens the database that `DATABASE_URL` names and brings its schema up to date on first use."""

from __future__ import annotations

import functools
from pathlib import Path

import sqlalchemy
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot import settings

MIGRATIONS = Path(__file__).parent / "migrations"


class StoreError(RuntimeError):
    """The database cannot be used; the text says which and what to do."""


def engine() -> Engine:
    """The engine of the configured database, its schema up to date.

    Raises:
        StoreError: the address is not one, or the database cannot be reached or migrated.
    """
    return _open(settings.database_url())


@functools.cache
def _open(url: str) -> Engine:
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        opened = sqlalchemy.create_engine(address, future=True)
        migrate(opened)
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(
            f"The database of DATABASE_URL cannot be used ({type(error).__name__}: {error}). "
            "Check the address, and that the database runs and may be written to."
        ) from error
    return opened


def migrate(opened: Engine, revision: str = "head") -> None:
    """Bring the schema of a database to a revision, the newest by default."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with opened.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
