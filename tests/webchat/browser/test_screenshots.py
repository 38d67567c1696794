"""How it looks; `SCREENSHOTS=1` in the environment writes the pictures into deploy/screenshots."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from bot.settings import ROOT
from tests.support.browser import DIALOGUE, PHONE, Chat, Visitors

PICTURES = ROOT / "deploy" / "screenshots"
DOCUMENT = ROOT / "deploy" / "embedding.md"
MAX_BYTES = 150_000
WINDOW = {"width": 1080, "height": 720}


def page(chat: Chat) -> None:
    pass


def start(chat: Chat) -> None:
    chat.open()


def answer(chat: Chat) -> None:
    chat.open().say("what is autologous?")


def verdict(chat: Chat) -> None:
    chat.open()
    for text in DIALOGUE:
        chat.say(text)
    chat.log.evaluate("log => log.querySelector('table').closest('.table').scrollIntoView()")


def alarm(chat: Chat) -> None:
    chat.open().say("I don't want to live any more")


@dataclass(frozen=True)
class Shot:
    """A picture: its name, how to get there, and in what window."""

    name: str
    state: Callable[[Chat], None]
    size: dict[str, int]
    scheme: str


SHOTS = [
    Shot("page-desktop-light", page, WINDOW, "light"),
    Shot("answer-desktop-light", answer, WINDOW, "light"),
    Shot("answer-desktop-dark", answer, WINDOW, "dark"),
    Shot("start-phone-light", start, PHONE, "light"),
    Shot("verdict-phone-light", verdict, PHONE, "light"),
    Shot("alarm-phone-dark", alarm, PHONE, "dark"),
]


@pytest.mark.slow
@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_how_it_looks(shot: Shot, visitors: Visitors, tmp_path: Path) -> None:
    on_phone = shot.size == PHONE
    chat = visitors.new(viewport=shot.size, color_scheme=shot.scheme, has_touch=on_phone, is_mobile=on_phone)
    shot.state(chat)
    path = (PICTURES if os.environ.get("SCREENSHOTS") else tmp_path) / f"{shot.name}.png"
    chat.page.screenshot(path=path, animations="disabled", caret="hide")
    assert path.stat().st_size < MAX_BYTES
    with Image.open(path) as picture:
        assert picture.size == (shot.size["width"], shot.size["height"])
        # Not an empty sheet: dark stays dark, light stays light, and there is writing on it.
        shades = ImageStat.Stat(picture.convert("L"))
        [(darkest, lightest)] = shades.extrema
        assert lightest - darkest > 150
        assert (shades.median[0] > 128) == (shot.scheme == "light")


def test_the_pictures_of_the_document_are_those_made_here() -> None:
    shown = set(re.findall(r"\]\(screenshots/([\w-]+)\.png\)", DOCUMENT.read_text(encoding="utf-8")))
    assert shown == {path.stem for path in PICTURES.glob("*.png")} == {shot.name for shot in SHOTS}
    assert all(path.stat().st_size < MAX_BYTES for path in PICTURES.glob("*.png"))
