"""Lets go of a conversation on request."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, FollowupAction, SessionStarted
from rasa_sdk.executor import CollectingDispatcher

from bot import store


class ActionForgetMe(Action):
    """Erases what is kept of the conversation and starts afresh."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_forget_me"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Erase what the store has and tell Rasa to begin anew.

        Raises:
            StoreError: the database cannot be used; the channel then apologises instead of claiming success.
        """
        channel = tracker.get_latest_input_channel() or ""
        store.erase(channel, tracker.sender_id, keep_session=True)
        dispatcher.utter_message(response="utter_forget_me")
        # Restarted() would hide this very answer, too, from whoever reads the conversation.
        return [AllSlotsReset(), SessionStarted(), FollowupAction("action_listen")]
