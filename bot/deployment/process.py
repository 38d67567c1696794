"""A child process: started in a session of its own, waited for, and ended with all that it started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import ROOT

START_SECONDS = 180.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.1


class RunError(RuntimeError):
    """The bot cannot be started; the text says why and what to do."""


@dataclass
class Process:
    """A program with its arguments; `is_ready` says whether it can be used, `log` gets what it writes.

    `user` is whom it runs as, where that is somebody else; after `stop_seconds` it is ended by force.
    """

    name: str
    command: Sequence[str]
    is_ready: Callable[[], bool]
    log: Path
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    user: str | None = None
    stop_seconds: float = STOP_SECONDS
    child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it without waiting.

        Raises:
            RunError: there is no such program.
        """
        try:
            with self.log.open("ab") as log:
                # A session of its own: Ctrl-C reaches us alone, and we end what the process started, too.
                self.child = subprocess.Popen(
                    self.command,
                    cwd=ROOT,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    user=self.user,
                )
        except FileNotFoundError as error:
            raise RunError(f"There is no {self.command[0]}. Install what provides it.") from error

    def wait(self) -> None:
        """Wait until it can be used.

        Raises:
            RunError: it ended or took too long.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if not self.is_running():
                raise RunError(
                    f"The {self.name} process ended at once: {_last_line(self.log)}\n{self.log} says more."
                )
            if self.is_ready():
                return
            time.sleep(POLL_SECONDS)
        raise RunError(
            f"The {self.name} process did not answer within {START_SECONDS:.0f} s. {self.log} may say why."
        )

    @property
    def pid(self) -> int:
        """Its number.

        Raises:
            RunError: it was not started.
        """
        if self.child is None:
            raise RunError(f"The {self.name} process was not started.")
        return self.child.pid

    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.child is not None and self.child.poll() is None

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and all that it started; nothing happens where it has ended."""
        if self.child is None or self.child.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child.pid, how)
        try:
            self.child.wait(self.stop_seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it wrote nothing.")
