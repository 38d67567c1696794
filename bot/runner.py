"""Starts the bot's processes on loopback, waits until they answer, and ends them together."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import requests
from ruamel.yaml import YAML

from bot.messaging import NAMES
from bot.settings import ROOT
from bot.training import MODEL, rasa_environment

HOST = "127.0.0.1"
START_SECONDS = 180.0
STOP_SECONDS = 10.0
ANSWER_SECONDS = 5.0


class RunError(RuntimeError):
    """The bot cannot be started; the text says why and what to do."""


@dataclass
class Bot:
    """A running bot: where it listens, and its processes."""

    port: int
    action_port: int
    logs: Path
    endpoints: Path
    credentials: Path
    server_arguments: tuple[str, ...] = ()
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The address of the server."""
        return f"http://{HOST}:{self.port}"

    @property
    def webhook(self) -> str:
        """Where a message is posted."""
        return f"{self.address}/webhooks/rest/webhook"

    def platforms(self) -> dict[str, bool]:
        """The messaging platforms, and whether each is on."""
        return {
            name: requests.get(f"{self.address}/webhooks/{name}/", timeout=ANSWER_SECONDS).ok
            for name in NAMES
        }

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        """End one process and all that it started."""
        process = self.processes.pop(name)
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, how)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def start_actions(self) -> None:
        """Start the action server and wait for it.

        Raises:
            RunError: it did not start.
        """
        command = ["-m", "rasa_sdk", "--actions", "actions", "--port", str(self.action_port)]
        self._start("actions", command)
        self._wait("actions", f"http://{HOST}:{self.action_port}/health")

    def start_server(self) -> None:
        """Start Rasa's server without waiting for it."""
        command = ["-m", "rasa", "run", "--model", str(MODEL), "--endpoints", str(self.endpoints)]
        command += ["--credentials", str(self.credentials), "--interface", HOST, "--port", str(self.port)]
        command += self.server_arguments
        self._start("server", command)

    def wait_for_server(self) -> None:
        """Wait until the server answers, model loaded.

        Raises:
            RunError: it ended or took too long.
        """
        self._wait("server", f"{self.address}/webhooks/rest/")

    def _start(self, name: str, arguments: list[str]) -> None:
        environment = {**rasa_environment(), "SANIC_HOST": HOST}
        with (self.logs / f"{name}.log").open("ab") as log:
            # A session of its own: Ctrl-C reaches us alone, and we end what the process started, too.
            self.processes[name] = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait(self, name: str, address: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        log = self.logs / f"{name}.log"
        while time.monotonic() < deadline:
            if self.processes[name].poll() is not None:
                raise RunError(f"The {name} process ended at once: {_last_line(log)}\n{log} says more.")
            with contextlib.suppress(requests.ConnectionError):
                if requests.get(address, timeout=ANSWER_SECONDS).ok:
                    return
            time.sleep(0.2)
        raise RunError(f"The {name} process did not answer within {START_SECONDS:.0f} s. {log} may say why.")


@contextlib.contextmanager
def running(
    port: int,
    action_port: int,
    *server_arguments: str,
    credentials: Path = ROOT / "credentials.yml",
    logs: Path = ROOT / "var" / "logs",
) -> Iterator[Bot]:
    """A running bot, its processes ended on the way out, whatever happens.

    Raises:
        RunError: a port is taken, the model is missing, or a process did not start.
    """
    for name, wanted in (("PORT", port), ("ACTION_PORT", action_port)):
        require_free(name, wanted)
    if not (ROOT / MODEL).exists():
        raise RunError("There is no trained model. Run `make train` first.")
    logs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        endpoints = _endpoints(Path(folder), action_port)
        bot = Bot(port, action_port, logs, endpoints, credentials, server_arguments)
        try:
            bot.start_server()
            bot.start_actions()
            bot.wait_for_server()
            yield bot
        finally:
            for name in list(bot.processes):
                bot.stop(name)


def require_free(setting: str, port: int) -> None:
    """Check that nothing listens on a port.

    Raises:
        RunError: something does.
    """
    if not _is_free(port):
        raise RunError(
            f"Port {port} is taken by another program. End that program, or choose another port: "
            f"{setting}={port + 1} make run"
        )


def free_port() -> int:
    """A port that nothing listens on, below those that systems hand out to outgoing connections.

    Raises:
        RunError: none was found.
    """
    candidates = range(20_000, 32_000)
    for port in random.sample(candidates, k=100):
        if _is_free(port):
            return port
    raise RunError(f"No free port from {candidates.start} to {candidates.stop}. End some programs.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it wrote nothing.")


def _endpoints(folder: Path, action_port: int) -> Path:
    """The project's endpoints, with the action server where it was started."""
    yaml = YAML()
    endpoints = yaml.load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"]["url"] = f"http://{HOST}:{action_port}/webhook"
    path = folder / "endpoints.yml"
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(endpoints, file)
    return path
