"""The reader of features: its cases, and what holds for every text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.features import FEATURES, read_features
from bot.language.reading import Kind, Reading

N, V, C, K = FEATURES
UNSURE, AGAIN, NOTHING = Kind.UNSURE, Kind.ASK_AGAIN, Kind.NOTHING

ASKED: list[tuple[str, tuple[str, ...] | Kind]] = [
    # names and lay words
    ("class IV lupus nephritis", (N,)),
    ("biopsy showed class 3 nephritis", (N,)),
    ("lupus has gone for her kidneys", (N,)),
    ("I'm on dialysis because of the lupus", (N,)),
    ("her kidneys are packing up from the lupus", (N,)),
    ("inflammation of the vessels", (V,)),
    ("deposits in the vessel walls", (V,)),
    ("vasculitis of the kidneys", (V,)),
    ("my neutrophils are through the floor", (C,)),
    ("platelets at 20", (C,)),
    ("she needs transfusions because her counts are so low", (C,)),
    ("her immune system kills her platelets", (C,)),
    ("Asherson's syndrome", (K,)),
    ("clots all over her body at once, catastrophic they said", (K,)),
    ("nefritis", (N,)),
    ("vascilitis", (V,)),
    ("neutropaenia", (C,)),
    ("trombocytopenia", (C,)),
    ("catastrofic APS", (K,)),
    ("C.A.P.S.", (K,)),
    # picked off the list
    ("the kidney one", (N,)),
    ("kidneys and vessels", (N, V)),
    ("the first and the last", (N, K)),
    ("1 and 4", (N, K)),
    ("numbers 1 & 2", (N, V)),
    ("the outer two", (N, K)),
    ("she has all of the above", FEATURES),
    ("all apart from vasculitis", (N, C, K)),
    ("everything but CAPS", (N, V, C)),
    ("none but the third", (C,)),
    ("nothing apart from low platelets", (C,)),
    ("all but one", AGAIN),
    ("one of the first two", AGAIN),
    ("2", AGAIN),
    # denied
    ("not the vessels, the kidneys", (N,)),
    ("no kidney or vessel trouble, just low platelets", (C,)),
    ("kidneys are fine but my counts are low", (C,)),
    ("nephritis no, vasculitis no, cytopenias yes, caps no", (C,)),
    ("vasculitis? no. nephritis? yes.", (N,)),
    ("not only nephritis but vasculitis too", (N, V)),
    ("no vasculitis, nephritis or caps", AGAIN),
    ("no nephritis, low platelets", AGAIN),
    ("nephritis is not something I have", AGAIN),
    ("they haven't ruled out nephritis", AGAIN),
    ("vasculitis excluded, nephritis confirmed", (N,)),
    ("my counts are not that low", AGAIN),
    ("kidneys, vessels fine", AGAIN),
    ("never nephritis, never vasculitis, never caps, never low counts", ()),
    # none
    ("nope", ()),
    ("neither", ()),
    ("no, none of them, thank God", ()),
    ("not that I know of", ()),
    ("just arthritis, none of yours", ()),
    ("only the antibodies, never the catastrophic thing", ()),
    ("just ordinary APS, nothing else", ()),
    ("none, but they suspect nephritis", AGAIN),
    # only suspected, or past
    ("they suspect vasculitis", AGAIN),
    ("nephritis and maybe vasculitis", (N,)),
    ("waiting for the kidney biopsy", AGAIN),
    ("I doubt it's nephritis", AGAIN),
    ("nephritis?", AGAIN),
    ("vasculitis or nephritis", AGAIN),
    ("I had nephritis ten years ago", AGAIN),
    ("my platelets are no longer low", AGAIN),
    ("had nephritis in 2012, now low platelets", (C,)),
    ("I had nephritis and it came back", (N,)),
    ("I've had nephritis for ten years", (N,)),
    ("diagnosed with nephritis in 2014", (N,)),
    # near the matter
    ("I have APS", AGAIN),
    ("a DVT", AGAIN),
    ("kidney stones", AGAIN),
    ("anaemic", AGAIN),
    ("foamy pee", AGAIN),
    ("yes", AGAIN),
    ("some of them", AGAIN),
    ("my mum has nephritis", AGAIN),
    # does not know, or declines
    ("no idea what any of that is", UNSURE),
    ("haven't been checked", UNSURE),
    ("skip", UNSURE),
    ("I'm not sure if I have nephritis", UNSURE),
    ("low platelets, no idea about the rest", (C,)),
    ("nephritis but I don't know which class", (N,)),
    # somebody else, a question, something else
    ("my sister has lupus nephritis", NOTHING),
    ("my friend's daughter has nephritis", NOTHING),
    ("my cousin had vasculitis but I have nephritis", (N,)),
    ("what's vasculitis?", NOTHING),
    ("is low iron a cytopenia", NOTHING),
    ("I have nephritis do I qualify", (N,)),
    ("my blood pressure is low", NOTHING),
    ("I live in Sydney", NOTHING),
    ("I have 2 kids", NOTHING),
    ("the first time I saw a doctor", NOTHING),
]
UNASKED: list[tuple[str, tuple[str, ...] | Kind]] = [
    # said outright
    ("I'm 45 and my kidneys are inflamed", (N,)),
    ("class 4 lupus nephritis", (N,)),
    ("her platelets keep crashing", (C,)),
    ("kidneys are going", (N,)),
    ("yes, with nephritis", (N,)),
    ("cellcept failed for my nephritis", (N,)),
    ("She's 33 with lupus nephritis and low platelets, not CAPS", (N, C)),
    ("I have low platelets, can I get a transplant?", (C,)),
    ("none of the features on the list", ()),
    ("no kidney, vessel, blood or clotting trouble", ()),
    ("no", NOTHING),
    ("none", NOTHING),
    ("kidneys", NOTHING),
    ("the first", NOTHING),
    ("all of them failed", NOTHING),
    ("1 and 4", NOTHING),
    ("I had nephritis", NOTHING),
    ("maybe vasculitis", NOTHING),
    ("my aunt had nephritis", NOTHING),
    ("can a transplant cure nephritis?", NOTHING),
    ("I want information about lupus nephritis", NOTHING),
    ("I have lupus but no nephritis", NOTHING),
    ("rituximab, cellcept, none of them worked", NOTHING),
]
CASES = [(text, True, expected) for text, expected in ASKED] + [
    (text, False, expected) for text, expected in UNASKED
]
# fmt: off
WORDS = st.sampled_from([
    "no", "not", "yes", "all", "none", "but", "except", "maybe", "had", "my",
    "aunt", "i", "have", "kidneys", "vessels", "nephritis", "vasculitis", "low", "platelets", "counts",
    "caps", "catastrophic", "aps", "and", "or", ",", ".", "?", "first", "last",
    "1", "4", "two", "years", "ago", "fine", "is", "the", "sure", "don't",
    "know", "just", "only", "it", "went", "away",
])
# fmt: on
SENTENCES = st.lists(WORDS, max_size=14).map(" ".join)
TEXTS = st.one_of(st.text(max_size=200), SENTENCES)


@pytest.mark.parametrize(("text", "asked", "expected"), CASES)
def test_reads(text: str, asked: bool, expected: tuple[str, ...] | Kind) -> None:
    reading = read_features(text, asked)
    assert (reading.kind if isinstance(expected, Kind) else reading.value) == expected


@given(TEXTS, st.booleans())
@settings(deadline=None)
def test_any_text_has_a_reading(text: str, asked: bool) -> None:
    reading = read_features(text, asked)
    assert isinstance(reading, Reading)
    assert (reading.value is not None) == (reading.kind is Kind.VALUE)
    assert set(reading.value or ()) <= set(FEATURES)


@given(SENTENCES | st.sampled_from([text for text, _ in ASKED]), st.booleans())
@settings(deadline=None)
def test_dress_changes_nothing(text: str, asked: bool) -> None:
    reading = read_features(text, asked)
    for dressed in (
        text.upper(),
        text.title(),
        f"  {text}\n ",
        text.replace(" ", " \t\n "),
        f"{text} \U0001f622",
        f'"{text}"',
    ):
        assert read_features(dressed, asked) == reading, dressed


@given(TEXTS, st.booleans())
@settings(deadline=None)
def test_a_full_stop_changes_nothing(text: str, asked: bool) -> None:
    assert read_features(f"{text}.", asked) == read_features(text, asked)


@pytest.mark.parametrize("feature", FEATURES)
def test_what_is_denied_is_never_read(feature: str) -> None:
    for text in (f"no {feature}", f"not {feature}", f"{feature} was ruled out", f"I never had {feature}"):
        assert read_features(text).kind is AGAIN, text
