"""What names a person goes, and what the bot lives on stays: ages, doses, values, years, and whom to call."""

from __future__ import annotations

import datetime

import pytest

from bot.guide import load_helplines
from bot.language.age import read_age
from bot.redaction import redact
from bot.settings import INTERNATIONAL

TODAY = datetime.date(2026, 11, 26)
GOES = {
    "write to jo.b+lupus@mail.example.org please": "write to [email address] please",
    "mail me: ANNA_K@EXAMPLE.COM.": "mail me: [email address].",
    "anna.k at gmail dot com": "[email address]",
    "anna.k(at)hotmail.co.uk is mine": "[email address] is mine",
    "my number is 07700 900123": "my number is [phone number]",
    "+44 20 7946 0958": "[phone number]",
    "ring 020 7946 0958 after six": "ring [phone number] after six",
    "call me (555) 010-1234": "call me [phone number]",
    "212-555-0187 or 212.555.0188": "[phone number] or [phone number]",
    "00 353 1 496 0000 from Dublin": "[phone number] from Dublin",
    "tel. 089 12345678, München": "tel. [phone number], München",
    "mi número es +34 612 345 678": "mi número es [phone number]",
    "whatsapp +91 98765 43210": "whatsapp [phone number]",
    "i want to die, call my mum 07700900123": "i want to die, call my mum [phone number]",
    "born 12/03/1980": "born [date of birth, age 46]",
    "I was born on the 3rd of March 1961, lupus since 2009": (
        "I was born on the [date of birth, age 65], lupus since 2009"
    ),
    "DOB: 04/07/1955": "DOB: [date of birth, age 71]",
    "d.o.b. 4-7-55": "d.o.b. [date of birth, age 71]",
    "date of birth is 1961-03-03": "date of birth is [date of birth, age 65]",
    "my daughter's birthday is May 4, 2011": "my daughter's birthday is [date of birth, age 15]",
    "12.03.1980": "[date of birth, age 46]",
    "March 3, 1961": "[date of birth, age 65]",
    "MRN 12345678": "MRN [record number]",
    "my NHS number is 943 476 5919": "my NHS number is [record number]",
    "943 476 5919": "[record number]",
    "ssn 123-45-6789": "ssn [record number]",
    "078-05-1120": "[record number]",
    "social security no. 078051120": "social security no. [record number]",
    "4111 1111 1111 1111": "[record number]",
    "patient id A1234567": "patient id [record number]",
    "hospital number: K204531, ward 4": "hospital number: [record number], ward 4",
    "insurance policy number is XJ-4492-118": "insurance policy number is [record number]",
    "medicare id = 1EG4-TE5-MK73": "medicare id = [record number]",
    "my passport number is 925665416": "my passport number is [record number]",
    "send them to 14 Elm Street, she is not breathing": "send them to [address], she is not breathing",
    "we live at 221B Baker Street": "we live at [address]",
    "1600 Pennsylvania Avenue please": "[address] please",
    "postcode SW1A 1AA": "postcode [address]",
    "K1A 0B1 Ottawa": "[address] Ottawa",
}
STAYS = [
    "What does autologous mean?",
    "I am 45",
    "I'm 59, turning 60 in March",
    "born in 1980",
    "diagnosed on 3 May 2015",
    "in hospital from 10.12.2024 to 11.01.2025",
    "my transplant is on 12/03/2027",
    "creatinine 1.9, ANA 1:1280, plts 41",
    "1:640 1:1280 1:2560",
    "bp 210/125",
    "sats 91 92 93 90 89 95",
    "temp 38.6 at 02:30",
    "platelets 410000, wbc 3500, hb 9.1",
    "CD4 1200 then 1400 then 1650",
    "C3 0.42, C4 0.08, dsDNA 320",
    "methotrexate 2.5 mg, 6 tablets on Mondays",
    "took 40 x 500mg paracetamol",
    "prednisone 40-35-30-25-20-15-10",
    "I took 1000000 units",
    "weight 61.5 height 1.70",
    "5 ft 4, 132 lbs",
    "GFR 58 in 2019, 41 in 2021 and 22 in 2024",
    "hospital 2015",
    "the hospital in 2015",
    "hospital 4 times in 2020",
    "patient since 2009 with 12 relapses",
    "case 2019",
    "record 3 flares",
    "my file has 214 pages",
    "insurance paid 120000 dollars",
    "the policy changed in 2020",
    "it costs between 150000 and 250000",
    "chart: 12 flares",
    "walked 3 miles down the road",
    "2 doors down the street",
    "call 116 123 or 988",
    "should I call 911?",
    "999 or 112, which one",
    "13 11 14 is Lifeline",
    "text 741741",
    "18 months, 24 months, 36 months",
    "doi 10.1001/jama.2006.295.5.527",
    "HLA-B27 and HLA-DR3",
    "SLEDAI 14, BILAG A",
    "1997 criteria, 4 of 11",
    "x" * 500,
    "1 2 3 4 5 6 7 8 9",
    "",
]


@pytest.mark.parametrize("text", GOES)
def test_what_names_a_person_goes(text: str) -> None:
    assert redact(text, TODAY) == GOES[text]


@pytest.mark.parametrize("text", STAYS)
def test_what_the_bot_lives_on_stays(text: str) -> None:
    assert redact(text, TODAY) == text


@pytest.mark.parametrize("text", GOES)
def test_a_second_time_changes_nothing(text: str) -> None:
    assert redact(GOES[text], TODAY) == GOES[text]


@pytest.mark.parametrize("text", [text for text, redacted in GOES.items() if "age " in redacted])
def test_the_age_is_read_all_the_same(text: str) -> None:
    assert read_age(redact(text, TODAY), TODAY) == read_age(text, TODAY)


def test_whom_to_call_is_never_taken_out() -> None:
    lines = load_helplines(INTERNATIONAL)
    for link in (*lines.links, *lines.crisis_links):
        assert redact(f"is it {link.say}?", TODAY) == f"is it {link.say}?"
