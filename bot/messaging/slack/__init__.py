"""Slack, by its Events API and Web API (https://docs.slack.dev); docs/slack.md says how it is set up."""

from bot.messaging.slack.channel import Slack

__all__ = ["Slack"]
