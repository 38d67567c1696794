"""A multinomial logistic regression over dense and sparse features, with calibrated probabilities."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, StratifiedKFold
from tqdm import tqdm

# How much the unit vectors of sentence and n-grams weigh, how weakly weights are held back, and how far
# rare labels are lifted (0 not at all, 1 to the weight of common ones); by cross-validation on the examples.
DENSE_SCALE = 5.0
SPARSE_SCALE = 2.0
REGULARIZATION = 3.0
BALANCE = 0.5
COMPONENTS = 300
ITERATIONS = 60
FOLDS = 5
SEED = 0


@dataclass(frozen=True)
class LinearModel:
    """Weights of one linear layer, (dense + sparse columns) x labels, and one temperature for all."""

    labels: list[str]
    dense_weights: NDArray[Any]
    sparse_weights: NDArray[Any]
    intercept: NDArray[Any]
    temperature: float

    def probabilities(self, dense: NDArray[Any], sparse: csr_matrix) -> NDArray[Any]:
        """Calibrated probabilities (messages x labels); each row sums to one."""
        scores = dense @ self.dense_weights + sparse @ self.sparse_weights + self.intercept
        calibrated: NDArray[Any] = softmax(np.asarray(scores) / self.temperature, axis=1)
        return calibrated


def fit(
    dense: NDArray[Any], sparse: csr_matrix, labels: list[str], progress: bool = False
) -> tuple[LinearModel, NDArray[Any]]:
    """Fit the model, and the probabilities that it gives to examples it has not seen.

    The n-grams are reduced to their main components for fitting; the weights are folded back onto the
    n-grams, so that the fitted model is a single linear layer. The second result has the shape
    examples x labels and comes from cross-validation (out of fold), calibrated by the temperature that
    makes the true labels most likely.

    Raises:
        ValueError: there are fewer than two labels.
    """
    names = sorted(set(labels))
    if len(names) < 2:
        raise ValueError("The training data has fewer than two intents. Add examples of another intent.")
    target = np.array([names.index(label) for label in labels])
    reducer = TruncatedSVD(min(COMPONENTS, sparse.shape[1] - 1), n_iter=3, random_state=SEED)
    features = np.hstack([DENSE_SCALE * dense, SPARSE_SCALE * reducer.fit_transform(sparse)]).astype(
        np.float32
    )

    scores = _out_of_fold(features, target, len(names), progress)
    temperature = _temperature(scores, target)
    weights, intercept = _regression(features, target, len(names))
    width = dense.shape[1]
    model = LinearModel(
        labels=names,
        dense_weights=(DENSE_SCALE * weights[:, :width].T).astype(np.float32),
        sparse_weights=(SPARSE_SCALE * reducer.components_.T @ weights[:, width:].T).astype(np.float32),
        intercept=intercept.astype(np.float32),
        temperature=temperature,
    )
    return model, softmax(scores / temperature, axis=1)


def _out_of_fold(features: NDArray[Any], target: NDArray[Any], classes: int, progress: bool) -> NDArray[Any]:
    smallest = int(np.bincount(target).min())
    folds = (
        StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
        if smallest >= FOLDS
        else KFold(min(FOLDS, len(target)), shuffle=True, random_state=SEED)
    )
    scores = np.zeros((len(target), classes), dtype=np.float32)
    splits = list(folds.split(features, target))
    for seen, unseen in tqdm(splits, desc="Cross-validating", unit="fold", disable=not progress):
        weights, intercept = _regression(features[seen], target[seen], classes)
        scores[unseen] = features[unseen] @ weights.T + intercept
    return scores


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
    intercept = np.full(classes, intercepts.min() - 10.0, dtype=np.float32)
    weights[regression.classes_] = coefficients
    intercept[regression.classes_] = intercepts
    return weights, intercept


def _temperature(scores: NDArray[Any], target: NDArray[Any]) -> float:
    """Temperature scaling (Guo et al. 2017): the divisor that minimises the negative log-likelihood."""

    def loss(log_temperature: float) -> float:
        likelihood = log_softmax(scores / np.exp(log_temperature), axis=1)
        return -float(likelihood[np.arange(len(target)), target].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded").x))
