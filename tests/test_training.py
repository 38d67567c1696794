from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from bot import training
from bot.settings import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("config.yml", "domain.yml", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


def trained(project: Path) -> None:
    (project / training.MODEL).parent.mkdir(exist_ok=True)
    (project / training.MODEL).write_bytes(b"model")
    (project / training.CHECKSUM).write_text("of the model", encoding="ascii")
    (project / training.FINGERPRINT).write_text(training.fingerprint(project), encoding="ascii")


def test_no_model_is_stale(project: Path) -> None:
    assert training.is_stale(project)


def test_a_fresh_model_is_not_stale(project: Path) -> None:
    trained(project)
    assert not training.is_stale(project)


@pytest.mark.parametrize(
    "changed", ["config.yml", "domain.yml", "data/nlu/cure.yml", "data/stories/rules.yml"]
)
def test_a_change_makes_the_model_stale(project: Path, changed: str) -> None:
    trained(project)
    with (project / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert training.is_stale(project)


def test_a_new_file_and_a_removed_one_make_the_model_stale(project: Path) -> None:
    trained(project)
    (project / "data/nlu/new.yml").write_text("", encoding="utf-8")
    assert training.is_stale(project)
    (project / "data/nlu/new.yml").unlink()
    assert not training.is_stale(project)
    (project / "data/nlu/cure.yml").unlink()
    assert training.is_stale(project)


def test_failed_training_says_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(training.TrainingError, match=r"train\.log says why"):
        training.train(tmp_path)
    assert not (tmp_path / training.FINGERPRINT).exists()


def test_a_model_that_is_not_the_trained_one_is_refused(tmp_path: Path) -> None:
    model, checksum = tmp_path / training.MODEL, tmp_path / training.CHECKSUM
    with pytest.raises(training.TrainingError, match="no trained model"):
        training.require_model(tmp_path)
    model.parent.mkdir()
    model.write_bytes(b"an archive")
    with pytest.raises(training.TrainingError, match="nobody knows whose"):
        training.require_model(tmp_path)
    checksum.write_text(f"{hashlib.sha256(b'an archive').hexdigest()}  {model.name}\n")
    training.require_model(tmp_path)
    for damaged in (b"an archiv", b"another archive", b""):
        model.write_bytes(damaged)
        with pytest.raises(training.TrainingError, match=r"not the model that was trained.*make train"):
            training.require_model(tmp_path)
