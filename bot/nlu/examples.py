"""The training examples as trainable components see them, and how they are split to test what was learned."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.model_selection import KFold, StratifiedKFold

FOLDS = 5
SEED = 0
# From so many examples on, one fold says enough, and the encoder is fine-tuned on the rest.
LARGE = 2000

Split = tuple[NDArray[Any], NDArray[Any]]


def labelled(training_data: TrainingData) -> tuple[list[Message], list[str]]:
    """The examples that have words and an intent, and their labels (`intent` or `intent/key`)."""
    examples = [example for example in training_data.intent_examples if example.get(TEXT)]
    return examples, [example.get_full_intent() for example in examples]


def splits(labels: list[str]) -> list[Split]:
    """Rows to learn from and rows to test on: five folds, of large data only the first; always the same."""
    _, target = np.unique(labels, return_inverse=True)
    smallest = int(np.bincount(target).min())
    folds = (
        StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
        if smallest >= FOLDS
        else KFold(min(FOLDS, len(target)), shuffle=True, random_state=SEED)
    )
    found = list(folds.split(target, target))
    return found[:1] if len(labels) >= LARGE else found
