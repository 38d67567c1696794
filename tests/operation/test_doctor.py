"""Each fault is named in a sentence that says what to do, and a sound installation has none."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from bot import training
from bot.deployment.ports import HOST, free_port
from bot.operation import doctor
from bot.operation.doctor import Mark, examine


@pytest.fixture(autouse=True)
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    monkeypatch.setenv("PORT", str(free_port()))
    # What belongs to the trained model has a test of its own below.
    monkeypatch.setattr(doctor, "require_model", lambda: None)
    monkeypatch.setattr(doctor, "is_stale", lambda: False)


def wrong() -> list[str]:
    return [finding.what for finding in examine() if finding.mark is Mark.WRONG]


def test_a_sound_installation_is_fine() -> None:
    findings = examine()
    assert [finding for finding in findings if finding.mark is not Mark.FINE] == []
    assert len(findings) == len(doctor.CHECKS)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("PORT", "99999", "Settings: PORT is '99999'"),
        ("BOT_SECRET", "short", "Settings: BOT_SECRET is too short"),
        ("BOT_SECRET", "changeme" * 5, "Settings: BOT_SECRET can be guessed"),
        ("RETENTION_DAYS", "0", "Settings: RETENTION_DAYS is 0"),
        ("REGION", "atlantis", "Helplines: .*no region 'atlantis'"),
        ("DATABASE_URL", "postgresql://bot:hunter2@127.0.0.1:1/bot", "Database: .*cannot be used"),
        ("REDIS_URL", "redis://127.0.0.1:1/0", "Redis: .*does not answer"),
        ("TELEGRAM_TOKEN", "1:a", "Channels: .*TELEGRAM_SECRET must be set"),
    ],
)
def test_a_setting_that_does_not_do_is_named(
    name: str, value: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    found = wrong()
    assert found
    assert any(re.match(why, each, re.DOTALL) for each in found), found
    assert "hunter2" not in str(found)


def test_a_model_that_is_missing_or_old_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "require_model", lambda: training.require_model(tmp_path))
    assert wrong() == ["Model: There is no trained model. Run `make train` first."]
    monkeypatch.setattr(doctor, "require_model", lambda: None)
    monkeypatch.setattr(doctor, "is_stale", lambda: True)
    assert [f.what for f in examine() if f.mark is Mark.UNSURE] == [
        "Model: what it is made from has changed since. Run `make train`."
    ]


def test_a_disk_without_room_and_other_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_BYTES", 10**18)
    monkeypatch.setattr(doctor, "CKSUM", "/bin/true")
    assert [each.split(":")[0] for each in wrong()] == ["Packages", "Disk"]


def test_a_port_that_another_program_has_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ANSWER_SECONDS", 0.2)
    with socket.create_server((HOST, 0)) as other:
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        (found,) = wrong()
    assert "taken by another program" in found
