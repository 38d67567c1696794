"""The nearest example of every label: what a linear layer forgets about single sentences."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# The similarity of a label that has no example among those compared.
NONE = -1.0


class NearestExamples:
    """Sentence vectors of examples, kept by label; half precision is enough to compare them."""

    def __init__(self, vectors: NDArray[Any], target: NDArray[Any], classes: int) -> None:
        """Keep unit vectors (examples x columns) with their label indices (examples)."""
        order = np.argsort(target, kind="stable")
        self.vectors = vectors[order].astype(np.float16)
        self.target = target[order]
        self._classes = classes
        self._compared = self.vectors.astype(np.float32)
        self._present, self._starts = np.unique(self.target, return_index=True)

    def similarities(self, dense: NDArray[Any]) -> NDArray[Any]:
        """The cosine between each message and the nearest example of each label (messages x labels)."""
        nearest = np.full((len(dense), self._classes), NONE, dtype=np.float32)
        nearest[:, self._present] = np.maximum.reduceat(dense @ self._compared.T, self._starts, axis=1)
        return nearest
