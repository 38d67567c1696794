"""The intent classifier with its gate, for any set of intents, flat or retrieval intents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME as FALLBACK
from rasa.shared.nlu.constants import RESPONSE_IDENTIFIER_DELIMITER as DELIMITER
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.cleaning import ASKED, HALVES
from bot.nlu.component import TrainedComponent
from bot.nlu.encoder import VECTORS_OF, is_encoded, sentence_vectors
from bot.nlu.examples import labelled, splits
from bot.nlu.gate import Gate, fit_threshold
from bot.nlu.lexical import LexicalFeatures
from bot.nlu.model import fit
from bot.nlu.parse_data import parse_data
from bot.nlu.red_flags import RED_FLAGS
from bot.nlu.spelling import read_as
from bot.nlu.stored import Trained

# How far down the ranking of a message one of its parts may lift a label, and how probable it must be there.
BELIEVED = 3
LEAST = 0.01


@dataclass(frozen=True)
class Judgement:
    """How a text reads: the label that is taken, or the fallback, and all probabilities, highest first."""

    text: str
    label: str
    ranked: dict[str, float]

    @property
    def probability(self) -> float:
        """The probability of the most probable label."""
        return next(iter(self.ranked.values()))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class GatedClassifier(TrainedComponent):
    """Classifies messages and abstains when it is not sure enough."""

    _trained: Trained | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings and their defaults.

        `target_risk`: the share of taken labels that may be wrong, `strict_risk` that among the halves of a
        message, where two must be right; `outside_intent`: the intent of a message
        without a single letter or digit; `never_abstain`: intents that are taken at any confidence;
        `red_flags`: intents that are taken when, and only when, the layer of red flags raised them; `rather`:
        intents, each with a probability from which on it is taken rather than none or `outside_intent`.
        """
        return {
            "target_risk": 0.03,
            "strict_risk": 0.03,
            "outside_intent": None,
            "never_abstain": [],
            "red_flags": [],
            "rather": {},
        }

    def learn(self, training_data: TrainingData, folder: Path) -> None:
        """Fit the classifier, calibrate it, and fit the gate, all on the training examples.

        Raises:
            ValueError: the data has fewer than two intents.
        """
        examples, labels = labelled(training_data)
        texts = [read_as(example) for example in examples]
        lexical = LexicalFeatures.fit(texts)
        model, unseen = fit(
            sentence_vectors(examples), lexical.transform(texts), labels, splits(labels), progress=True
        )
        truth = np.array([model.labels.index(label) for label in labels])
        threshold = fit_threshold(unseen, truth, self._config["target_risk"])
        strict_threshold = fit_threshold(unseen, truth, self._config["strict_risk"])
        self._trained = Trained(lexical, model, threshold, strict_threshold)
        self._trained.save(folder)

    def restore(self, folder: Path) -> None:
        """Load what was learned."""
        self._trained = Trained.load(folder)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent, its ranking and the response selector's output on each message."""
        for message in messages:
            for name, value in self._classify(message).items():
                message.set(name, value, add_to_output=True)
        return messages

    def _classify(self, message: Message) -> dict[str, Any]:
        text = read_as(message)
        nothing_more: dict[str, Any] = {"questions": [], "answers": []}
        raised = message.get(RED_FLAGS) or [None]
        has_words = any(character.isalnum() for character in text)
        if self._trained is None or not has_words or not is_encoded(message):
            label = raised[0] or self._config["outside_intent"] or FALLBACK
            return {**parse_data(label, {}), **nothing_more}
        whole = self._judge(self._trained, text, sentence_vectors([message]))
        if raised[0]:
            return {**parse_data(raised[0], whole.ranked), **nothing_more}
        questions = self._parts(self._trained, message, ASKED)
        clear = [question for question in questions if question.label != FALLBACK]
        several = self._several(self._trained, whole, [questions, *self._pairs(self._trained, message)])
        # A story around a question blurs it; alone it may be clear.
        blurred = whole.label == FALLBACK and clear and clear[0].label in list(whole.ranked)[:BELIEVED]
        chosen = several[0] if several else clear[0] if blurred else whole
        return {
            **parse_data(chosen.label, chosen.ranked),
            "questions": [{"text": part.text, "label": part.label} for part in questions],
            "answers": [part.label for part in several],
        }

    def _several(self, trained: Trained, whole: Judgement, cuts: list[list[Judgement]]) -> list[Judgement]:
        """The parts of a message that asks several things, by the surest cut; nothing if none is sure enough.

        Each part must be clear by itself, at the stricter threshold, and as a whole the message must be near
        all: a cut in the wrong place makes parts that mean something else.
        """
        near = [label for label in list(whole.ranked)[:BELIEVED] if whole.ranked[label] >= LEAST]
        sure = [
            parts
            for parts in cuts
            if len({part.label for part in parts}) > 1
            and all(part.label in near and DELIMITER in part.label for part in parts)
            and min(part.probability for part in parts) >= trained.strict_threshold
        ]
        return max(sure, key=lambda parts: min(part.probability for part in parts), default=[])

    def _pairs(self, trained: Trained, message: Message) -> list[list[Judgement]]:
        halves = self._parts(trained, message, HALVES)
        return [list(pair) for pair in zip(halves[::2], halves[1::2], strict=True)]

    def _parts(self, trained: Trained, message: Message, name: str) -> list[Judgement]:
        """How each part of a message reads by itself."""
        vectors = message.get(VECTORS_OF.format(name))
        texts = message.get(name) if vectors is not None else []
        return [
            self._judge(trained, text, vector[None, :])
            for text, vector in zip(texts, vectors if texts else [], strict=True)
        ]

    def _judge(self, trained: Trained, text: str, vector: NDArray[Any]) -> Judgement:
        ranked = dict(sorted(trained.probabilities(text, vector).items(), key=lambda item: -item[1]))
        return Judgement(text, self._gate(trained).choose(ranked) or FALLBACK, ranked)

    def _gate(self, trained: Trained) -> Gate:
        return Gate(
            threshold=trained.threshold,
            eager=frozenset(self._config["never_abstain"]),
            never=frozenset(self._config["red_flags"]),
            outside=self._config["outside_intent"],
            rather=self._config["rather"],
        )
