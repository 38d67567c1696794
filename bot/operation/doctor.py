"""What could be wrong with this installation: each check says in a sentence what it found, and what to do."""

from __future__ import annotations

import importlib
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import requests
from ruamel.yaml import YAML
from sqlalchemy.engine import make_url

from bot import settings
from bot.deployment.ports import HOST, is_free
from bot.deployment.redis import is_reachable
from bot.guide import GuideError, load_helplines
from bot.settings import ROOT
from bot.store.engine import StoreError, transaction
from bot.training import TrainingError, is_stale, require_model

# A conversation takes some tens of kilobytes; a training some gigabytes for a while.
LEAST_BYTES = 500_000_000
ANSWER_SECONDS = 10.0
# As scripts/setup has it.
CKSUM = shutil.which("cksum") or "/usr/bin/cksum"
SETTINGS: tuple[Callable[[], object], ...] = (
    settings.port,
    settings.action_port,
    settings.bot_secret,
    settings.workers,
    settings.action_servers,
    settings.retention_days,
    settings.webchat_origins,
    settings.webchat_proxies,
    settings.webchat_hours,
    settings.webchat_requests,
    settings.webchat_sessions,
    settings.messages_per_minute,
)


class Mark(Enum):
    """How a finding is to be taken."""

    FINE = "fine"
    UNSURE = "look at"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    mark: Mark
    what: str


def examine() -> list[Finding]:
    """All findings, each once, in the order in which things are needed."""
    return list(dict.fromkeys(finding for check in CHECKS for finding in check()))


def _fine(what: str) -> list[Finding]:
    return [Finding(Mark.FINE, what)]


def _wrong(what: object) -> list[Finding]:
    return [Finding(Mark.WRONG, str(what))]


def _packages() -> list[Finding]:
    stamp, lock = ROOT / ".venv" / "installed-from", ROOT / "requirements.txt"
    if not stamp.exists():
        return [Finding(Mark.UNSURE, "Packages: there is no .venv here. `make setup` makes one.")]
    summed = subprocess.run([CKSUM], input=lock.read_bytes(), capture_output=True, check=True).stdout
    if summed != stamp.read_bytes():
        return _wrong("Packages: they are not those of requirements.txt. Run `make setup`.")
    return _fine("Packages: those of requirements.txt.")


def _settings() -> list[Finding]:
    found = []
    for read in SETTINGS:
        try:
            read()
        except ValueError as error:
            found += _wrong(f"Settings: {error}")
    return found or _fine("Settings: all can be read.")


def _helplines() -> list[Finding]:
    try:
        load_helplines(settings.region())
    except GuideError as error:
        return _wrong(f"Helplines: {error}")
    return _fine(f"Helplines: those of REGION={settings.region()}.")


def _model() -> list[Finding]:
    try:
        require_model()
    except TrainingError as error:
        return _wrong(f"Model: {error}")
    if is_stale():
        return [Finding(Mark.UNSURE, "Model: what it is made from has changed since. Run `make train`.")]
    return _fine("Model: trained from the data as they are, and unharmed.")


def _database() -> list[Finding]:
    try:
        with transaction("doctor"):
            pass
    except StoreError as error:
        return _wrong(f"Database: {error}")
    return _fine(f"Database: {make_url(settings.database_url()).get_backend_name()}, its schema up to date.")


def _disk() -> list[Finding]:
    free = shutil.disk_usage(ROOT).free
    if free < LEAST_BYTES:
        return _wrong(
            f"Disk: {free // 1_000_000} MB are free. Make room for at least {LEAST_BYTES // 1_000_000}."
        )
    return _fine(f"Disk: {free // 1_000_000_000} GB are free.")


def _redis() -> list[Finding]:
    url = settings.redis_url()
    if url is None:
        return _fine("Redis: none, and one server needs none.")
    if not is_reachable(url):
        return _wrong(
            "Redis: that of REDIS_URL does not answer or does not take the password. Is it running?"
        )
    return _fine("Redis: it answers.")


def _platforms() -> list[Finding]:
    """Set every channel up as Rasa would; a platform that is set up by halves refuses."""
    found = []
    for name in YAML(typ="safe").load((ROOT / "credentials.yml").read_text(encoding="utf-8")):
        module, _, channel = name.rpartition(".")
        try:
            getattr(importlib.import_module(module), channel).from_credentials({})
        except ValueError as error:
            found += _wrong(f"Channels: {error}")
    return found or _fine("Channels: each is set up as a whole, or off.")


def _running() -> list[Finding]:
    try:
        port = settings.port()
    except ValueError:
        return []
    if is_free(port):
        return _fine(f"Port {port}: free, so no bot is running there.")
    try:
        answer = requests.get(f"http://{HOST}:{port}/health/ready", timeout=ANSWER_SECONDS)
        why = answer.json().get("why", [])
    except (requests.RequestException, ValueError):
        return _wrong(f"Port {port}: taken by another program. End it, or set PORT to another one.")
    return [each for reason in why for each in _wrong(f"Running bot: {reason}")] or _fine(
        f"Port {port}: a bot is running there, and is ready."
    )


CHECKS: tuple[Callable[[], list[Finding]], ...] = (
    _packages,
    _settings,
    _helplines,
    _model,
    _database,
    _disk,
    _redis,
    _platforms,
    _running,
)
