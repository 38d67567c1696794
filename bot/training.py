"""Trains the model when what it is made from has changed, and only then."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from bot.settings import ROOT

MODEL = Path("models/lupus-guide.tar.gz")
# Of what the model was made from, and of the archive itself.
FINGERPRINT = Path("models/lupus-guide.sha256")
CHECKSUM = Path("models/lupus-guide.tar.gz.sha256")
# What the model is made from; a change in any of it makes a trained model stale.
INGREDIENTS = (
    "config.yml",
    "domain.yml",
    "requirements.txt",
    "data/**/*.yml",
    "data/red_flags/encoder.*",
    "bot/nlu/*.py",
    "bot/policies/*.py",
)

PROGRESS = ("Fine-tuning", "Reading the examples", "Cross-validating")


class TrainingError(RuntimeError):
    """There is no usable model; the text says what to do."""


def is_stale(root: Path = ROOT) -> bool:
    """Whether there is no model, or one made from other data, settings or code."""
    if not all((root / path).exists() for path in (MODEL, CHECKSUM, FINGERPRINT)):
        return True
    return (root / FINGERPRINT).read_text(encoding="ascii").strip() != fingerprint(root)


def fingerprint(root: Path = ROOT) -> str:
    """SHA-256, in hex, over the names and contents of all ingredients."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in INGREDIENTS for path in root.glob(pattern)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def train(root: Path = ROOT) -> None:
    """Train the model with Rasa; progress bars go to this terminal, all else to `var/logs/train.log`.

    Raises:
        TrainingError: Rasa did not produce a model.
    """
    before = fingerprint(root)
    log = root / "var" / "logs" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    # Rasa's validator reads all data once more; `lupus-guide check` and `rasa data validate` do that job.
    arguments = ["--fixed-model-name", MODEL.name.split(".")[0], "--skip-validation", "--force"]
    with (
        subprocess.Popen(
            [sys.executable, "-m", "rasa", "train", *arguments],
            cwd=root,
            env=rasa_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process,
        log.open("w", encoding="utf-8") as file,
    ):
        # Universal newlines turn the \r of a progress bar into a line of its own.
        for line in process.stdout or ():
            file.write(line)
            if line.startswith(PROGRESS):
                print(f"\r{line.rstrip()}", end="", flush=True)
    print()
    if process.returncode != 0 or not (root / MODEL).exists():
        last = "".join(log.read_text(encoding="utf-8").splitlines(keepends=True)[-3:])
        raise TrainingError(
            f"Training failed. The end of {log} says why:\n{last}Mend that and run `make train`."
        )
    (root / CHECKSUM).write_text(f"{_checksum(root / MODEL)}  {MODEL.name}\n", encoding="ascii")
    (root / FINGERPRINT).write_text(before + "\n", encoding="ascii")


def require_model(root: Path = ROOT) -> None:
    """Check that the model is there and is, byte by byte, the one that was trained.

    Rasa unpacks whatever archive it is given, so a broken one ends it in a traceback, and somebody else's may
    hold what it likes.

    Raises:
        TrainingError: it is not.
    """
    if not (root / MODEL).exists():
        raise TrainingError("There is no trained model. Run `make train` first.")
    if not (root / CHECKSUM).exists():
        raise TrainingError(
            f"{CHECKSUM} is missing, so nobody knows whose {MODEL} is. Run `make train`, or copy both files."
        )
    written = (root / CHECKSUM).read_text(encoding="ascii").split()
    if written[:1] != [_checksum(root / MODEL)]:
        raise TrainingError(
            f"{MODEL} is not the model that was trained (its checksum is not the one in {CHECKSUM}): it is "
            "damaged, or comes from somewhere else. Run `make train`, or copy both files again."
        )


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def ensure_model(root: Path = ROOT) -> None:
    """Train if the model is missing or stale.

    Raises:
        TrainingError: see `train`.
    """
    if is_stale(root):
        print("Training the model (about four minutes on two cores) ...", flush=True)
        train(root)


def rasa_environment() -> dict[str, str]:
    """The environment for Rasa's processes: no telemetry, no noise from TensorFlow."""
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
    }
