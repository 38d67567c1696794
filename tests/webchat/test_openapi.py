"""The API is what openapi.yml says, whatever is sent to it."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from ruamel.yaml import YAML
from schemathesis.specs.openapi.checks import unsupported_method

from bot.runner import Bot
from bot.webchat import api
from tests.support.webchat import SECONDS, Chat

DESCRIPTION = YAML(typ="safe").load(api.OPENAPI.decode())
EXAMPLES = 15

schema = schemathesis.openapi.from_dict(DESCRIPTION)


def test_every_path_is_described_and_no_other() -> None:
    assert {f"{api.ROOT}{path}" for path in DESCRIPTION["paths"]} == set(api.PATHS)


@pytest.mark.slow
def test_the_server_hands_it_out(running_bot: Bot) -> None:
    response = requests.get(f"{running_bot.address}/webchat{api.DESCRIPTION}", timeout=SECONDS)
    assert response.content == api.OPENAPI


@pytest.mark.slow
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_what_is_described_is_what_happens(case: Any, running_bot: Bot) -> None:
    # A conversation of its own each time, so that no limit is met and none is closed by another case.
    chat = Chat(running_bot)
    case.call_and_validate(
        base_url=f"{running_bot.address}/webchat{api.ROOT}",
        headers=chat.headers,
        timeout=SECONDS,
        # GET asks for a file of the widget, wherever the API has none.
        excluded_checks=[unsupported_method],
    )
