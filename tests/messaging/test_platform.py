"""What every platform's messages and channels have in common."""

from __future__ import annotations

from rasa.core.channels.facebook import FacebookInput
from rasa.shared.utils.common import class_from_module_path
from ruamel.yaml import YAML

from bot.messaging import NAMES
from bot.messaging.channel import MessagingChannel
from bot.messaging.platform import Message
from bot.settings import ROOT


def test_every_platform_of_the_credentials_is_told_on_or_off() -> None:
    listed = YAML(typ="safe").load((ROOT / "credentials.yml").read_text(encoding="utf-8"))
    paths = [path for path in listed if path.startswith("bot.messaging.")]
    assert sorted(class_from_module_path(path).name() for path in paths) == sorted(NAMES)


def test_a_message_holds_nothing_that_a_database_cannot() -> None:
    message = Message("\ud83d", "so\0meone", "my kid\udc00neys\0ache 🙂")
    assert (message.id, message.address, message.text) == ("?", "so?meone", "my kid?neys?ache 🙂")


def test_rasa_has_no_way_out_beside_the_desk() -> None:
    class Both(MessagingChannel, FacebookInput):
        platform = None

    assert Both("", "", "").get_output_channel() is None
