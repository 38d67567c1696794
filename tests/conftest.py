"""One session-wide set-up for the slow tests: a trained model and a running bot on free ports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import runner
from bot.deployment.ports import free_port
from bot.training import ensure_model
from tests.support.conversation import Conversation
from tests.support.services import (  # noqa: F401
    database_url,
    folder,
    postgresql_server,
    postgresql_url,
    redis_server,
)


@pytest.fixture(scope="session")
def model() -> None:
    """A model trained from the data as it is."""
    ensure_model()


@pytest.fixture(scope="session")
def bot_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the running bot keeps what is said."""
    return tmp_path_factory.mktemp("store") / "new" / "bot.db"


@pytest.fixture(scope="session")
def running_bot(
    model: None, bot_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[runner.Bot]:
    """The bot as `make run` starts it, with the HTTP API on loopback, and a database and logs of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{bot_database}")
        # Each test can come from an address of its own, and a browser's need not be counted.
        for name, value in (("PROXIES", 1), ("REQUESTS", 100_000), ("SESSIONS", 10_000)):
            patch.setenv(f"WEBCHAT_{name}", str(value))
        # Nobody in a test takes the time to read.
        patch.setenv("MESSAGES_PER_MINUTE", "100000")
        logs = tmp_path_factory.mktemp("logs")
        with runner.running(free_port(), free_port(), "--enable-api", logs=logs) as bot:
            yield bot


@pytest.fixture
def conversation(running_bot: runner.Bot) -> Conversation:
    """A new conversation with the running bot."""
    return Conversation(running_bot)
