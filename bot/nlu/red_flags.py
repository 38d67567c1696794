"""Red flags on every message, before and apart from the intent classifier: reviewed phrases, and a detector.

Either may raise a flag. The phrases need no model of their own; the detector has an encoder of its own, which
learned from what is a flag and from what looks like one and is none.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.red_flags import FLAGS, red_flags, takes_back
from bot.nlu import pretrained
from bot.nlu.component import Component, TrainedComponent
from bot.nlu.encoder import SentenceModel
from bot.nlu.red_flag_encoder import NONE, RedFlagEncoder
from bot.nlu.spelling import read_as

logger = logging.getLogger(__name__)

# The message properties that hold the raised flags, and whether its words take back every sign they name.
RED_FLAGS = "red_flags"
TAKEN_BACK = "red_flags_taken_back"
# Of a suspicious message, flags as probable as this are raised; beside what phrases raised, only the sure.
POSSIBLE, SURE = 0.15, 0.5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class RedFlagPhrases(Component):
    """Raises the flags whose reviewed phrases a message has, as it was typed or with its spelling mended."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the raised flags, and note where all signs are taken back."""
        for message in messages:
            if message.get(TEXT):
                texts = (message.get(TEXT), read_as(message))
                raise_flags(message, [flag for text in texts for flag in red_flags(text)])
                message.set(TAKEN_BACK, all(map(takes_back, texts)))
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RedFlagDetector(TrainedComponent):
    """Raises what its encoder has learned to see, in the text as it was typed or with its spelling mended."""

    _encoder: RedFlagEncoder | None = None
    _sentences: SentenceModel | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings and their defaults.

        `encoder`: the folder that `make red-flags` writes to; without one nothing is raised. `threshold`: the
        probability of any flag from which on what is possible is raised; `threshold_taken_back`: the same for
        a message that names signs and takes all of them back ("I am not suicidal").
        """
        return {"encoder": None, "threshold": 0.5, "threshold_taken_back": 0.9}

    def learn(self, training_data: TrainingData, folder: Path) -> None:
        """Put the encoder into the model archive, ready to run; `red_flag_training` trained it before."""
        if self._config["encoder"]:
            encoder = RedFlagEncoder.load(Path(self._config["encoder"]))
            encoder.save(folder)
            published = pretrained.weights(pretrained.load_model())
            graph = pretrained.reweighted(published, encoder.tuned(published))
            (folder / "encoder.onnx").write_bytes(graph)
            shutil.copy(pretrained.model_folder() / "tokenizer.json", folder / "tokenizer.json")

    def restore(self, folder: Path) -> None:
        """Load the encoder, if there is one."""
        if self._config["encoder"]:
            self._encoder = RedFlagEncoder.load(folder)
            self._sentences = SentenceModel(folder / "encoder.onnx", folder / "tokenizer.json")

    def process(self, messages: list[Message]) -> list[Message]:
        """Raise the possible flags where that there is any is probable enough.

        If that fails, the messages go on without: red flags are still heard by their phrases.
        """
        for message in messages:
            if any(character.isalpha() for character in message.get(TEXT) or ""):
                try:
                    raise_flags(message, self._raised(message))
                except Exception as error:
                    # Not logger.exception: a traceback may quote the message.
                    logger.error(
                        "The detector of red flags failed (%s). Restart, or run `make train`.",
                        type(error).__name__,
                    )
        return messages

    def _raised(self, message: Message) -> list[str]:
        if self._encoder is None or self._sentences is None:
            return []
        texts = list(dict.fromkeys([message.get(TEXT), read_as(message)]))
        suspicions = self._encoder.suspicions(self._sentences.encode(texts))
        worst = suspicions[suspicions[:, self._encoder.flags.index(NONE)].argmin()]
        probable = dict(zip(self._encoder.flags, map(float, worst), strict=True))
        suspicion = 1.0 - probable.pop(NONE)
        if suspicion < self._config["threshold_taken_back" if message.get(TAKEN_BACK) else "threshold"]:
            return []
        # What the phrases have raised is surer than a guess at the other flag.
        least = SURE if message.get(RED_FLAGS) else min(POSSIBLE, max(probable.values()))
        return [flag for flag, probability in probable.items() if probability >= least]


def raise_flags(message: Message, flags: list[str]) -> None:
    """Add flags to those that a message has already; they are part of what is understood."""
    raised = {*(message.get(RED_FLAGS) or []), *flags}
    message.set(RED_FLAGS, [flag for flag in FLAGS if flag in raised], add_to_output=True)
