"""Trains the encoder of red flags: `make red-flags`, some ten minutes on two cores.

It learns from the examples of the flags' intents, from its own in `data/red_flags` (alarms, and what looks
like one and is none), and from ordinary questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rasa.shared.importers.rasa import RasaFileImporter
from ruamel.yaml import YAML

from bot.nlu import pretrained
from bot.nlu.cleaning import clean
from bot.nlu.finetuning import SEED, Batch, Descent, descend, start_from_seed
from bot.nlu.red_flag_encoder import NONE, RedFlagEncoder, name_of, thin_change
from bot.settings import ROOT

if TYPE_CHECKING:
    import tensorflow as tf

FOLDER = ROOT / "data" / "red_flags"
FLAGS = ("crisis", "emergency", NONE)
PASSES, BATCH, MAX_TOKENS = 4, 32, 64
# So many ordinary questions in each pass: there are ten times as many of them as of alarms.
ORDINARY = 2_500
LEARNING_RATE, LAYER_RATE = 1e-4, 1e-2
# Part of the probability that every label gets (Szegedy et al. 2016): some examples are matters of opinion.
SMOOTHING = 0.05
# The layer sees vectors so long; unit vectors would need weights of a size that few steps do not reach.
LENGTH = 10.0
# Texts of like length share a batch, out of so many batches at a time: padding costs as much as words.
SORTED_BATCHES = 20

Example = tuple[str, str]


def examples() -> tuple[list[Example], list[Example]]:
    """What teaches red flags (text, flag), and the ordinary questions, each text cleaned as a message is."""
    nlu = RasaFileImporter(training_data_paths=[str(ROOT / "data" / "nlu")]).get_nlu_data()
    asked = [(clean(example.get("text")), example.get("intent")) for example in nlu.intent_examples]
    ordinary = [(text, NONE) for text, intent in asked if intent not in FLAGS]
    own = [
        (clean(text), flag)
        for path in sorted(FOLDER.glob("*.yml"))
        for flag, kinds in YAML(typ="safe").load(path.read_text(encoding="utf-8")).items()
        for texts in kinds.values()
        for text in texts
    ]
    return [*((text, intent) for text, intent in asked if intent in FLAGS), *own], ordinary


def is_current() -> bool:
    """Whether the encoder was trained on the red-flag examples as they are."""
    try:
        return RedFlagEncoder.load(FOLDER).examples == name_of(examples()[0])
    except FileNotFoundError:
        return False


def train(teaching: list[Example], ordinary: list[Example], progress: bool = True) -> RedFlagEncoder:
    """Train the encoder and its layer; the same examples give the same encoder."""
    import tensorflow as tf

    start_from_seed()
    model = pretrained.load_model()
    published = pretrained.weights(model)
    layer = tf.Variable(tf.random.normal((model.config.hidden_size, len(FLAGS)), stddev=0.05, seed=SEED))
    intercept = tf.Variable(tf.zeros(len(FLAGS)))

    def loss(vectors: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
        wanted = tf.one_hot(target, len(FLAGS)) * (1 - SMOOTHING) + SMOOTHING / len(FLAGS)
        scores = LENGTH * tf.matmul(vectors, layer) + intercept
        return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, scores))

    texts = [text for text, _ in [*teaching, *ordinary]]
    target = np.array([FLAGS.index(flag) for _, flag in [*teaching, *ordinary]])
    descent = Descent(LEARNING_RATE, MAX_TOKENS, (layer, intercept), LAYER_RATE, progress)
    descend(model, texts, list(_batches(texts, target, len(teaching))), loss, descent)
    return RedFlagEncoder(
        change=thin_change(published, pretrained.weights(model)),
        layer=LENGTH * layer.numpy(),
        intercept=intercept.numpy(),
        flags=list(FLAGS),
        examples=name_of(teaching),
    )


def _batches(texts: list[str], target: NDArray[Any], teaching: int) -> Iterator[Batch]:
    """Rows and label indices: in each pass all that teaches red flags, and other ordinary questions."""
    random = np.random.default_rng(SEED)
    lengths = np.array([len(text) for text in texts])
    others = np.arange(teaching, len(texts))
    for _ in range(PASSES):
        sample = random.choice(others, min(ORDINARY, len(others)), replace=False)
        rows = random.permutation(np.concatenate([np.arange(teaching), sample]))
        for start in range(0, len(rows), BATCH * SORTED_BATCHES):
            near = rows[start : start + BATCH * SORTED_BATCHES]
            near = near[np.argsort(lengths[near], kind="stable")]
            for batch in random.permutation(range(0, len(near), BATCH)):
                chosen = near[batch : batch + BATCH]
                yield chosen, target[chosen]


def main() -> None:
    """Train, and write the encoder to its folder."""
    teaching, ordinary = examples()
    train(teaching, ordinary).save(FOLDER)
    print("The encoder is new. Now run `make train`, and `python -m benchmarks.red_flags` for SAFETY.md.")


if __name__ == "__main__":
    main()
