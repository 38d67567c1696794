"""One bot on loopback: Rasa's server and an action server, started together and ended together."""

from __future__ import annotations

import contextlib
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import requests

from bot.deployment.ports import HOST, require_free
from bot.deployment.process import Process
from bot.deployment.servers import ANSWER_SECONDS, action_server, rasa_server, write_endpoints
from bot.messaging import NAMES
from bot.settings import ROOT
from bot.training import require_model


@dataclass
class Bot:
    """A running bot: where it listens, and its processes."""

    port: int
    action_port: int
    logs: Path
    endpoints: Path
    credentials: Path
    server_arguments: tuple[str, ...] = ()
    processes: dict[str, Process] = field(default_factory=dict)

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
        self.processes.pop(name).stop(how)

    def start_actions(self) -> None:
        """Start the action server and wait for it.

        Raises:
            RunError: it did not start.
        """
        self._start(action_server("actions", self.action_port, self.logs)).wait()

    def start_server(self) -> None:
        """Start Rasa's server without waiting for it."""
        files = (self.endpoints, self.credentials, self.logs)
        self._start(rasa_server("server", self.port, *files, *self.server_arguments))

    def wait_for_server(self) -> None:
        """Wait until the server answers, model loaded.

        Raises:
            RunError: it ended or took too long.
        """
        self.processes["server"].wait()

    def _start(self, process: Process) -> Process:
        self.processes[process.name] = process
        process.start()
        return process


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
        RunError: a port is taken, or a process did not start.
        TrainingError: the model is missing or is not the one that was trained.
    """
    for name, wanted in (("PORT", port), ("ACTION_PORT", action_port)):
        require_free(name, wanted)
    require_model()
    logs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        endpoints = write_endpoints(Path(folder), action_port)
        bot = Bot(port, action_port, logs, endpoints, credentials, server_arguments)
        try:
            bot.start_server()
            bot.start_actions()
            bot.wait_for_server()
            yield bot
        finally:
            for name in list(bot.processes):
                bot.stop(name)
