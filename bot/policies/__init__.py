"""Rasa policies of our own, for what rules cannot say."""
