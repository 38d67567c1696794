from __future__ import annotations

import numpy as np
import pytest
from symspellpy.editdistance import DistanceAlgorithm, EditDistance

from bot.nlu.typos import as_typed, with_slips

TEXT = "I cannot breathe, please help me."


def test_a_slip_is_one_edit() -> None:
    distance = EditDistance(DistanceAlgorithm.DAMERAU_OSA)
    typed = [with_slips(TEXT, 1, np.random.default_rng(seed)) for seed in range(200)]
    assert {distance.compare(TEXT, each, len(TEXT)) for each in typed} == {0, 1}


def test_most_texts_stay_as_they_are_and_the_same_seed_types_the_same() -> None:
    typed = [as_typed(TEXT, np.random.default_rng(seed)) for seed in range(500)]
    assert typed == [as_typed(TEXT, np.random.default_rng(seed)) for seed in range(500)]
    assert 0.5 < typed.count(TEXT) / len(typed) < 0.7
    assert {TEXT.lower(), TEXT.upper(), TEXT.rstrip(".")} < set(typed)


@pytest.mark.parametrize("text", ["", "a", "ok", "\U0001f622", "123456789"])
def test_what_has_no_letters_to_spare_stays(text: str) -> None:
    assert {as_typed(text, np.random.default_rng(seed)).lower() for seed in range(100)} == {text}
