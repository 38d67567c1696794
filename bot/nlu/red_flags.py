"""Red flags on every message, before and apart from the intent classifier: reviewed phrases, and a detector.

Either may raise a flag. The phrases need no model of their own; the detector learns from the examples of the
flags' intents and from a file of its own, which holds what looks like a flag and is none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML

from bot.language.red_flags import red_flags
from bot.nlu.encoder import is_encoded, sentence_vectors
from bot.nlu.examples import labelled, splits
from bot.nlu.lexical import LexicalFeatures
from bot.nlu.model import fit
from bot.nlu.spelling import read_as
from bot.nlu.stored import Trained

# The message properties that hold the raised flags, and the flag of an example that has no intent.
RED_FLAGS = "red_flags"
EXAMPLE_OF = "red_flag_example_of"
NONE = "none"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class RedFlagExamples(GraphComponent):
    """Adds the detector's own examples to the training data, without an intent: nothing else learns them.

    It stands first in the pipeline, so that they are cleaned, mended and encoded as all others are.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings and their defaults.

        `files`: YAML files, flag (or `none`) -> kind -> texts.
        """
        return {"files": []}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RedFlagExamples:
        """Create the component."""
        return cls(config)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the examples."""
        added = [
            Message({TEXT: text, EXAMPLE_OF: flag})
            for path in self._config["files"]
            for flag, kinds in YAML(typ="safe").load(Path(path).read_text(encoding="utf-8")).items()
            for texts in kinds.values()
            for text in texts
        ]
        return training_data.merge(TrainingData(added)) if added else training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Leave messages as they are."""
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class RedFlagPhrases(GraphComponent):
    """Raises the flags whose reviewed phrases a message has, as it was typed or with its spelling mended."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RedFlagPhrases:
        """Create the component; it has no settings, and its phrases are in `bot/language`."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as they are."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the raised flags."""
        for message in messages:
            if message.get(TEXT):
                raise_flags(message, [*red_flags(message.get(TEXT)), *red_flags(read_as(message))])
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RedFlagDetector(GraphComponent):
    """Raises the flags that it has learned to see, tuned so that few are missed."""

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._trained: Trained | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings and their defaults.

        `flags`: the intents that are flags; `target_recall`: the share of unseen flags that must be raised.
        """
        return {"flags": [], "target_recall": 0.95}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RedFlagDetector:
        """Create a detector that still has to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RedFlagDetector:
        """Load the trained detector from the model archive; there is none where the data had no flag."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as directory:
            if (directory / "names.json").exists():
                component._trained = Trained.load(directory)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the detector and its threshold; data without an example of a flag leave it without a model."""
        examples, labels = labelled(training_data)
        own = [example for example in training_data.training_examples if example.get(EXAMPLE_OF)]
        flags = [label if label in self._config["flags"] else NONE for label in labels]
        flags += [example.get(EXAMPLE_OF) for example in own]
        with self._model_storage.write_to(self._resource) as directory:
            if set(flags) != {NONE}:
                seen, unseen = _joint_split(labels, flags[len(labels) :])
                texts = [read_as(example) for example in [*examples, *own]]
                lexical = LexicalFeatures.fit(texts)
                vectors = sentence_vectors([*examples, *own])
                model, tested = fit(vectors, lexical.transform(texts), flags, [(seen, unseen)], progress=True)
                suspicion = 1.0 - tested[unseen, model.labels.index(NONE)]
                raised = np.array(flags)[unseen] != NONE
                threshold = float(np.quantile(suspicion[raised], 1.0 - self._config["target_recall"]))
                self._trained = Trained(lexical, model, threshold)
                self._trained.save(directory)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Raise the more probable flag where the suspicion of any is above the threshold."""
        for message in messages:
            has_words = any(character.isalnum() for character in message.get(TEXT) or "")
            if self._trained and has_words and is_encoded(message):
                probabilities = self._trained.probabilities(read_as(message), sentence_vectors([message]))
                if 1.0 - probabilities.pop(NONE) >= self._trained.threshold:
                    raise_flags(message, [max(probabilities, key=lambda flag: probabilities[flag])])
        return messages


def raise_flags(message: Message, flags: list[str]) -> None:
    """Add flags to those that a message has already; they are part of what is understood."""
    raised = list(dict.fromkeys([*(message.get(RED_FLAGS) or []), *flags]))
    message.set(RED_FLAGS, raised, add_to_output=True)


def _joint_split(labels: list[str], own: list[str]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Rows to learn from and to test on.

    Of the intents' examples those that the encoder was not tuned on are tested, of the detector's own a
    fifth.
    """
    seen, unseen = splits(labels)[0]
    if not own:
        return seen, unseen
    own_seen, own_unseen = splits(own)[0]
    start = len(labels)
    return np.concatenate([seen, own_seen + start]), np.concatenate([unseen, own_unseen + start])
