import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.cleaning import MAX_CHARACTERS, clean


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("what is autologous?", "what is autologous?"),
        ("/what is autologous?", "what is autologous?"),
        (" / // /restart", "restart"),
        ('/eligibility{"age": 30}', 'eligibility{"age": 30}'),
        ("\u200b/\u200brestart", "restart"),
        ("can\u200b it\u202e kill\ufeff you", "can it kill you"),
        ("two\nlines\tand   spaces", "two lines and spaces"),
        ("ﬁne ＡＢＣ", "fine ABC"),
        ("bell\x07rings", "bell rings"),
        ("🙂", "🙂"),
        ("", ""),
        ("///", ""),
        ("\u200b", ""),
    ],
)
def test_cleaning(typed: str, read: str) -> None:
    assert clean(typed) == read


def test_an_endless_text_is_cut() -> None:
    assert len(clean("word " * 100_000)) <= MAX_CHARACTERS


@given(st.text())
def test_the_result_is_plain_bounded_and_stable(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= MAX_CHARACTERS
    assert not cleaned.startswith("/")
    assert "\n" not in cleaned
    assert clean(cleaned) == cleaned
