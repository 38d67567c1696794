"""Changes of matrices that stay small to keep: products of two thin matrices (LoRA, Hu et al. 2021)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import tensorflow as tf


def thin_factors(change: NDArray[Any], rank: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Two matrices (rows x rank, rank x columns) whose product is as near to a change as any of this rank."""
    left, sizes, right = np.linalg.svd(change, full_matrices=False)
    root = np.sqrt(sizes[:rank])
    return left[:, :rank] * root, root[:, None] * right[:rank]


class LowRankChange:
    """Moves a matrix (rows x columns) away from what it was by `left` times `right` (see `thin_factors`).

    It begins with what the matrix has changed already, made thin.
    """

    def __init__(self, matrix: tf.Variable, before: NDArray[Any], rank: int) -> None:
        import tensorflow as tf

        left, right = thin_factors(matrix.numpy() - before, rank)
        self._matrix, self._before = matrix, tf.constant(before)
        self.left, self.right = tf.Variable(left), tf.Variable(right)
        self.apply()

    def slopes(self, slope: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """The slopes of both factors, from that of the matrix."""
        import tensorflow as tf

        return (
            tf.matmul(slope, self.right, transpose_b=True),
            tf.matmul(self.left, slope, transpose_a=True),
        )

    def apply(self) -> None:
        """Let the matrix be what it was, and the change."""
        import tensorflow as tf

        self._matrix.assign(self._before + tf.matmul(self.left, self.right))
