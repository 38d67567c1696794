"""The bot's own two kinds of servers, as processes on loopback: Rasa's, and the action server."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import requests
from ruamel.yaml import YAML

from bot.deployment.ports import HOST
from bot.deployment.process import Process
from bot.settings import ROOT
from bot.training import MODEL, rasa_environment

ANSWER_SECONDS = 5.0
# A worker that was killed leaves a lock behind. No turn lasts longer than this: see bot.channel.TURN_SECONDS.
LOCK_SECONDS = 22
REDIS_PORT = 6379


def rasa_server(
    name: str, port: int, endpoints: Path, credentials: Path, logs: Path, *arguments: str
) -> Process:
    """Rasa's server with the trained model; it is ready when it answers, model loaded."""
    command = [sys.executable, "-m", "rasa", "run", "--model", str(MODEL), "--endpoints", str(endpoints)]
    command += ["--credentials", str(credentials), "--interface", HOST, "--port", str(port), *arguments]
    ready = f"http://{HOST}:{port}/webhooks/rest/"
    return Process(name, command, lambda: answers(ready), logs / f"{name}.log", environment=_environment())


def action_server(name: str, port: int, logs: Path) -> Process:
    """The action server; it is ready when it answers."""
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]
    ready = f"http://{HOST}:{port}/health"
    return Process(name, command, lambda: answers(ready), logs / f"{name}.log", environment=_environment())


def answers(address: str) -> bool:
    """Whether a GET of this address succeeds."""
    with contextlib.suppress(requests.RequestException):
        return requests.get(address, timeout=ANSWER_SECONDS).ok
    return False


def write_endpoints(folder: Path, action_port: int, redis_url: str | None = None) -> Path:
    """The project's endpoints.yml, with the action server where it is, and Redis' locks if there are many."""
    yaml = YAML()
    endpoints = yaml.load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"]["url"] = f"http://{HOST}:{action_port}/webhook"
    if redis_url:
        endpoints["lock_store"] = _lock_store(redis_url)
    path = folder / "endpoints.yml"
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(endpoints, file)
    path.chmod(0o600)
    return path


def _lock_store(redis_url: str) -> dict[str, object]:
    parts = urlsplit(redis_url)
    store = {
        "type": "redis",
        "url": parts.hostname,
        "port": parts.port or REDIS_PORT,
        "db": int(parts.path.strip("/") or 0),
        "username": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "use_ssl": parts.scheme == "rediss",
    }
    return {name: value for name, value in store.items() if value is not None}


def _environment() -> dict[str, str]:
    return {**rasa_environment(), "SANIC_HOST": HOST, "TICKET_LOCK_LIFETIME": str(LOCK_SECONDS)}
