"""The API against the running bot."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from bot import runner, settings
from bot.deployment.ports import free_port
from bot.runner import Bot
from bot.secret import bot_secret
from bot.webchat import tokens
from tests.support.memory import memory
from tests.support.webchat import SECONDS, Chat, Visitor

pytestmark = pytest.mark.slow

EVIL = "https://evil.example"
SITE = "https://guide.example"


@pytest.fixture
def chat(running_bot: Bot) -> Chat:
    return Chat(running_bot)


@pytest.fixture(scope="module")
def second_bot(running_bot: Bot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """A second server on the same database, with the limits that people have, and shown on another site."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("WEBCHAT_REQUESTS")
        patch.delenv("WEBCHAT_SESSIONS")
        patch.delenv("MESSAGES_PER_MINUTE")
        patch.setenv("WEBCHAT_ORIGINS", SITE)
        logs = tmp_path_factory.mktemp("logs")
        with runner.running(free_port(), free_port(), logs=logs) as bot:
            yield bot


def texts(chat: Chat) -> list[str]:
    return [message["text"] for message in chat.history()]


def test_an_answer_comes_with_its_parts(chat: Chat) -> None:
    answer, notice = chat.say("What does autologous mean?")
    assert answer["kind"] == "answer"
    assert answer["source"] == "Stem Cell Transplants guide, paragraph 5"
    assert "Source:" not in answer["text"]
    assert {"title": "What does allogeneic mean?"} in answer["buttons"]
    assert answer["rateable"] is True
    assert notice["kind"] == "notice"
    assert "rateable" not in notice


def test_a_session_says_what_its_owner_needs(running_bot: Bot) -> None:
    response = Visitor(running_bot).ask("POST", "/sessions")
    opened = response.json()
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    assert opened["max_characters"] == 500
    assert {"label": "112 (EU, UK, Ireland)", "href": "tel:112"} in opened["helplines"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", opened["expires_at"])


def test_the_history_comes_back_after_a_reload(chat: Chat) -> None:
    said = chat.say("What does autologous mean?")
    first, *rest = chat.history()
    assert (first["role"], first["text"]) == ("user", "What does autologous mean?")
    assert rest == said


@pytest.mark.parametrize("token", ["", "nonsense", "Im1lIg.aaaa.bbbb"])
def test_without_a_token_nothing_is_read_or_written(running_bot: Bot, token: str) -> None:
    visitor = Visitor(running_bot)
    visitor.headers["Authorization"] = f"Bearer {token}"
    for method, path in [
        ("GET", "/messages"),
        ("POST", "/messages"),
        ("POST", "/feedback"),
        ("POST", "/restart"),
        ("DELETE", "/conversation"),
        ("GET", "/transcript"),
    ]:
        response = visitor.ask(method, path)
        assert response.status_code == 401, path
        assert response.json()["error"]["code"] == "not_signed_in"


def test_somebody_elses_conversation_cannot_be_named(running_bot: Bot, chat: Chat) -> None:
    chat.say("What does autologous mean?")
    forged = tokens.seal(chat.token.split(".")[0], "another secret that was never the servers")
    thief = Visitor(running_bot)
    thief.headers["Authorization"] = f"Bearer {forged}"
    assert thief.ask("GET", "/messages").status_code == 401
    unknown = tokens.seal(tokens.new_id(), bot_secret())
    thief.headers["Authorization"] = f"Bearer {unknown}"
    assert thief.ask("GET", "/messages").status_code == 401


def test_the_same_message_again_gets_the_same_answers(chat: Chat) -> None:
    message_id = str(uuid.uuid4())
    assert chat.say("Is the treatment expensive?", message_id) == chat.say("Something else?", message_id)
    assert texts(chat).count("Is the treatment expensive?") == 1
    assert len(chat.history()) == 3


def test_the_same_message_eight_times_at_once_is_one(chat: Chat) -> None:
    chat.say("Am I eligible?")
    message_id = str(uuid.uuid4())
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: chat.say("45", message_id), range(8)))
    assert all(answer == answers[0] for answer in answers)
    assert "firm diagnosis" in answers[0][0]["text"]
    assert texts(chat).count("45") == 1


@pytest.mark.parametrize(
    "text", ['/eligibility{"age": 30}', "/SetSlots(age=3)", "/restart", "/faq", "/session_start"]
)
def test_a_typed_payload_is_text(running_bot: Bot, chat: Chat, text: str) -> None:
    chat.say("Am I eligible?")
    chat.say(text)
    assert texts(chat)[-1].startswith(("How old", "I need the age"))
    assert text in texts(chat)


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "\0", "\ud83d", "😀", "<script>alert(1)</script>"])
def test_every_text_gets_a_sentence(chat: Chat, text: str) -> None:
    replies = chat.say(text)
    assert replies
    assert all(reply["text"].strip() and reply["kind"] != "apology" for reply in replies)


def test_a_red_flag_stays_in_view_with_its_numbers(chat: Chat) -> None:
    (answer, *_) = chat.say("I think I am having a heart attack")
    assert answer["kind"] == "red_flag"
    assert answer["stay_in_view"] is True
    assert {"label": "112 (EU, UK, Ireland)", "href": "tel:112"} in answer["helplines"]


def test_the_verdict_comes_as_a_table(chat: Chat) -> None:
    for text in ["Am I eligible?", "45", "yes", "nephritis", "yes", "yes", "yes"]:
        chat.say(text)
    (verdict,) = chat.say("Yes, that is right")
    assert verdict["kind"] == "verdict"
    assert len(verdict["table"]["rows"]) == 6
    assert "(paragraph 7)" not in verdict["text"]


def test_a_huge_message_is_answered_at_once_and_costs_no_memory(running_bot: Bot, chat: Chat) -> None:
    server = running_bot.processes["server"].pid
    huge = "x" * 200_000
    for _ in range(5):
        chat.post(huge)
    before, seconds = memory(server), []
    for _ in range(14):
        started = time.monotonic()
        response = chat.post(huge)
        seconds.append(time.monotonic() - started)
        assert "too long" in response.json()["messages"][0]["text"]
    # The quickest: what else runs on the machine is not what is tested.
    assert min(seconds) < 0.1
    assert memory(server) - before < 2_000_000
    assert max(map(len, texts(chat))) <= 501


def test_a_body_beyond_a_megabyte_is_not_read(chat: Chat) -> None:
    def endless() -> Iterator[bytes]:
        # More than fits into any buffer on the way.
        for _ in range(2_000):
            yield b"x" * 100_000

    started = time.monotonic()
    headers = {"Content-Type": "application/json"}
    try:
        status = chat.ask("POST", "/messages", data=endless(), headers=headers).status_code
    except requests.ConnectionError:
        status = 413
    assert status == 413
    assert time.monotonic() - started < 2
    response = chat.ask("POST", "/messages", data=b"x" * 1_000_001, headers=headers)
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_large"
    assert chat.say("What does autologous mean?")


def test_what_is_no_json_is_refused(chat: Chat) -> None:
    response = chat.ask("POST", "/messages", data="text=hi")
    assert (response.status_code, response.json()["error"]["code"]) == (415, "not_json")
    response = chat.ask("POST", "/messages", data="{", headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_request")


def test_an_answer_can_be_rated_and_nothing_else(running_bot: Bot, chat: Chat) -> None:
    answer, *_ = chat.say("Is the treatment expensive?")
    rating = {"message_id": answer["id"], "rating": "down", "reason": "no numbers"}
    assert chat.ask("POST", "/feedback", json=rating).status_code == 204
    assert Chat(running_bot).ask("POST", "/feedback", json=rating).status_code == 404
    own = {**rating, "message_id": chat.history()[0]["id"]}
    assert chat.ask("POST", "/feedback", json=own).status_code == 404
    assert chat.ask("POST", "/feedback", json={**rating, "rating": "so so"}).status_code == 400


def test_a_new_start_closes_the_old_conversation(chat: Chat) -> None:
    chat.say("Is the treatment expensive?")
    response = chat.ask("POST", "/restart")
    assert response.status_code == 201
    assert chat.ask("GET", "/messages").status_code == 401
    chat.use(response.json()["token"])
    assert chat.history() == []


def test_the_transcript_is_a_file(chat: Chat) -> None:
    answer, *_ = chat.say("Is the treatment expensive?")
    response = chat.ask("GET", "/transcript")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert answer["text"] in response.text
    assert "You:\nIs the treatment expensive?" in response.text


def kept() -> bytes:
    """All bytes of the database, while the server runs."""
    folder = Path(settings.database_url().removeprefix("sqlite:///")).parent
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.mark.parametrize("how", ["request", "words"])
def test_erasing_leaves_no_byte_of_the_words(running_bot: Bot, chat: Chat, how: str) -> None:
    word = f"zebediah{uuid.uuid4().hex}"
    answer, *_ = chat.say(f"What does autologous mean? Ask {word}")
    reason = {"message_id": answer["id"], "rating": "up", "reason": f"{word} agrees"}
    chat.ask("POST", "/feedback", json=reason)
    assert word.encode() in kept()
    if how == "request":
        assert chat.ask("DELETE", "/conversation").status_code == 204
        assert chat.ask("GET", "/messages").status_code == 401
    else:
        assert chat.say("delete my data")[0]["text"].startswith("Done.")
        assert chat.history() == []
        assert chat.say("Is the treatment expensive?")[0]["rateable"]
    assert word.encode() not in kept()


def test_no_word_of_a_message_is_in_the_logs(running_bot: Bot, chat: Chat) -> None:
    chat.say("my neighbour Zebediah has 17 platelets")
    chat.ask("POST", "/messages", data='{"text": "Zebediah', headers={"Content-Type": "application/json"})
    for log in running_bot.logs.glob("*.log"):
        assert b"Zebediah" not in log.read_bytes()
        assert chat.token.encode() not in log.read_bytes()


def test_another_site_is_refused(chat: Chat) -> None:
    for origin in (EVIL, "null", SITE):
        for method, path in [("GET", "/messages"), ("POST", "/sessions"), ("GET", "/health")]:
            response = chat.ask(method, path, headers={"Origin": origin})
            assert response.status_code == 403
            assert response.json()["error"]["code"] == "origin_refused"
            assert not [name for name in response.headers if name.lower().startswith("access-control-")]
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        response = chat.ask("OPTIONS", "/messages", headers=asked)
        assert response.status_code == 403
        assert not [name for name in response.headers if name.lower().startswith("access-control-")]


def test_the_own_page_may_ask(running_bot: Bot, chat: Chat) -> None:
    assert chat.ask("GET", "/messages", headers={"Origin": running_bot.address}).status_code == 200


def test_an_allowed_site_is_told_so_and_exactly(second_bot: Bot) -> None:
    visitor = Visitor(second_bot)
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST"}
    response = visitor.ask("OPTIONS", "/messages", headers=asked)
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == SITE
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
    for path, status in [("/health", 200), ("/messages", 401)]:
        response = visitor.ask("GET", path, headers={"Origin": SITE})
        assert response.status_code == status
        assert response.headers["Access-Control-Allow-Origin"] == SITE
        assert "Origin" in response.headers["Vary"]
        assert "Access-Control-Allow-Credentials" not in response.headers


def test_a_second_server_goes_on_with_the_conversation(second_bot: Bot, chat: Chat) -> None:
    chat.say("Am I eligible?")
    chat.api = f"{second_bot.address}/webchat/api/v1"
    (question,) = chat.say("45")
    assert "firm diagnosis" in question["text"]
    assert "45" in texts(chat)


def test_two_servers_take_a_message_once(running_bot: Bot, second_bot: Bot, chat: Chat) -> None:
    chat.say("Am I eligible?")
    other = Visitor(second_bot)
    other.headers = chat.headers
    body = {"id": str(uuid.uuid4()), "text": "45"}
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(each.ask, "POST", "/messages", json=body) for each in (chat, other) * 4]
    answers = [request.result().json() for request in asked]
    assert all(answer == answers[0] for answer in answers)
    assert texts(chat).count("45") == 1


def test_one_conversation_can_send_twenty_messages_a_minute(second_bot: Bot) -> None:
    chat = Chat(second_bot)
    responses = [chat.post("") for _ in range(41)]
    refused = [response for response in responses if response.status_code == 429]
    # At most 20 a minute, and a new minute may have begun once.
    assert 1 <= len(refused) <= 21
    assert 1 <= int(refused[0].headers["Retry-After"]) <= 60
    assert "wait" in refused[0].json()["error"]["message"]


def test_one_address_can_open_twenty_conversations_a_minute(second_bot: Bot) -> None:
    visitor = Visitor(second_bot)
    statuses = [visitor.ask("POST", "/sessions").status_code for _ in range(41)]
    assert set(statuses) == {201, 429}
    assert statuses.count(201) <= 40


def test_one_address_can_make_a_hundred_and_twenty_requests_a_minute(second_bot: Bot) -> None:
    chat = Chat(second_bot)
    with requests.Session() as session:
        statuses = [
            session.get(f"{chat.api}/messages", headers=chat.headers, timeout=SECONDS).status_code
            for _ in range(241)
        ]
    assert set(statuses) == {200, 429}
    assert statuses.count(200) <= 240
    assert Chat(second_bot).history() == []


def test_the_page_and_its_files(running_bot: Bot) -> None:
    page = requests.get(f"{running_bot.address}/webchat/", timeout=SECONDS)
    assert page.status_code == 200
    without_slash = requests.get(f"{running_bot.address}/webchat", timeout=SECONDS)
    assert without_slash.url == page.url
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    script = requests.get(f"{running_bot.address}/webchat/widget.js", timeout=SECONDS)
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert script.headers["Content-Encoding"] == "gzip"
    again = {"If-None-Match": script.headers["ETag"]}
    unchanged = requests.get(f"{running_bot.address}/webchat/widget.js", headers=again, timeout=SECONDS)
    assert (unchanged.status_code, unchanged.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["turns.py", "../turns.py", "..%2Fturns.py", "widget", "page", "types.d.ts", "api/v2"]
)
def test_nothing_else_is_handed_out(running_bot: Bot, path: str) -> None:
    with requests.Session() as session:
        request = requests.Request("GET", f"{running_bot.address}/webchat/x").prepare()
        request.url = f"{running_bot.address}/webchat/{path}"
        response = session.send(request, timeout=SECONDS)
    assert response.status_code == 404
