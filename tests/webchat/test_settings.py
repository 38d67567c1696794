from __future__ import annotations

import pytest

from bot import settings


def test_origins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBCHAT_ORIGINS", " https://Guide.example,http://localhost:8080 , ")
    assert settings.webchat_origins() == {"https://guide.example", "http://localhost:8080"}
    monkeypatch.delenv("WEBCHAT_ORIGINS")
    assert settings.webchat_origins() == set()


@pytest.mark.parametrize(
    "value", ["*", "guide.example", "https://guide.example/", "https://a.example/page", "ftp://a"]
)
def test_what_is_no_origin_is_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBCHAT_ORIGINS", f"https://guide.example,{value}")
    with pytest.raises(ValueError, match="WEBCHAT_ORIGINS has"):
        settings.webchat_origins()


@pytest.mark.parametrize("value", ["many", "-1", "1.5"])
def test_what_is_no_number_is_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESSAGES_PER_MINUTE", value)
    with pytest.raises(ValueError, match="MESSAGES_PER_MINUTE is"):
        settings.messages_per_minute()
