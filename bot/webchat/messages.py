"""Messages as the API has them, and the conversation as a text."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from bot.reply import Helpline, Reply

Message = dict[str, Any]

HEADING = "A conversation with the lupus guide bot. It is a bot, not a doctor, and gives no medical advice."
SPEAKERS = {"user": "You", "bot": "Guide bot"}


def of_user(message_id: str, text: str, at: datetime.datetime) -> Message:
    """What a person said."""
    return {"id": message_id, "role": "user", "text": text, "at": stamp(at)}


def of_bot(message_id: str, reply: Reply, at: datetime.datetime) -> Message:
    """What the bot said; what a reply has not is left out."""
    optional = {
        "source": reply.source,
        "buttons": [{"title": title} for title in reply.buttons],
        "stay_in_view": reply.stay_in_view,
        "helplines": helplines(reply.helplines),
        "table": reply.table
        and {
            "caption": reply.table.caption,
            "columns": list(reply.table.columns),
            "rows": [list(row) for row in reply.table.rows],
        },
        "rateable": reply.rateable,
    }
    said = {"id": message_id, "role": "bot", "text": reply.text, "at": stamp(at), "kind": reply.kind.value}
    return {**said, **{part: value for part, value in optional.items() if value}}


def helplines(lines: Iterable[Helpline]) -> list[dict[str, str]]:
    """Numbers and pages as the API has them."""
    return [{"label": line.label, "href": line.href} for line in lines]


def stamp(at: datetime.datetime) -> str:
    """A time (UTC, without a zone) in ISO 8601."""
    return at.isoformat(timespec="milliseconds") + "Z"


def transcript(messages: Iterable[Message]) -> str:
    """A conversation as a text to be kept or printed."""
    return "\n\n".join([HEADING, *("\n".join(_lines(message)) for message in messages)]) + "\n"


def _lines(message: Message) -> Iterator[str]:
    yield f"[{message['at'][:16].replace('T', ' ')} UTC] {SPEAKERS[message['role']]}:"
    yield message["text"]
    table = message.get("table")
    if table:
        yield f"{table['caption']}:"
        yield from (f"- {'; '.join(row)}" for row in table["rows"])
    if message.get("source"):
        yield f"Source: {message['source']}."
    yield from (f"- {line['label']}: {line['href']}" for line in message.get("helplines", []))
