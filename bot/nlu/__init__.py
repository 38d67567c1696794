"""Rasa graph components that read a message: cleaning, sentence encoder, classifier with its gate."""
