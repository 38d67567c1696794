"""How ages are read, in answers to the question about it and in any other sentence."""

from __future__ import annotations

import datetime
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.age import read_age
from bot.language.reading import Kind, Reading

TODAY = datetime.date(2026, 11, 23)
AGAIN, UNSURE, NOTHING = Kind.ASK_AGAIN, Kind.UNSURE, Kind.NOTHING

ANSWERS: list[tuple[str, int | Kind]] = [
    # Plain answers
    ("38", 38),
    ("I am 38 years old", 38),
    ("he's 27", 27),
    ("hes 27 yrs old", 27),
    ("my mom, she is 63", 63),
    ("moms 57", 57),
    ("33 y/o", 33),
    ("33y", 33),
    ("F33", 33),
    ("48M", 48),
    ("48 m", 48),
    ("male, 45", 45),
    ("45, female", 45),
    ("age: 45", 45),
    ("she is aged 51", 51),
    ("My patient is 44", 44),
    ("it's for my sister, 29", 29),
    ("hi, I'm Anna, 31", 31),
    ("45 years", 45),
    ("I'm 45 and on 20 mg of prednisone", 45),
    ("41 with class 4 nephritis since 2015", 41),
    ("36, two kids aged 4 and 7", 36),
    ("I'm 36 and my creatinine is 45", 36),
    ("58, had lupus for 22 years", 58),
    ("my mum. 66.", 66),
    ("he's only 19", 19),
    ("I'm 60", 60),
    ("60", 60),
    ("0", AGAIN),
    ("I'm, like, 45", 45),
    ("45 lol why do you ask", 45),
    # Words and misspellings
    ("thirtey eight", 38),
    ("twentyfive", 25),
    ("fifty-nine", 59),
    ("fiftynine", 59),
    ("sixtey one", 61),
    ("sevnty two", 72),
    ("ninty", 90),
    ("eigthy", 80),
    ("nineteen", 19),
    ("thriteen", 13),
    ("one hundred and two", 102),
    ("three score and ten", 70),
    ("threescore", 60),
    ("five dozen", 60),
    ("the big six-oh", 60),
    ("just hit the big 5-0", 50),
    ("half a century", 50),
    ("three quarters of a century", 75),
    ("born in nineteen sixty two", 64),
    # Birthdays
    ("turning 60 tomorrow", 59),
    ("60 next week", 59),
    ("I turn 60 on Friday", 59),
    ("just turned 60", 60),
    ("60 today!", 60),
    ("I'm 60 today", 60),
    ("I turned 60 yesterday", 60),
    ("I'll be 61 in three weeks", 60),
    ("my 60th birthday is next month", 59),
    ("she had her 60th last week", 60),
    ("my sixtieth birthday was yesterday", 60),
    ("two months shy of 60", 59),
    ("a week away from turning 60", 59),
    ("three years off fifty", 47),
    ("a year over sixty", 61),
    ("60 next year", 59),
    ("61 next year", AGAIN),
    ("I turn 60 this year", AGAIN),
    ("I turned 60 this year", 60),
    ("I turned 50 two years ago", 52),
    ("he'll be 45 in May", 44),
    ("almost 60", AGAIN),
    ("pushing sixty", AGAIN),
    ("almost 18", 17),
    ("almost 61", AGAIN),
    # Dates
    ("1972", 54),
    ("1966", AGAIN),
    ("1965", 61),
    ("'66", AGAIN),
    ("born '72", 54),
    ("born in 72", 54),
    ("24 November 1966", 59),
    ("Nov 22, 1966", 60),
    ("22nd of november 1966", 60),
    ("1966-11-24", 59),
    ("23.11.1966", 60),
    ("DOB 12/03/1972", 54),
    ("11.1966", AGAIN),
    ("10/1966", 60),
    ("December 1966", 59),
    ("born November 1966", AGAIN),
    ("born Christmas Eve 1966", 59),
    ("born 1890", AGAIN),
    ("my birthday is June 3, 1980", 46),
    # Corrections
    ("43, no sorry 44", 44),
    ("43 no 44", 44),
    ("I'm 59, I mean 61", 61),
    ("not 60 yet, 58", 58),
    ("not 59, 60", 60),
    ("in my fifties, 57", 57),
    ("sixteen, sorry sixty", 60),
    # Whose age
    ("I'm asking for my mother, she's 62 and I'm 35", 62),
    ("my husband is 61 but I'm the one with lupus, I'm 44", 44),
    ("I'm 25, my mother is 61", AGAIN),
    ("I'm 30 and asking for my dad", AGAIN),
    ("asking for my dad", NOTHING),
    ("my mother died at 59", NOTHING),
    ("my doctor is 50", NOTHING),
    ("I was 21 when I was diagnosed", NOTHING),
    ("I have a 3 year old", NOTHING),
    ("a woman in my support group was 45 when she got one", NOTHING),
    ("my dog is 12", NOTHING),
    ("I'm 34 and my daughter, who has lupus, is 12", 12),
    ("I'm her son, 30", AGAIN),
    ("daughter of the patient, 35", AGAIN),
    ("I'm his wife, he is 57", 57),
    ("my mum (I'm 30) has lupus", AGAIN),
    ("my mother has lupus and I am 35", AGAIN),
    ("lupus at 20, now 62", 62),
    ("30 years of lupus, I'm 65", 65),
    ("I'm 65, lupus since 30", 65),
    ("I turned 40 in 2006", AGAIN),
    ("she was 60 on Sunday", 60),
    ("in two days I'm 60", 59),
    ("tomorrow is my 60th birthday", 59),
    ("1966 or 1967", AGAIN),
    ("59½", 59),
    ("5 9", AGAIN),
    ("6 0", AGAIN),
    ("fiftyish", AGAIN),
    ("lupus 35 yrs", NOTHING),
    ("Lupus for 20", NOTHING),
    ("onset age 19", NOTHING),
    ("I got lupus age 19", NOTHING),
    ("35 with lupus, 63 overall", AGAIN),
    ("I have a son who is 30", NOTHING),
    ("everyone thinks I'm 45", NOTHING),
    ("I look 40, I'm 62", 62),
    ("my gfr just hit 45", NOTHING),
    ("I've been 3 months off 15 of pred", NOTHING),
    ("infusion 5 tomorrow", NOTHING),
    # Unclear
    ("around sixty", AGAIN),
    ("approx. 60", AGAIN),
    ("~60", AGAIN),
    ("in my fifties", AGAIN),
    ("middle-aged", AGAIN),
    ("mid 50s", AGAIN),
    ("early sixties", AGAIN),
    ("59 or 60", AGAIN),
    ("59/60", AGAIN),
    ("55-60", AGAIN),
    ("60+", AGAIN),
    ("over 60", AGAIN),
    ("under 60", AGAIN),
    ("<60", AGAIN),
    ("60 plus", AGAIN),
    ("maybe 57", AGAIN),
    ("57 I think", AGAIN),
    ("57 or so", AGAIN),
    ("older than dirt", AGAIN),
    ("7000", AGAIN),
    ("-5", AGAIN),
    ("150", AGAIN),
    ("I'm 200 years old", AGAIN),
    ("sixty something", AGAIN),
    ("60, 20 mg of prednisone a day", 60),
    ("a bit over 60", AGAIN),
    ("60-ish, with 20 years of lupus", AGAIN),
    # Unsure
    ("I don't know", UNSURE),
    ("idk", UNSURE),
    ("not sure", UNSURE),
    ("no idea how old she is", UNSURE),
    ("I'd rather not say", UNSURE),
    ("prefer not to answer", UNSURE),
    ("skip", UNSURE),
    ("pass", UNSURE),
    ("that's none of your concern", UNSURE),
    ("a lady never tells", UNSURE),
    ("I can't remember when he was born", UNSURE),
    # No answer
    ("purple", NOTHING),
    ("what is the age limit?", NOTHING),
    ("why 60", NOTHING),
    ("why do you ask 60 and not 65?", NOTHING),
    ("is 58 too old?", NOTHING),
    ("do they take people over 60?", NOTHING),
    ("can a 60 year old get one?", NOTHING),
    ("what if someone is 61?", NOTHING),
    ("I've had lupus for 22 years", NOTHING),
    ("22 years with lupus", NOTHING),
    ("20 mg prednisone", NOTHING),
    ("prednisone 20", NOTHING),
    ("diagnosed in 2009", NOTHING),
    ("since 2009", NOTHING),
    ("2 years ago", NOTHING),
    ("I'm 20 weeks pregnant", NOTHING),
    ("I'm 10 years in remission", NOTHING),
    ("my gfr is 45", NOTHING),
    ("creatinine 1.4", NOTHING),
    ("stage 3", NOTHING),
    ("my kids are 5 and 9", NOTHING),
    ("I take prednisone, 20", NOTHING),
    ("what does class 4 mean", NOTHING),
    ("I don't know what a stem cell is", NOTHING),
    ("", NOTHING),
    ("???", NOTHING),
    ("🙂", NOTHING),
]

OTHER_SENTENCES: list[tuple[str, int | Kind]] = [
    ("I'm 51, diagnosed in 2009, kidneys going", 51),
    ("my mother is 57", 57),
    ("a 34 year old woman", 34),
    ("F33", 33),
    ("born in 1980", 46),
    ("am I eligible? I'm 44", 44),
    ("I'm 44, am I eligible?", 44),
    ("would my husband, who is 52 with bad kidneys, qualify?", 52),
    ("can a 60 year old man with lupus get one, asking for my dad", 60),
    ("would a 45 year old like me qualify?", 45),
    ("am I too old at 58?", 58),
    ("I'm 61, is that too old?", 61),
    ("can my 29 year old sister get a transplant?", 29),
    ("my wife (52) has lupus nephritis, could she have one?", 52),
    ("can I get it if I'm 59?", 59),
    ("I was born in 1958, do I qualify", 68),
    ("I'm 36 with two kids aged 4 and 7, can I get it", 36),
    ("I just turned 60, is it over for me?", 60),
    ("45yo female, three drugs failed", 45),
    ("I'm a 28 year old man with lupus", 28),
    ("I have a 16 year old daughter with lupus", 16),
    ("my daughter is 12, can she have one?", 12),
    ("my daughter is 12 and has lupus", 12),
    ("my son turned 30", NOTHING),
    ("thirty years", NOTHING),
    ("creatinine reached 3", NOTHING),
    ("infusion 5 tomorrow", NOTHING),
    ("I'm 60 next week, am I too old?", 59),
    ("lupus for thirty years", NOTHING),
    ("the median age was 34", NOTHING),
    ("I read about a 34 year old woman who had one", NOTHING),
    ("my friend is 36 and had hers last year", NOTHING),
    ("45", NOTHING),
    ("is the limit 60?", NOTHING),
    ("why 60?", NOTHING),
    ("do they take people over 60?", NOTHING),
    ("can a 70 year old have a transplant?", NOTHING),
    ("do you treat 70 year olds", NOTHING),
    ("what if someone is 59", NOTHING),
    ("what about somebody who is 65?", NOTHING),
    ("I've had lupus for 22 years", NOTHING),
    ("on 400 mg plaquenil and 15 of prednisone", NOTHING),
    ("I was diagnosed at 21", NOTHING),
    ("I was diagnosed at age 21", NOTHING),
    ("I've been ill since I was 16", NOTHING),
    ("diagnosed in 2009", NOTHING),
    ("diagnosed 12/03/2009", NOTHING),
    ("my gfr is 45", NOTHING),
    ("creatinine is 2.1 and I'm on dialysis", NOTHING),
    ("my doctor is 50 and says yes", NOTHING),
    ("my aunt died of it at 54", NOTHING),
    ("I'm 30 weeks pregnant", NOTHING),
    ("I'm 5 foot 3", NOTHING),
    ("I'm 60% sure", NOTHING),
    ("I have a 3 year old, can I still do it?", NOTHING),
    ("my kids are 5 and 9", NOTHING),
    ("I got lupus after my daughter was born in 2010", NOTHING),
    ("I spent 61 days in hospital", NOTHING),
    ("I'm 44 and my husband is 61", NOTHING),
    ("about 60 people took part", NOTHING),
    ("will I still be alive when I'm 60?", NOTHING),
    ("how many of the 50 patients in the study lived 5 years?", NOTHING),
    ("I have class 4 nephritis", NOTHING),
    ("I don't know", NOTHING),
    ("my transplant was 3 years ago", NOTHING),
    ("my lupus is 22 years old", NOTHING),
    ("my blood pressure is 150/90", NOTHING),
    ("I had 6 cycles of cyclophosphamide", NOTHING),
    ("are you 18?", NOTHING),
    ("I'm in my fifties", NOTHING),
    ("my donor is my brother, he's 32", NOTHING),
]


def outcome(reading: Reading[int]) -> int | Kind:
    return reading.kind if reading.value is None else reading.value


@pytest.mark.parametrize(("text", "expected"), ANSWERS)
def test_answer(text: str, expected: int | Kind) -> None:
    assert outcome(read_age(text, TODAY)) == expected


@pytest.mark.parametrize(("text", "expected"), OTHER_SENTENCES)
def test_other_sentence(text: str, expected: int | Kind) -> None:
    assert outcome(read_age(text, TODAY, asked=False)) == expected


@pytest.mark.parametrize("asked", [True, False])
@given(text=st.text(max_size=500))
@settings(deadline=None)
def test_any_text_gives_a_reading(text: str, asked: bool) -> None:
    reading = read_age(text, TODAY, asked)
    assert (reading.kind is Kind.VALUE) == (reading.value is not None)
    assert reading.value is None or 0 <= reading.value <= 120


CUES = "I'm my mother is 45 60 1966 sixty born years old for mg about no sorry turned in tomorrow , . ? - or"
WORDS = st.sampled_from(CUES.split())


@given(words=st.lists(WORDS, max_size=40))
@settings(deadline=None)
def test_any_row_of_cue_words_gives_a_reading(words: list[str]) -> None:
    reading = read_age(" ".join(words), TODAY)
    assert reading.value is None or 0 <= reading.value <= 120


@pytest.mark.parametrize("asked", [True, False])
@given(
    text=st.sampled_from([text for text, _ in ANSWERS + OTHER_SENTENCES]),
    blanks=st.text(alphabet=" \t\n", min_size=1, max_size=3),
    end=st.text(alphabet=".!?… 😉🙏", max_size=4),
)
@settings(deadline=None)
def test_case_blanks_and_final_signs_change_nothing(text: str, blanks: str, end: str, asked: bool) -> None:
    expected = read_age(text, TODAY, asked)
    assert read_age(text.upper(), TODAY, asked) == expected
    assert (
        read_age(text.title() if not set(text) & set(string.punctuation) else text, TODAY, asked) == expected
    )
    assert read_age(blanks + text.replace(" ", blanks) + blanks, TODAY, asked) == expected
    assert read_age(text + end, TODAY, asked) == expected
    assert read_age("😉 " + text, TODAY, asked) == expected


def test_a_long_text_is_read_quickly() -> None:
    started = datetime.datetime.now(tz=datetime.UTC)
    for unit in ("1", "a ", "1 ", "my ", "59 or ", "not ", "in 3 years ", "i'm ", "(", "about "):
        read_age((unit * 500)[:500], TODAY)
    assert datetime.datetime.now(tz=datetime.UTC) - started < datetime.timedelta(seconds=5)
