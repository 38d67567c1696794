from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.red_flags import load_signs, red_flags

SIGNS = load_signs().signs
RAISES = [(sign.flag, text) for sign in SIGNS for text in sign.raises]
PASSES = [(sign.flag, text) for sign in SIGNS for text in sign.passes]
EXPLICIT = [
    ("emergency", "i can't breathe"),
    ("emergency", "i think i am having a heart attack"),
    ("emergency", "she is having a seizure"),
    ("emergency", "i can't wake him"),
    ("emergency", "please call an ambulance"),
    ("crisis", "i want to die"),
    ("crisis", "i am going to kill myself"),
]
FILLERS = [
    "",
    "hello",
    "ok so",
    "sorry to bother you",
    "i am 45",
    "yes",
    "please",
    "\U0001f622",
    "!!!",
    "...",
]


@pytest.mark.parametrize(("flag", "text"), RAISES)
def test_a_sign_raises_its_flag(flag: str, text: str) -> None:
    assert flag in red_flags(text)


@pytest.mark.parametrize(("flag", "text"), PASSES)
def test_what_looks_like_a_sign_does_not(flag: str, text: str) -> None:
    assert flag not in red_flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "yes, it is about life and death",
        "the doctors say it could kill her",
        "No, it's miserable but it is not going to kill me",
        "I still walk two miles a day",
        "there is nothing left to try",
        "low platelets",
        "no, she had a stroke last year and is too weak",
        "does a heart attack rule me out?",
        "45",
    ],
)
def test_answers_to_the_form_raise_none(text: str) -> None:
    assert red_flags(text) == []


def test_both_at_once_the_more_urgent_first() -> None:
    assert red_flags("I want to die. I took all my pills.") == ["emergency", "crisis"]


@settings(max_examples=200)
@given(
    st.sampled_from(EXPLICIT),
    st.sampled_from(FILLERS),
    st.sampled_from(FILLERS),
    st.sampled_from([str.lower, str.upper, str.title]),
)
def test_filler_case_and_emoji_hide_nothing(
    explicit: tuple[str, str], before: str, after: str, case: object
) -> None:
    flag, text = explicit
    assert flag in red_flags(f"{before} {case(text)} {after}")  # type: ignore[operator]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert set(red_flags(text)) <= {"emergency", "crisis"}
