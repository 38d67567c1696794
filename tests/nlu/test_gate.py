import numpy as np
import pytest

from bot.nlu.gate import Gate, fit_threshold


def test_a_label_is_taken_from_the_threshold_on() -> None:
    gate = Gate(0.6)
    assert gate.takes("faq/cost", 0.6)
    assert not gate.takes("faq/cost", 0.59)


def test_an_eager_label_is_always_taken() -> None:
    assert Gate(0.6, frozenset({"emergency"})).takes("emergency", 0.2)


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
