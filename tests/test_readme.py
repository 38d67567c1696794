"""The README names only what there is, and its steps for a new fact lead to a working answer."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.check.alike import check_alike
from bot.check.command import CONTENT_CHECKS
from bot.check.content import load_content
from bot.check.examples import check_frames
from bot.settings import ROOT
from tests.support.conversation import Conversation

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]


def named(pattern: str) -> set[str]:
    return {
        match for document in DOCUMENTS for match in re.findall(pattern, document.read_text(encoding="utf-8"))
    }


def test_every_make_target_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = named(r"`make ([a-z]+)`") | set(
        re.findall(r"^\s*make ([a-z]+)\s*(?:#|$)", README, re.MULTILINE)
    )
    assert {"run", "test", "shell", "check"} <= targets
    assert {target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()


def test_every_command_of_ours_exists() -> None:
    cli = (ROOT / "bot" / "cli.py").read_text(encoding="utf-8")
    commands = named(r"`lupus-guide ([a-z]+)`")
    assert {command for command in commands if f"\ndef {command}(" not in cli} == set()


def test_every_path_exists() -> None:
    paths = named(r"`((?:bot|actions|data|tests|benchmarks|deploy|scripts|docs)/[\w./-]*)`")
    assert paths
    assert {path for path in paths if not (ROOT / path).exists()} == set()


def test_every_entry_of_the_tree_exists_and_every_room_is_in_it() -> None:
    tree = re.search(r"```text\n(config\.yml.*?)```", README, re.DOTALL)
    assert tree
    shown = {line.split()[0].rstrip("/") for line in tree.group(1).splitlines() if line.strip()}
    assert {path for path in shown if not (ROOT / path).exists()} == set()
    rooms = {path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("bot/*/__init__.py")}
    assert rooms <= shown


def test_every_setting_exists() -> None:
    settings = (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")
    platforms = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("bot/messaging/**/*.py"))
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert set(re.findall(r'"([A-Z]+(?:_[A-Z]+)*)"', settings)) <= table
    assert {name for name in table if f'"{name}"' not in settings + platforms} == set()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("domain.yml", "data", "bot/guide", "tests/questions"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name)
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


def test_the_steps_for_a_new_fact_lead_to_clean_content(copy: Path) -> None:
    steps = README.split("## Add a fact", 1)[1].split("\n## ", 1)[0]
    blocks = dict(re.findall(r"`([\w/.]+)`[^`]*```yaml\n(.*?)```", steps, re.DOTALL))
    assert set(blocks) == {"bot/guide/facts.yml", "domain.yml", "data/nlu/cure.yml"}
    for name in ("bot/guide/facts.yml", "domain.yml"):
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write(blocks[name])
    label = "faq/twin_donor"
    example = blocks["data/nlu/cure.yml"]
    more = "".join(
        f"      - what about twins as donors, said in way number {number}\n" for number in range(150)
    )
    with (copy / "data/nlu/cure.yml").open("a", encoding="utf-8") as file:
        file.write(example + more)
    content = load_content(copy)
    assert label in content.guide.entries()
    # The examples above are from a mould, and the checks of moulds say so.
    checks = [check for check in CONTENT_CHECKS if check not in (check_frames, check_alike)]
    findings = [finding for check in checks for finding in check(content)]
    assert [str(finding) for finding in findings if not finding.warning] == []


@pytest.mark.slow
def test_the_transcript_is_a_real_one(conversation: Conversation) -> None:
    transcript = re.search(r"```text\n(You: .*?)```", README, re.DOTALL)
    assert transcript
    turns = re.split(r"^You: ", transcript.group(1), flags=re.MULTILINE)[1:]
    assert len(turns) >= 3
    for turn in turns:
        typed, _, shown = turn.partition("\n")
        said = " ".join(reply["text"] for reply in conversation.say(typed.strip()))
        words = " ".join(line for line in shown.splitlines() if not line.lstrip().startswith(("[", "(")))
        assert " ".join(words.split()) == " ".join(said.split())
