"""The gate: take the most probable label, or abstain.

Selective classification (Geifman and El-Yaniv 2017): answer only from a confidence on at which the share
of wrong answers, measured on examples the classifier had not seen, stays below a target.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Gate:
    """The confidence from which on a label is taken at its word.

    `eager` are labels for which silence would do more harm than a mistake: on top, they are always taken.
    """

    threshold: float
    eager: frozenset[str] = frozenset()

    def takes(self, label: str, probability: float) -> bool:
        """Whether the most probable label of a message may stand."""
        return probability >= self.threshold or label in self.eager


def fit_threshold(probabilities: NDArray[Any], truth: NDArray[Any], target_risk: float) -> float:
    """The lowest confidence at which at most `target_risk` of the taken labels are wrong.

    `probabilities` has the shape examples x labels and is out of fold, NaN for examples that were not tested;
    `truth` holds label indices. Where no confidence reaches the target, the result is that of the least risk.
    """
    tested = np.isfinite(probabilities).all(axis=1)
    probabilities, truth = probabilities[tested], truth[tested]
    confidence = probabilities.max(axis=1)
    wrong = probabilities.argmax(axis=1) != truth
    order = np.argsort(-confidence, kind="stable")
    risk = np.cumsum(wrong[order]) / np.arange(1, len(order) + 1)
    within = np.flatnonzero(risk <= target_risk)
    last = within[-1] if len(within) else int(risk.argmin())
    return float(confidence[order[last]])
