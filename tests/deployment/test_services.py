"""What many servers need is asked for before any of them starts, in a sentence that says what to set."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.deployment import fleet
from bot.deployment.process import RunError
from bot.deployment.redis import Redis
from bot.deployment.servers import write_endpoints
from bot.settings import ROOT


@pytest.fixture(autouse=True)
def two_workers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SANIC_WORKERS", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WORKERS", "2")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")


def test_two_workers_want_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RunError, match=r"WORKERS=2 needs a PostgreSQL.*DATABASE_URL"):
        fleet.require_services()


def test_two_workers_want_redis(monkeypatch: pytest.MonkeyPatch, postgresql_url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", postgresql_url)
    with pytest.raises(RunError, match=r"WORKERS=2 needs a Redis.*REDIS_URL"):
        fleet.require_services()
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    with pytest.raises(RunError, match=r"REDIS_URL does not answer"):
        fleet.require_services()


def test_with_both_they_may_start(
    monkeypatch: pytest.MonkeyPatch, postgresql_url: str, redis_server: Redis
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgresql_url)
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    fleet.require_services()


def test_a_redis_with_another_password_is_none(monkeypatch: pytest.MonkeyPatch, redis_server: Redis) -> None:
    monkeypatch.setenv("WORKERS", "1")
    monkeypatch.setenv("REDIS_URL", f"redis://:wrong@127.0.0.1:{redis_server.port}/0")
    with pytest.raises(RunError, match="does not take the password"):
        fleet.require_services()


def test_one_worker_needs_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKERS", "1")
    fleet.require_services()


def test_sanics_own_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANIC_WORKERS", "2")
    with pytest.raises(RunError, match="Set WORKERS"):
        fleet.require_services()


def test_the_endpoints_name_the_action_server_and_redis_and_nobody_else_can_read_them(tmp_path: Path) -> None:
    path = write_endpoints(tmp_path, 5066, "rediss://bot:s%40fe@redis.example.org:6380/3")
    text = path.read_text(encoding="utf-8")
    for line in ("url: http://127.0.0.1:5066/webhook", "url: redis.example.org", "port: 6380", "db: 3"):
        assert line in text
    for line in ("username: bot", "password: s@fe", "use_ssl: true", "type: bot.store.trackers.TrackerStore"):
        assert line in text
    assert path.stat().st_mode & 0o077 == 0
    assert "redis" not in (ROOT / "endpoints.yml").read_text(encoding="utf-8")
