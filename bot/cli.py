"""The `lupus-guide` command."""

from __future__ import annotations

import datetime
import json
import logging
import signal
import sys
import threading
import warnings
from types import FrameType

import typer

from bot import settings

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)


@app.command()
def train() -> None:
    """Train the model, if its data has changed."""
    from bot.training import ensure_model, is_stale

    if not is_stale():
        typer.echo("The model is up to date.")
    ensure_model()


@app.command()
def run() -> None:
    """Train if needed, start everything, and serve until Ctrl-C."""
    from bot import runner
    from bot.deployment.ports import require_free
    from bot.deployment.process import RunError
    from bot.training import ensure_model

    port, action_port = settings.port(), settings.action_port()
    require_free("PORT", port)
    require_free("ACTION_PORT", action_port)
    ensure_model()
    typer.echo("Starting the bot (a few seconds) ...")
    ended = _until_told_to_stop()
    with runner.running(port, action_port) as bot:
        typer.echo(f"\nThe chat is on this page: {bot.address}/webchat/\n\nOr ask from another terminal:\n")
        typer.echo(
            f"  curl {bot.webhook} -H 'Content-Type: application/json' "
            '-d \'{"sender": "me", "message": "what is autologous?"}\'\n'
        )
        typer.echo("Or talk to it there: make shell\n")
        typer.echo(f"{_on_and_off(bot.platforms())}\nCtrl-C ends it.")
        while not ended.wait(1.0):
            for name, process in bot.processes.items():
                if not process.is_running():
                    raise RunError(f"The {name} process ended. {process.log} says why.")
        typer.echo("\nStopped.")


@app.command()
def serve() -> None:
    """Serve with many servers behind nginx, on PostgreSQL and Redis, until Ctrl-C."""
    from bot.deployment import fleet
    from bot.training import ensure_model

    port = settings.port()
    ensure_model()
    typer.echo("Starting the servers (half a minute) ...")
    ended = _until_told_to_stop()
    with fleet.running(port) as running:
        typer.echo(f"The chat is on this page: {running.address}/webchat/\nCtrl-C ends it.")
        while not ended.wait(1.0):
            running.keep_up()
        typer.echo("\nStopped.")


@app.command()
def shell() -> None:
    """Talk to the bot in this terminal; starts one if none is running."""
    from bot.shell import main as talk

    talk()


@app.command()
def retention(days: int = typer.Option(0, min=0, help="Where it is 0: RETENTION_DAYS.")) -> None:
    """Erase what is older than it may be; a running bot does so every day."""
    from bot.store.retention import erase_older_than

    kept = days or settings.retention_days()
    gone = erase_older_than(kept, datetime.datetime.utcnow())
    typer.echo(f"{gone} rows of conversations without a turn in the last {kept} days were erased.")


@app.command()
def forget(channel: str, sender: str) -> None:
    """Erase one conversation: its channel, and who it is with there (the platform's address, or a sender)."""
    from bot import store
    from bot.messaging.desk import sender_of
    from bot.store.retention import vacuum

    gone = store.erase(channel, sender_of(channel, sender))
    vacuum()
    typer.echo(f"{gone} rows were erased." if gone else "There is nothing of that conversation.")


@app.command()
def export(channel: str, sender: str) -> None:
    """Print all that is kept of one conversation, as JSON."""
    from bot.messaging.desk import sender_of
    from bot.store.export import everything_of

    typer.echo(json.dumps(everything_of(channel, sender_of(channel, sender)), indent=2, ensure_ascii=False))


@app.command()
def doctor() -> None:
    """Say what is wrong here, if anything is, and what to do about it."""
    # What is logged on the way is for whoever runs the bot; here it is said in the findings.
    logging.disable(logging.ERROR)
    warnings.simplefilter("ignore")
    from bot.operation.doctor import Mark, examine

    findings = examine()
    for finding in findings:
        typer.echo(f"{finding.mark.value:<8} {finding.what}")
    raise typer.Exit(any(finding.mark is Mark.WRONG for finding in findings))


@app.command()
def check() -> None:
    """Check the content: answers, sources, examples, buttons, reading grade."""
    from bot.check import main as check_content

    raise typer.Exit(check_content())


def _on_and_off(platforms: dict[str, bool]) -> str:
    on = ", ".join(name for name, is_on in platforms.items() if is_on) or "none"
    off = ", ".join(name for name, is_on in platforms.items() if not is_on) or "none"
    return f"Messaging platforms: on: {on}; off: {off}. docs/messaging.md says how to add one."


def _until_told_to_stop() -> threading.Event:
    told = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        told.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return told


def main() -> None:
    """Run the command; an error that was foreseen ends it with its sentence and status 1."""
    from bot.deployment.process import RunError
    from bot.guide import GuideError
    from bot.store import StoreError
    from bot.training import TrainingError

    try:
        app()
    except (GuideError, RunError, StoreError, TrainingError, ValueError) as error:
        typer.echo(f"lupus-guide: {error}", err=True)
        sys.exit(1)
