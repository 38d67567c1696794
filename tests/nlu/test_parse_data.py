import pytest

from bot.nlu.parse_data import parse_data

PROBABILITIES = {"faq/cost": 0.5, "glossary/sle": 0.2, "faq/insurance": 0.2, "greet": 0.1}


def test_a_retrieval_intent_names_its_answer() -> None:
    parsed = parse_data("faq/cost", PROBABILITIES)
    assert parsed["intent"]["name"] == "faq"
    assert parsed["intent"]["confidence"] == pytest.approx(0.7)
    chosen = parsed["response_selector"]["faq"]["response"]
    assert chosen["intent_response_key"] == "faq/cost"
    assert chosen["utter_action"] == "utter_faq/cost"
    assert [key["intent_response_key"] for key in parsed["response_selector"]["faq"]["ranking"]] == [
        "faq/cost",
        "faq/insurance",
    ]
    assert parsed["response_selector"]["all_retrieval_intents"] == ["faq", "glossary"]


def test_the_ranking_adds_up_and_is_sorted() -> None:
    ranking = parse_data("faq/cost", PROBABILITIES)["intent_ranking"]
    assert [entry["name"] for entry in ranking] == ["faq", "glossary", "greet"]
    assert sum(entry["confidence"] for entry in ranking) == pytest.approx(1.0)


def test_an_abstention_keeps_the_ranking() -> None:
    parsed = parse_data("nlu_fallback", PROBABILITIES)
    assert parsed["intent"] == {"name": "nlu_fallback", "confidence": pytest.approx(0.5)}
    assert parsed["intent_ranking"][0]["name"] == "faq"


def test_flat_intents_have_no_selector() -> None:
    parsed = parse_data("greet", {"greet": 0.9, "bye": 0.1})
    assert parsed["response_selector"] == {"all_retrieval_intents": []}


def test_nothing_known_at_all() -> None:
    parsed = parse_data("out_of_scope", {})
    assert parsed["intent"] == {"name": "out_of_scope", "confidence": 1.0}
    assert parsed["intent_ranking"] == []
