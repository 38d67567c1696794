from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.nearest import NONE, NearestExamples

UP, RIGHT = [0.0, 1.0], [1.0, 0.0]


def test_each_label_is_as_near_as_its_nearest_example() -> None:
    nearest = NearestExamples(np.array([UP, RIGHT, [0.6, 0.8]]), np.array([2, 0, 0]), classes=4)
    similarities = nearest.similarities(np.array([UP], dtype=np.float32))
    assert similarities.tolist()[0] == pytest.approx([0.8, NONE, 1.0, NONE], abs=1e-3)


def test_it_survives_being_kept() -> None:
    first = NearestExamples(np.array([UP, RIGHT]), np.array([1, 0]), classes=2)
    second = NearestExamples(first.vectors, first.target, classes=2)
    message = np.array([[0.28, 0.96]], dtype=np.float32)
    assert (first.similarities(message) == second.similarities(message)).all()
