"""Reads ages, features and yes, no or unsure out of what people type. Rules and phrases, no learning."""
