from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.person import speaks_of_other, without_kin
from bot.language.text import asks, clauses, halves, plain, questions, sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("I am 45. Why does age matter?", ["I am 45.", "Why does age matter?"]),
        ("I'm 45, why does age matter", ["I'm 45", "why does age matter"]),
        ("He is 61.5, born 12.03.1966. ok", ["He is 61.5, born 12.03.1966.", "ok"]),
        ("How long in oncology vs. lupus?", ["How long in oncology vs. lupus?"]),
        ("Dr. Smith said so! Why?", ["Dr. Smith said so!", "Why?"]),
        ("kidneys - what does caps mean", ["kidneys", "what does caps mean"]),
        ("the kidneys, the vessels", ["the kidneys, the vessels"]),
        ("", []),
    ],
)
def test_clauses(text: str, parts: list[str]) -> None:
    assert clauses(text) == parts


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "how dangerous is it, and what would we have to pay?",
            ["how dangerous is it", "what would we have to pay?"],
        ),
        ("what is purging and how do they do it", ["what is purging", "how do they do it"]),
        ("My wife is 40. Is it safe? Who pays?", ["Is it safe?", "Who pays?"]),
        ("is it a matter of life and death?", ["is it a matter of life and death?"]),
        ("what are nephritis and vasculitis", ["what are nephritis and vasculitis"]),
        ("I am 45", []),
    ],
)
def test_questions(text: str, asked: list[str]) -> None:
    assert questions(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "why?",
        "what is vasculitis",
        "ok so what does that mean",
        "is there an age limit",
        "does it hurt",
        "remission means what",
        "caps meaning",
        "tell me about the risks",
        "can I have it at 61?",
        "kidneys?",
    ],
)
def test_these_ask(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "am 45",
        "is 45",
        "yes",
        "no idea",
        "the kidneys",
        "can't say",
        "I do",
        "doing badly",
        "whatever it takes",
    ],
)
def test_these_tell(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("am I eligible?", False),
        ("could my daughter get this?", True),
        ("asking for my dad", True),
        ("my doctor says I could", False),
        ("she's 45", True),
        ("he was diagnosed in 2009", True),
        ("I told her that I am 45", False),
        ("a friend of mine has lupus, would she qualify", True),
        ("45", False),
    ],
)
def test_whom_it_is_about(text: str, other: bool) -> None:
    assert speaks_of_other(text) is other


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("My mother is 63 and her kidneys are inflamed.", "she is 63 and her kidneys are inflamed."),
        ("would my husband, who is 52, qualify?", "would she, who is 52, qualify?"),
        ("my dad's kidneys are bad", "her kidneys are bad"),
        ("My aunt had nephritis and I am 45", "My aunt had nephritis and I am 45"),
        ("I am 45", "I am 45"),
    ],
)
def test_a_relative_that_it_is_about_is_the_person_concerned(text: str, read: str) -> None:
    assert without_kin(text) == read


@given(st.text())
def test_no_text_raises_and_nothing_is_invented(text: str) -> None:
    for part in sentences(text) + clauses(text):
        assert part in text
    assert plain(plain(text)) == plain(text)
    asks(text)
    speaks_of_other(text)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("cost? age limit?", [("cost?", "age limit?")]),
        ("is it a cure n what does it cost", [("is it a cure", "what does it cost")]),
        ("steps, price", [("steps", "price")]),
        ("how dear is it, and also who pays", [("how dear is it", "who pays")]),
        ("is it a cure", []),
        ("yes, ok", []),
    ],
)
def test_halves(text: str, pairs: list[tuple[str, str]]) -> None:
    assert halves(text) == pairs


def test_a_not_without_its_last_letter_is_whole() -> None:
    assert plain("I can\u2019 breathe, it won' stop") == "i can't breathe, it won't stop"
    assert plain("my parents' house") == "my parents' house"
