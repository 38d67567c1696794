"""Trains the same `config.yml` on other intents and measures it: is it a one-trick pipeline?

    python -m benchmarks.other_data FOLDER sofmattress curekart powerplay11

The folder holds NAME_train.csv and NAME_test.csv with the columns `sentence` and `label`, as those of HINT3
(Arora et al. 2020, github.com/hellohaptik/HINT3, first version); the test file's `NO_NODES_DETECTED` is a
question outside all intents. The figures are HINT3's: accuracy inside, and the best Matthews correlation over
thresholds on the confidence.
"""

from __future__ import annotations

import asyncio
import csv
import logging
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString
from sklearn.metrics import matthews_corrcoef

from bot.settings import ROOT
from bot.training import rasa_environment

OUTSIDE = "NO_NODES_DETECTED"
# The best of the platforms that the paper compares.
PUBLISHED = {"sofmattress": 0.64, "curekart": 0.60, "powerplay11": 0.42}
RESULTS = Path(__file__).parent / "results" / "other_data.md"
ABOUT = (
    "Written by `python -m benchmarks.other_data`: three customer-service bots of HINT3 (Arora et al. 2020), "
    "real users' questions, most of the last one's outside all intents. Too few examples for fine-tuning, so "
    "the encoder is the published one."
)
THRESHOLDS = np.linspace(0.0, 1.0, 201)


def rows(path: Path) -> list[tuple[str, str]]:
    """Sentences and labels of a file."""
    with path.open(newline="", encoding="utf-8") as file:
        return [(" ".join(row["sentence"].split()), row["label"]) for row in csv.DictReader(file)]


def train(examples: list[tuple[str, str]], folder: Path) -> Agent:
    """Train the project's own configuration on other examples."""
    by_label: dict[str, list[str]] = {}
    for sentence, label in examples:
        by_label.setdefault(label, []).append(f"- {sentence}\n")
    blocks = [
        {"intent": label, "examples": LiteralScalarString("".join(texts))}
        for label, texts in by_label.items()
    ]
    with (folder / "nlu.yml").open("w", encoding="utf-8") as file:
        YAML().dump({"version": "3.1", "nlu": blocks}, file)
    (folder / "domain.yml").write_text('version: "3.1"\n', encoding="utf-8")
    data = ["--nlu", str(folder / "nlu.yml"), "--domain", str(folder / "domain.yml")]
    command = [sys.executable, "-m", "rasa", "train", "nlu", *data, "--out", str(folder)]
    subprocess.run(
        [*command, "--fixed-model-name", "other"],
        cwd=ROOT,
        env=rasa_environment(),
        check=True,
        capture_output=True,
    )
    configure_structlog(logging.ERROR)
    return Agent.load(str(folder / "other.tar.gz"))


def measure(folder: Path, name: str) -> str:
    """Train on one data set, ask its test questions, and return a row of the table."""
    questions = rows(folder / f"{name}_test.csv")
    with tempfile.TemporaryDirectory() as work:
        agent = train(rows(folder / f"{name}_train.csv"), Path(work))
        ranked = [asyncio.run(agent.parse_message(text))["intent_ranking"][:1] for text, _ in questions]
    truth = np.array([label for _, label in questions])
    found = np.array([entry[0]["name"] if entry else OUTSIDE for entry in ranked])
    confidence = np.array([entry[0]["confidence"] if entry else 1.0 for entry in ranked])
    inside = truth != OUTSIDE
    correlations = [
        matthews_corrcoef(truth, np.where(confidence >= threshold, found, OUTSIDE))
        for threshold in THRESHOLDS
    ]
    best = int(np.argmax(correlations))
    accuracy = (found[inside] == truth[inside]).mean()
    figures = (
        f"{accuracy:.3f} | {correlations[best]:.3f} | {THRESHOLDS[best]:.3f} | {PUBLISHED.get(name, '-')}"
    )
    return f"| {name} | {len(truth)} | {figures} |"


def main(folder: str, *names: str) -> None:
    """Measure each data set and write `results/other_data.md`."""
    head = (
        "| data | questions | accuracy inside | best MCC | at threshold | best published MCC |\n|"
        + "---|" * 6
    )
    table = "\n".join([head, *(measure(Path(folder), name) for name in names)])
    RESULTS.write_text(f"# Other intents, same `config.yml`\n\n{ABOUT}\n\n{table}\n", encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main(*sys.argv[1:])
