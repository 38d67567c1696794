"""Telegram's Bot API for the calls that the bot makes, as https://core.telegram.org/bots/api has it."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import requests
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.support.platforms import FakePlatform, Heard

BOT_ID = 42
TOKEN = f"{BOT_ID}:the-token-of-the-tests"
SECRET = "the_secret-of_the-tests"
USERNAME = "guide_of_the_tests_bot"
MAX_TEXT_UNITS = 4096
MAX_DATA_BYTES = 64
# These are not in the documentation, but the server has them.
MAX_BUTTONS = 100
MAX_BUTTONS_A_ROW = 8
DESCRIPTIONS = {429: "Too Many Requests: retry after {after}", 500: "Internal Server Error"}
PARAMETERS = {
    "sendMessage": {
        *("chat_id", "text", "parse_mode", "entities", "disable_web_page_preview", "disable_notification"),
        *("protect_content", "reply_to_message_id", "reply_markup"),
    },
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert", "url", "cache_time"},
    "setWebhook": {"url", "secret_token", "allowed_updates", "drop_pending_updates", "max_connections"},
    "getMe": set(),
}
# What can be asked for by `allowed_updates`, as far as the bot reads it.
KINDS = {"message", "edited_message", "callback_query"}


class Refused(Exception):
    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


class FakeTelegram(FakePlatform):
    name = "telegram"

    def __init__(self, server: HTTPServer) -> None:
        self.numbers = itertools.count(70_001)
        # The people who have written, and those of them who have blocked the bot.
        self.people: set[str] = set()
        self.blocked: set[str] = set()
        self.moved: dict[str, int] = {}
        # What was shown with buttons, by whom and by what is on them.
        self.shown: dict[tuple[str, str], dict[str, Any]] = {}
        self.waiting: set[str] = set()
        self.webhooks: list[dict[str, str]] = []
        super().__init__(server)

    def start(self) -> None:
        self.server.expect_request(re.compile(r"/telegram/.*")).respond_with_handler(self.call)

    def environment(self) -> dict[str, str]:
        api = self.server.url_for("/telegram")
        return {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_SECRET": SECRET, "TELEGRAM_API": api}

    def person(self) -> str:
        return str(next(self.numbers))

    def new_id(self) -> str:
        return str(next(self.numbers))

    def post(self, person: str, text: str | None, message_id: str, forged: bool = False) -> requests.Response:
        content = {"photo": [photo()]} if text is None else {"text": text}
        return self.update(message_id, {"message": message(person, **content)}, forged)

    def update(self, number: str, part: dict[str, Any], forged: bool = False) -> requests.Response:
        """Post an update, and do what the bot asks for in its answer."""
        self.people |= {str(sent["chat"]["id"]) for sent in part.values() if "chat" in sent}
        headers = {"X-Telegram-Bot-Api-Secret-Token": "what_somebody_else_made_up" if forged else SECRET}
        body = {"update_id": int(number), **part}
        response = requests.post(self.webhook(), json=body, headers=headers, timeout=10)
        if response.ok and response.content:
            asked = response.json()
            self.do(asked.pop("method"), asked)
        return response

    def press(self, person: str, choice: str) -> list[Heard]:
        sent = self.shown[person, choice]
        rows = sent["reply_markup"]["inline_keyboard"]
        data = next(button["callback_data"] for row in rows for button in row if button["text"] == choice)
        query_id = self.new_id()
        self.waiting.add(query_id)
        before = len(self.got(person))
        query = {"id": query_id, "from": user(person), "message": sent, "chat_instance": "7", "data": data}
        assert self.update(self.new_id(), {"callback_query": query}).ok
        if query_id in self.waiting:
            self.complaints.append("the button waits for an answer to its press")
        return self.wait(person, before)

    def call(self, request: Request) -> Response:
        try:
            _, _, token, method = request.path.split("/")
            if token != f"bot{TOKEN}":
                raise Refused(401, "Unauthorized")
            said = request.get_json() if request.is_json else {**request.args, **request.form}
            if method == "sendMessage" and self.refusals:
                code, after = self.refusals.pop(0)
                parameters = {} if after is None else {"retry_after": after}
                raise Refused(code, DESCRIPTIONS[code].format(after=after), **parameters)
            return Response(json.dumps({"ok": True, "result": self.do(method, said)}), mimetype=JSON)
        except Refused as error:
            if error.code in (400, 401, 404):
                self.complaints.append(error.description)
            body = {"ok": False, "error_code": error.code, "description": error.description}
            if error.parameters:
                body["parameters"] = error.parameters
            return Response(json.dumps(body), error.code, mimetype=JSON)

    def do(self, method: str, said: dict[str, str]) -> Any:
        if method not in PARAMETERS:
            raise Refused(404, "Not Found: method not found")
        # The real one takes no notice of these, so that a slip would stay unseen.
        if unknown := set(said) - PARAMETERS[method]:
            self.complaints.append(f"unknown parameters {unknown}")
        return {
            "getMe": self.get_me,
            "sendMessage": self.send_message,
            "answerCallbackQuery": self.answer_callback_query,
            "setWebhook": self.set_webhook,
        }[method](said)

    def get_me(self, said: dict[str, str]) -> dict[str, Any]:
        return {"id": BOT_ID, "is_bot": True, "first_name": "Guide", "username": USERNAME}

    def send_message(self, said: dict[str, str]) -> dict[str, Any]:
        person, text = str(said.get("chat_id", "")), said.get("text", "").strip()
        if not person:
            raise Refused(400, "Bad Request: chat_id is empty")
        if person in self.moved:
            new = self.moved[person]
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, description, migrate_to_chat_id=new)
        if person not in self.people:
            raise Refused(400, "Bad Request: chat not found")
        if person in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if not text:
            raise Refused(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > MAX_TEXT_UNITS:
            raise Refused(400, "Bad Request: message is too long")
        sent = {**message(person, text=text), "from": self.get_me({})}
        titles: list[str] = []
        if "reply_markup" in said:
            sent["reply_markup"] = json.loads(said["reply_markup"])
            titles = buttons(sent["reply_markup"])
        for title in titles:
            self.shown[person, title] = sent
        self.heard.append(Heard(person, text, tuple(titles)))
        return sent

    def answer_callback_query(self, said: dict[str, str]) -> bool:
        if said.get("callback_query_id") not in self.waiting:
            why = "query is too old and response timeout expired or query ID is invalid"
            raise Refused(400, f"Bad Request: {why}")
        self.waiting.remove(said["callback_query_id"])
        return True

    def set_webhook(self, said: dict[str, str]) -> bool:
        if not said.get("url", "").startswith("https://"):
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", said.get("secret_token", "")):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        if not set(json.loads(said.get("allowed_updates", "[]"))) <= KINDS:
            raise Refused(400, "Bad Request: can't parse allowed updates")
        self.webhooks.append(said)
        return True


JSON = "application/json"


def user(person: str) -> dict[str, Any]:
    return {"id": int(person), "is_bot": False, "first_name": "Somebody", "language_code": "en"}


def message(person: str, **content: Any) -> dict[str, Any]:
    """A message of a person to the bot."""
    chat = {"id": int(person), "type": "private", "first_name": "Somebody"}
    return {"message_id": 7, "from": user(person), "chat": chat, "date": 1_790_000_000, **content}


def photo() -> dict[str, Any]:
    return {"file_id": "a-file", "file_unique_id": "a", "width": 90, "height": 90, "file_size": 900}


def buttons(markup: Any) -> list[str]:
    """What is on the buttons of an inline keyboard."""
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refused(400, "Bad Request: object expected as reply markup")
    found = [button for row in rows for button in row]
    if len(found) > MAX_BUTTONS or any(len(row) > MAX_BUTTONS_A_ROW for row in rows):
        raise Refused(400, "Bad Request: reply markup is too long")
    for button in found:
        if not isinstance(button.get("text"), str) or not button["text"]:
            raise Refused(400, "Bad Request: can't parse inline keyboard button: text must be non-empty")
        if set(button) != {"text", "callback_data"}:
            raise Refused(400, "Bad Request: can't parse inline keyboard button: text buttons are unallowed")
        if not 1 <= len(button["callback_data"].encode()) <= MAX_DATA_BYTES:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return [button["text"] for button in found]
