"""A multinomial logistic regression over dense and sparse features, with calibrated probabilities."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
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
    """Weights of one linear layer: classes x (dense + sparse columns), and one temperature for all."""

    labels: list[str]
    dense_weights: np.ndarray
    sparse_weights: np.ndarray
    intercept: np.ndarray
    temperature: float

    def probabilities(self, dense: np.ndarray, sparse: csr_matrix) -> np.ndarray:
        """Calibrated probabilities (messages x labels); each row sums to one."""
        scores = dense @ self.dense_weights.T + sparse @ self.sparse_weights.T + self.intercept
        calibrated: np.ndarray = softmax(np.asarray(scores) / self.temperature, axis=1)
        return calibrated


def fit(
    dense: np.ndarray, sparse: csr_matrix, labels: list[str], progress: bool = False
) -> tuple[LinearModel, np.ndarray]:
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
    features = np.hstack([DENSE_SCALE * dense, SPARSE_SCALE * reducer.fit_transform(sparse)]).astype(np.float32)

    scores = _out_of_fold(features, target, len(names), progress)
    temperature = _temperature(scores, target)
    weights, intercept = _regression(features, target, len(names))
    width = dense.shape[1]
    model = LinearModel(
        labels=names,
        dense_weights=(DENSE_SCALE * weights[:, :width]).astype(np.float32),
        sparse_weights=(SPARSE_SCALE * weights[:, width:] @ reducer.components_).astype(np.float32),
        intercept=intercept.astype(np.float32),
        temperature=temperature,
    )
    return model, softmax(scores / temperature, axis=1)


def _out_of_fold(features: np.ndarray, target: np.ndarray, classes: int, progress: bool) -> np.ndarray:
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


def _regression(features: np.ndarray, target: np.ndarray, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights and intercepts for every class, also for one that these examples lack (very unlikely)."""
    counts = np.bincount(target, minlength=classes)
    lifted = {label: (counts.mean() / count) ** BALANCE for label, count in enumerate(counts) if count}
    regression = LogisticRegression(
        C=REGULARIZATION, max_iter=ITERATIONS, multi_class="multinomial", class_weight=lifted
    )
    with warnings.catch_warnings():
        # The iterations are bounded on purpose: more only sharpen the probabilities, which are calibrated later.
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(features, target)
    coefficients, intercepts = regression.coef_, regression.intercept_
    if len(regression.classes_) == 2:
        coefficients, intercepts = np.vstack([-coefficients, coefficients]), np.hstack([-intercepts, intercepts])
    weights = np.zeros((classes, features.shape[1]), dtype=np.float32)
    intercept = np.full(classes, intercepts.min() - 10.0, dtype=np.float32)
    weights[regression.classes_] = coefficients
    intercept[regression.classes_] = intercepts
    return weights, intercept


def _temperature(scores: np.ndarray, target: np.ndarray) -> float:
    """Temperature scaling (Guo et al. 2017): the divisor that minimises the negative log-likelihood."""

    def loss(log_temperature: float) -> float:
        likelihood = log_softmax(scores / np.exp(log_temperature), axis=1)
        return -float(likelihood[np.arange(len(target)), target].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded").x))
