"""Character and word n-grams with TF-IDF weights: what the sentence encoder does not see."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

CHARACTERS: dict[str, Any] = {"analyzer": "char_wb", "ngram_range": (2, 5), "max_features": 40_000}
WORDS: dict[str, Any] = {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"}
COMMON: dict[str, Any] = {"min_df": 2, "sublinear_tf": True, "dtype": np.float32}


class LexicalFeatures:
    """Texts -> sparse float32 matrix (texts x n-grams); its state is a vocabulary and its weights."""

    def __init__(self, vocabularies: list[list[str]], weights: NDArray[Any]) -> None:
        """Restore the features from their n-grams, characters first, and their IDF weights."""
        self.vocabularies = vocabularies
        self.weights = weights
        self._vectorizers = [
            TfidfVectorizer(**settings, **COMMON, vocabulary=vocabulary)
            for settings, vocabulary in zip((CHARACTERS, WORDS), vocabularies, strict=True)
        ]
        start = 0
        for vectorizer, vocabulary in zip(self._vectorizers, vocabularies, strict=True):
            vectorizer.idf_ = weights[start : start + len(vocabulary)]
            start += len(vocabulary)

    @classmethod
    def fit(cls, texts: list[str]) -> LexicalFeatures:
        """Learn which n-grams there are and how much each says.

        Raises:
            ValueError: no n-gram occurs twice.
        """
        fitted = [TfidfVectorizer(**settings, **COMMON).fit(texts) for settings in (CHARACTERS, WORDS)]
        return cls(
            [list(vectorizer.get_feature_names_out()) for vectorizer in fitted],
            np.concatenate([vectorizer.idf_ for vectorizer in fitted]).astype(np.float32),
        )

    def transform(self, texts: list[str]) -> csr_matrix:
        """The weighted n-grams of each text; rows of each kind have length one."""
        return hstack([vectorizer.transform(texts) for vectorizer in self._vectorizers], format="csr")
