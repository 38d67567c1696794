import pytest

from bot.language.red_flags import red_flag


@pytest.mark.parametrize(
    "text",
    [
        "i am 45 and i think i am having a heart attack",
        "yes. my chest hurts",
        "he can't breathe",
        "I think she is having a stroke",
        "she is having a seizure",
        "he passed out just now",
        "I'm coughing up blood",
        "she took all her tablets",
        "please call an ambulance",
        "60, and I am going to kill myself",
        "i want to die",
        "I don't want to live any more",
        "I have been hurting myself",
    ],
)
def test_plain_words_are_seen(text: str) -> None:
    assert red_flag(text) in ("emergency", "crisis")


@pytest.mark.parametrize(
    "text",
    [
        "yes, it is about life and death",
        "the doctors say it could kill her",
        "No, it's miserable but it is not going to kill me",
        "I still walk two miles a day",
        "there is nothing left to try",
        "low platelets",
        "no, she had a stroke last year and is too weak",
        "does a heart attack rule me out?",
        "45",
    ],
)
def test_answers_to_the_form_are_not(text: str) -> None:
    assert red_flag(text) is None
