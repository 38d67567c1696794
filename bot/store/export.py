"""All that is kept of one conversation, for the person to have."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.sql import Select

from bot.store.conversations import key
from bot.store.engine import transaction
from bot.store.models import Base, Feedback, WebMessage
from bot.store.rasa_events import events_of

Exported = dict[str, Any]


def everything_of(channel: str, sender: str) -> Exported:
    """Every row of a conversation by its table, and what Rasa has noted of it: what was said, and answers.

    Raises:
        StoreError: the database cannot be used.
    """
    name = key(channel, sender)
    queries = {table.name: _rows(table, name) for table in Base.metadata.sorted_tables}
    with transaction(name) as session:
        tables = {
            table: [
                {column: _plain(value) for column, value in row._mapping.items()}
                for row in session.execute(query)
            ]
            for table, query in queries.items()
            if query is not None
        }
    events = events_of(sender)
    return {
        "tables": {table: rows for table, rows in tables.items() if rows},
        "said": [_said(event) for event in events if event["event"] in ("user", "bot")],
        "answers": {event["name"]: event["value"] for event in events if event["event"] == "slot"},
    }


def _rows(table: Table, name: str) -> Select | None:
    """The query for a conversation's rows of a table; None for tables that know no conversations."""
    if table is Feedback.__table__:
        said = select(WebMessage.id).where(WebMessage.conversation == name)
        return select(table).where(table.c.message_id.in_(said))
    column = table.c.get("conversation", table.c.get("key"))
    return None if column is None else select(table).where(column == name)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _said(event: dict[str, Any]) -> dict[str, Any]:
    at = datetime.datetime.fromtimestamp(event["timestamp"], datetime.UTC)
    return {"who": event["event"], "text": event.get("text"), "at": at.isoformat(timespec="seconds")}
