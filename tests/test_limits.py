from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import sqlalchemy

from bot.limits import OverLimit, require_rate
from bot.store.engine import engine

NOW = datetime.datetime(2026, 11, 23, 2, 0, 5)


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")


def test_beyond_the_limit_it_says_when_to_come_back() -> None:
    for _ in range(2):
        require_rate("messages", "1.2.3.4", 2, "secret", NOW)
    for first in (True, False):
        with pytest.raises(OverLimit) as over:
            require_rate("messages", "1.2.3.4", 2, "secret", NOW)
        assert (over.value.after, over.value.first) == (55, first)
    require_rate("messages", "1.2.3.5", 2, "secret", NOW)
    require_rate("sessions", "1.2.3.4", 2, "secret", NOW)
    require_rate("messages", "1.2.3.4", 2, "secret", NOW + datetime.timedelta(minutes=1))


def test_nobodys_address_is_kept() -> None:
    require_rate("messages", "1.2.3.4", 2, "secret", NOW)
    with engine().connect() as connection:
        (row,) = connection.execute(sqlalchemy.text("select * from rate_count"))
    assert "1.2.3.4" not in str(row)
