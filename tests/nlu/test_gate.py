import numpy as np
import pytest

from bot.nlu.gate import Gate, fit_threshold


def test_a_label_is_taken_from_the_threshold_on() -> None:
    gate = Gate(0.6)
    assert gate.choose({"faq/cost": 0.6, "faq/age": 0.4}) == "faq/cost"
    assert gate.choose({"faq/cost": 0.59, "faq/age": 0.41}) is None


def test_an_eager_label_is_taken_whenever_it_is_on_top() -> None:
    gate = Gate(0.6, eager=frozenset({"advice"}))
    assert gate.choose({"advice": 0.2, "faq/cost": 0.1}) == "advice"
    assert gate.choose({"faq/cost": 0.2, "advice": 0.1}) is None


def test_what_is_not_for_the_classifier_to_say_is_never_taken() -> None:
    assert Gate(0.6, never=frozenset({"crisis"})).choose({"crisis": 0.9, "faq/cost": 0.1}) is None


def test_a_label_can_be_taken_rather_than_none_and_rather_than_outside() -> None:
    gate = Gate(0.6, outside="out_of_scope", rather={"advice": 0.2})
    assert gate.choose({"faq/cost": 0.5, "advice": 0.3}) == "advice"
    assert gate.choose({"out_of_scope": 0.7, "advice": 0.3}) == "advice"
    assert gate.choose({"out_of_scope": 0.9, "advice": 0.1}) == "out_of_scope"
    assert gate.choose({"faq/cost": 0.7, "advice": 0.3}) == "faq/cost"


def test_the_threshold_is_the_lowest_that_keeps_the_risk() -> None:
    # Right, right, wrong, right, wrong from the surest to the least sure.
    confidence = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    truth = np.array([0, 0, 1, 0, 1])
    probabilities = np.stack([confidence, 1 - confidence], axis=1)
    assert fit_threshold(probabilities, truth, 0.0) == pytest.approx(0.8)
    assert fit_threshold(probabilities, truth, 0.25) == pytest.approx(0.6)
    assert fit_threshold(probabilities, truth, 1.0) == pytest.approx(0.5)


def test_where_no_confidence_is_good_enough_the_least_risk_wins() -> None:
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2]])
    assert fit_threshold(probabilities, np.array([1, 0]), 0.0) == pytest.approx(0.8)
