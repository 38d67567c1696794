"""Many servers on one machine: workers and action servers behind nginx, started again when one ends."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot import settings
from bot.deployment.nginx import nginx
from bot.deployment.ports import HOST, free_port, require_free
from bot.deployment.process import Process, RunError
from bot.deployment.redis import is_reachable
from bot.deployment.servers import action_server, rasa_server, write_endpoints
from bot.settings import ROOT
from bot.store.engine import engine
from bot.training import require_model

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fleet:
    """Running servers; `address` is where people come in."""

    address: str
    processes: dict[str, Process]
    workers: dict[str, str]

    def keep_up(self) -> None:
        """Start again what has ended; to be called every second or so.

        Raises:
            RunError: a program is gone.
        """
        for name, process in self.processes.items():
            if not process.is_running():
                logger.warning("The %s process ended and is started again. %s says why.", name, process.log)
                process.start()


def require_services() -> None:
    """Check that what many servers share is there, before any is started.

    Raises:
        RunError: it is not, or cannot be reached.
        StoreError: the database cannot be used.
    """
    # Without a lock store Rasa would start one worker, and not say so.
    if os.environ.get("SANIC_WORKERS"):
        raise RunError("SANIC_WORKERS does not work here. Set WORKERS to the number of servers instead.")
    workers = settings.workers()
    if workers > 1:
        if not settings.database_url().startswith("postgres"):
            raise RunError(
                f"WORKERS={workers} needs a PostgreSQL that all servers share. Set DATABASE_URL, such "
                "as postgresql://user:password@host/database, or WORKERS=1."
            )
        if not settings.redis_url():
            raise RunError(
                f"WORKERS={workers} needs a Redis, by which servers take turns in a conversation. Set "
                "REDIS_URL, such as redis://:password@host:6379/0, or WORKERS=1."
            )
    redis_url = settings.redis_url()
    if redis_url and not is_reachable(redis_url):
        raise RunError(
            "The Redis of REDIS_URL does not answer, or does not take the password. Is it running?"
        )
    engine()


@contextlib.contextmanager
def running(port: int, logs: Path = ROOT / "var" / "logs") -> Iterator[Fleet]:
    """A running fleet by the settings, its servers ended on the way out, whatever happens.

    Raises:
        RunError: a port is taken, a service is missing, or a process did not start.
        StoreError: the database cannot be used.
        TrainingError: the model is missing or is not the one that was trained.
    """
    require_free("PORT", port)
    require_model()
    require_services()
    logs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        actions = {f"actions-{number}": free_port() for number in range(1, settings.action_servers() + 1)}
        workers = {f"worker-{number}": free_port() for number in range(1, settings.workers() + 1)}
        actions_port = free_port()
        endpoints = write_endpoints(folder, actions_port, settings.redis_url())
        processes = [
            *(action_server(name, at, logs) for name, at in actions.items()),
            *(
                rasa_server(name, at, endpoints, ROOT / "credentials.yml", logs)
                for name, at in workers.items()
            ),
            nginx(folder, logs, (port, list(workers.values())), (actions_port, list(actions.values()))),
        ]
        addresses = {name: f"http://{HOST}:{at}" for name, at in workers.items()}
        try:
            for process in processes:
                process.start()
            for process in processes:
                process.wait()
            yield Fleet(f"http://{HOST}:{port}", {each.name: each for each in processes}, addresses)
        finally:
            for process in reversed(processes):
                process.stop()
