from __future__ import annotations

import hashlib

import pytest

from bot.nlu import pretrained
from bot.nlu.finetuning import fine_tune

pytestmark = pytest.mark.slow

TEXTS = [f"question {number} about {topic}" for topic in ("cost", "risk", "age") for number in range(60)]
LABELS = [topic for topic in ("cost", "risk", "age") for _ in range(60)]


def checksum() -> str:
    model = pretrained.load_model()
    fine_tune(model, TEXTS, LABELS)
    digest = hashlib.sha256()
    for variable in model.trainable_variables:
        digest.update(variable.numpy().tobytes())
    return digest.hexdigest()


def test_same_examples_same_weights() -> None:
    assert checksum() == checksum()
