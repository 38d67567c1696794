"""Facebook Messenger: a page's people, Meta's webhook calls, and the Send API of graph.facebook.com."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import re
import time
from typing import Any

import requests
from werkzeug import Request, Response

from tests.support.platforms import FakePlatform, Heard

TOKEN = "page-token-of-the-tests"
APP_SECRET = "app-secret-of-the-tests"
VERIFY_TOKEN = "verify-token-of-the-tests"
PAGE = "100000000000001"
FIELDS = {"recipient", "message", "messaging_type", "notification_type"}
MESSAGE_FIELDS = {"text", "quick_replies"}
QUICK_REPLY_FIELDS = {"content_type", "title", "payload"}

Json = dict[str, Any]


class Refused(Exception):
    """A call that the Graph API does not take."""

    def __init__(self, status: int, code: int, message: str, subcode: int | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.subcode = status, code, subcode


class FakeMessenger(FakePlatform):
    name = "facebook"

    def start(self) -> None:
        self.people: set[str] = set()
        self.quick_replies: dict[str, dict[str, str]] = {}
        self.numbers = itertools.count(200000000000001)
        self.server.expect_request("/graph/me/messages", method="POST").respond_with_handler(self.receive)
        self.server.expect_request(re.compile("/graph/.*")).respond_with_handler(self.refuse)

    def environment(self) -> dict[str, str]:
        return {
            "MESSENGER_TOKEN": TOKEN,
            "MESSENGER_APP_SECRET": APP_SECRET,
            "MESSENGER_VERIFY_TOKEN": VERIFY_TOKEN,
            "MESSENGER_API": self.server.url_for("/graph"),
        }

    def person(self) -> str:
        return str(next(self.numbers))

    def new_id(self) -> str:
        return f"m_{super().new_id()}"

    def post(self, person: str, text: str | None, message_id: str, forged: bool = False) -> requests.Response:
        picture = {"type": "image", "payload": {"url": "https://cdn.example/picture"}}
        said = {"attachments": [picture]} if text is None else {"text": text}
        return self.tell([event(person, message={"mid": message_id, **said})], forged)

    def press(self, person: str, choice: str) -> list[Heard]:
        before = len(self.got(person))
        payload = self.quick_replies[person].get(choice)
        if payload is None:
            return self.say(person, choice)
        said = {"mid": self.new_id(), "text": choice, "quick_reply": {"payload": payload}}
        assert self.tell([event(person, message=said)]).ok
        return self.wait(person, before)

    def tell(self, events: list[Json], forged: bool = False) -> requests.Response:
        """Hand events over to the bot."""
        if not forged:
            self.people |= {each["sender"]["id"] for each in events}
        body = update(events)
        headers = signed(body, "what somebody else came up with" if forged else APP_SECRET)
        return requests.post(self.webhook(), data=body, headers=headers, timeout=10)

    def receive(self, request: Request) -> Response:
        if self.refusals:
            status, after = self.refusals.pop(0)
            code = 613 if status == 429 else 2
            refused = Refused(status, code, "Calls to this api have exceeded the rate limit.")
            return failure(refused, {} if after is None else {"Retry-After": str(after)})
        try:
            to, message = self.check(request)
        except Refused as error:
            self.complaints.append(str(error))
            return failure(error)
        offered = {each["title"]: each["payload"] for each in message.get("quick_replies", [])}
        # The quick replies of the message before are gone with this one.
        self.quick_replies[to] = offered
        self.heard.append(Heard(to, message["text"], tuple(offered)))
        return answer({"recipient_id": to, "message_id": self.new_id()}, 200)

    def refuse(self, request: Request) -> Response:
        self.complaints.append(f"{request.method} {request.path}")
        return failure(Refused(400, 2500, f"Unknown path components: {request.path}"))

    def check(self, request: Request) -> tuple[str, Json]:
        """Whom a call is for, and its message."""
        proof = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
        if request.args.get("access_token") != TOKEN:
            raise Refused(400, 190, "Invalid OAuth access token.")
        if request.args.get("appsecret_proof") != proof:
            raise Refused(400, 100, "Invalid appsecret_proof provided in the API argument")
        called = request.get_json()
        require(set(called) <= FIELDS, "unknown field")
        require(called.get("messaging_type") == "RESPONSE", "messaging_type")
        require(called.get("notification_type", "REGULAR") in {"REGULAR", "SILENT_PUSH", "NO_PUSH"}, "type")
        to = called.get("recipient", {}).get("id")
        if to not in self.people:
            raise Refused(400, 100, "No matching user found", 2018001)
        check_message(called.get("message"))
        return to, called["message"]


def check_message(message: Any) -> None:
    require(isinstance(message, dict) and set(message) <= MESSAGE_FIELDS, "message")
    text = message.get("text")
    require(isinstance(text, str) and text.strip() != "" and len(text) < 2000, "text")
    quick_replies = message.get("quick_replies", [{}])
    require(isinstance(quick_replies, list) and 1 <= len(quick_replies) <= 13, "quick_replies")
    for each in message.get("quick_replies", []):
        require(set(each) == QUICK_REPLY_FIELDS and each["content_type"] == "text", "quick reply")
        require(isinstance(each["title"], str) and 1 <= len(each["title"]) <= 20, "title")
        require(isinstance(each["payload"], str) and 1 <= len(each["payload"]) <= 1000, "payload")


def require(right: bool, what: str) -> None:
    if not right:
        raise Refused(400, 100, f"(#100) Param {what} is invalid")


def failure(error: Refused, headers: dict[str, str] | None = None) -> Response:
    said = {"message": str(error), "type": "OAuthException", "code": error.code, "fbtrace_id": "Atrace"}
    subcode = {} if error.subcode is None else {"error_subcode": error.subcode}
    return answer({"error": {**said, **subcode}}, error.status, headers)


def answer(body: Json, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(body), status, headers or {}, content_type="application/json")


def event(person: str, **parts: Any) -> Json:
    """Something that happened between a person and the page."""
    now = int(time.time() * 1000)
    return {"sender": {"id": person}, "recipient": {"id": PAGE}, "timestamp": now, **parts}


def update(events: list[Json], channel: str = "messaging") -> bytes:
    """The body of a webhook call."""
    entry = {"id": PAGE, "time": int(time.time() * 1000), channel: events}
    return json.dumps({"object": "page", "entry": [entry]}).encode()


def signed(body: bytes, secret: str = APP_SECRET) -> dict[str, str]:
    """The headers of a webhook call, with both of Meta's signatures."""
    return {
        "content-type": "application/json",
        "x-hub-signature": "sha1=" + hmac.new(secret.encode(), body, hashlib.sha1).hexdigest(),
        "x-hub-signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(),
    }
