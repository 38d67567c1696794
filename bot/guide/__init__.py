"""The guide as data: facts, glossary, criteria, and the texts that must work even without a model."""

from bot.guide.loader import (
    Criteria,
    Entry,
    Guide,
    GuideError,
    Helplines,
    Notices,
    load_criteria,
    load_guide,
    load_helplines,
    load_notices,
)

__all__ = [
    "Criteria",
    "Entry",
    "Guide",
    "GuideError",
    "Helplines",
    "Notices",
    "load_criteria",
    "load_guide",
    "load_helplines",
    "load_notices",
]
