"""Many servers on PostgreSQL and Redis behind nginx: what breaks goes unnoticed or gets a sentence."""

from __future__ import annotations

import itertools
import os
import signal
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import requests

from bot.deployment.fleet import Fleet
from bot.deployment.postgresql import PostgreSQL
from bot.deployment.redis import Redis
from bot.deployment.servers import answers
from tests.support.webchat import Chat

pytestmark = [pytest.mark.slow, pytest.mark.soak, pytest.mark.timeout(1800)]

FULL = bool(os.environ.get("SOAK"))
PEOPLE = 200 if FULL else 12
KILLS = 1_000 if FULL else 2
KILL_EVERY_SECONDS = 4.0
DIALOGUE = [
    "Am I eligible?",
    "45",
    "What does autologous mean?",
    "yes",
    "nephritis",
    "Is the treatment dangerous?",
    "yes",
    "yes",
    "yes",
    "Yes, that is right",
]


def walk(chat: Chat) -> list[tuple[str, str]]:
    """A whole dialogue with its verdict; returns what the server has of it afterwards."""
    for text in DIALOGUE:
        *_, last = chat.insist(text)
    assert {row[1] for row in last["table"]["rows"]} == {"met"}
    return [(message["role"], message["text"]) for message in chat.insist_on("GET")]


@contextmanager
def killing(fleet: Fleet) -> Iterator[list[str]]:
    """Kill a server every few seconds while the others are up; yields the names of the killed."""
    over, killed = threading.Event(), list[str]()
    names = itertools.cycle(["worker-1", "actions-1", "worker-2", "actions-2"])

    def work() -> None:
        due = 0.0
        while not over.wait(0.2):
            fleet.keep_up()
            up = all(answers(f"{at}/webhooks/rest/") for at in fleet.workers.values())
            if up and len(killed) < KILLS and time.monotonic() >= due:
                killed.append(next(names))
                fleet.processes[killed[-1]].stop(signal.SIGKILL)
                due = time.monotonic() + KILL_EVERY_SECONDS

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()
        fleet.keep_up()
        for process in fleet.processes.values():
            process.wait()


def test_killed_servers_lose_and_double_nothing(running_fleet: Fleet) -> None:
    undisturbed = walk(Chat(running_fleet))
    with killing(running_fleet) as killed, ThreadPoolExecutor(PEOPLE) as people:
        told = list(people.map(walk, [Chat(running_fleet) for _ in range(PEOPLE)]))
    print(f"{PEOPLE} conversations; killed: {', '.join(killed)}")
    assert len(killed) >= 2
    assert [each for each in told if each != undisturbed] == []


def test_postgresql_restarts_in_the_middle_of_a_dialogue(
    running_fleet: Fleet, postgresql_server: PostgreSQL
) -> None:
    undisturbed, chat = walk(Chat(running_fleet)), Chat(running_fleet)
    for text in DIALOGUE[:4]:
        chat.say(text)
    message_id = str(uuid.uuid4())
    postgresql_server.stop()
    try:
        refused = chat.post(DIALOGUE[4], message_id)
        assert refused.status_code == 503
        assert "emergency" in refused.json()["error"]["message"]
        assert int(refused.headers["Retry-After"]) > 0
    finally:
        postgresql_server.start()
    chat.say(DIALOGUE[4], message_id)
    for text in DIALOGUE[5:]:
        chat.say(text)
    assert [(message["role"], message["text"]) for message in chat.history()] == undisturbed


def test_redis_restarts_in_the_middle_of_a_dialogue(running_fleet: Fleet, redis_server: Redis) -> None:
    chat = Chat(running_fleet)
    for text in DIALOGUE[:4]:
        chat.say(text)
    redis_server.stop()
    try:
        (apology,) = chat.say(DIALOGUE[4])
        assert "went wrong" in apology["text"]
    finally:
        redis_server.start()
    for text in DIALOGUE[4:]:
        *_, last = chat.say(text)
    assert last["kind"] == "verdict"
    assert {row[1] for row in last["table"]["rows"]} == {"met"}


@pytest.mark.parametrize(
    "path",
    ["/webhooks/rest/webhook", "/model/parse", "/metrics", "/health/ready", "/", "/conversations/a/tracker"],
)
def test_only_the_channels_face_outside(running_fleet: Fleet, path: str) -> None:
    for method in ("GET", "POST"):
        assert requests.request(method, running_fleet.address + path, timeout=5).status_code == 404
    assert requests.get(f"{running_fleet.address}/webchat/", timeout=5).ok
    assert requests.post(f"{running_fleet.address}/webhooks/telegram/webhook", timeout=5).status_code == 503
