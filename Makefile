# `make help` lists the targets. Settings come from the environment; README.md names them.
.DEFAULT_GOAL := help
.PHONY: help setup run shell train red-flags test soak check bench lock clean
BIN := .venv/bin

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup:  ## Install what is missing into .venv
	@scripts/setup

run: setup  ## Train if needed, start everything, print the address; Ctrl-C ends it
	@$(BIN)/lupus-guide run

shell: setup  ## Talk to the bot in this terminal
	@$(BIN)/lupus-guide shell

train: setup  ## Train the model if its data has changed
	@$(BIN)/lupus-guide train

red-flags: setup  ## Train the encoder of red flags, after a change of their examples
	@$(BIN)/python -m bot.nlu.red_flag_training

test: setup train  ## Run every test (the long runs in short form), two files at a time
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

soak: setup train  ## Run the long tests at full size
	@SOAK=1 $(BIN)/python -m pytest -m soak

check: setup train  ## Lint, types, content
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && scripts/check-widget && $(BIN)/lupus-guide check

bench: setup train  ## Measure, and write the tables in benchmarks/
	@$(BIN)/python -m benchmarks.understanding

lock:  ## Regenerate requirements.txt from requirements.in and overrides.txt
	@scripts/lock

clean:  ## Remove the environment, the model and what the bot wrote
	@rm -rf .venv .rasa models var
