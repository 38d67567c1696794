"""Setting up: what happens where there is no fitting Python, and where nothing is to be done."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from bot.settings import ROOT


def setup(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "scripts").mkdir(exist_ok=True)
    for name in ("scripts/setup", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    return subprocess.run(
        [str(folder / "scripts" / "setup")],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_no_python_3_11_is_one_sentence(tmp_path: Path) -> None:
    fakes = tmp_path / "fakes"
    fakes.mkdir()
    for name in ("python3.11", "python3", "uv"):
        (fakes / name).write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        (fakes / name).chmod(0o755)
    finished = setup(tmp_path, PATH=f"{fakes}:/usr/bin:/bin", PYENV_ROOT=str(tmp_path / "none"))
    assert finished.returncode == 1
    assert "needs Python 3.11" in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1
    assert not (tmp_path / ".venv").exists()


def test_an_environment_that_is_up_to_date_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    for stamp, name in (("installed-from", "requirements.txt"), ("package-from", "pyproject.toml")):
        with (ROOT / name).open("rb") as file:
            checksum = subprocess.run(["/usr/bin/cksum"], stdin=file, capture_output=True, check=True).stdout
        (tmp_path / ".venv" / stamp).write_bytes(checksum)
    finished = setup(tmp_path, PATH="/usr/bin:/bin")
    assert finished.returncode == 0
    assert finished.stdout == ""
