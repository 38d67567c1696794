"""A private Redis on loopback, out of what Debian installs."""

from __future__ import annotations

import secrets
import shutil
import signal
from pathlib import Path

import redis

from bot.deployment.ports import HOST
from bot.deployment.process import Process, RunError

PROGRAM = "redis-server"


class Redis:
    """A server for locks, which may be lost: it writes nothing to the disk. `url` is its address."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self._password = secrets.token_urlsafe(24)
        self.process: Process | None = None

    @property
    def url(self) -> str:
        """The address, for `REDIS_URL`."""
        return f"redis://:{self._password}@{HOST}:{self.port}/0"

    def start(self) -> None:
        """Start it and wait for it.

        Raises:
            RunError: Redis is not installed or did not start.
        """
        if not is_installed():
            raise RunError("Redis is not installed. On Debian: apt-get install redis-server.")
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = self.folder / "redis.conf"
        # In a file, because whoever lists processes sees their arguments.
        lines = [f"bind {HOST}", f"port {self.port}", f"requirepass {self._password}", f"dir {self.folder}"]
        settings.write_text("\n".join([*lines, 'save ""', "appendonly no", ""]))
        settings.chmod(0o600)
        log = self.folder / "redis.log"
        self.process = Process("Redis", [PROGRAM, str(settings)], lambda: is_reachable(self.url), log)
        self.process.start()
        self.process.wait()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it."""
        if self.process is not None:
            self.process.stop(how)


def is_reachable(url: str) -> bool:
    """Whether a Redis answers there, and takes the password."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def is_installed() -> bool:
    """Whether a private server can be started here."""
    return shutil.which(PROGRAM) is not None
