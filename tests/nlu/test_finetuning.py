from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from bot.nlu import pretrained
from bot.nlu.encoder import SentenceModel
from bot.nlu.finetuning import fine_tune

pytestmark = pytest.mark.slow

TEXTS = [f"question {number} about {topic}" for topic in ("cost", "risk", "age") for number in range(60)]
LABELS = [topic for topic in ("cost", "risk", "age") for _ in range(60)]


def checksum(weights: list[np.ndarray]) -> str:
    return hashlib.sha256(b"".join(array.tobytes() for array in weights)).hexdigest()


def tuned() -> tuple[list[np.ndarray], list[np.ndarray], Any]:
    model = pretrained.load_model()
    published = pretrained.weights(model)
    fine_tune(model, TEXTS, LABELS)
    return published, pretrained.weights(model), model


def test_same_examples_same_weights() -> None:
    published, first, _ = tuned()
    _, second, _ = tuned()
    assert checksum(first) == checksum(second) != checksum(published)


def test_the_graph_with_tuned_weights_says_what_the_tuned_model_says(tmp_path: Path) -> None:
    published, weights, model = tuned()
    (tmp_path / "tuned.onnx").write_bytes(pretrained.reweighted(published, weights))
    tokenizer = pretrained.model_folder() / "tokenizer.json"
    vector = SentenceModel(tmp_path / "tuned.onnx", tokenizer).encode(TEXTS[:1])
    encoding = Tokenizer.from_file(str(tokenizer)).encode(TEXTS[0])
    ids, mask = np.array([encoding.ids]), np.array([encoding.attention_mask])
    expected = pretrained.embed(model, ids, mask, np.zeros_like(ids)).numpy()
    assert vector == pytest.approx(expected, abs=1e-4)
    original = SentenceModel(pretrained.onnx_graph(), tokenizer).encode(TEXTS[:1])
    assert vector != pytest.approx(original, abs=1e-4)


def test_a_weight_that_the_graph_lacks_is_an_error() -> None:
    with pytest.raises(pretrained.EncoderError, match=r"shape \(2,\) is not in"):
        pretrained.reweighted([np.array([1.5, 2.5])], [np.array([1.0, 2.0])])
