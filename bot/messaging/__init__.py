"""The bot on messaging platforms: one class a platform, and one desk that serves them all."""

# The channels of credentials.yml, as their addresses have them: `/webhooks/<name>/webhook`.
NAMES = ("telegram", "slack", "facebook", "twilio", "whatsapp", "webhook")
