"""What the bot remembers outside of Rasa: SQLAlchemy models, migrations, and the one way in."""

from bot.store.conversations import erase, touch
from bot.store.counts import count_red_flag
from bot.store.engine import StoreError

__all__ = ["StoreError", "count_red_flag", "erase", "touch"]
