from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu import pretrained
from bot.nlu.encoder import SentenceModel
from bot.nlu.red_flag_encoder import WEIGHTS, name_of
from bot.nlu.red_flag_training import FOLDER, Examples, is_current, load_examples, train

pytestmark = pytest.mark.slow

ALARMS = [f"I can't breathe, it is number {number}" for number in range(40)]
TWINS = [f"The bus to town is late, it is number {number}" for number in range(40)]
EXAMPLES = Examples(
    flagged=[*((text, "emergency") for text in ALARMS), *((text, "none") for text in TWINS)],
    said=[("hello", "none")] * 40,
    questions=[("what does it cost?", "none")] * 40,
)


def test_it_learns_what_it_is_shown_and_survives_being_made_thin(tmp_path: Path) -> None:
    encoder = train(EXAMPLES, progress=False)
    assert encoder.examples == name_of(EXAMPLES.flagged)
    published = pretrained.weights(pretrained.load_model())
    graph = tmp_path / "encoder.onnx"
    graph.write_bytes(pretrained.reweighted(published, encoder.tuned(published)))
    sentences = SentenceModel(graph, pretrained.model_folder() / "tokenizer.json")
    vectors = sentences.encode([*ALARMS[:5], *TWINS[:5]])
    assert encoder.flags == ["crisis", "emergency", "none"]
    found = [encoder.flags[index] for index in encoder.suspicions(vectors).argmax(axis=1)]
    assert found == ["emergency"] * 5 + ["none"] * 5


def test_the_projects_own_encoder_knows_the_projects_examples_and_is_small() -> None:
    assert is_current()
    assert (FOLDER / WEIGHTS).stat().st_size < 1_000_000
    flags = {flag for _, flag in load_examples().flagged}
    assert flags == {"emergency", "crisis", "none"}
