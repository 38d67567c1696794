"""One session-wide set-up for the slow tests: a trained model and a running bot on free ports."""

from __future__ import annotations

from collections.abc import Iterator

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
def running_bot(model: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[runner.Bot]:
    """The bot as `make run` starts it, with the HTTP API on loopback and a database of its own."""
    database = tmp_path_factory.mktemp("store") / "new" / "bot.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{database}")
        # Each test can come from an address of its own, and a browser's need not be counted.
        for name, value in (("PROXIES", 1), ("REQUESTS", 100_000), ("SESSIONS", 10_000)):
            patch.setenv(f"WEBCHAT_{name}", str(value))
        with runner.running(free_port(), free_port(), "--enable-api") as bot:
            yield bot


@pytest.fixture
def conversation(running_bot: runner.Bot) -> Conversation:
    """A new conversation with the running bot."""
    return Conversation(running_bot)
