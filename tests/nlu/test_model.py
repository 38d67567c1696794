from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.nlu.examples import splits
from bot.nlu.model import fit


def clusters(classes: int, each: int, seed: int = 0) -> tuple[np.ndarray, csr_matrix, list[str]]:
    random = np.random.default_rng(seed)
    centers = random.normal(size=(classes, 8))
    dense = np.concatenate([center + 0.3 * random.normal(size=(each, 8)) for center in centers])
    dense /= np.linalg.norm(dense, axis=1, keepdims=True)
    sparse = csr_matrix(random.random((classes * each, 20)) < 0.2, dtype=np.float32)
    return (
        dense.astype(np.float32),
        sparse,
        [f"label{index}" for index in range(classes) for _ in range(each)],
    )


def test_it_learns_and_its_probabilities_add_up() -> None:
    dense, sparse, labels = clusters(4, 25)
    model, unseen = fit(dense, sparse, labels, splits(labels))
    probabilities = model.probabilities(dense, sparse)
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(100))
    assert [model.labels[index] for index in probabilities.argmax(axis=1)] == labels
    assert unseen.shape == (100, 4)
    assert (unseen.argmax(axis=1) == probabilities.argmax(axis=1)).mean() > 0.9


def test_two_labels_and_a_label_with_a_single_example() -> None:
    dense, sparse, labels = clusters(2, 10)
    model, _ = fit(dense, sparse, labels, splits(labels))
    assert (model.probabilities(dense, sparse).argmax(axis=1) == np.repeat([0, 1], 10)).all()
    rare = ["rare", *labels[1:]]
    model, unseen = fit(dense, sparse, rare, splits(rare))
    assert unseen.shape == (20, 3)
    assert np.isfinite(unseen).all()


def test_same_data_same_weights() -> None:
    dense, sparse, labels = clusters(3, 20)
    first, _ = fit(dense, sparse, labels, splits(labels))
    second, _ = fit(dense, sparse, labels, splits(labels))
    assert (first.linear.dense_weights == second.linear.dense_weights).all()
    assert (first.linear.sparse_weights == second.linear.sparse_weights).all()
    assert first.calibration == second.calibration


def test_probabilities_mean_what_they_say() -> None:
    # Every fourth label is wrong at random: nobody can be surer than 75 %.
    dense, sparse, labels = clusters(4, 100)
    random = np.random.default_rng(1)
    noisy = [f"label{random.integers(4)}" if index % 3 == 0 else label for index, label in enumerate(labels)]
    _, unseen = fit(dense, sparse, noisy, splits(noisy))
    right = np.array([f"label{index}" for index in unseen.argmax(axis=1)]) == np.array(noisy)
    assert unseen.max(axis=1).mean() == pytest.approx(right.mean(), abs=0.1)


def test_one_label_is_refused() -> None:
    dense, sparse, _ = clusters(1, 10)
    with pytest.raises(ValueError, match="fewer than two intents"):
        fit(dense, sparse, ["only"] * 10, splits(["only"] * 10))
