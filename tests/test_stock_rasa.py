"""The project under Rasa's own commands, with Rasa's own REST channel and nothing of ours around it."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from ruamel.yaml import YAML

from bot import runner
from bot.deployment.ports import free_port
from bot.runner import Bot
from bot.settings import ROOT
from bot.training import rasa_environment
from tests.support.conversation import SECONDS

pytestmark = pytest.mark.slow

STORIES = ROOT / "tests" / "test_stories.yml"


def rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rasa", *arguments],
        cwd=ROOT,
        env=rasa_environment(),
        capture_output=True,
        text=True,
        timeout=240,
    )


def test_the_data_is_valid() -> None:
    finished = rasa("data", "validate")
    assert finished.returncode == 0, finished.stderr


def test_the_stories_run_and_all_of_them(model: None, tmp_path: Path) -> None:
    finished = rasa(
        "test",
        "core",
        "--e2e",
        "--stories",
        str(STORIES),
        "--fail-on-prediction-errors",
        "--out",
        str(tmp_path),
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    written = YAML(typ="safe").load(STORIES.read_text(encoding="utf-8"))["stories"]
    report = YAML(typ="safe").load((tmp_path / "story_report.json").read_text(encoding="utf-8"))
    assert report["conversation_accuracy"] == {
        "accuracy": 1.0,
        "correct": len(written),
        "with_warnings": 0,
        "total": len(written),
    }


@pytest.fixture(scope="module")
def stock(model: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    folder = tmp_path_factory.mktemp("stock")
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    ports = free_port(), free_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{folder / 'fresh.db'}")
        with runner.running(*ports, "--enable-api", credentials=folder / "credentials.yml") as bot:
            yield bot


def ask(bot: Bot, text: str, sender: str) -> list[dict[str, Any]]:
    return list(requests.post(bot.webhook, json={"sender": sender, "message": text}, timeout=SECONDS).json())


def uttered(bot: Bot, sender: str) -> list[str]:
    tracker = requests.get(f"{bot.address}/conversations/{sender}/tracker", timeout=SECONDS).json()
    return [event["metadata"]["utter_action"] for event in tracker["events"] if event["event"] == "bot"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What does autologous mean?", ["utter_faq/autologous", "utter_notice"]),
        ("What does remission mean?", ["utter_glossary/remission", "utter_notice"]),
        ("/faq", None),
        ('/eligibility{"age": 30}', None),
        ("delete my data", ["utter_forget_me"]),
        ("I think I am having a heart attack", ["utter_emergency", "utter_notice"]),
    ],
)
def test_it_answers(stock: Bot, text: str, names: list[str] | None) -> None:
    sender = uuid.uuid4().hex
    assert ask(stock, text, sender)
    if names:
        assert uttered(stock, sender) == names


def test_what_was_understood_has_rasas_shape(stock: Bot) -> None:
    parsed = requests.post(
        f"{stock.address}/model/parse", json={"text": "is it expensive"}, timeout=SECONDS
    ).json()
    assert parsed["intent"]["name"] == "faq"
    assert parsed["intent"]["full_retrieval_intent_name"] == "faq/cost"
    assert parsed["response_selector"]["faq"]["response"]["utter_action"] == "utter_faq/cost"
    ranking = [entry["confidence"] for entry in parsed["intent_ranking"]]
    assert ranking == sorted(ranking, reverse=True)


def test_a_huge_message_is_answered_quickly(stock: Bot) -> None:
    response = requests.post(
        stock.webhook, json={"sender": uuid.uuid4().hex, "message": "why me " * 30_000}, timeout=SECONDS
    )
    assert response.json()
    assert response.elapsed.total_seconds() < 2
