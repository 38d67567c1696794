from __future__ import annotations

import pytest

from bot.context import Message, also_asked, in_context, in_general
from bot.guide import load_guide

GUIDE = load_guide()


@pytest.mark.parametrize(
    ("last", "text", "meant"),
    [
        ("faq/autologous", "what about the other one?", "faq/allogeneic"),
        ("faq/allogeneic", "and the other", "faq/autologous"),
        ("faq/allogeneic", "is the other kind safer for older people with bad kidneys like me?", None),
        ("faq/mortality", "what about the other one?", None),
    ],
)
def test_the_other_one(last: str, text: str, meant: str | None) -> None:
    assert in_context(GUIDE, last, Message(text, "nlu_fallback", [], sure=False)) == meant


@pytest.mark.parametrize(
    ("last", "meant"),
    [("faq/mortality", "faq/toxicity"), ("faq/age_limit", None), ("glossary/sle", None)],
)
def test_why(last: str, meant: str | None) -> None:
    assert in_context(GUIDE, last, Message("why?", "why", [], sure=True)) == meant


@pytest.mark.parametrize(
    ("text", "ranked", "sure", "meant"),
    [
        ("and for insured people?", ["faq/age_limit", "faq/insurance"], False, "faq/insurance"),
        ("and for insured people?", ["faq/age_limit", "faq/caps"], False, None),
        ("insured people?", ["faq/insurance"], False, None),
        ("and is it safe?", ["faq/insurance"], True, None),
    ],
)
def test_a_short_message_that_leans_on_the_answer(
    text: str, ranked: list[str], sure: bool, meant: str | None
) -> None:
    assert in_context(GUIDE, "faq/cost", Message(text, "faq", ranked, sure)) == meant


@pytest.mark.parametrize(
    ("asked", "answered", "further"),
    [
        (["faq/toxicity", "faq/cost"], {"faq/toxicity"}, ["faq/cost"]),
        (["faq/toxicity", "faq/cost", "faq/cost"], {"faq/cost"}, ["faq/toxicity"]),
        (["faq/toxicity", "faq/cost"], {"faq/toxicity", "faq/cost"}, []),
        (["faq/toxicity", "faq/cost"], {"faq/insurance"}, []),
        (["faq/toxicity", "nlu_fallback"], {"faq/toxicity"}, []),
        (["faq/toxicity", "advice"], {"faq/toxicity"}, []),
        ([], {"faq/toxicity"}, []),
    ],
)
def test_what_else_was_asked(asked: list[str], answered: set[str], further: list[str]) -> None:
    assert also_asked(GUIDE, asked, answered) == further


@pytest.mark.parametrize(
    ("probabilities", "fact"),
    [
        ({"faq/age_limit": 0.06, "faq/cost": 0.01}, "faq/age_limit"),
        ({"faq/age_limit": 0.06, "faq/cost": 0.05, "faq/caps": 0.04}, None),
        ({"faq/age_limit": 0.004}, None),
        ({"glossary/sle": 0.5}, None),
        ({}, None),
    ],
)
def test_what_the_guide_says_in_general_to_a_request_for_advice(
    probabilities: dict[str, float], fact: str | None
) -> None:
    assert in_general(GUIDE, probabilities) == fact
