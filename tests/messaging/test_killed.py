"""The server is killed in the middle of five dialogues and comes back: nothing lost, nothing doubled."""

from __future__ import annotations

import signal
import time

import pytest

from tests.support.platforms import FakePlatform, texts

pytestmark = pytest.mark.slow

PEOPLE = 5
NEXT = "Have all the other usual treatments failed to help?"


def test_killed_and_back(platforms: dict[str, FakePlatform]) -> None:
    platform = platforms["webhook"]
    people = [platform.person() for _ in range(PEOPLE)]
    for person in people:
        for text in ("Am I eligible?", "45", "yes"):
            platform.say(person, text)
    before = {person: len(platform.got(person)) for person in people}
    for person in people:
        assert platform.post(person, "nephritis", platform.new_id()).ok
    # Some have been answered by now, the others wait.
    time.sleep(0.2)
    assert platform.bot is not None
    platform.bot.stop("server", signal.SIGKILL)
    platform.bot.start_server()
    platform.bot.wait_for_server()
    for person in people:
        heard = platform.wait(person, before[person])
        assert texts(heard).count(NEXT) == 1
        for text in ("yes", "yes", "yes"):
            platform.say(person, text)
        assert "paragraph 7" in texts(platform.say(person, "Yes, that is right"))
    # A process that ends between a delivery and its note delivers it again, by the same id: it is heard once.
    assert set(platform.complaints) <= {"delivered twice"}
