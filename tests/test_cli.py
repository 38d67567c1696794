"""The commands, as somebody types them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from bot.deployment.ports import free_port, require_free
from bot.settings import ROOT

COMMAND = [sys.executable, "-c", "from bot.cli import main; main()"]


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=280,
        stdin=subprocess.DEVNULL,
    )


def test_a_taken_port_is_one_sentence_and_not_a_traceback() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        finished = command("run", PORT=str(port))
    assert finished.returncode == 1
    assert f"Port {port} is taken by another program" in finished.stderr
    assert f"PORT={port + 1} make run" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_port_that_is_none_is_one_sentence() -> None:
    finished = command("run", PORT="http")
    assert finished.returncode == 1
    assert "PORT is 'http', which is not a port number" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_broken_guide_is_one_sentence(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
import bot.check.command
from bot.cli import main
from bot.guide import load_guide
bot.check.command.load_content = lambda: load_guide(Path({str(tmp_path)!r}))
sys.argv[1:] = ["check"]
main()
"""
    (tmp_path / "facts.yml").write_text("facts: [", encoding="utf-8")
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert finished.returncode == 1
    assert "facts.yml, line 1: this is not valid YAML" in finished.stderr
    assert "Traceback" not in finished.stderr


@pytest.mark.slow
def test_run_answers_and_ctrl_c_ends_everything_it_started(model: None, tmp_path: Path) -> None:
    port, action_port = free_port(), free_port()
    environment = {
        **os.environ,
        "PORT": str(port),
        "ACTION_PORT": str(action_port),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}",
    }
    started = time.monotonic()
    with subprocess.Popen(
        [*COMMAND, "run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        said = ""
        while "Ctrl-C ends it" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        # Nothing is installed or trained again: what takes time is loading.
        assert time.monotonic() - started < 60
        assert f"http://127.0.0.1:{port}/webchat/" in said
        assert "make shell" in said
        answer = requests.post(
            f"http://127.0.0.1:{port}/webhooks/rest/webhook",
            json={"sender": "me", "message": "what is autologous?"},
            timeout=30,
        ).json()
        assert answer[0]["metadata"]["utter_action"] == "utter_faq/autologous"
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    for free in (port, action_port):
        require_free("PORT", free)


@pytest.mark.slow
def test_training_again_does_nothing(model: None) -> None:
    started = time.monotonic()
    finished = command("train")
    assert finished.returncode == 0
    assert "up to date" in finished.stdout
    assert time.monotonic() - started < 10
