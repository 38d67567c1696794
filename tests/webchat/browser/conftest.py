"""One bot and one Chromium for all the tests in a browser; without a Chromium they say so and are skipped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from bot import runner
from bot.deployment.ports import free_port
from tests.support.browser import EXECUTABLE, MILLISECONDS, Visitors

# A site of somebody else's that may show the chat; browsers find every name below localhost on this machine.
SITE = "http://site.localhost"


# Of the package and not of the session: Playwright's event loop would stand in the way of other tests' own.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    if not Path(EXECUTABLE).exists():
        pytest.skip(f"There is no {EXECUTABLE}: nothing was tried in a browser (apt-get install chromium).")
    # For sites that ask a bot on this machine, Chromium would ask the person first.
    arguments = ["--disable-features=LocalNetworkAccessChecks"]
    if os.geteuid() == 0:
        # Its sandbox refuses to run for root.
        arguments.append("--no-sandbox")
    expect.set_options(timeout=MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def guide_bot(model: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[runner.Bot]:
    """A bot that may be killed, and whose limits no test reaches by accident."""
    folder = tmp_path_factory.mktemp("browser")
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / 'bot.db'}",
        "WEBCHAT_ORIGINS": SITE,
        "MESSAGES_PER_MINUTE": "1000",
        "WEBCHAT_REQUESTS": "10000",
        "WEBCHAT_SESSIONS": "1000",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        with runner.running(free_port(), free_port(), logs=folder) as bot:
            yield bot


@pytest.fixture
def visitors(chromium: Browser, guide_bot: runner.Bot) -> Iterator[Visitors]:
    """People on the demonstration page; whatever their browsers complained about fails the test."""
    everybody = Visitors(chromium, guide_bot)
    yield everybody
    everybody.leave()
