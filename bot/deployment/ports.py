"""Ports of loopback."""

from __future__ import annotations

import random
import socket

from bot.deployment.process import RunError

HOST = "127.0.0.1"


def require_free(setting: str, port: int) -> None:
    """Check that nothing listens on a port.

    Raises:
        RunError: something does.
    """
    if not is_free(port):
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
        if is_free(port):
            return port
    raise RunError(f"No free port from {candidates.start} to {candidates.stop}. End some programs.")


def is_free(port: int) -> bool:
    """Whether nothing listens on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def is_taken(port: int) -> bool:
    """Whether something answers on a port."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((HOST, port)) == 0
