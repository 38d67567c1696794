"""The guide as data: facts, glossary, and the texts that must work even without a model."""

from bot.guide.loader import Entry, Guide, GuideError, Notices, load_guide, load_notices

__all__ = ["Entry", "Guide", "GuideError", "Notices", "load_guide", "load_notices"]
