"""Twilio's Messages and Content API, as their reference describes them, for SMS and for WhatsApp."""

from __future__ import annotations

import itertools
import json
import re
import uuid
from collections.abc import Mapping
from typing import Any

import requests
from pytest_httpserver import RequestMatcher
from twilio.request_validator import RequestValidator
from werkzeug import Request, Response

from tests.support.platforms import FakePlatform, Heard

ACCOUNT = "AC-of-nobody"
TOKEN = "the token of nobody's account"
PUBLIC = "https://bot.example.org"
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
BODY = 1600
# Area codes by the hundred: 555-0100 to 555-0199 is nobody's in any of them.
PEOPLE = (f"+1{area}55501{number:02}" for area, number in itertools.product(range(201, 990), range(100)))
# What may be in a call, see https://www.twilio.com/docs/messaging/api/message-resource.
PARTS = {"To", "From", "Body", "SmartEncoded", "ContentSid", "ContentVariables"}
NUMBERED = re.compile(r"^\d+\. (.+)$", re.MULTILINE)


class Refused(Exception):
    """What the API has against a call: the status, its own code, a sentence."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class Sender(RequestMatcher):
    """Messages from WhatsApp's senders, or from the others: both go to one address."""

    def __init__(self, whatsapp: bool) -> None:
        super().__init__(MESSAGES, method="POST")
        self.whatsapp = whatsapp

    def match(self, request: Request) -> bool:
        sender = request.form.get("From", "")
        return bool(super().match(request)) and sender.startswith("whatsapp:") == self.whatsapp


class FakeTwilio(FakePlatform):
    """What SMS and WhatsApp have in common."""

    setting: str
    number: str
    prefix: str

    def start(self) -> None:
        self.server.expect(Sender(whatsapp=bool(self.prefix))).respond_with_handler(self.receive)

    def environment(self) -> dict[str, str]:
        return {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_WEBHOOK_URL": PUBLIC,
            "TWILIO_API": self.server.url_for("").rstrip("/"),
            self.setting: self.number,
        }

    def person(self) -> str:
        return f"{self.prefix}{next(PEOPLE)}"

    def new_id(self) -> str:
        return f"SM{uuid.uuid4().hex}"

    def post(self, person: str, text: str | None, message_id: str, forged: bool = False) -> requests.Response:
        picture = {
            "NumMedia": "1",
            "MediaUrl0": "https://api.example.org/1",
            "MediaContentType0": "image/jpeg",
        }
        fields = picture if text is None else {"Body": text[:BODY]}
        return self.send(person, fields, message_id, forged)

    def send(
        self, person: str, fields: Mapping[str, str], message_id: str, forged: bool = False
    ) -> requests.Response:
        """Hand over a message with these fields."""
        form = {
            "MessageSid": message_id,
            "SmsSid": message_id,
            "SmsStatus": "received",
            "AccountSid": ACCOUNT,
            "From": person,
            "To": f"{self.prefix}{self.number}",
            "FromCity": "",
            "Body": "",
            "NumMedia": "0",
            "NumSegments": "1",
            **fields,
        }
        url = f"{PUBLIC}/webhooks/{self.name}/webhook"
        signature = RequestValidator("somebody else's" if forged else TOKEN).compute_signature(url, form)
        headers = {"X-Twilio-Signature": signature}
        response = requests.post(self.webhook(), data=form, headers=headers, timeout=10)
        if response.ok:
            assert response.headers["content-type"].startswith("text/xml")
            assert response.text.endswith("<Response />")
        return response

    def receive(self, request: Request) -> Response:
        if self.refusals:
            status, after = self.refusals.pop(0)
            response = _error(status, 20429 if status == 429 else 20500, "Refused as the test wants it")
            if after is not None:
                response.headers["Retry-After"] = str(after)
            return response
        try:
            _authorised(request)
            heard = self.check(request.form)
        except Refused as refused:
            self.complaints.append(f"{refused.code}: {refused}")
            return _error(refused.status, refused.code, str(refused))
        self.heard.append(heard)
        return _json({"sid": self.new_id(), "status": "queued", "account_sid": ACCOUNT}, 201)

    def check(self, form: Mapping[str, str]) -> Heard:
        """What a person hears from a call.

        Raises:
            Refused: Twilio would not take it.
        """
        if unknown := set(form) - PARTS:
            raise Refused(400, 20001, f"unknown parts: {sorted(unknown)}")
        if form["From"] != f"{self.prefix}{self.number}":
            raise Refused(400, 21212, "From is not a number of this account")
        if not re.fullmatch(rf"{self.prefix}\+[1-9]\d{{6,14}}", form.get("To", "")):
            raise Refused(400, 21211, "To is not a number")
        if len(form.get("Body", "")) > BODY:
            raise Refused(400, 21617, "the body exceeds the 1600 character limit")
        if not form.get("Body") and not form.get("ContentSid"):
            raise Refused(400, 21619, "a text message body or media urls must be specified")
        body = form.get("Body", "")
        return Heard(form["To"], body, tuple(NUMBERED.findall(body)))


class FakeSms(FakeTwilio):
    name = "twilio"
    setting = "TWILIO_SMS_NUMBER"
    number = "+12025550100"
    prefix = ""

    def press(self, person: str, choice: str) -> list[Heard]:
        offered = [heard.choices for heard in self.got(person) if heard.choices][-1]
        return self.say(person, str(offered.index(choice) + 1))

    def check(self, form: Mapping[str, str]) -> Heard:
        if form.get("SmartEncoded") not in (None, "true", "false"):
            raise Refused(400, 20001, "SmartEncoded is a boolean")
        if "ContentSid" in form:
            raise Refused(400, 21655, "this content is not for SMS")
        return super().check(form)


class FakeWhatsApp(FakeTwilio):
    name = "whatsapp"
    setting = "TWILIO_WHATSAPP_NUMBER"
    number = "+12025550101"
    prefix = "whatsapp:"

    def start(self) -> None:
        super().start()
        # The templates by their SIDs.
        self.contents: dict[str, dict[str, Any]] = {}
        # What is handed back when somebody presses what has this title.
        self.presses: dict[tuple[str, str], dict[str, str]] = {}
        self.server.expect_request("/v1/Content", method="POST").respond_with_handler(self.create)
        self.server.expect_request("/v2/Content", method="GET").respond_with_handler(self.search)

    def press(self, person: str, choice: str) -> list[Heard]:
        before = len(self.got(person))
        assert self.send(person, self.presses[person, choice], self.new_id()).ok
        return self.wait(person, before)

    def search(self, request: Request) -> Response:
        name = re.compile(request.args.get("ContentName", ""))
        found = [each for each in self.contents.values() if name.search(each["friendly_name"])]
        return _json({"contents": found, "meta": {"key": "contents", "page": 0, "next_page_url": None}}, 200)

    def create(self, request: Request) -> Response:
        try:
            _authorised(request)
            content = _content(request.get_json())
            if any(each["friendly_name"] == content["friendly_name"] for each in self.contents.values()):
                self.complaints.append(f"{content['friendly_name']} was created twice")
        except Refused as refused:
            self.complaints.append(f"{refused.code}: {refused}")
            return _error(refused.status, refused.code, str(refused))
        sid = f"HX{uuid.uuid4().hex}"
        self.contents[sid] = {"sid": sid, "account_sid": ACCOUNT, **content}
        return _json(self.contents[sid], 201)

    def check(self, form: Mapping[str, str]) -> Heard:
        heard = super().check(form)
        if "ContentSid" not in form:
            return heard
        if form["ContentSid"] not in self.contents:
            raise Refused(400, 21655, "the ContentSid is invalid")
        content = self.contents[form["ContentSid"]]
        ((kind, parts),) = content["types"].items()
        body, choices = _filled(kind, parts, _variables(form, content["variables"]))
        self.presses.update({(heard.to, title): fields for title, fields in choices.items()})
        return Heard(heard.to, body, tuple(choices))


def _variables(form: Mapping[str, str], samples: dict[str, str]) -> dict[str, str]:
    try:
        variables = json.loads(form["ContentVariables"])
    except (KeyError, ValueError) as error:
        raise Refused(400, 21656, "ContentVariables is not JSON") from error
    if "'" in form["ContentVariables"] or set(variables) != set(samples):
        raise Refused(400, 21656, "ContentVariables is invalid")
    for value in variables.values():
        if not isinstance(value, str) or not value or re.search(r"[\n\t]| {5}", value):
            raise Refused(400, 21656, "a variable is empty, or has a newline, a tab or many spaces")
        if len(value) > BODY:
            raise Refused(400, 21658, "a variable is too long")
    return variables


def _content(said: dict[str, Any]) -> dict[str, Any]:
    """A template to be created, if its form is right."""
    if set(said) != {"friendly_name", "language", "variables", "types"} or len(said["types"]) != 1:
        raise Refused(400, 20001, "a template has a name, a language, variables and types")
    ((kind, parts),) = said["types"].items()
    wanted = {"twilio/quick-reply": {"body", "actions"}, "twilio/list-picker": {"body", "button", "items"}}
    if set(parts) != wanted.get(kind):
        raise Refused(400, 20001, f"{kind} has other parts")
    holes = re.findall(r"\{\{(\w+)\}\}", json.dumps(parts))
    if sorted(holes) != sorted(said["variables"]) or len(holes) > 100:
        raise Refused(400, 20001, "variables and samples do not agree")
    return said


def _filled(
    kind: str, parts: dict[str, Any], variables: dict[str, str]
) -> tuple[str, dict[str, dict[str, str]]]:
    """The text, and by the title of each choice what is handed back when it is pressed."""

    def fill(text: str) -> str:
        return re.sub(r"\{\{(\w+)\}\}", lambda hole: variables[hole[1]], text)

    body = fill(parts["body"])
    if not 0 < len(body) <= 1024:
        raise Refused(400, 21658, "the body exceeds 1024 characters")
    choices: dict[str, dict[str, str]] = {}
    if kind == "twilio/quick-reply":
        for action in parts["actions"]:
            title, payload = fill(action["title"]), fill(action["id"])
            _within(title, 20)
            pressed = {"MessageType": "button", "ButtonText": title, "ButtonPayload": payload, "Body": title}
            choices[title] = pressed
        most = 3
    else:
        _within(fill(parts["button"]), 20)
        for item in parts["items"]:
            title, shown, payload = fill(item["item"]), fill(item["description"]), fill(item["id"])
            _within(title, 24)
            _within(shown, 72)
            _within(payload, 200)
            pressed = {"MessageType": "interactive", "ListTitle": title, "ListId": payload, "Body": title}
            choices[shown] = pressed
        most = 10
    if not 0 < len(parts.get("actions", parts.get("items"))) == len(choices) <= most:
        raise Refused(400, 63013, "too many choices, or two of one title")
    return body, choices


def _within(text: str, most: int) -> None:
    if not 0 < len(text) <= most:
        raise Refused(400, 21658, f"{len(text)} characters where {most} may be")


def _authorised(request: Request) -> None:
    sent = request.authorization
    if sent is None or (sent.username, sent.password) != (ACCOUNT, TOKEN):
        raise Refused(401, 20003, "Authenticate")


def _error(status: int, code: int, message: str) -> Response:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return _json({"code": code, "message": message, "more_info": more, "status": status}, status)


def _json(said: dict[str, Any], status: int) -> Response:
    return Response(json.dumps(said), status=status, content_type="application/json")
