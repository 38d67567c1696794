"""The lupus guide bot: what is ours and not Rasa's."""
