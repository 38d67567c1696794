"""What a request may hold: bounded, JSON, and of the right shape."""

from __future__ import annotations

import contextlib
import json
import uuid
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, Field, StrictStr, ValidationError, validator
from sanic.exceptions import InvalidUsage, PayloadTooLarge
from sanic.request import Request

from bot.webchat.refusals import bad_request, not_json, too_large

MAX_BYTES = 1_000_000
MAX_REASON = 500
JSON_TYPE = "application/json"


class Saying(BaseModel):
    """A message: the id that the client gave it, and the text."""

    id: StrictStr
    text: StrictStr

    @validator("id")
    def _is_uuid(cls, value: str) -> str:
        if len(value) != 36:
            raise ValueError("must be a UUID such as 8c1f0e0a-2f0b-4d6e-9a51-0c6d7a3a9d10")
        return str(uuid.UUID(value))

    @validator("text")
    def _can_be_written(cls, value: str) -> str:
        return writable(value)


class Rating(BaseModel):
    """How an answer was liked, and why."""

    message_id: StrictStr = Field(min_length=1)
    rating: Literal["up", "down"]
    reason: StrictStr | None = Field(None, max_length=MAX_REASON)

    @validator("reason")
    def _can_be_written(cls, value: str | None) -> str | None:
        return value and writable(value)


Body = TypeVar("Body", bound=BaseModel)


def writable(text: str) -> str:
    """The text without what cannot be kept: halves of characters, and NUL."""
    return text.encode(errors="replace").decode().replace("\0", " ")


async def discard(request: Request) -> None:
    """Take what is left of a body that nobody wants, so that the connection can be used again."""
    stream = request.stream
    if stream is not None and stream.request_body:
        stream.request_max_size = MAX_BYTES
        # A large one is left where it is, and the server hangs up.
        with contextlib.suppress(PayloadTooLarge, InvalidUsage):
            await request.receive_body()


async def read(request: Request, shape: type[Body]) -> Body:
    """The body of a request whose handler is a streaming one, so that a large body is not read to its end.

    Raises:
        Refusal: it is too large, not JSON, or of another shape.
    """
    stream = request.stream
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON_TYPE:
        raise not_json()
    stream.request_max_size = MAX_BYTES
    try:
        await request.receive_body()
    except PayloadTooLarge as error:
        raise too_large(MAX_BYTES) from error
    except InvalidUsage as error:
        raise bad_request("The body cannot be read to its end.") from error
    return parse(request.body, shape)


def parse(body: bytes, shape: type[Body]) -> Body:
    """The same, of the bytes.

    Raises:
        Refusal: they are not JSON, or of another shape.
    """
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise bad_request("The body is not JSON.") from error
    if not isinstance(found, dict):
        raise bad_request("The body must be an object in JSON.")
    try:
        return shape.parse_obj(found)
    except ValidationError as error:
        first = error.errors()[0]
        raise bad_request(f"'{first['loc'][0]}': {first['msg']}.") from error
