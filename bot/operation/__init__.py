"""What an operator watches: health, readiness and metrics; and what is set right in a running Rasa."""
