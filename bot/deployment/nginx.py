"""nginx before many servers, with the configuration of `deploy/` and all its files in a folder of its own."""

from __future__ import annotations

import shutil
import string
from collections.abc import Sequence
from pathlib import Path

from bot.deployment.ports import HOST, is_taken
from bot.deployment.process import Process, RunError
from bot.settings import ROOT

PROGRAM = "nginx"
TEMPLATE = ROOT / "deploy" / "nginx.conf.template"
# Everything that nginx would keep below /var; $folder and $servers are filled in.
MAIN = string.Template(
    """\
daemon off;
pid $folder/nginx.pid;
error_log stderr warn;
events {}
http {
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    include $servers;
}
"""
)


Way = tuple[int, Sequence[int]]


def nginx(folder: Path, logs: Path, people: Way, actions: Way) -> Process:
    """The proxy: from one port to the workers' ports, and from another to those of the action servers.

    Raises:
        RunError: nginx is not installed.
    """
    if not is_installed():
        raise RunError("nginx is not installed. On Debian: apt-get install nginx-light.")
    servers, main = folder / "servers.conf", folder / "nginx.conf"
    filled = string.Template(TEMPLATE.read_text(encoding="utf-8")).safe_substitute(
        PROXY_LISTEN=f"{HOST}:{people[0]}",
        ACTIONS_LISTEN=f"{HOST}:{actions[0]}",
        WORKERS=_listed(people[1]),
        ACTIONS=_listed(actions[1]),
    )
    servers.write_text(filled, encoding="utf-8")
    main.write_text(MAIN.substitute(folder=folder, servers=servers), encoding="utf-8")
    command = [PROGRAM, "-e", "stderr", "-c", str(main)]
    return Process("proxy", command, lambda: is_taken(people[0]) and is_taken(actions[0]), logs / "proxy.log")


def _listed(ports: Sequence[int]) -> str:
    # A server that has ended refuses at once, and the next one is asked: none has to be passed over.
    return "\n    ".join(f"server {HOST}:{port} max_fails=0;" for port in ports)


def is_installed() -> bool:
    """Whether nginx can be started here."""
    return shutil.which(PROGRAM) is not None
