"""Twilio's Content API: finds the templates by name, and creates the missing ones."""

from __future__ import annotations

import asyncio
import logging

from twilio.base.exceptions import TwilioException
from twilio.rest.content.v1.content import ContentList

from bot.messaging.platform import Later
from bot.messaging.twilio.account import Account
from bot.messaging.twilio.templates import Template

logger = logging.getLogger(__name__)

LANGUAGE = "en"
# So long a message waits for its template; after that it goes without.
PATIENCE_SECONDS = 4.0


class Content:
    """The SIDs of an account's templates."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._sids: dict[str, str] = {}
        # Two messages at once must not create one template twice.
        self._lock = asyncio.Lock()

    async def sid(self, template: Template) -> str | None:
        """The SID of a template; None where Twilio neither has it nor takes it, or not soon enough."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._lock:
                if template.name not in self._sids:
                    self._sids[template.name] = await self._find(template) or await self._create(template)
                return self._sids[template.name]
        except (Later, TwilioException, TimeoutError, ValueError) as error:
            logger.warning("No template for WhatsApp's buttons (%s): numbers instead.", type(error).__name__)
            return None

    def forget(self, template: Template) -> None:
        """Look a template that was refused up again next time: somebody may have deleted it."""
        logger.warning("A template for WhatsApp's buttons was refused: numbers instead.")
        self._sids.pop(template.name, None)

    async def _find(self, template: Template) -> str | None:
        # The search is by a pattern, and only the second version has it.
        search = self._account.client.content.v2.contents.list
        found = await self._account.run(search, content_name=template.name)
        same = [str(each.sid) for each in found if each.friendly_name == template.name]
        # Should two servers have created one at once, all take the same.
        return min(same, default=None)

    async def _create(self, template: Template) -> str:
        wanted = {
            "friendly_name": template.name,
            "language": LANGUAGE,
            "variables": template.samples,
            "types": template.types,
        }
        create = self._account.client.content.v1.contents.create
        created = await self._account.run(create, ContentList.ContentCreateRequest(wanted))
        return str(created.sid)
