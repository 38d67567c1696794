"""An answer as Slack shows it, and its delivery by `chat.postMessage`."""

from __future__ import annotations

import logging
import re
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.messaging import choices, texts
from bot.messaging.platform import Body, Later, Undeliverable, retry_after
from bot.reply import Reply

logger = logging.getLogger(__name__)
# At the level below, the library writes the texts and addresses of all calls into the log.
logging.getLogger("slack_sdk").setLevel(logging.INFO)

NAME = "slack"
# https://docs.slack.dev/reference/block-kit/blocks/section-block; Slack does not say what it counts, and
# UTF-16 code units are the most.
MAX_SECTION = 3000
# https://docs.slack.dev/reference/block-kit/blocks/actions-block
MAX_BUTTONS = 25
# https://docs.slack.dev/reference/block-kit/block-elements/button-element
MAX_BUTTON_TEXT = 75
CALL_SECONDS = 10
# Of the errors in https://docs.slack.dev/reference/methods/chat.postMessage those that pass by themselves,
BUSY = frozenset({"ratelimited", "rate_limited"})
BROKEN = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
)
# and those that whoever runs the bot can mend; all others stay.
NOT_LET_IN = frozenset(
    {
        *("access_denied", "invalid_auth", "missing_scope", "no_permission", "not_allowed_token_type"),
        *("not_authed", "token_expired", "token_revoked"),
    }
)
_CODE = re.compile(r"[a-z_]{1,64}")
# https://docs.slack.dev/messaging/formatting-message-text#escaping
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class SlackPlatform:
    """Sends each answer as plain text, with its buttons below it."""

    name = NAME
    # The fallback text, which screen readers and notifications have, numbers the buttons.
    numbered = True

    def __init__(self, token: str, api: str) -> None:
        # Trying again is the desk's affair: it does so after as long as Slack asks.
        self._client = AsyncWebClient(token, base_url=f"{api}/", timeout=CALL_SECONDS, retry_handlers=[])

    def render(self, reply: Reply) -> list[Body]:
        """One call for each part of the text; the buttons, or their numbered list, come with the last."""
        text, titles = texts.plain(reply), reply.buttons
        fitting = len(titles) <= MAX_BUTTONS and all(
            texts.units(title) <= MAX_BUTTON_TEXT for title in titles
        )
        if not fitting:
            text = texts.with_numbers(text, titles)
        bodies: list[Body] = [
            {"text": _escaped(part), "blocks": [_section(part)]}
            for part in texts.split_by_units(text, MAX_SECTION)
        ]
        if bodies and titles and fitting:
            last = bodies[-1]
            last["text"] = texts.with_numbers(last["text"], [_escaped(title) for title in titles])
            last["blocks"].append({"type": "actions", "elements": _buttons(titles)})
        return bodies

    async def deliver(self, address: str, body: Body, delivery: str) -> None:
        """Post one message; Slack has no name for it by which it would know it again.

        Raises:
            Later: Slack is busy or broken or cannot be reached, or does not take the token now.
            Undeliverable: the conversation or the workspace is gone, or the message is refused.
        """
        channel, _, thread = address.partition(" ")
        # `from None`: what the library says may hold the address and the text.
        try:
            await self._client.chat_postMessage(
                channel=channel, thread_ts=thread or None, unfurl_links=False, unfurl_media=False, **body
            )
        except SlackApiError as error:
            raise _meaning(error.response) from None
        except (aiohttp.ClientError, OSError) as error:
            raise Later(type(error).__name__) from None


def _meaning(response: Any) -> Later | Undeliverable:
    """What a refusal means; a response that is not Slack's JSON is that of something in between."""
    if not isinstance(response, AsyncSlackResponse):
        return Later("the response cannot be read")
    status, error = response.status_code, _code(response.data)
    if status == 429 or error in BUSY:
        return Later("too many messages", retry_after(response.headers))
    if status >= 500 or error is None or error in BROKEN:
        return Later(error or f"status {status}")
    if error in NOT_LET_IN:
        logger.error("Slack does not let the bot in (%s). Is SLACK_TOKEN right?", error)
        return Later(error)
    return Undeliverable(error)


def _code(data: Any) -> str | None:
    error = data.get("error") if isinstance(data, dict) else None
    return error if isinstance(error, str) and _CODE.fullmatch(error) else None


def _section(text: str) -> Body:
    return {"type": "section", "text": _plain_text(text)}


def _buttons(titles: tuple[str, ...]) -> list[Body]:
    return [
        {
            "type": "button",
            "text": _plain_text(title),
            "value": choices.key(title),
            "action_id": f"choice-{number}",
        }
        for number, title in enumerate(titles, 1)
    ]


def _plain_text(text: str) -> Body:
    return {"type": "plain_text", "text": text, "emoji": False}


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
