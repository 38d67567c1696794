"""What the bot remembers outside of Rasa: SQLAlchemy models, migrations, and the one way in."""

from bot.store.conversations import erase, touch
from bot.store.engine import StoreError

__all__ = ["StoreError", "erase", "touch"]
