"""Red flags on every message, before and apart from the intent classifier: reviewed phrases, and a detector.

Either may raise a flag; what the phrases raise in many words and the detector sees nothing of is only
possible. The phrases need no model of their own; the detector has an encoder of its own, and a second opinion
from the vectors of the classifier's. Both learned from flags and from what looks like them.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.red_flags import FLAGS, raised, signs_told, taken_back
from bot.nlu import pretrained
from bot.nlu.component import Component, TrainedComponent
from bot.nlu.encoder import GRAPH, TOKENIZER, SentenceModel, is_encoded, sentence_vectors
from bot.nlu.examples import Split, labelled, splits
from bot.nlu.lexical import LexicalFeatures
from bot.nlu.model import fit
from bot.nlu.red_flag_encoder import NONE, RedFlagEncoder, own_examples
from bot.nlu.spelling import read_as
from bot.nlu.stored import Trained

logger = logging.getLogger(__name__)

# The message properties that hold the raised flags, those that are possible where none is raised, and whether
# its words take back every sign they name.
RED_FLAGS = "red_flags"
POSSIBLE_RED_FLAGS = "possible_red_flags"
TAKEN_BACK = "red_flags_taken_back"
# The property of an example that has no intent: the flag that it is an example of.
EXAMPLE_OF = "red_flag_example_of"
# Of a suspicious message, flags with this share of the suspicion are meant; beside what phrases raised, only
# those more probable than not.
SHARE, SURE = 0.3, 0.5
# The weight of the second opinion; chosen as the thresholds were, see config.yml.
SECOND = 0.3
# Who says it in so few words tells no story and paints no picture: what phrases raise there is not doubted.
FEW_WORDS = 6


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class RedFlagExamples(Component):
    """Adds the detector's own examples to the training data, without an intent: nothing else learns them.

    It stands first in the pipeline, so that they are cleaned, mended and encoded as all others are.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings and their defaults.

        `folder`: the folder of the YAML files, flag (or `none`) -> kind -> texts.
        """
        return {"folder": None}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the examples."""
        if not self._config["folder"]:
            return training_data
        added = [
            Message({TEXT: text, EXAMPLE_OF: flag})
            for text, flag in own_examples(Path(self._config["folder"]))
        ]
        return training_data.merge(TrainingData(added))

    def process(self, messages: list[Message]) -> list[Message]:
        """Leave messages as they are."""
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class RedFlagPhrases(Component):
    """Raises the flags whose reviewed phrases a message has, as it was typed or with its spelling mended."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the raised flags, and note where all signs are taken back."""
        for message in messages:
            if message.get(TEXT):
                told = [signs_told(text) for text in dict.fromkeys((message.get(TEXT), read_as(message)))]
                raise_flags(message, [flag for signs in told for flag in raised(signs)])
                message.set(TAKEN_BACK, all(map(taken_back, told)))
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RedFlagDetector(TrainedComponent):
    """Raises what it has learned to see.

    Two opinions are mixed, by the weighted geometric mean of their probabilities: that of the encoder of red
    flags, on the text as it was typed or with its spelling mended, and that of a linear layer and the nearest
    examples, on the vector of the classifier's encoder and on n-grams.
    """

    _encoder: RedFlagEncoder | None = None
    _sentences: SentenceModel | None = None
    _trained: Trained | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings and their defaults.

        `encoder`: the folder that `make red-flags` writes to; without one nothing is raised. `threshold`: the
        probability of any flag from which on one is raised; `threshold_taken_back`: the same for a message
        that names signs and takes all of them back ("I am not suicidal"); `threshold_possible`: from which on
        one is possible; `threshold_doubted`: below which what the phrases raised is only possible, unless the
        message is short.
        """
        return {
            "encoder": None,
            "threshold": 0.5,
            "threshold_taken_back": 0.9,
            "threshold_possible": 0.1,
            "threshold_doubted": 0.0,
        }

    def learn(self, training_data: TrainingData, folder: Path) -> None:
        """Archive the encoder, which `red_flag_training` has trained before; fit the second opinion."""
        if not self._config["encoder"]:
            return
        encoder = RedFlagEncoder.load(Path(self._config["encoder"]))
        encoder.save(folder)
        published = pretrained.weights(pretrained.load_model())
        (folder / GRAPH).write_bytes(pretrained.reweighted(published, encoder.tuned(published)))
        shutil.copy(pretrained.model_folder() / TOKENIZER, folder / TOKENIZER)
        examples, labels = labelled(training_data)
        own = [example for example in training_data.training_examples if example.get(EXAMPLE_OF)]
        flags = [label if label in FLAGS else NONE for label in labels]
        flags += [example.get(EXAMPLE_OF) for example in own]
        texts = [read_as(example) for example in [*examples, *own]]
        lexical = LexicalFeatures.fit(texts)
        vectors = sentence_vectors([*examples, *own])
        split = _joint_split(labels, flags[len(labels) :])
        model, _ = fit(vectors, lexical.transform(texts), flags, [split], progress=True)
        Trained(lexical, model, threshold=0.0).save(folder)

    def restore(self, folder: Path) -> None:
        """Load both, if there are any."""
        if self._config["encoder"]:
            self._encoder = RedFlagEncoder.load(folder)
            self._sentences = SentenceModel(folder / GRAPH, folder / TOKENIZER)
            self._trained = Trained.load(folder)

    def process(self, messages: list[Message]) -> list[Message]:
        """Raise flags where that there is any is probable enough, or note those that are possible.

        If that fails, the messages go on without: red flags are still heard by their phrases.
        """
        for message in messages:
            if any(character.isalpha() for character in message.get(TEXT) or ""):
                try:
                    self._judge(message)
                except Exception as error:
                    # Not logger.exception: a traceback may quote the message.
                    logger.error(
                        "The detector of red flags failed (%s). Restart, or run `make train`.",
                        type(error).__name__,
                    )
        return messages

    def _judge(self, message: Message) -> None:
        probable = self._probabilities(message)
        if not probable:
            return
        suspicion = 1.0 - probable.pop(NONE)
        meant = [flag for flag, probability in probable.items() if probability >= SHARE * suspicion]
        sure = suspicion >= self._config["threshold_taken_back" if message.get(TAKEN_BACK) else "threshold"]
        by_phrases = message.get(RED_FLAGS) or []
        words = len(message.get(TEXT).split())
        if by_phrases and words > FEW_WORDS and suspicion < self._config["threshold_doubted"]:
            message.set(RED_FLAGS, [], add_to_output=True)
            message.set(POSSIBLE_RED_FLAGS, by_phrases, add_to_output=True)
        elif by_phrases:
            # What the phrases have raised is surer than a guess at the other flag.
            raise_flags(message, [flag for flag in meant if sure and probable[flag] >= SURE])
        elif sure:
            raise_flags(message, meant)
        elif suspicion >= self._config["threshold_possible"] and words > 1:
            # One word alone ("goodbye") says too little to suspect anything.
            message.set(POSSIBLE_RED_FLAGS, _in_order(meant), add_to_output=True)

    def _probabilities(self, message: Message) -> dict[str, float]:
        if self._encoder is None or self._sentences is None:
            return {}
        texts = list(dict.fromkeys([message.get(TEXT), read_as(message)]))
        suspicions = self._encoder.suspicions(self._sentences.encode(texts))
        opinion = suspicions[suspicions[:, self._encoder.flags.index(NONE)].argmin()]
        if self._trained and is_encoded(message):
            second = self._trained.probabilities(read_as(message), sentence_vectors([message]))
            opinion = (
                opinion ** (1 - SECOND) * np.array([second[flag] for flag in self._encoder.flags]) ** SECOND
            )
        return dict(zip(self._encoder.flags, map(float, opinion / opinion.sum()), strict=True))


def raise_flags(message: Message, flags: list[str]) -> None:
    """Add flags to those that a message has already; they are part of what is understood."""
    message.set(RED_FLAGS, _in_order([*(message.get(RED_FLAGS) or []), *flags]), add_to_output=True)


def _in_order(flags: list[str]) -> list[str]:
    """The more urgent first, each once."""
    return [flag for flag in FLAGS if flag in flags]


def _joint_split(labels: list[str], own: list[str]) -> Split:
    """Rows to learn from and to test on.

    Of the intents' examples those are tested that the classifier's encoder was not tuned on, of the
    detector's own a fifth.
    """
    seen, unseen = splits(labels)[0]
    own_seen, own_unseen = splits(own)[0]
    start = len(labels)
    return np.concatenate([seen, own_seen + start]), np.concatenate([unseen, own_unseen + start])
