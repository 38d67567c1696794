"""Lets go of old conversations once a day, in the running bot, so that nobody has to remember it."""

from __future__ import annotations

import asyncio
import datetime
import logging
import random

from bot.store.engine import StoreError
from bot.store.retention import erase_older_than

logger = logging.getLogger(__name__)

DAY_SECONDS = 86_400
# Many servers start together, and need not do it together.
FIRST_AFTER_SECONDS = (60, 3_600)


async def keep_no_longer(days: int) -> None:
    """Erase what is older than `days`, every day, for ever; people are answered meanwhile."""
    await asyncio.sleep(random.uniform(*FIRST_AFTER_SECONDS))  # noqa: S311
    while True:
        try:
            gone = await asyncio.to_thread(erase_older_than, days, datetime.datetime.utcnow())
            logger.info("Kept no longer than %d days: %d rows went.", days, gone)
        except StoreError as error:
            logger.error("Old conversations were not erased; tomorrow they will be. %s", error)
        await asyncio.sleep(DAY_SECONDS)
