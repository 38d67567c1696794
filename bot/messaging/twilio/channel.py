"""What Twilio's requests say: https://www.twilio.com/docs/messaging/guides/webhook-request."""

from __future__ import annotations

from urllib.parse import parse_qs

from rasa.core.channels.twilio import TwilioInput
from sanic.request import Request, RequestParameters
from sanic.response import HTTPResponse, text
from twilio.request_validator import SIGNATURE_HEADER, RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from bot.messaging import choices
from bot.messaging.channel import Forged, MessagingChannel, Unreadable
from bot.messaging.platform import Message
from bot.messaging.twilio.account import Account, setup

JSON = "application/json"
BODY_HASH = "bodySHA256"
# A telephone number has 15 digits at most (E.164), an id of WhatsApp's some more.
ADDRESS_CHARACTERS = 200
# A request about a message of ours has another status, and `MessageStatus` beside it.
INCOMING = ("received", "receiving")
# What `MessageType` calls that which is not words.
WORDLESS = frozenset(
    {"audio", "contact", "contacts", "document", "image", "location", "reaction", "sticker", "video"}
)


class TwilioChannel(MessagingChannel, TwilioInput):
    """Takes signed forms, and answers each with empty TwiML: what the bot says goes out by the API.

    A channel for SMS or WhatsApp sets `title`, `number_setting` and `prefix`.
    """

    # How the log and errors call it.
    title: str
    # The setting with the number that is written to.
    number_setting: str
    # What stands before people's numbers.
    prefix: str

    def __init__(self) -> None:
        self.platform = None
        found = setup(self.title, self.number_setting)
        if found:
            sid, token, self._url, number = found
            self._validator = RequestValidator(token)
            self.connect(Account(sid, token), number)

    def connect(self, account: Account, number: str) -> None:
        """Set `platform`: the account is known, and the number from which answers come."""
        raise NotImplementedError

    def verify(self, request: Request) -> None:
        """Check the signature: of public address and form, or of the address with the hash of a JSON body.

        https://www.twilio.com/docs/usage/webhooks/webhooks-security. No time is signed, so none is looked at.

        Raises:
            Forged: it is missing or wrong.
        """
        url = f"{self._url}{request.path}"
        if request.query_string:
            url = f"{url}?{request.query_string}"
        signed = form(request)
        if is_json(request):
            if BODY_HASH not in request.args:
                raise Forged("the body has no hash")
            signed = request.body.decode(errors="replace")
        if not self._validator.validate(url, signed, request.headers.get(SIGNATURE_HEADER, "")):
            raise Forged("the signature is missing or wrong")

    def read(self, request: Request) -> list[Message]:
        """The message of a request; none in reports about answers, nor in JSON, which tells of other things.

        A picture with words under it is two messages, so that neither goes without an answer.

        Raises:
            Unreadable: there is no `MessageSid` or no `From`, or it is another channel's message.
        """
        if is_json(request):
            return []
        fields = form(request)
        sid, who = fields.get("MessageSid"), fields.get("From", "")
        if not sid:
            raise Unreadable("there is no MessageSid")
        if fields.get("MessageStatus") or fields.get("SmsStatus", INCOMING[0]) not in INCOMING:
            return []
        if not self._is_sender(who):
            raise Unreadable(f"'From' is not a sender of {self.title}")
        if fields.get("ButtonPayload") or fields.get("ListId"):
            return [_pressed(sid, who, fields)]
        words = fields.get("Body", "")
        if fields.get("NumMedia", "0") != "0":
            unseen = Message(sid, who, notice="utter_text_only")
            return [unseen, Message(f"{sid} words", who, words)] if words else [unseen]
        if fields.get("Latitude") or fields.get("MessageType") in WORDLESS:
            return [Message(sid, who, notice="utter_text_only")]
        return [Message(sid, who, words)]

    def _is_sender(self, who: str) -> bool:
        """Whether answers can go there; other channels' addresses have another prefix."""
        address = who.removeprefix(self.prefix)
        return who.startswith(self.prefix) and 0 < len(address) <= ADDRESS_CHARACTERS and ":" not in address

    def respond(self, request: Request) -> HTTPResponse:
        """Nothing to be sent: TwiML without a verb."""
        return text(str(MessagingResponse()), content_type="text/xml")


def form(request: Request) -> RequestParameters:
    """The fields of a form with those that are empty: they are signed, too, and Sanic's own drop them."""
    return RequestParameters(parse_qs(request.body.decode(errors="replace"), keep_blank_values=True))


def is_json(request: Request) -> bool:
    """Whether a request's body is JSON; messages come as forms."""
    return str(request.content_type).partition(";")[0].strip().lower() == JSON


def _pressed(sid: str, who: str, fields: RequestParameters) -> Message:
    """A button or an item of a list; what the bot no longer offers is taken for the words on it, if any."""
    title = choices.title(fields.get("ButtonPayload") or fields.get("ListId") or "")
    shown = title or fields.get("ButtonText")
    if shown:
        return Message(sid, who, shown)
    # On an item of a list there is but a number, and that of an old list means nothing now.
    return Message(sid, who, notice="utter_empty")
