"""What the web chat refuses, each with a code for programs and a sentence for people."""

from __future__ import annotations

from bot.guide import load_notices

NOTICES = load_notices()
BUSY_SECONDS = 2
UNAVAILABLE_SECONDS = 5


class Refusal(Exception):
    """A request that is not answered; `after` says in how many seconds it may be."""

    def __init__(self, status: int, code: str, message: str, after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.after = after


def bad_request(why: str) -> Refusal:
    """The request is not one; `why` says what it should be."""
    return Refusal(400, "bad_request", why)


def not_signed_in() -> Refusal:
    """There is no token, or none that opens a conversation."""
    return Refusal(
        401, "not_signed_in", "This conversation has ended or cannot be opened. Please start a new one."
    )


def origin_refused() -> Refusal:
    """The page that asks is on a site that may not show the chat."""
    return Refusal(
        403,
        "origin_refused",
        "This site may not show the chat. Its owner can have it added to WEBCHAT_ORIGINS.",
    )


def not_found(what: str) -> Refusal:
    """There is no such thing; `what` says what was looked for."""
    return Refusal(404, "not_found", f"There is no such {what} here.")


def still_running() -> Refusal:
    """The conversation is held by a message that has not been answered yet."""
    message = "I am still busy with your last message. Please try again in a moment."
    return Refusal(409, "still_running", message, BUSY_SECONDS)


def too_large(limit: int) -> Refusal:
    """The body is larger than `limit` bytes."""
    return Refusal(413, "too_large", f"The request is larger than {limit} bytes. Please send less.")


def not_json() -> Refusal:
    """The body is not said to be JSON."""
    return Refusal(415, "not_json", "The body must be JSON, with Content-Type: application/json.")


def rate_limited(after: int) -> Refusal:
    """There was too much within a minute, which ends in `after` seconds."""
    return Refusal(429, "rate_limited", NOTICES.utter_too_many.format(seconds=after), after)


def unavailable() -> Refusal:
    """A part of the system is down."""
    return Refusal(503, "unavailable", NOTICES.utter_apology, UNAVAILABLE_SECONDS)
