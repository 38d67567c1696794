"""What the bot remembers: SQLAlchemy models, migrations, and the one way in.

Rasa's own memory of conversations is in the same database, by `bot.store.trackers`.
"""

from bot.store.conversations import erase, key, touch
from bot.store.counts import count_rate, count_red_flag
from bot.store.engine import StoreError
from bot.store.messages import answer_name, answers_of, history, rate
from bot.store.sessions import close_session, is_open, open_session
from bot.store.turns import Claim, Said, claim, finish

__all__ = [
    "Claim",
    "Said",
    "StoreError",
    "answer_name",
    "answers_of",
    "claim",
    "close_session",
    "count_rate",
    "count_red_flag",
    "erase",
    "finish",
    "history",
    "is_open",
    "key",
    "open_session",
    "rate",
    "touch",
]
