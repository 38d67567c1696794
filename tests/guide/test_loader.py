from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot import guide
from bot.guide import GuideError, load_guide, load_helplines, load_notices
from bot.settings import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in Path(guide.__file__).parent.glob("*.yml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def spoil(folder: Path, old: str, new: str, name: str = "facts.yml") -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_guide_has_all_facts_and_words() -> None:
    loaded = load_guide()
    assert len(loaded.facts) == 34
    assert loaded.facts["eligibility_criteria"].paragraphs == [6, 7]
    assert {"remission", "sle", "acr"} <= set(loaded.glossary)
    assert next(iter(loaded.entries())) == "faq/experimental"


def test_no_two_entries_have_the_same_question() -> None:
    questions = [entry.question.lower() for entry in load_guide().entries().values()]
    assert len(questions) == len(set(questions))


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("faq/autologous", "Source: Stem Cell Transplants guide, paragraph 5."),
        ("faq/eligibility_criteria", "Source: Stem Cell Transplants guide, paragraphs 6 and 7."),
        (
            "glossary/remission",
            "General definition, not from the guide. The guide uses the word in paragraph 10.",
        ),
        (None, "Source: Stem Cell Transplants guide, paragraphs 1 to 10."),
    ],
)
def test_the_source_line_names_the_paragraphs(label: str | None, line: str) -> None:
    assert load_guide().source_line(label) == line


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ("paragraphs: [2]", "paragraphs: [two]", 17, "facts.stem_cells.paragraphs.0"),
        ("paragraphs: [2]", "paragraphs: []", 17, "facts.stem_cells.paragraphs"),
        ("question: What are stem cells?", "question: ''", 18, "facts.stem_cells.question"),
        ("[cell_source, how_it_works", "[cell_sauce, how_it_works", 19, "facts.stem_cells.follow_ups.0"),
        ("[cell_source, how_it_works, procedure]", "[cost, cost]", 19, "facts.stem_cells.follow_ups"),
        ("checked: 2026-11-23", "checked: soon", 15, "facts.experimental.checked"),
        ("checked: 2026-11-23", "chekked: 2026-11-23", 11, "facts.experimental.checked"),
        ("because: autoimmunity", "because: autoimunity", 30, "facts.how_it_works.because"),
        ("  stem_cells:", "  Stem-Cells:", 16, "facts.Stem-Cells"),
    ],
)
def test_bad_data_is_refused_with_file_line_and_field(
    folder: Path, old: str, new: str, line: int, field: str
) -> None:
    spoil(folder, old, new)
    with pytest.raises(GuideError) as refusal:
        load_guide(folder)
    said = str(refusal.value)
    assert "facts.yml" in said
    assert f"field {field}" in said
    assert f"line {line}," in said


def test_broken_yaml_is_refused_with_its_line(folder: Path) -> None:
    spoil(folder, "facts:", "facts: [")
    with pytest.raises(GuideError, match=r"facts\.yml, line \d+: this is not valid YAML"):
        load_guide(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "glossary.yml").unlink()
    with pytest.raises(GuideError, match=r"glossary\.yml: the file is missing"):
        load_guide(folder)


def test_the_notices_name_an_emergency_number() -> None:
    notices = load_notices()
    assert "911" in notices.utter_apology
    assert "911" in notices.utter_too_long


@pytest.mark.parametrize("region", ["international", "us", "uk", "ie", "eu", "ca", "au"])
def test_every_region_has_numbers_that_can_be_dialled_and_the_finder(region: str) -> None:
    helplines = load_helplines(region)
    links = [line.link for line in (*helplines.links, *helplines.crisis_links)]
    assert any(link.startswith("tel:") for link in links)
    assert "https://findahelpline.com" in links


def test_an_unknown_region_is_refused_with_the_known_ones() -> None:
    with pytest.raises(GuideError, match=r"no region 'mars'. Set REGION to one of \['au', 'ca'"):
        load_helplines("mars")


def test_without_a_region_the_domain_names_the_numbers_of_all() -> None:
    slots = YAML(typ="safe").load((ROOT / "domain.yml").read_text(encoding="utf-8"))["slots"]
    helplines = load_helplines("international")
    assert slots["emergency_number"]["initial_value"] == helplines.emergency_number
    assert slots["crisis_line"]["initial_value"] == helplines.crisis_line
