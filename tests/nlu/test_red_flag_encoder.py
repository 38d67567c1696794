from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.red_flag_encoder import RedFlagEncoder, name_of, thin_change

RANDOM = np.random.default_rng(0)
PUBLISHED = [RANDOM.normal(size=(40, 30)).astype(np.float32), np.ones(30, np.float32), np.ones(4, np.float32)]


def encoder(change: dict[str, np.ndarray]) -> RedFlagEncoder:
    return RedFlagEncoder(
        change, np.eye(30, 3, dtype=np.float32), np.zeros(3, np.float32), ["a", "b", "c"], ""
    )


def test_a_change_of_low_rank_comes_back_whole_and_what_stayed_is_not_kept(tmp_path: Path) -> None:
    thin = RANDOM.normal(size=(40, 5)) @ RANDOM.normal(size=(5, 30)) / 100
    tuned = [(PUBLISHED[0] + thin).astype(np.float32), PUBLISHED[1] * 1.5, PUBLISHED[2]]
    change = thin_change(PUBLISHED, tuned)
    assert set(change) == {"0.left", "0.right", "1"}
    encoder(change).save(tmp_path)
    matrix, *vectors = RedFlagEncoder.load(tmp_path).tuned(PUBLISHED)
    # Four bits a number are not exact.
    assert np.linalg.norm(matrix - tuned[0]) < 0.15 * np.linalg.norm(thin)
    assert [list(vector) for vector in vectors] == [list(vector) for vector in tuned[1:]]


def test_suspicions_are_probabilities_of_the_flags() -> None:
    vectors = np.eye(2, 30, dtype=np.float32) * 5
    found = encoder({}).suspicions(vectors)
    assert found.sum(axis=1) == pytest.approx([1, 1])
    assert found.argmax(axis=1).tolist() == [0, 1]


def test_the_name_of_examples_depends_on_words_and_flags_and_not_on_their_order() -> None:
    first, second = ("I can't breathe", "emergency"), ("is it fatal?", "none")
    assert name_of([first, second]) == name_of([second, first])
    assert name_of([first]) != name_of([second])
    assert name_of([first]) != name_of([("I can't breathe", "crisis")])


def test_there_is_no_encoder_in_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        RedFlagEncoder.load(tmp_path)
