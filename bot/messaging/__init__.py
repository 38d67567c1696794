"""The bot on messaging platforms: one class a platform, and one desk that serves them all."""
