"""Every test of the store runs on each kind of database; what is about SQLite's files says so."""

from __future__ import annotations

import pytest

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a new database, which is the bot's."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    return database_url
