from __future__ import annotations

import itertools
from typing import Any

import pytest

from bot.eligibility import CRITERIA, FEATURES, Answers, Outcome, Standing, judge

AGES = {
    0: "met",
    17: "met",
    59: "met",
    59.9: "met",
    60: "not_met",
    61: "not_met",
    100: "not_met",
    "unsure": "unknown",
}
YES_NO = {"yes": "met", "no": "not_met", "unsure": "unknown"}
LISTS: list[tuple[Any, str]] = [
    ([], "not_met"),
    ("unsure", "unknown"),
    *((list(some), "met") for size in (1, 2, 3, 4) for some in itertools.combinations(FEATURES, size)),
]
FINE: dict[str, Any] = {
    "age": 40,
    "diagnosis": "yes",
    "features": ["nephritis"],
    "treatments_failed": "yes",
    "life_threatening": "yes",
    "can_tolerate": "yes",
}


def test_every_combination_of_answers() -> None:
    """Walks all combinations against the rule, said once more in other words."""
    walked = 0
    for (age, a), (diagnosis, d), (features, f) in itertools.product(AGES.items(), YES_NO.items(), LISTS):
        for (failed, t), (danger, n), (fit, w) in itertools.product(YES_NO.items(), repeat=3):
            verdict = judge(Answers(age, diagnosis, features, failed, danger, fit))  # type: ignore[arg-type]
            standings = [a, d, f, t, n, w]
            assert [standing.value for standing in verdict.standings.values()] == standings
            if standings.count("met") == 6:
                expected = Outcome.MEETS
            elif "not_met" in standings:
                expected = Outcome.DOES_NOT_MEET
            else:
                expected = Outcome.UNDETERMINED
            assert verdict.outcome is expected
            walked += 1
    assert walked == len(AGES) * 3 * len(LISTS) * 27


@pytest.mark.parametrize("name", CRITERIA)
def test_one_unknown_leaves_it_open_and_is_named(name: str) -> None:
    verdict = judge(Answers(**{**FINE, name: "unsure"}))
    assert verdict.outcome is Outcome.UNDETERMINED
    assert verdict.named(Standing.UNKNOWN) == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("age", "40"),
        ("age", None),
        ("age", -1),
        ("age", True),
        ("diagnosis", None),
        ("diagnosis", True),
        ("diagnosis", "Yes"),
        ("diagnosis", []),
        ("features", None),
        ("features", "nephritis"),
        ("features", ["aps"]),
        ("can_tolerate", ""),
    ],
)
def test_an_answer_of_another_type_is_refused_and_never_met(name: str, value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        judge(Answers(**{**FINE, name: value}))
