"""Reads which features somebody has: nephritis, vasculitis, cytopenias, the catastrophic syndrome (CAPS).

The text becomes a row of signs (a feature named, "not", "maybe", "had", "my aunt", a comma ...). A walk along
the row marks every mention with what stands against it; only mentions with no mark are read as features.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.eligibility import FEATURES
from bot.language.reading import Reading
from bot.language.text import asks, plain, sentences

# All four at once are read only where they are claimed as such, or each is named.
ALL_FOUR = re.compile(
    r"\ball (?:of (?:them|those|these|the above|it)|four|4|the above|those|these)|\bevery|\bthe lot\b|"
    r"\bfull house|\bboth .* and|\beach\b|^\W*(?:yes,? )?all\W*$|(?:and|,).*(?:and|,).*(?:and|,)"
)
NONE_FIRST = re.compile(r"^\W*(?:no\W+)?(?:none|neither|not (?:one|any)) (?:of|from)\b")
CUES = Path(__file__).parent / "cues" / "features.yml"

# The groups of cues, the strongest first: of two readings of the same words the earlier group wins.
GROUPS = (
    *("aside", "correction", "unknown", "not_a_question", "question", "question_start", "others"),
    *("maybe_patient", "patient", "only", "returned", "all_well", "denied", "over", "past_time", "found"),
    *("sure", "doubt", "rest", "except", "deny", "present", "had", "claim", "i", "subject", "own"),
    *("yes", "no", "well", "near"),
)
FIRST = {"aside", "correction", "unknown"}
BREAKS = ("but", "however", "though", "although", "yet", "whereas", "while", ";")
JOINTS = dict.fromkeys(BREAKS, "break") | {",": "comma", "and": "and", "or": "or", "nor": "or"}
NUMBERS = {"1": 0, "2": 1, "3": 2, "4": 3, "one": 0, "two": 1, "three": 2, "four": 3}
NUMBER = "(?:[1-4]|one|two|three|four)"
NUMBER_RUN = re.compile(rf"(?<![^ ])(?:numbers? |options? )?{NUMBER}(?:(?: ,)?(?: and)? {NUMBER})+ ")
MISREAD = (("ph", "f"), ("ae", "e"), ("oe", "e"), ("y", "i"), ("k", "c"))

OPENING = {"question_start", "not_a_question"}  # only where a clause begins
ENDS = {"comma", "break", "end", "asking"}
AFTER_BARE_NO = ENDS | {"claim", "i", "own", "subject", "deny", "yes", "no", "only"}
# All that a text may hold which says no more than "maybe", "I do" or "she does".
BARE = {"doubt", "claim", "sure", "i", "subject", "word", "comma", "break", "and", "mention"}
BARE |= {"yes", "deny", "no"}
ENDINGS = " .!,;:\"')*_~-"  # what may follow a question mark and changes nothing
CERTAIN_LEVELS = {"said", "item", "all"}
# What a person may add to "none" or to "only" without taking it back.
BESIDE_NONE = {"aps", "other", "yes"}
# asked=False reads features only beside a word for the person, or in a full statement.
PERSON = re.compile(
    r"(?<![^ ])(?:i|my|me|we|our|she|he|her|his|yes|yeah|yep|diagnosed|\d+ ?(?:yo|year|years|f|m)"
    r"|daughter|son|wife|husband|partner|child|boy|girl) "
)
STATEMENT = re.compile(r"\b(?:class|is|are|keep|keeps|under attack|going)\b")
# Short forms and signs, written out, in this order.
REWRITTEN = tuple(
    (re.compile(written), meant)
    for written, meant in (
        (r"(?<=\d)[,.](?=000\b)", " "),
        (r"\d+\.\d+", " decimal "),
        (r"(?<=\b[a-z])\.(?=[a-z]\b)", ""),
        (r"\.{2,}|\s[-\u2013\u2014]+\s|[\u2013\u2014()\[\]/|,]", " , "),
        (r"#\s*(?=\d)", " number "),
        (r"[&+]", " and "),
        (r"\banti[- ]+(?=phos|fos|card)", "anti"),
        (r"\b(is|are|was|were|do|does|did|has|have|had|could|would|should)n'?t\b", r"\1 not"),
        (r"\b(?:cannot|can'?t)\b", "can not"),
        (r"\bwon'?t\b", "will not"),
        (r"\bain'?t\b", "is not"),
        (r"\b(he|she|it|that|there|what|who)'s\b", r"\1 is"),
        (r"\b(he|she|that|there|what|who)s\b", r"\1 is"),
        (r"\bi'?m\b", "i am"),
        (r"\b(i|we|they|you)'?ve\b", r"\1 have"),
        (r"\b(they|you)'re\b", r"\1 are"),
        (r"\b(i|we|she|he|they|you)'d\b", r"\1 would"),
        (r"'ll\b", " will"),
        (r"'s?(?![a-z])", ""),
    )
)


@dataclass(frozen=True)
class Sign:
    """A piece of the text that means something, or a plain word."""

    kind: str
    text: str
    features: tuple[str, ...] = ()
    level: str = ""


Span = tuple[int, int, Sign]  # from, to, and what stands there


@dataclass
class Mention:
    """A feature, or a word about all or none of them, with all that stands against it."""

    sign: Sign
    told: str = ""  # what the sentence tells, without what it asks
    marks: set[str] = field(default_factory=set)

    @property
    def level(self) -> str:
        """How firmly it names the feature."""
        return self.sign.level


@dataclass(frozen=True)
class Cues:
    """The cue data, ready for use."""

    patterns: tuple[tuple[re.Pattern[str], Sign], ...]
    filler: frozenset[str]
    known: frozenset[str]
    real: frozenset[str]
    spelled: dict[str, str]


def read_features(text: str, asked: bool = True) -> Reading[tuple[str, ...]]:
    """Read which features the person has; () means none of them.

    asked=True: the text answers the question about them. asked=False: it opens the talk or answers something
    else, so only what is said outright of the person counts, and all else is NOTHING.
    """
    walk = _Walk()
    for sentence in sentences(_with_verdicts(_without_pictures(text))):
        walk.sentence(_signs(sentence))
    reading = _answer(walk) if asked else _volunteered(walk)
    if reading.value == FEATURES and (NONE_FIRST.search(plain(text)) or not ALL_FOUR.search(plain(text))):
        return Reading.ask_again() if asked else Reading.nothing()
    return reading


# --- from the text to signs


def _without_pictures(text: str) -> str:
    """The text in plain letters: no emoji, accents or invisible signs."""
    letters = unicodedata.normalize("NFKD", plain(text).casefold())
    kinds = ((letter, unicodedata.category(letter)) for letter in letters)
    return "".join(
        " " if kind in {"So", "Sk"} else letter for letter, kind in kinds if kind not in {"Mn", "Me", "Cf"}
    )


def _with_verdicts(text: str) -> str:
    """ "Vasculitis? No." put into one sentence."""
    return re.sub(r"\?\s+(?=(?:yes|yep|yeah|no|nope|nah)\s*(?:[.,;!]|$))", " ", plain(text))


def _words(sentence: str) -> list[str]:
    """The words, commas and semicolons of a sentence, short forms written out, long names spelled right."""
    for written, meant in REWRITTEN:
        sentence = written.sub(meant, sentence)
    known = _cues().known
    words = [word if word in known else _corrected(word) for word in re.findall(r"[a-z0-9]+|[,;]", sentence)]
    return " ".join(words).strip(" ,;").split()


@functools.lru_cache(maxsize=4096)
def _corrected(word: str) -> str:
    """The long name a misspelled word stands for, or the word itself."""
    folded = _folded(word)
    if len(folded) < 6 or len(folded) > 20 or folded in _cues().real:
        return word
    close = {}
    for name, right in _cues().spelled.items():
        allowed = 2 if len(name) >= 9 or name.endswith("itis") else 1
        if abs(len(name) - len(folded)) <= allowed and (steps := _distance(folded, name)) <= allowed:
            close[right] = steps
    return min(close, key=lambda right: close[right]) if close else word


def _folded(word: str) -> str:
    """A word as it sounds, so that "nefritis" is near "nephritis"."""
    for written, heard in MISREAD:
        word = word.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", word)


def _distance(one: str, two: str) -> int:
    """Letters to change, add, drop or swap with the next one."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(two, 1):
            steps = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                steps = min(steps, older[j - 2] + 1)
            row.append(steps)
    return row[-1]


def _signs(sentence: str) -> list[Sign]:
    """The signs of a sentence in order."""
    words = " ".join(_words(sentence)) + " "
    signs: list[Sign] = []
    at = 0
    for start, end, sign in _apart(_spans(words)):
        signs += [Sign(JOINTS.get(word, "word"), word) for word in words[at:start].split()]
        signs.append(Sign(sign.kind, words[start:end].strip(), sign.features, sign.level))
        at = end
    signs += [Sign(JOINTS.get(word, "word"), word) for word in words[at:].split()]
    if asks(sentence.rstrip(ENDINGS)):
        signs.append(Sign("asking", "?"))
    return _verdicts_settled(signs)


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Of overlapping cues those of the first groups; then the one that starts first; then the longest."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[2].kind not in FIRST, span[0], -span[1])):
        if all(span[1] <= start or end <= span[0] for start, end, _ in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span[0])


def _spans(words: str) -> Iterator[Span]:
    for pattern, sign in _cues().patterns:
        for match in pattern.finditer(words):
            yield match.start(), match.end(), sign
    for match in NUMBER_RUN.finditer(words):
        picked = {NUMBERS[word] for word in match.group().split() if word in NUMBERS}
        yield (
            match.start(),
            match.end(),
            Sign("mention", "", tuple(FEATURES[i] for i in sorted(picked)), "item"),
        )


def _verdicts_settled(signs: list[Sign]) -> list[Sign]:
    """In "nephritis no, vessels yes" the verdict stands behind: make it one about what precedes."""
    told = [sign for sign in signs if sign.kind != "comma"]
    behind = len(told) > 1 and told[-1].kind in {"yes", "no"} and told[-2].kind == "mention"
    if not behind or told[-2].level in {"none", "all", "some"}:
        return signs
    settled = {"yes": "sure", "no": "denied"}
    turned = signs[:1]
    for sign in signs[1:]:
        turned.append(Sign(settled.get(sign.kind, sign.kind), sign.text, sign.features, sign.level))
        turned += [Sign("comma", ",")] if sign.kind in settled else []
    return turned


# --- the walk along the signs


class _Walk:
    """Marks every mention with what stands against it: denied, doubted, past, of others, asked about."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.heard: set[str] = set()  # the kinds of signs in the text that were not asked or about others
        self.residue = False  # words that the cues do not explain
        self.asked = False  # whether the text asks anything
        self.owner = ""  # "other" or "unclear" while somebody else is spoken of
        self.before: list[Mention] = []  # the mentions of the last clause that had some
        self._clear()

    def _clear(self) -> None:
        self.mark = ""  # what stands against the mentions to come
        self.contrast = False  # the mark comes from a bare "not"
        self.asking = False
        self.or_from: Mention | None = None
        self.clause: list[Mention] = []
        self.piece: list[Mention] = []
        self.piece_words = False
        self.joined = False

    def sentence(self, signs: list[Sign]) -> None:
        """Walk along one sentence."""
        told = itertools.takewhile(lambda sign: sign.kind not in {"question", "question_start"}, signs)
        self.told = "".join(f"{sign.text} " for sign in told)
        self.signs = signs
        for self.at, sign in enumerate(signs):
            getattr(self, f"_{sign.kind}", self._nothing)(sign)
            if not self.asking and not self.owner:
                self.heard.add(sign.kind)
        self._end_clause()
        self._clear()

    # where a clause or a piece of it ends

    def _end_piece(self) -> None:
        for mention in self.piece if self.piece_words else []:
            if mention.level in {"item", "all", "none"}:
                mention.marks.add("unclear")
            if mention.level in {"some", "yes", "no"}:
                mention.marks.add("unheard")
        self.piece, self.piece_words, self.joined = [], False, False

    def _end_clause(self) -> None:
        self._end_piece()
        self.before = self.clause or self.before
        self.clause, self.mark, self.or_from = [], "", None

    def _break(self, sign: Sign) -> None:
        sudden = self.at > 0 and self.signs[self.at - 1].level in {"all", "none"} and sign.text == "but"
        if sudden and self._next().kind not in {"claim", "i", "own", "subject", "comma", "others"}:
            self._except(sign)
        else:
            self._end_clause()

    def _comma(self, _: Sign) -> None:
        self._end_piece()
        if self.mark == "denied":
            self._comma_after_denial()

    def _comma_after_denial(self) -> None:
        ahead = self._ahead()
        mentions = [sign for sign in ahead if sign.kind == "mention"]
        if any(sign.kind == "or" for sign in ahead):
            return
        own = bool(ahead) and ahead[0].kind == "own"
        alone = len(mentions) == 1 and (self.contrast or own)
        self.mark = "" if alone or (own and mentions and mentions[0].level == "said") else "unclear"

    def _and(self, _: Sign) -> None:
        self.joined = True

    def _or(self, _: Sign) -> None:
        self.joined = True
        self.or_from = self.clause[-1] if self.clause else None

    def _ahead(self) -> list[Sign]:
        """The signs up to the end of the clause."""
        ahead: list[Sign] = []
        for sign in self.signs[self.at + 1 :]:
            new_claim = sign.kind == "claim" and bool(ahead) and ahead[-1].kind in {"comma", "and"}
            if new_claim or sign.kind in {"break", "only", "asking", "question"}:
                break
            ahead.append(sign)
        return ahead

    def _next(self) -> Sign:
        return self.signs[self.at + 1] if self.at + 1 < len(self.signs) else Sign("end", "")

    def _previous(self) -> str:
        return self.signs[self.at - 1].kind if self.at else ""

    def _starts_piece(self) -> bool:
        return self.at == 0 or self.signs[self.at - 1].kind in {
            "comma",
            "break",
            "and",
            "aside",
            "yes",
            "no",
            "correction",
        }

    def _mention_ahead(self, over_commas: bool = True) -> bool:
        for sign in self._ahead():
            if sign.kind == "comma" and not over_commas:
                return False
            if sign.kind in {"mention", "rest"}:
                return True
        return False

    # mentions

    def _mention(self, sign: Sign) -> None:
        if sign.level in {"none", "none_outright"} and self._denies_what_follows():
            self._deny(sign)
            return
        if sign.text == "counts" and self._previous() in {"mention", "subject"}:
            return  # "nephritis counts"
        mention = Mention(sign, self.told, {mark for mark in (self.mark, self.owner) if mark})
        if self.asking:
            mention.marks.add("asked")
        if self.or_from and not mention.marks and set(sign.features) != set(self.or_from.sign.features):
            for either in [*self.clause, mention]:
                either.marks.add("unclear")
        self.or_from = None
        self.mentions.append(mention)
        self.clause.append(mention)
        self.piece.append(mention)

    def _denies_what_follows(self) -> bool:
        for sign in self._ahead():
            if sign.kind in {"comma", "except", "rest"}:
                return False
            if sign.kind == "mention":
                return sign.level in {"said", "item", "hint"}
        return False

    def _yes(self, sign: Sign) -> None:
        self._mention(Sign("mention", sign.text, level="yes"))

    def _no(self, sign: Sign) -> None:
        following = self._next()
        alone = following.kind in AFTER_BARE_NO or following.level in {"none", "none_outright"}
        if not alone and self._mention_ahead():
            self._deny(sign)
        else:
            self._mention(Sign("mention", sign.text, level="no"))

    # what stands against a mention

    def _deny(self, sign: Sign) -> None:
        if self._previous() == "deny" and sign.text.startswith(("rul", "exclu")):
            self.mark = "doubted"
        elif sign.text.endswith("not") and (self._next().kind in ENDS or self._next().text == "mine"):
            self._mark_back("denied", far=True)
        elif self.piece and self._next().kind in {"found", "sure"}:
            self._mark_back("denied", far=False)
        elif self._mention_ahead() or self._next().kind in {"over", "found"}:
            self.mark, self.contrast = "denied", sign.text == "not"
        elif self.piece and self._settles_nothing():
            self._mark_back("doubted", far=False)
        elif sign.text == "neither":
            self._mention(Sign("mention", sign.text, level="none"))

    def _settles_nothing(self) -> bool:
        """Whether a "not" right behind a feature is about that feature."""
        behind = [sign.kind for sign in self.signs[: self.at]]
        last = max(i for i, kind in enumerate(behind) if kind in {"mention", "yes", "no"})
        return not {"and", "comma"} & set(behind[last:])

    def _denied(self, sign: Sign) -> None:
        before = self._previous()
        excluded = sign.text.startswith(("rul", "exclu"))
        if before == "deny" and "not" not in sign.text:
            self._mark_ahead_or_back(sign, "doubted", far=True)
        elif self._mention_ahead(False) and (
            not self.piece or (excluded and before not in {"mention", "had"})
        ):
            self.mark = "denied"
        else:
            self._mark_back("denied", far=True)

    def _well(self, sign: Sign) -> None:
        if self._previous() == "mention":
            self._mark_back("denied", far=False)
        elif sign.text == "negative" and not self.mentions:
            self._mention(Sign("mention", sign.text, level="none"))
        else:
            self._word(sign)

    def _all_well(self, sign: Sign) -> None:
        for mention in self.clause or self.before:
            mention.marks.add("denied")
        if not self.mentions:
            self._mention(Sign("mention", sign.text, level="none"))

    def _doubt(self, sign: Sign) -> None:
        self._mark_ahead_or_back(sign, "doubted", far=not self.piece_words)

    def _near(self, sign: Sign) -> None:
        mention = next(
            (near for near in self.signs[self.at + 1 : self.at + 3] if near.kind == "mention"), None
        )
        levels = {"said"} if sign.text == "about" else {"said", "item"}  # "the one about the kidneys"
        if mention and mention.level in levels and not self.mark:
            self.mark = "doubted"

    def _asking(self, _: Sign) -> None:
        if not self.heard & {"question"} and not self.asking:
            for mention in self.clause:
                mention.marks.add("unclear")

    def _unknown(self, sign: Sign) -> None:
        neutral = {"question_start", "question", "rest"}
        if self._next().kind not in neutral:
            self._mark_ahead_or_back(sign, "unknown", far=False)

    def _mark_ahead_or_back(self, sign: Sign, mark: str, far: bool) -> None:
        if self._mention_ahead(over_commas=not self.piece and not self.clause):
            kept = self.mark == "excepted" or (self.mark == "unknown" and sign.text in {"if", "whether"})
            self.mark = self.mark if kept else mark
        else:
            self._mark_back(mark, far)

    def _over(self, _: Sign) -> None:
        if self._previous() == "deny":
            self.mark = "" if self.mark == "denied" else self.mark
        elif self.piece or not self._mention_ahead():
            self._mark_back("past", far=True)
        else:
            self.mark = "past"

    def _past_time(self, _: Sign) -> None:
        around = {sign.kind for sign in [*self.signs[: self.at], *self._ahead()]}
        if around & {"found", "not_a_question"}:
            return
        last = self.piece[-1] if self.piece else None
        if last and last.level in {"hint", "aps", "other"}:
            last.marks.add("past")
        elif self.clause or not self._mention_ahead():
            self._mark_back("past", far=True)
        else:
            self.mark = "past"

    def _had(self, _: Sign) -> None:
        if any(sign.kind in {"found", "returned"} for sign in self._ahead()):
            return
        if self._mention_ahead():
            self.mark = self.mark or "past"
        else:
            self._mark_back("past", far=True)

    def _mark_back(self, mark: str, far: bool) -> None:
        """Mark what was said before: this piece, a list that ends in it, or else the clause before."""
        if self.asking:
            return
        if self.piece and not self.joined:
            for mention in self.clause:
                if mention in self.piece:
                    mention.marks.add(mark)
                elif mention.level == "item" and not mention.marks:
                    mention.marks.add("unclear")
            return
        earlier = self.before if far and not self.piece_words else []
        for mention in self.clause or earlier:
            mention.marks.add(mark)

    # what lifts a mark

    def _present(self, _: Sign) -> None:
        if self.mark == "past":
            self.mark = ""
        for mention in self.piece:
            mention.marks.discard("past")

    def _returned(self, _: Sign) -> None:
        for mention in self.piece or self.clause or self.before:
            mention.marks.discard("past")

    def _sure(self, _: Sign) -> None:
        if self.mark in {"past", "doubted"} and self._previous() != "deny":
            self.mark = ""

    _found = _present

    def _only(self, _: Sign) -> None:
        self.mark = ""

    def _except(self, sign: Sign) -> None:
        whole = {mention.level for mention in self.mentions} & {"all", "none"}
        if whole:
            self.mark = "excepted" if "all" in whole else ""
        elif sign.text not in {"besides", "aside from", "apart from"}:
            self._deny(sign)
        elif self._mention_ahead():
            self.mark = "unclear"  # "apart from nephritis" may mean with it or without it

    def _correction(self, _: Sign) -> None:
        if any(sign.kind in {"mention", "no", "yes"} for sign in self.signs[self.at + 1 :]):
            self.mentions.clear()
            self.before = []
            self.heard.clear()
            self._clear()

    # who is spoken of, and whether it is a question

    def _others(self, _: Sign) -> None:
        self.owner = "other"
        said_of_self = any(sign.kind in {"i", "claim", "own", "subject"} for sign in self.signs[: self.at])
        if not self._mention_ahead() and not said_of_self:
            for mention in self.clause:
                mention.marks.add("other")

    def _maybe_patient(self, _: Sign) -> None:
        self.owner = "unclear"

    def _patient(self, sign: Sign) -> None:
        # "my friend's daughter" is not the patient, "my daughter" is
        if sign.text.startswith(("my ", "our ")):
            self.owner = ""

    def _claim(self, sign: Sign) -> None:
        if self._starts_piece():
            self.asking = False
        self._i(sign)

    def _i(self, sign: Sign) -> None:
        if self._starts_piece() or sign.kind == "claim":
            self.owner = ""
        self._subject(sign)

    def _subject(self, _: Sign) -> None:
        if self._starts_piece() and self.at > 0:
            self._end_clause()

    def _own(self, sign: Sign) -> None:
        if sign.text in {"my", "our"} and self._starts_piece():
            self.owner = ""

    def _question_start(self, sign: Sign) -> None:
        self._question(sign)

    def _question(self, _: Sign) -> None:
        self._end_clause()
        self.asking = self.asked = True

    def _word(self, sign: Sign) -> None:
        if not all(word in _cues().filler for word in sign.text.split()):
            self.piece_words = True
            self.residue = self.residue or not self.asking

    def _nothing(self, _: Sign) -> None:
        """Signs that only have to be heard."""


# --- from the marked mentions to the reading


def _answer(walk: _Walk) -> Reading[tuple[str, ...]]:
    mentions = [mention for mention in walk.mentions if not mention.marks & {"other", "asked", "unheard"}]
    features = _certain(mentions)
    none_said = [m for m in mentions if m.level in {"none", "none_outright", "no"} and not m.marks]
    if features:
        return Reading.ask_again() if _contradicted(walk, mentions, none_said) else Reading.of(features)
    open_ones = [m for m in mentions if "denied" not in m.marks and m not in none_said and _is_open(m)]
    levels = {m.level for m in open_ones}
    if _none(walk, mentions, none_said, open_ones):
        return Reading.of(())
    if "unknown" in walk.heard and all("unknown" in m.marks or m.level == "yes" for m in open_ones):
        return Reading.unsure()
    if mentions and levels != {"yes"}:
        return Reading.ask_again()
    bare = walk.heard & {"doubt", "claim", "sure", "i", "subject"} and walk.heard <= BARE
    about_it = levels or (bare and not walk.mentions)
    return Reading.ask_again() if about_it and not walk.residue else Reading.nothing()


def _contradicted(walk: _Walk, mentions: list[Mention], none_said: list[Mention]) -> bool:
    """Whether "none" or "no" stands beside the features, or the rest of the text is about something else."""
    clear = [m for m in mentions if not m.marks]
    levels = {m.level for m in clear}
    if "all" in levels and (walk.asked or walk.residue):
        return True
    if walk.asked and walk.residue and "said" not in levels:
        return True
    softened = walk.heard & {"only", "except", "break", "claim", "own"} or any(
        m.level == "yes" for m in mentions
    )
    return bool(none_said) and not softened


def _is_open(mention: Mention) -> bool:
    """Whether a mention leaves the matter open."""
    return bool(mention.marks - {"excepted"}) or mention.level in {"hint", "some", "yes", *BESIDE_NONE}


def _none(walk: _Walk, mentions: list[Mention], none_said: list[Mention], open_ones: list[Mention]) -> bool:
    """Whether all four are denied."""
    denied = {
        feature for m in mentions if "denied" in m.marks and m.level != "all" for feature in m.sign.features
    }
    if all(m.level == "no" for m in none_said) and any(m.level == "yes" for m in open_ones):
        none_said = []
    if none_said:
        return {m.level for m in open_ones if m.level not in BESIDE_NONE or m.marks} == set()
    if denied >= set(FEATURES):
        return not [m for m in open_ones if m.level not in BESIDE_NONE]
    if "only" in walk.heard and open_ones and not walk.residue:
        return all(m.level in BESIDE_NONE and not m.marks for m in open_ones)
    return (
        "deny" in walk.heard and not mentions and not walk.residue and not walk.heard & {"unknown", "doubt"}
    )


def _certain(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """The features that nothing stands against, in the order of the question."""
    certain: set[str] = set()
    ruled_out: set[str] = set()
    for mention in mentions:
        named = set(mention.sign.features)
        if "excepted" in mention.marks:
            ruled_out |= named
            if not named:
                return ()
        elif mention.level in CERTAIN_LEVELS and not mention.marks:
            certain |= named
        elif mention.level in {"said", "item"} and mention.marks & {"denied"}:
            ruled_out |= named
        elif mention.level == "said" and mention.marks & {"past", "doubted", "unknown"}:
            certain -= named
    return tuple(feature for feature in FEATURES if feature in certain - ruled_out)


def _volunteered(walk: _Walk) -> Reading[tuple[str, ...]]:
    """What is said outright, unasked, of the person."""
    mentions = [mention for mention in walk.mentions if not mention.marks & {"other", "asked"}]
    outright = [
        m for m in mentions if m.level == "said" and (STATEMENT.search(m.sign.text) or PERSON.search(m.told))
    ]
    features = _certain([m for m in mentions if m in outright or m.marks])
    if features:
        return Reading.of(features)
    denied = {
        feature for m in mentions if "denied" in m.marks and m.level != "all" for feature in m.sign.features
    }
    none = any(m.level == "none_outright" and not m.marks for m in mentions) or denied >= set(FEATURES)
    return (
        Reading.of(())
        if none and not [m for m in mentions if m.level == "said" and "denied" not in m.marks]
        else Reading.nothing()
    )


# --- the cue data


@functools.cache
def _cues() -> Cues:
    data = YAML(typ="safe").load(CUES.read_text(encoding="utf-8"))
    groups = {name: "|".join(sorted(words, key=len, reverse=True)) for name, words in data["words"].items()}
    opening = "(?:^|" + "|".join(f"(?<= {word} )|(?<=^{word} )" for word in data["openers"]) + ")"
    compiled = [
        (_pattern(cue, groups, data["gap_stops"], opening if sign.kind in OPENING else ""), sign)
        for cue, sign in _listed(data)
    ]
    known = {word for pattern, _ in compiled for word in re.findall(r"[a-z]+", pattern.pattern)}
    known -= set(data["spelled"]) - set(data["not_misspelled"])
    spelled = {_folded(name): name for name in data["spelled"]}
    real = {_folded(word) for word in data["not_misspelled"]} - set(spelled)
    known = (known | set(data["filler"]) | real) - set(spelled) | set(data["spelled"])
    return Cues(tuple(compiled), frozenset(data["filler"]), frozenset(known), frozenset(real), spelled)


def _listed(data: dict[str, Any]) -> Iterator[tuple[str, Sign]]:
    for name in GROUPS:
        for cue in data[name]:
            yield cue, Sign(name, "")
    for entry in data["mentions"]:
        for cue in entry["cues"]:
            yield cue, Sign("mention", "", tuple(entry["means"]), entry["level"])


def _pattern(cue: str, groups: dict[str, str], stops: list[str], opening: str) -> re.Pattern[str]:
    """A cue as a regular expression over words that each end in a blank."""
    gap = rf"(?:(?!(?:{'|'.join(stops)}) )[a-z0-9]+ ){{0,4}}?"
    built = "".join(gap if part == "..." else _part(part, groups) for part in cue.split())
    return re.compile(rf"{opening}(?<![^ ]){built}")


def _part(part: str, groups: dict[str, str]) -> str:
    needed = part.strip("()")
    words = groups[needed[1:-1]] if needed.startswith("<") else needed.replace("/", "|")
    return f"(?:(?:{words}) )" + ("?" if part != needed else "")
