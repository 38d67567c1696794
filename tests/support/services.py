"""PostgreSQL and Redis of the tests' own, on free ports of loopback, and new databases."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from bot.deployment import postgresql, redis
from bot.deployment.ports import free_port
from bot.deployment.postgresql import PostgreSQL
from bot.deployment.redis import Redis


def need(installed: bool, what: str, package: str) -> None:
    """Skip, and say what was not tried; where everything must be tried, fail."""
    if not installed:
        why = f"There is no {what}: what needs it was not tried (apt-get install {package})."
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own user can reach, too: pytest's are for one user alone."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture(scope="session")
def postgresql_server(folder: Path) -> Iterator[PostgreSQL]:
    """A running PostgreSQL."""
    need(postgresql.is_installed(), "PostgreSQL", "postgresql")
    server = PostgreSQL(folder / "postgresql", free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis_server(folder: Path) -> Iterator[Redis]:
    """A running Redis."""
    need(redis.is_installed(), "Redis", "redis-server")
    server = Redis(folder / "redis", free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def postgresql_url(postgresql_server: PostgreSQL) -> str:
    """The address of a new, empty database."""
    return new_database(postgresql_server)


def new_database(server: PostgreSQL) -> str:
    """Make an empty database; returns its address."""
    name = f"test_{uuid.uuid4().hex}"
    engine = sqlalchemy.create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()
    return server.url_of(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bot.db'}"
    return new_database(request.getfixturevalue("postgresql_server"))
