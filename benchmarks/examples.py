"""What the training examples say of themselves: the learning curve, and which labels are taken for which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split

from benchmarks.questions import Question
from bot.check.content import Example
from bot.nlu import pretrained
from bot.nlu.cleaning import clean
from bot.nlu.encoder import SentenceModel
from bot.nlu.examples import splits
from bot.nlu.lexical import LexicalFeatures
from bot.nlu.model import IntentModel, fit
from bot.nlu.spelling import Speller, load_abbreviations

SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)
WORST = 12
SEED = 0


@dataclass(frozen=True)
class Features:
    """Examples as the classifier reads them: unit vectors, mended texts, labels."""

    dense: NDArray[Any]
    texts: list[str]
    labels: list[str]

    def model(self, rows: NDArray[Any]) -> tuple[IntentModel, LexicalFeatures, NDArray[Any]]:
        """The model of some examples, its n-grams, and its out-of-fold probabilities."""
        texts = [self.texts[row] for row in rows]
        lexical = LexicalFeatures.fit(texts)
        labels = [self.labels[row] for row in rows]
        model, unseen = fit(self.dense[rows], lexical.transform(texts), labels, splits(labels))
        return model, lexical, unseen


@dataclass(frozen=True)
class Curve:
    """Numbers of examples, and for each name the share right at first try."""

    sizes: list[int]
    shares: dict[str, list[float]]


def features(examples: Sequence[Example]) -> tuple[Features, Speller, SentenceModel]:
    """Read the examples as training does."""
    texts = [clean(example.text) for example in examples]
    speller = Speller.fit(texts, load_abbreviations())
    encoder = SentenceModel(pretrained.onnx_graph(), pretrained.model_folder() / "tokenizer.json")
    mended = [speller.mend(text) for text in texts]
    return Features(encoder.encode(mended), mended, [example.label for example in examples]), speller, encoder


def learning_curve(
    examples: Sequence[Example], sets: dict[str, Sequence[Question]]
) -> tuple[Curve, list[str], NDArray[Any]]:
    """The learning curve on facts, and with all examples the labels and their out-of-fold confusions."""
    data, speller, encoder = features(examples)
    rows = np.arange(len(data.labels))
    curve = Curve([], {name: [] for name in sets})
    for share in SHARES:
        part = rows
        if share < 1:
            part, _ = train_test_split(rows, train_size=share, stratify=data.labels, random_state=SEED)
        model, lexical, unseen = data.model(part)
        curve.sizes.append(len(part))
        for name, questions in sets.items():
            texts = [speller.mend(clean(question.text)) for question in questions]
            found = model.probabilities(encoder.encode(texts), lexical.transform(texts)).argmax(axis=1)
            pairs = zip(found, questions, strict=True)
            right = [model.labels[index] in question.labels for index, question in pairs]
            curve.shares[name].append(float(np.mean(right)))
    wrong = Counter(
        (label, model.labels[index])
        for label, index in zip(data.labels, unseen.argmax(axis=1), strict=True)
        if model.labels[index] != label
    )
    labels = sorted({label for pair, _ in wrong.most_common(WORST) for label in pair})
    counts = np.array([[wrong[row, column] for column in labels] for row in labels])
    return curve, labels, counts
