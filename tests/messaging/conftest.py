"""One bot for all the platforms, each with a fake of its API on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from bot import runner
from bot.deployment.ports import free_port
from tests.messaging.fakes.messenger import FakeMessenger
from tests.messaging.fakes.slack import FakeSlack
from tests.messaging.fakes.telegram import FakeTelegram
from tests.messaging.fakes.twilio import FakeSms, FakeWhatsApp
from tests.messaging.fakes.webhook import FakeReceiver
from tests.support.platforms import FakePlatform

FAKES: list[type[FakePlatform]] = [
    FakeReceiver,
    FakeMessenger,
    FakeTelegram,
    FakeSlack,
    FakeSms,
    FakeWhatsApp,
]


@pytest.fixture(scope="package")
def platforms(model: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, FakePlatform]]:
    """The fakes by name, and behind them a running bot that is set up for all of them."""
    folder = tmp_path_factory.mktemp("messaging")
    with HTTPServer(host="127.0.0.1") as server, pytest.MonkeyPatch.context() as patch:
        fakes = {fake.name: fake(server) for fake in FAKES}
        patch.setenv("DATABASE_URL", f"sqlite:///{folder / 'bot.db'}")
        # The limit that people have, not that of another bot of this session.
        patch.delenv("MESSAGES_PER_MINUTE", raising=False)
        for fake in fakes.values():
            for name, value in fake.environment().items():
                patch.setenv(name, value)
        with runner.running(free_port(), free_port(), logs=folder) as bot:
            for fake in fakes.values():
                fake.bot = bot
            yield fakes


@pytest.fixture(params=[fake.name for fake in FAKES])
def platform(request: pytest.FixtureRequest, platforms: dict[str, FakePlatform]) -> Iterator[FakePlatform]:
    """Each platform in turn; whatever its API complained of fails the test."""
    fake = platforms[request.param]
    yield fake
    complaints = list(fake.complaints)
    fake.complaints.clear()
    assert complaints == []
