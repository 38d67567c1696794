import pytest

from bot.language.phrases import PhraseFinder, compiled
from bot.language.text import pipeline


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("can not breathe", "I can't breathe", True),
        ("can not breathe", "i cant breathe", True),
        ("can not breathe", "I cannot breathe", True),
        ("chest pain|pains", "chest pains since noon", True),
        ("seizure*", "two seizures", True),
        ("seizure", "two seizures", False),
        ("heart ... racing", "my heart is absolutely racing", True),
        ("heart ... racing", "my heart is going like mad and it is racing", False),
        ("very? confused", "confused", True),
        ("i am dying", "i'm dying", True),
    ],
)
def test_phrases(phrase: str, text: str, found: bool) -> None:
    doc = pipeline()(text.lower())
    assert bool(list(PhraseFinder({"sign": [phrase]}).find(doc))) is found


def test_a_phrase_that_may_be_missing_as_a_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="may be missing as a whole"):
        compiled("very? ...")
