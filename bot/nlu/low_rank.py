"""Changes of matrices that stay small to keep: products of two thin matrices (LoRA, Hu et al. 2021)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import tensorflow as tf

# How far the left factors' entries spread at the start; the right ones start at nothing.
SPREAD = 0.05


class LowRankChange:
    """Moves a matrix (rows x columns) by `left` (rows x rank) times `right` (rank x columns)."""

    def __init__(self, matrix: tf.Variable, rank: int, random: np.random.Generator) -> None:
        import tensorflow as tf

        rows, columns = matrix.shape
        self._matrix, self._before = matrix, tf.constant(matrix)
        self.left = tf.Variable(random.normal(0.0, SPREAD, (rows, rank)).astype(np.float32))
        self.right = tf.Variable(tf.zeros((rank, columns)))

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
