"""A receiver of the plain webhook, as somebody would write it from docs/webhook.md."""

from __future__ import annotations

import base64
import datetime
import json

import requests
from standardwebhooks import Webhook, WebhookVerificationError
from werkzeug import Request, Response

from tests.support.platforms import FakePlatform, Heard

SECRET = "whsec_" + base64.b64encode(b"a secret of the webhook's own").decode()
OTHER = "whsec_" + base64.b64encode(b"what somebody else came up with").decode()


class FakeReceiver(FakePlatform):
    name = "webhook"

    def start(self) -> None:
        self.seen: set[str] = set()
        self.server.expect_request("/hook", method="POST").respond_with_handler(self.receive)

    def environment(self) -> dict[str, str]:
        return {"WEBHOOK_URL": self.server.url_for("/hook"), "WEBHOOK_SECRET": SECRET}

    def post(self, person: str, text: str | None, message_id: str, forged: bool = False) -> requests.Response:
        body = json.dumps({"from": person, **({} if text is None else {"text": text})})
        at = datetime.datetime.now(tz=datetime.UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(OTHER if forged else SECRET).sign(message_id, at, body),
        }
        return requests.post(self.webhook(), data=body, headers=headers, timeout=10)

    def receive(self, request: Request) -> Response:
        if self.refusals:
            status, after = self.refusals.pop(0)
            return Response(status=status, headers={} if after is None else {"Retry-After": str(after)})
        try:
            said = Webhook(SECRET).verify(request.get_data(), dict(request.headers))
        except WebhookVerificationError as error:
            self.complaints.append(str(error))
            return Response(status=401)
        if request.headers["webhook-id"] in self.seen:
            # A careful receiver takes no notice of the second.
            self.complaints.append("delivered twice")
            return Response(status=204)
        self.seen.add(request.headers["webhook-id"])
        rows = said["table"]["rows"] if said["table"] else []
        lines = [said["text"], *("; ".join(row) for row in rows), said["source"] or ""]
        self.heard.append(Heard(said["to"], "\n".join(lines), tuple(said["buttons"])))
        return Response(status=204)
