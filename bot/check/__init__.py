"""The content check: what the guide, the answers, the examples and the trained model owe each other."""

from bot.check.command import main

__all__ = ["main"]
