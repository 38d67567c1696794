"""One fleet for all the tests of many servers: two workers and two action servers on PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.deployment import fleet, nginx
from bot.deployment.fleet import Fleet
from bot.deployment.ports import free_port
from bot.deployment.postgresql import PostgreSQL
from bot.deployment.redis import Redis
from tests.support.services import need, new_database


# Not of the session: its settings would be those of other tests' bots, too.
@pytest.fixture(scope="module")
def running_fleet(
    model: None,
    postgresql_server: PostgreSQL,
    redis_server: Redis,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Fleet]:
    need(nginx.is_installed(), "nginx", "nginx-light")
    settings = {
        "DATABASE_URL": new_database(postgresql_server),
        "REDIS_URL": redis_server.url,
        "BOT_SECRET": "known to the two workers of this fleet only",
        "WORKERS": "2",
        "ACTION_SERVERS": "2",
        # Each visitor has an address of their own, before nginx adds its client's.
        "WEBCHAT_PROXIES": "2",
        "WEBCHAT_SESSIONS": "1000",
        "WEBCHAT_REQUESTS": "10000",
        "MESSAGES_PER_MINUTE": "1000",
    }
    logs: Path = tmp_path_factory.mktemp("fleet")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        with fleet.running(free_port(), logs) as running:
            yield running
