from __future__ import annotations

import datetime

from bot.reply import Helpline, Kind, Reply, Table
from bot.webchat.messages import of_bot, of_user, transcript

AT = datetime.datetime(2026, 11, 23, 2, 0, 5, 120_000)


def test_what_a_reply_has_not_is_left_out() -> None:
    assert of_bot("1", Reply("utter_x", "Hello.", Kind.ANSWER), AT) == {
        "id": "1",
        "role": "bot",
        "text": "Hello.",
        "at": "2026-11-23T02:00:05.120Z",
        "kind": "answer",
    }


def test_what_it_has_is_there() -> None:
    table = Table("List", ("a", "b"), (("1", "2"),))
    lines = (Helpline("112", "tel:112"),)
    reply = Reply("utter_x", "Hello.", Kind.VERDICT, "A guide", ("Why?",), lines, table, True, True)
    message = of_bot("1", reply, AT)
    assert message["source"] == "A guide"
    assert message["buttons"] == [{"title": "Why?"}]
    assert message["helplines"] == [{"label": "112", "href": "tel:112"}]
    assert message["table"] == {"caption": "List", "columns": ["a", "b"], "rows": [["1", "2"]]}
    assert message["stay_in_view"] is True
    assert message["rateable"] is True


def test_a_transcript_holds_all_that_was_said() -> None:
    table = Table("List", ("a", "b"), (("1", "2"),))
    reply = Reply(
        "utter_x", "Hello.", Kind.VERDICT, "A guide", helplines=(Helpline("112", "tel:112"),), table=table
    )
    text = transcript([of_user("1", "Hi", AT), of_bot("2", reply, AT)])
    assert text.endswith(
        "[2026-11-23 02:00 UTC] You:\nHi\n\n"
        "[2026-11-23 02:00 UTC] Guide bot:\nHello.\nList:\n- 1; 2\nSource: A guide.\n- 112: tel:112\n"
    )
    assert "not a doctor" in text.splitlines()[0]
