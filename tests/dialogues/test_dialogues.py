"""Plays every scripted conversation against the running bot and its real action server."""

from pathlib import Path

import pytest

from tests.support import dialogue
from tests.support.conversation import Conversation

SCRIPTS = sorted(Path(__file__).parent.rglob("*.yml"))


@pytest.mark.slow
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_the_conversation_follows_its_script(path: Path, conversation: Conversation) -> None:
    dialogue.play(dialogue.read(path), conversation)


@pytest.mark.slow
def test_a_conversation_that_leaves_its_script_is_shown_as_a_diff(conversation: Conversation) -> None:
    turns = [
        {"user": "What does autologous mean?", "bot": "utter_faq/cost", "says": ["own cells", "dollars"]}
    ]
    script = dialogue.Script(Path("wrong.yml"), "on purpose", turns)
    with pytest.raises(AssertionError) as failure:
        dialogue.play(script, conversation)
    shown = str(failure.value)
    assert "wrong.yml" in shown
    assert "-bot:  utter_faq/cost" in shown
    assert "+bot:  utter_faq/autologous" in shown
    assert "-says: dollars" in shown
    assert "-says: own cells" not in shown
