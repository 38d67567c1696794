from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.spelling import Speller, load_abbreviations

EXAMPLES = 3 * [
    "where do they get the healthy cells",
    "is an allogeneic transplant better",
    "can vasculitis count",
    "belimumab",
]


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller.fit(EXAMPLES, load_abbreviations())


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("wher do they get healty cells", "where do they get healthy cells"),
        ("alogeneic transplnt?", "allogeneic transplant?"),
        ("does VASCULTIS count", "does vasculitis count"),
        ("wat r u", "what are you"),
        ("im told pts need a bmt", "I'm told patients need a bone marrow transplant"),
        ("is belimumab better", "is belimumab better"),
        ("was it Dr Benneth who said so", "was it Dr Benneth who said so"),
        ("xqzzt 12mg b12", "xqzzt 12mg b12"),
        ("¿puede curar esto mi nefritis?", "¿puede curar esto mi nefritis?"),
        ("ANA 1:640", "ANA 1:640"),
        ("", ""),
        ("🙂 ok", "🙂 ok"),
    ],
)
def test_mending(speller: Speller, typed: str, read: str) -> None:
    assert speller.mend(typed) == read


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    speller = Speller({"cells": 3}, {})
    assert isinstance(speller.mend(text), str)
    assert speller.mend("cells") == "cells"


def test_a_slip_in_a_single_example_is_no_word() -> None:
    assert Speller.fit(["the tranplant", "the transplant"], {}).mend("tranplant") == "transplant"
