"""The files of deploy/ agree with each other, with the settings, and with the project as it is."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.channel import TURN_SECONDS
from bot.deployment.servers import LOCK_SECONDS
from bot.settings import ROOT
from bot.webchat.turns import HOLD

DEPLOY = ROOT / "deploy"
COMPOSE = YAML(typ="rt").load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
TEMPLATE = (DEPLOY / "nginx.conf.template").read_text(encoding="utf-8")
EXAMPLE = (DEPLOY / "environment.example").read_text(encoding="utf-8")
TABLE = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
# What is the containers' own and not the bot's.
OF_THE_CONTAINERS = {"POSTGRES_PASSWORD", "REDIS_PASSWORD"}
# What compose.yml sets itself, or what containers do not need.
SET_BY_COMPOSE = {"DATABASE_URL", "REDIS_URL", "ACTION_PORT", "WORKERS", "ACTION_SERVERS"}


def test_every_setting_can_be_made_and_is_explained() -> None:
    named = set(re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert named == TABLE - SET_BY_COMPOSE | OF_THE_CONTAINERS
    for block in EXAMPLE.split("\n\n")[2:]:
        assert block.startswith("#"), block


def test_no_secret_has_a_value() -> None:
    values = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    assert {name for name, value in values.items() if value} == {"PORT", "WEBCHAT_PROXIES"}
    assert re.findall(r"PASSWORD: (?!\$\{)", (DEPLOY / "compose.yml").read_text(encoding="utf-8")) == []


def test_compose_asks_for_nothing_that_is_not_there() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yml").read_text(encoding="utf-8")))
    assert asked <= set(re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE))


def test_only_the_proxy_is_published_and_all_of_ours_are_locked_in() -> None:
    services = COMPOSE["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    for name in ("proxy", "worker", "actions", "redis"):
        assert services[name]["read_only"] is True, name
        assert services[name]["cap_drop"] == ["ALL"], name
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_the_proxy_gets_all_that_its_template_asks_for() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)\}", re.sub(r"#.*", "", TEMPLATE)))
    assert asked == set(COMPOSE["services"]["proxy"]["environment"])


def test_what_is_copied_into_the_image_exists_and_it_does_not_run_as_root() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    assert sources
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert DOCKERFILE.rindex("USER bot") > DOCKERFILE.rindex("RUN ")
    needed = {path.name for path in ROOT.glob("*.yml")} | {"bot", "actions", "data", "requirements.txt"}
    assert needed <= set(sources)


def test_what_is_copied_into_the_image_is_enough_to_install_the_package(tmp_path: Path) -> None:
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for source in map(Path, line.split()):
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            (tmp_path / source).parent.mkdir(parents=True, exist_ok=True)
            copy(ROOT / source, tmp_path / source)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", str(tmp_path / "wheels"), str(tmp_path)], check=True)
    assert list((tmp_path / "wheels").glob("lupus_guide-*.whl"))


def test_a_killed_workers_lock_is_gone_when_its_turn_is_over_and_before_another_takes_it() -> None:
    assert TURN_SECONDS < LOCK_SECONDS < HOLD.total_seconds()
    environment = COMPOSE["services"]["worker"]["environment"]
    assert environment["TICKET_LOCK_LIFETIME"] == str(LOCK_SECONDS)


@pytest.mark.parametrize("path", sorted(DEPLOY.glob("*.yml")), ids=lambda path: path.name)
def test_yaml_can_be_read(path: Path) -> None:
    assert YAML(typ="rt").load(path.read_text(encoding="utf-8"))
