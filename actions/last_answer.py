"""Finds the last answer from the guide in a conversation."""

from __future__ import annotations

from rasa_sdk import Tracker

from bot.guide import Guide

PREFIX = "utter_"


def last_answer(tracker: Tracker, guide: Guide) -> str | None:
    """The label (`faq/...` or `glossary/...`) of this session's latest answer from the guide, if any."""
    known = guide.entries()
    for event in reversed(tracker.events):
        if event.get("event") == "session_started":
            return None
        if event.get("event") == "bot":
            label = str(event.get("metadata", {}).get("utter_action") or "").removeprefix(PREFIX)
            if label in known:
                return label
    return None
