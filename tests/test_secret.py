from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.secret import bot_secret, keyed_hash

SECRET = "a test may say what its secret is, since it keeps none"


def test_without_a_secret_one_is_made_that_nobody_else_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BOT_SECRET", raising=False)
    path = tmp_path / "var" / "secret"
    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(bot_secret, [path] * 8))
    assert made == {path.read_text()}
    assert len(made.pop()) >= 43
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_the_environments_secret_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_SECRET", SECRET)
    assert bot_secret(tmp_path / "secret") == SECRET
    assert not (tmp_path / "secret").exists()


def test_a_short_secret_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_SECRET", "hunter2")
    with pytest.raises(ValueError, match="BOT_SECRET is too short"):
        bot_secret(tmp_path / "secret")


@pytest.mark.parametrize(
    "secret",
    ["s" * 40, "abab" * 10, "changeme-changeme-changeme-changeme", "this is an example of a long secret"],
)
def test_a_long_secret_that_everybody_knows_is_refused(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_SECRET", secret)
    with pytest.raises(ValueError, match=r"BOT_SECRET can be guessed.*openssl"):
        bot_secret()


def test_an_address_is_hashed_with_the_secret() -> None:
    assert keyed_hash(SECRET, "sms", "+15550100") == keyed_hash(SECRET, "sms", "+15550100")
    others = [(SECRET, "sms", "+15550100"), (SECRET, "sms", "+15550101"), ("t" * 32, "sms", "+15550100")]
    assert len({keyed_hash(*each) for each in others}) == 3
