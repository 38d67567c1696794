"""The processes that a bot is made of, and the programs that many servers lean on."""
