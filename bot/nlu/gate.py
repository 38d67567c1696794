"""The gate: take the most probable label, or abstain.

Selective classification (Geifman and El-Yaniv 2017): answer only from a confidence on at which the share
of wrong answers, measured on examples the classifier had not seen, stays below a target.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Gate:
    """What is taken of a message's labels: the most probable one from a confidence on, or none.

    `eager` are labels for which silence would do more harm than a mistake: on top, they are always taken.
    `never` are labels that are not for the classifier to give. `rather` are labels, each with a probability
    from which on it is taken rather than none or `outside`, whatever is on top.
    """

    threshold: float
    eager: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    outside: str | None = None
    rather: Mapping[str, float] = field(default_factory=dict)

    def choose(self, ranked: Mapping[str, float]) -> str | None:
        """The label that may stand, out of all with their probabilities, the highest first."""
        top, probability = next(iter(ranked.items()))
        taken = top not in self.never and (probability >= self.threshold or top in self.eager)
        if taken and top != self.outside:
            return top
        rather = (label for label, least in self.rather.items() if ranked.get(label, 0.0) >= least)
        return next(rather, top if taken else None)


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
