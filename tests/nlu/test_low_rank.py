from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.low_rank import LowRankChange, thin_factors

RANDOM = np.random.default_rng(0)
BEFORE = RANDOM.normal(size=(8, 6)).astype(np.float32)
THIN = (RANDOM.normal(size=(8, 2)) @ RANDOM.normal(size=(2, 6))).astype(np.float32)


def test_the_factors_of_a_thin_change_give_it_back() -> None:
    left, right = thin_factors(THIN, 2)
    assert (left.shape, right.shape) == ((8, 2), (2, 6))
    assert left @ right == pytest.approx(THIN, abs=1e-5)


def test_of_any_other_change_nothing_of_that_rank_is_nearer() -> None:
    change = RANDOM.normal(size=(8, 6))
    left, right = thin_factors(change, 2)
    kept = np.linalg.svd(change, compute_uv=False)[2:]
    assert np.linalg.norm(change - left @ right) == pytest.approx(np.linalg.norm(kept))


@pytest.mark.slow
def test_a_matrix_goes_on_from_its_thin_change() -> None:
    import tensorflow as tf

    matrix = tf.Variable(BEFORE + THIN)
    change = LowRankChange(matrix, BEFORE, 2)
    assert matrix.numpy() == pytest.approx(BEFORE + THIN, abs=1e-5)
    with tf.GradientTape() as tape:
        value = tf.reduce_sum(matrix**2)
    left, right = change.slopes(tape.gradient(value, matrix))
    for factor, slope in ((change.left, left), (change.right, right)):
        assert slope.shape == factor.shape
        factor.assign_sub(1e-3 * slope)
    change.apply()
    assert float(tf.reduce_sum(matrix**2)) < float(value)
    assert np.linalg.matrix_rank(matrix.numpy() - BEFORE, tol=1e-4) == 2
