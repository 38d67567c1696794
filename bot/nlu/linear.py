"""A multinomial logistic regression over dense and sparse features."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

# How much the unit vectors of sentence and n-grams weigh, how weakly weights are held back, and how far
# rare labels are lifted (0 not at all, 1 to the weight of common ones); by cross-validation on the examples.
DENSE_SCALE = 5.0
SPARSE_SCALE = 2.0
REGULARIZATION = 3.0
BALANCE = 0.5
COMPONENTS = 300
ITERATIONS = 60
SEED = 0
# The intercept of a label that the examples lack lies this far below all others.
UNLIKELY = 10.0


@dataclass(frozen=True)
class LinearModel:
    """Weights of one linear layer, (dense + sparse columns) x labels."""

    dense_weights: NDArray[Any]
    sparse_weights: NDArray[Any]
    intercept: NDArray[Any]

    def scores(self, dense: NDArray[Any], sparse: csr_matrix) -> NDArray[Any]:
        """Unnormalized log-probabilities (messages x labels)."""
        return np.asarray(dense @ self.dense_weights + sparse @ self.sparse_weights + self.intercept)


class LinearTrainer:
    """Fits linear layers on rows of the same features.

    The n-grams are reduced to their main components for fitting; the weights are folded back onto the
    n-grams, so that a fitted model is a single linear layer.
    """

    def __init__(self, dense: NDArray[Any], sparse: csr_matrix, target: NDArray[Any], classes: int) -> None:
        """Reduce the features of all examples; `target` holds label indices below `classes`."""
        self._reducer = TruncatedSVD(min(COMPONENTS, sparse.shape[1] - 1), n_iter=3, random_state=SEED)
        reduced = SPARSE_SCALE * self._reducer.fit_transform(sparse)
        self._features = np.hstack([DENSE_SCALE * dense, reduced]).astype(np.float32)
        self._width = dense.shape[1]
        self._target = target
        self._classes = classes

    def fit(self, rows: NDArray[Any]) -> LinearModel:
        """Fit on some examples; a label that they lack becomes very unlikely."""
        weights, intercept = _regression(self._features[rows], self._target[rows], self._classes)
        dense, sparse = weights[:, : self._width].T, weights[:, self._width :].T
        return LinearModel(
            dense_weights=(DENSE_SCALE * dense).astype(np.float32),
            sparse_weights=(SPARSE_SCALE * self._reducer.components_.T @ sparse).astype(np.float32),
            intercept=intercept.astype(np.float32),
        )


def _regression(
    features: NDArray[Any], target: NDArray[Any], classes: int
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Weights and intercepts for every class, also for one that these examples lack (very unlikely)."""
    counts = np.bincount(target, minlength=classes)
    lifted = {label: (counts.mean() / count) ** BALANCE for label, count in enumerate(counts) if count}
    regression = LogisticRegression(
        C=REGULARIZATION, max_iter=ITERATIONS, multi_class="multinomial", class_weight=lifted
    )
    with warnings.catch_warnings():
        # Bounded on purpose: more iterations only sharpen probabilities that are calibrated later.
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(features, target)
    coefficients, intercepts = regression.coef_, regression.intercept_
    if len(regression.classes_) == 2:
        coefficients, intercepts = (
            np.vstack([-coefficients, coefficients]),
            np.hstack([-intercepts, intercepts]),
        )
    weights = np.zeros((classes, features.shape[1]), dtype=np.float32)
    intercept = np.full(classes, intercepts.min() - UNLIKELY, dtype=np.float32)
    weights[regression.classes_] = coefficients
    intercept[regression.classes_] = intercepts
    return weights, intercept
