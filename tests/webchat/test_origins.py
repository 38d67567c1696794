from __future__ import annotations

import pytest

from bot.webchat.origins import allowed, headers

LISTED = frozenset({"https://guide.example"})


@pytest.mark.parametrize(
    ("origin", "answered"),
    [
        (None, True),
        ("http://bot.example:5005", True),
        ("https://bot.example:5005", True),
        ("https://guide.example", True),
        ("https://Guide.example", True),
        ("http://guide.example", False),
        ("https://guide.example:444", False),
        ("https://guide.example.evil.example", False),
        ("https://evil.example/https://guide.example", False),
        ("http://bot.example", False),
        ("https://evil.example", False),
        ("null", False),
        ("", False),
        ("*", False),
    ],
)
def test_who_may_ask(origin: str | None, answered: bool) -> None:
    assert allowed(origin, "bot.example:5005", LISTED) is answered


def test_a_browser_is_told_the_exact_origin() -> None:
    assert headers("https://guide.example", "GET")["Access-Control-Allow-Origin"] == "https://guide.example"
    assert "Access-Control-Allow-Origin" not in headers(None, "GET")
    assert "DELETE" in headers("https://guide.example", "OPTIONS")["Access-Control-Allow-Methods"]
