"""The custom actions: one file each, thin. Texts are in domain.yml, data in bot/guide."""
