"""A private PostgreSQL on loopback, out of what Debian installs."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

from sqlalchemy.engine import URL

from bot.deployment.ports import HOST, is_taken
from bot.deployment.process import Process, RunError

DEBIAN = Path("/usr/lib/postgresql")
SERVER_USER = "postgres"
OWNER = "lupus_guide"
# Ended by force it would leave processes behind that keep the next one from its data.
STOP_SECONDS = 60.0


def programs() -> Path | None:
    """Where PostgreSQL's programs are, the newest version first; None where there are none."""
    installed = sorted(DEBIAN.glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    return installed[-1].parent if installed else None


class PostgreSQL:
    """A server with its data in `folder`; `url` is the address of its database.

    It refuses to run as root and runs as Debian's user for it then, who must be able to reach the folder.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.data = folder / "data"
        self._user = SERVER_USER if os.geteuid() == 0 else None
        self._password = secrets.token_urlsafe(24)
        self.process: Process | None = None

    @property
    def url(self) -> str:
        """The address of the database, for `DATABASE_URL`."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """The address of one of its databases."""
        address = URL.create("postgresql", OWNER, self._password, HOST, self.port, database)
        return str(address.render_as_string(hide_password=False))

    def start(self) -> None:
        """Make the database where there is none, start the server and wait for it.

        Raises:
            RunError: PostgreSQL is not installed or did not start.
        """
        where = programs()
        if where is None:
            raise RunError("PostgreSQL is not installed. On Debian: apt-get install postgresql.")
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._user:
            shutil.chown(self.folder, self._user)
        if not self.data.exists():
            self._initialise(where / "initdb")
        options = ["-c", f"listen_addresses={HOST}", "-p", str(self.port)]
        options += ["-c", f"unix_socket_directories={self.folder}"]
        self.process = Process(
            "PostgreSQL",
            [str(where / "postgres"), "-D", str(self.data), *options],
            lambda: is_taken(self.port) and self._answers(where),
            self.folder / "postgresql.log",
            user=self._user,
            stop_seconds=STOP_SECONDS,
        )
        self.process.start()
        self.process.wait()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it at once, open connections and all (PostgreSQL's "fast shutdown")."""
        if self.process is not None:
            self.process.stop(how)

    def _initialise(self, initdb: Path) -> None:
        secret = self.folder / "password"
        secret.write_text(self._password, encoding="ascii")
        if self._user:
            shutil.chown(secret, self._user)
        command = [str(initdb), "-D", str(self.data), "-U", OWNER, "-A", "scram-sha-256", "-E", "UTF8"]
        command += ["--locale", "C.UTF-8", "--pwfile", str(secret)]
        made = subprocess.run(
            command, user=self._user, cwd=self.folder, capture_output=True, text=True, check=False
        )
        secret.unlink()
        if made.returncode:
            raise RunError(f"PostgreSQL's initdb failed in {self.folder}: {made.stderr.strip()}")

    def _answers(self, where: Path) -> bool:
        ready = [str(where / "pg_isready"), "-q", "-h", HOST, "-p", str(self.port)]
        return subprocess.run(ready, check=False).returncode == 0


def is_installed() -> bool:
    """Whether a private server can be started here, and by whom it would be run exists."""
    if programs() is None:
        return False
    return os.geteuid() != 0 or SERVER_USER in {entry.pw_name for entry in pwd.getpwall()}
