"""The intent model: a linear layer and the nearest examples, mixed and calibrated on examples not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import log_softmax
from tqdm import tqdm

from bot.nlu.examples import Split
from bot.nlu.linear import LinearModel, LinearTrainer
from bot.nlu.nearest import NearestExamples

# Bounds of the calibration: the weight of the nearest example, and the logarithm of the temperature.
NEAREST_BOUNDS = (0.0, 64.0)
LOG_TEMPERATURE_BOUNDS = (-3.0, 3.0)


@dataclass(frozen=True)
class Calibration:
    """How two kinds of evidence become probabilities.

    `nearest_weight` is the weight of the nearest example's similarity beside the linear layer's
    log-probability; `temperature` divides their sum (Guo et al. 2017).
    """

    nearest_weight: float
    temperature: float

    def log_probabilities(self, linear: NDArray[Any], nearest: NDArray[Any]) -> NDArray[Any]:
        """Log-probabilities from both kinds of evidence (messages x labels)."""
        mixed = log_softmax(linear, axis=1) + self.nearest_weight * nearest
        return log_softmax(mixed / self.temperature, axis=1)


@dataclass(frozen=True)
class IntentModel:
    """Features of messages -> calibrated probabilities of labels."""

    labels: list[str]
    linear: LinearModel
    nearest: NearestExamples
    calibration: Calibration

    def probabilities(self, dense: NDArray[Any], sparse: csr_matrix) -> NDArray[Any]:
        """Calibrated probabilities (messages x labels); each row sums to one."""
        linear, nearest = self.linear.scores(dense, sparse), self.nearest.similarities(dense)
        return np.exp(self.calibration.log_probabilities(linear, nearest))


def fit(
    dense: NDArray[Any],
    sparse: csr_matrix,
    labels: list[str],
    folds: list[Split],
    progress: bool = False,
) -> tuple[IntentModel, NDArray[Any]]:
    """Fit the model, and the probabilities that it gives to examples it has not seen.

    `dense` holds unit vectors (examples x columns), `sparse` n-grams (examples x n-grams), `folds` the rows
    to learn from and to test on. The second result has the shape examples x labels and comes from
    cross-validation (out of fold); rows of examples that were not tested, if there are any, are NaN.

    Raises:
        ValueError: there are fewer than two labels.
    """
    names = sorted(set(labels))
    if len(names) < 2:
        raise ValueError("The training data has fewer than two intents. Add examples of another intent.")
    target = np.array([names.index(label) for label in labels])
    trainer = LinearTrainer(dense, sparse, target, len(names))
    linear = np.full((len(target), len(names)), np.nan, dtype=np.float32)
    nearest = np.full_like(linear, np.nan)
    for seen, unseen in tqdm(folds, desc="Cross-validating", unit="fold", disable=not progress):
        linear[unseen] = trainer.fit(seen).scores(dense[unseen], sparse[unseen])
        nearest[unseen] = NearestExamples(dense[seen], target[seen], len(names)).similarities(dense[unseen])
    tested = np.isfinite(linear).all(axis=1)
    calibration = calibrate(linear[tested], nearest[tested], target[tested])
    model = IntentModel(
        labels=names,
        linear=trainer.fit(np.arange(len(target))),
        nearest=NearestExamples(dense, target, len(names)),
        calibration=calibration,
    )
    return model, np.exp(calibration.log_probabilities(linear, nearest))


def calibrate(linear: NDArray[Any], nearest: NDArray[Any], target: NDArray[Any]) -> Calibration:
    """The calibration that makes the true labels of unseen examples most likely."""
    rows = np.arange(len(target))

    def loss(parameters: NDArray[Any]) -> float:
        calibration = Calibration(parameters[0], np.exp(parameters[1]))
        return -float(calibration.log_probabilities(linear, nearest)[rows, target].mean())

    found = minimize(
        loss, x0=[1.0, 0.0], method="Nelder-Mead", bounds=(NEAREST_BOUNDS, LOG_TEMPERATURE_BOUNDS)
    )
    return Calibration(float(found.x[0]), float(np.exp(found.x[1])))
