"""Slack's Web API for the one method that the bot calls, and what Slack posts to the bot."""

from __future__ import annotations

import itertools
import json
import re
import time
from typing import Any
from urllib.parse import urlencode

import requests
from pytest_httpserver import HTTPServer
from slack_sdk.signature import SignatureVerifier
from werkzeug import Request, Response

from tests.support.platforms import FakePlatform, Heard

TOKEN = "xoxb-the-token-of-the-tests"
SECRET = "the-signing-secret-of-the-tests"
BOT = "UBOT"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
ARGUMENTS = {"channel", "text", "blocks", "thread_ts", "unfurl_links", "unfurl_media"}
MAX_BLOCKS = 50
MAX_SECTION = 3000
MAX_ELEMENTS = 25
MAX_BUTTON_TEXT = 75
MAX_VALUE = 2000
MAX_ACTION_ID = 255
MAX_TEXT = 40_000
ERRORS = {429: "ratelimited", 500: "internal_error"}


class Refused(Exception):
    def __init__(self, error: str, *messages: str) -> None:
        super().__init__(error)
        self.error, self.messages = error, messages


class FakeSlack(FakePlatform):
    """People go by the id of their direct messages with the bot."""

    name = "slack"

    def __init__(self, server: HTTPServer) -> None:
        self.numbers = itertools.count(70_001)
        self.channels: set[str] = set()
        # Errors that a conversation or all calls meet from now on.
        self.errors: dict[str, str] = {}
        # What was shown with buttons, by whom and by what is on them.
        self.shown: dict[tuple[str, str], dict[str, Any]] = {}
        super().__init__(server)

    def start(self) -> None:
        self.server.expect_request(re.compile(r"/slack/api/.*")).respond_with_handler(self.call)

    def environment(self) -> dict[str, str]:
        api = self.server.url_for("/slack/api")
        return {"SLACK_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API": api}

    def person(self) -> str:
        return f"D{next(self.numbers)}"

    def new_id(self) -> str:
        return f"Ev{next(self.numbers)}"

    def post(self, person: str, text: str | None, message_id: str, forged: bool = False) -> requests.Response:
        content = {"text": "", "subtype": "file_share", "files": [{"id": "F1"}]} if text is None else {}
        return self.event(message(person, **(content or {"text": escaped(text or "")})), message_id, forged)

    def event(self, event: dict[str, Any], message_id: str, forged: bool = False) -> requests.Response:
        self.channels.add(event["channel"])
        return self.send(json.dumps(callback(event, message_id)).encode(), JSON, forged)

    def send(self, body: bytes, content_type: str, forged: bool = False) -> requests.Response:
        secret = "what somebody else made up" if forged else SECRET
        headers = {**signed(body, secret), "Content-Type": content_type}
        return requests.post(self.webhook(), data=body, headers=headers, timeout=10)

    def press(self, person: str, choice: str) -> list[Heard]:
        before = len(self.got(person))
        payload = press(person, self.shown[person, choice], choice, f"{next(self.numbers)}.000100")
        response = self.send(urlencode({"payload": json.dumps(payload)}).encode(), FORM)
        # Slack shows a warning beside the button if it gets anything else.
        assert (response.status_code, response.content) == (200, b"")
        return self.wait(person, before)

    def call(self, request: Request) -> Response:
        if self.refusals:
            status, after = self.refusals.pop(0)
            headers = {} if after is None else {"Retry-After": str(after)}
            body = json.dumps({"ok": False, "error": ERRORS[status]})
            return Response(body, status, headers, mimetype=JSON)
        try:
            if request.path != "/slack/api/chat.postMessage":
                raise Refused("unknown_method")
            if request.headers.get("Authorization") != f"Bearer {TOKEN}":
                raise Refused("invalid_auth")
            answer = {"ok": True, **self.post_message(request.get_json())}
        except Refused as refused:
            self.complaints.append(" ".join((refused.error, *refused.messages)))
            answer = {"ok": False, "error": refused.error}
            if refused.messages:
                answer["response_metadata"] = {"messages": list(refused.messages)}
        return Response(json.dumps(answer), mimetype=JSON)

    def post_message(self, said: dict[str, Any]) -> dict[str, Any]:
        channel, thread, text = said.get("channel"), said.get("thread_ts"), said.get("text")
        if unknown := set(said) - ARGUMENTS:
            self.complaints.append(f"unknown arguments {unknown}")
        if channel in self.errors:
            raise Refused(self.errors[channel])
        if channel not in self.channels:
            raise Refused("channel_not_found")
        if thread is not None and not re.fullmatch(r"\d+\.\d{6}", thread):
            raise Refused("invalid_thread_ts")
        if not isinstance(text, str) or not text.strip():
            raise Refused("no_text")
        # The real one takes no notice of these, so that a slip would stay unseen.
        if re.search(r"[<>]|&(?!(?:amp|lt|gt);)", text):
            self.complaints.append("the text is not escaped")
        if len(text) > MAX_TEXT:
            self.complaints.append("the text would be cut off")
        if said.get("unfurl_links") is not False or said.get("unfurl_media") is not False:
            self.complaints.append("links would be unfurled")
        shown, titles = read_blocks(said.get("blocks"))
        sent = {"type": "message", "user": BOT, "bot_id": "B1", "ts": f"{next(self.numbers)}.000200", **said}
        address = f"{channel} {thread}" if thread else str(channel)
        for title in titles:
            self.shown[address, title] = sent
        self.heard.append(Heard(address, shown, tuple(titles)))
        return {"channel": channel, "ts": sent["ts"], "message": sent}


def escaped(text: str) -> str:
    """A text as Slack hands over what a person typed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def signed(body: bytes, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers of a request of Slack's."""
    timestamp = str(int(time.time() if at is None else at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": str(signature)}


def callback(event: dict[str, Any], event_id: str) -> dict[str, Any]:
    """An event as it is posted."""
    bot = {"enterprise_id": None, "team_id": "T1", "user_id": BOT, "is_bot": True}
    return {
        "type": "event_callback",
        "team_id": "T1",
        "api_app_id": "A1",
        "event_id": event_id,
        "event_time": 1_790_000_000,
        "event": event,
        "authorizations": [bot],
    }


def message(channel: str, /, **content: Any) -> dict[str, Any]:
    """A direct message of a person to the bot."""
    sent = {"type": "message", "channel": channel, "channel_type": "im", "user": f"U{channel[1:]}"}
    return {**sent, "ts": "1790000000.000100", "event_ts": "1790000000.000100", **content}


def press(channel: str, shown: dict[str, Any], choice: str, at: str) -> dict[str, Any]:
    """The payload of a press of a button below a message."""
    channel = channel.partition(" ")[0]
    elements = [element for block in shown["blocks"] for element in block.get("elements", [])]
    button = next(element for element in elements if element["text"]["text"] == choice)
    return {
        "type": "block_actions",
        "user": {"id": f"U{channel[1:]}", "name": "somebody", "team_id": "T1"},
        "container": {"type": "message", "message_ts": shown["ts"], "channel_id": channel},
        "channel": {"id": channel, "name": "directmessage"},
        "message": shown,
        "actions": [{**button, "block_id": "b1", "action_ts": at}],
    }


def read_blocks(blocks: Any) -> tuple[str, list[str]]:
    """What is shown, and what is on the buttons."""
    if not isinstance(blocks, list) or not 0 < len(blocks) <= MAX_BLOCKS:
        raise Refused("invalid_blocks", "[ERROR] the number of blocks is wrong [json-pointer:/blocks]")
    shown, titles, ids = [], [], []
    for block in blocks:
        if block.get("type") == "section" and set(block) == {"type", "text"}:
            shown.append(plain_text(block["text"], MAX_SECTION))
        elif block.get("type") == "actions" and set(block) == {"type", "elements"}:
            if not 0 < len(block["elements"]) <= MAX_ELEMENTS:
                raise Refused("invalid_blocks", "[ERROR] the number of elements is wrong")
            for element in block["elements"]:
                titles.append(button(element))
                ids.append(element["action_id"])
        else:
            raise Refused("invalid_blocks", "[ERROR] unsupported block")
    if len(set(ids)) < len(ids):
        raise Refused("invalid_blocks", "[ERROR] `action_id` already exists in this block")
    return "\n".join(shown), titles


def button(element: Any) -> str:
    if element.get("type") != "button" or set(element) != {"type", "text", "value", "action_id"}:
        raise Refused("invalid_blocks", "[ERROR] unsupported element")
    if not 0 < len(element["value"]) <= MAX_VALUE or not 0 < len(element["action_id"]) <= MAX_ACTION_ID:
        raise Refused("invalid_blocks", "[ERROR] must be less than its limit")
    return plain_text(element["text"], MAX_BUTTON_TEXT)


def plain_text(text: Any, limit: int) -> str:
    if not isinstance(text, dict) or text.get("type") != "plain_text" or not isinstance(text["text"], str):
        raise Refused("invalid_blocks", "[ERROR] must be a plain text object")
    if not 0 < len(text["text"].encode("utf-16-le")) // 2 <= limit:
        raise Refused("invalid_blocks", f"[ERROR] must be more than 0 and less than {limit + 1} characters")
    return text["text"]
