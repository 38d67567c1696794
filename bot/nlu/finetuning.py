"""Fine-tunes the sentence encoder, so that examples of one label come to lie together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tqdm import tqdm

from bot.nlu import pretrained
from bot.nlu.low_rank import LowRankChange

if TYPE_CHECKING:
    import tensorflow as tf

# Of every batch: so many labels, so many examples of each.
BATCH_LABELS, BATCH_EXAMPLES = 16, 4
# The share of one pass over the examples; three times as many steps brought little more.
PASSES = 0.5
LEARNING_RATE = 5e-5
CONTRAST = 0.07
MAX_TOKENS = 32
SEED = 0
# The share of the steps in which the rate grows; after them it shrinks to nothing.
WARM_UP = 0.1
# Word vectors stay as they are: most words of the language are not in the examples.
FROZEN = ("embeddings", "pooler")

# Rows of the texts, and the label index of each.
Batch = tuple[NDArray[Any], NDArray[Any]]


@dataclass(frozen=True)
class Descent:
    """The highest rate, how much of a text is read, and a layer on top with a rate of its own.

    With a `rank` each matrix changes from the weights `since` on (see `pretrained.weights`) by a product of
    two thin ones of this rank, at `rate`, too. `read` is what becomes of a text each time it is read;
    `dropout` is that of `pretrained.embed`.
    """

    rate: float
    max_tokens: int
    layer: Sequence[tf.Variable] = ()
    layer_rate: float = 0.0
    rank: int = 0
    since: Sequence[NDArray[Any]] = ()
    progress: bool = False
    read: Callable[[str], str] = str
    dropout: bool = False


def fine_tune(model: Any, texts: list[str], labels: list[str], progress: bool = False) -> None:
    """Fine-tune the TensorFlow model in place; the same examples give the same weights.

    Supervised contrastive learning (Khosla et al. 2020) for a part of one pass over the examples.
    """
    start_from_seed()
    steps = round(PASSES * len(texts) / (BATCH_LABELS * BATCH_EXAMPLES))
    descent = Descent(LEARNING_RATE, MAX_TOKENS, progress=progress)
    descend(model, texts, list(_batches(labels, steps)), _contrastive_loss, descent)


def start_from_seed() -> None:
    """Make what follows in TensorFlow the same each time."""
    import tensorflow as tf

    tf.config.experimental.enable_op_determinism()
    tf.keras.utils.set_random_seed(SEED)


def descend(
    model: Any,
    texts: list[str],
    batches: Sequence[Batch],
    loss: Callable[[tf.Tensor, tf.Tensor], tf.Tensor],
    descent: Descent,
) -> None:
    """Tune the encoder's layers, and those of `descent`, by one step of gradient descent a batch.

    `loss` takes sentence vectors (texts x columns) and label indices.
    """
    import tensorflow as tf

    tokenizer = Tokenizer.from_file(str(pretrained.model_folder() / "tokenizer.json"))
    tokenizer.enable_truncation(descent.max_tokens)
    tokenizer.enable_padding()
    own = [
        index
        for index, variable in enumerate(model.trainable_variables)
        if not any(part in variable.name for part in FROZEN)
    ]
    variables = [model.trainable_variables[index] for index in own]
    before = [descent.since[index] for index in own] if descent.rank else []
    steps = [_Steps(variables, descent.rate, before, descent.rank)]
    if descent.layer:
        steps.append(_Steps(list(descent.layer), descent.layer_rate))
    words = tf.TensorSpec((None, None), tf.int64)

    @tf.function(input_signature=[words, words, tf.TensorSpec((None,), tf.int64)])
    def gradients(ids: tf.Tensor, mask: tf.Tensor, target: tf.Tensor) -> Any:
        with tf.GradientTape() as tape:
            vectors = pretrained.embed(model, ids, mask, tf.zeros_like(ids), descent.dropout)
            value = loss(vectors, target)
        return tape.gradient(value, [each.variables for each in steps])

    bar = tqdm(batches, desc="Fine-tuning the encoder", unit="step", disable=not descent.progress)
    for step, (rows, target) in enumerate(bar):
        encodings = tokenizer.encode_batch([descent.read(texts[row]) for row in rows])
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        share = min(1.0, (step + 1) / (WARM_UP * len(batches))) * (1 - step / len(batches))
        for each, slopes in zip(steps, gradients(ids, mask, target), strict=True):
            each.take(slopes, share)


class _Steps:
    """Takes steps with some variables: matrices in low rank if there is one, all else as it is."""

    def __init__(
        self,
        variables: list[tf.Variable],
        rate: float,
        before: Sequence[NDArray[Any]] = (),
        rank: int = 0,
    ) -> None:
        import tensorflow as tf

        self.variables, self._rate = variables, rate
        self._changes = {
            index: LowRankChange(variables[index], matrix, rank)
            for index, matrix in enumerate(before)
            if matrix.ndim == 2
        }
        self._optimizer = tf.keras.optimizers.legacy.Adam()

    def take(self, slopes: Sequence[tf.Tensor], share: float) -> None:
        """Take one step down the slopes of the variables, at this share of the rate."""
        pairs: list[tuple[tf.Tensor, tf.Variable]] = []
        for index, (slope, variable) in enumerate(zip(slopes, self.variables, strict=True)):
            change = self._changes.get(index)
            if change is None:
                pairs.append((slope, variable))
            else:
                pairs += zip(change.slopes(slope), (change.left, change.right), strict=True)
        self._optimizer.learning_rate = self._rate * share
        self._optimizer.apply_gradients(pairs)
        for change in self._changes.values():
            change.apply()


def _contrastive_loss(vectors: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
    import tensorflow as tf

    others = 1.0 - tf.eye(tf.shape(vectors)[0])
    scores = tf.matmul(vectors, vectors, transpose_b=True) / CONTRAST - 1e9 * (1.0 - others)
    log_probabilities = scores - tf.reduce_logsumexp(scores, axis=1, keepdims=True)
    alike = tf.cast(target[:, None] == target[None, :], tf.float32) * others
    each = tf.reduce_sum(alike * log_probabilities, axis=1) / tf.maximum(tf.reduce_sum(alike, axis=1), 1.0)
    return -tf.reduce_mean(each)


def _batches(labels: list[str], steps: int) -> Iterator[Batch]:
    """Rows and label indices of each batch; frequent labels come more often, by the root of their number."""
    random = np.random.default_rng(SEED)
    names, target = np.unique(labels, return_inverse=True)
    rows = [np.flatnonzero(target == index) for index in range(len(names))]
    weights = np.sqrt([len(of_label) for of_label in rows])
    for _ in range(steps):
        chosen = random.choice(
            len(names), min(BATCH_LABELS, len(names)), replace=False, p=weights / weights.sum()
        )
        batch = [
            random.choice(rows[index], min(BATCH_EXAMPLES, len(rows[index])), replace=False)
            for index in chosen
        ]
        yield np.concatenate(batch), np.repeat(chosen, [len(part) for part in batch])
