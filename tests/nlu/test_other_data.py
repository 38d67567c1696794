"""The same pipeline on other people's intents: nothing in it knows ours."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bot.settings import ROOT
from bot.training import rasa_environment

pytestmark = pytest.mark.slow

INTENTS = {
    "order_pizza": [
        "a large pizza please",
        "I want to order a pizza",
        "one margherita",
        "can I get a pizza",
        "pizza now",
    ],
    "opening_hours": [
        "when do you open",
        "are you open on sunday",
        "opening hours",
        "until when are you open",
        "open?",
    ],
    "complaint": [
        "my pizza was cold",
        "this was awful",
        "I want my money back",
        "the driver was rude",
        "cold food",
    ],
}


def train(folder: Path) -> Path:
    blocks = [
        f"  - intent: {intent}\n    examples: |\n" + "".join(f"      - {text}\n" for text in texts)
        for intent, texts in INTENTS.items()
    ]
    (folder / "nlu.yml").write_text('version: "3.1"\nnlu:\n' + "".join(blocks), encoding="utf-8")
    (folder / "domain.yml").write_text('version: "3.1"\n', encoding="utf-8")
    arguments = [
        "--nlu",
        str(folder / "nlu.yml"),
        "--domain",
        str(folder / "domain.yml"),
        "--out",
        str(folder),
    ]
    subprocess.run(
        [sys.executable, "-m", "rasa", "train", "nlu", "--fixed-model-name", "flat", *arguments],
        cwd=ROOT,
        env=rasa_environment(),
        check=True,
        capture_output=True,
        timeout=240,
    )
    return folder / "flat.tar.gz"


@pytest.fixture(scope="module")
def flat_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(tmp_path_factory.mktemp("flat"))


def checksums(model: Path) -> dict[str, str]:
    with tarfile.open(model) as archive:
        files = [member for member in archive.getmembers() if member.isfile() and "train_bot." in member.name]
        return {m.name: hashlib.sha256(archive.extractfile(m).read()).hexdigest() for m in files}


def test_flat_intents_train_and_are_understood(flat_model: Path) -> None:
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    agent = Agent.load(str(flat_model))
    parsed = asyncio.run(agent.parse_message("could I have two pizzas"))
    assert parsed["intent_ranking"][0]["name"] == "order_pizza"
    assert {entry["name"] for entry in parsed["intent_ranking"]} == set(INTENTS)
    assert sum(entry["confidence"] for entry in parsed["intent_ranking"]) == pytest.approx(1.0)
    assert parsed["response_selector"] == {"all_retrieval_intents": []}


def test_same_examples_give_the_same_model(flat_model: Path, tmp_path: Path) -> None:
    first, second = checksums(flat_model), checksums(train(tmp_path))
    assert first == second
    assert any(name.endswith("weights.safetensors") for name in first)


def test_the_model_holds_nothing_that_runs_code_on_loading(flat_model: Path) -> None:
    with tarfile.open(flat_model) as archive:
        ours = [name for name in archive.getnames() if "Encoder" in name or "Classifier" in name]
    assert ours
    assert not [name for name in ours if name.endswith((".pkl", ".pickle", ".joblib", ".skops"))]
