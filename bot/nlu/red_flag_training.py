"""Trains the encoder of red flags: `make red-flags`, some twenty minutes on two cores.

It learns from the examples of the flags' intents, from its own in `data/red_flags` (alarms, and what looks
like one and is none), and from everything else that people say to the bot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT

from bot.nlu import pretrained
from bot.nlu.cleaning import clean
from bot.nlu.finetuning import SEED, Batch, Descent, descend, start_from_seed
from bot.nlu.red_flag_encoder import NONE, RANK, RedFlagEncoder, name_of, own_examples, thin_change
from bot.nlu.typos import as_typed
from bot.settings import ROOT

if TYPE_CHECKING:
    import tensorflow as tf

FOLDER = ROOT / "data" / "red_flags"
FLAGS = ("crisis", "emergency", NONE)
BATCH, MAX_TOKENS = 32, 64
# First all weights move freely, then the change of each matrix is made thin and moves on so.
PASSES, THIN_PASSES = 4, 1
# So many questions to the guide and other things said in each pass: they are many and easy.
QUESTIONS, SAID = 1_500, 2_500
LEARNING_RATE, THIN_RATE, LAYER_RATE = 1e-4, 3e-4, 1e-2
# Part of the probability that every label gets (Szegedy et al. 2016): some examples are matters of opinion.
SMOOTHING = 0.02
# The share of each vector that the layer does not see.
DROPOUT = 0.1
# The layer sees vectors so long; unit vectors would need weights of a size that few steps do not reach.
LENGTH = 10.0
# Texts of like length share a batch, out of so many batches at a time: padding costs as much as words.
SORTED_BATCHES = 20

Example = tuple[str, str]


@dataclass(frozen=True)
class Examples:
    """`flagged` are flags and their harmless twins, `questions` the guide's, `said` is everything else."""

    flagged: list[Example]
    said: list[Example]
    questions: list[Example]

    def all(self) -> list[Example]:
        """All examples, the guide's questions last."""
        return [*self.flagged, *self.said, *self.questions]


def load_examples() -> Examples:
    """The examples (text, flag), each text cleaned as a message is."""
    nlu = RasaFileImporter(training_data_paths=[str(ROOT / "data" / "nlu")]).get_nlu_data()
    asked = [
        (clean(example.get(TEXT)), example.get(INTENT), example.get(INTENT_RESPONSE_KEY))
        for example in nlu.intent_examples
    ]
    own = [(clean(text), flag) for text, flag in own_examples(FOLDER)]
    return Examples(
        flagged=[*((text, intent) for text, intent, _ in asked if intent in FLAGS), *own],
        said=[(text, NONE) for text, intent, key in asked if intent not in FLAGS and not key],
        questions=[(text, NONE) for text, _, key in asked if key],
    )


def is_current() -> bool:
    """Whether the encoder was trained on the red-flag examples as they are."""
    try:
        return RedFlagEncoder.load(FOLDER).examples == name_of(load_examples().flagged)
    except FileNotFoundError:
        return False


def train(examples: Examples, progress: bool = True) -> RedFlagEncoder:
    """Train the encoder and its layer; the same examples give the same encoder."""
    import tensorflow as tf

    start_from_seed()
    model = pretrained.load_model()
    published = pretrained.weights(model)
    layer = tf.Variable(tf.random.normal((model.config.hidden_size, len(FLAGS)), stddev=0.05, seed=SEED))
    intercept = tf.Variable(tf.zeros(len(FLAGS)))

    def loss(vectors: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
        wanted = tf.one_hot(target, len(FLAGS)) * (1 - SMOOTHING) + SMOOTHING / len(FLAGS)
        scores = LENGTH * tf.matmul(tf.nn.dropout(vectors, DROPOUT), layer) + intercept
        return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, scores))

    random = np.random.default_rng(SEED)
    texts = [text for text, _ in examples.all()]
    target = np.array([FLAGS.index(flag) for _, flag in examples.all()])
    parts = [(len(examples.flagged), None), (len(examples.said), SAID), (len(examples.questions), QUESTIONS)]
    freely = Descent(
        rate=LEARNING_RATE,
        max_tokens=MAX_TOKENS,
        layer=(layer, intercept),
        layer_rate=LAYER_RATE,
        progress=progress,
        read=lambda text: as_typed(text, random),
        dropout=True,
    )
    thinly = replace(freely, rate=THIN_RATE, layer_rate=LAYER_RATE / 10, rank=RANK, since=published)
    for descent, passes in ((freely, PASSES), (thinly, THIN_PASSES)):
        batches = [batch for _ in range(passes) for batch in _batches(texts, target, parts, random)]
        descend(model, texts, batches, loss, descent)
    return RedFlagEncoder(
        change=thin_change(published, pretrained.weights(model)),
        layer=LENGTH * layer.numpy(),
        intercept=intercept.numpy(),
        flags=list(FLAGS),
        examples=name_of(examples.flagged),
    )


def _batches(
    texts: list[str],
    target: NDArray[Any],
    parts: Sequence[tuple[int, int | None]],
    random: np.random.Generator,
) -> Iterator[Batch]:
    """Rows and label indices of each batch of one pass.

    The texts come in parts of a size; of each, a pass has all texts, or a sample of so many.
    """
    lengths = np.array([len(text) for text in texts])
    starts = np.cumsum([0, *(size for size, _ in parts)])
    samples = [
        start + random.choice(size, min(size, wanted or size), replace=False)
        for start, (size, wanted) in zip(starts, parts, strict=False)
    ]
    rows = random.permutation(np.concatenate(samples))
    for start in range(0, len(rows), BATCH * SORTED_BATCHES):
        near = rows[start : start + BATCH * SORTED_BATCHES]
        near = near[np.argsort(lengths[near], kind="stable")]
        for batch in random.permutation(range(0, len(near), BATCH)):
            chosen = near[batch : batch + BATCH]
            yield chosen, target[chosen]


def main() -> None:
    """Train, and write the encoder to its folder."""
    train(load_examples()).save(FOLDER)
    print("The encoder is new. Now run `make train`, and `python -m benchmarks.red_flags` for SAFETY.md.")


if __name__ == "__main__":
    main()
