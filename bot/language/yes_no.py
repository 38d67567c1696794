"""Reads a yes, a no or an "I don't know" about one question out of a text.

The phrases are in `cues/`, one file a question and `general.yml` for the words that mean the same
to all of them. This module knows only how a sentence is put together: its parts, what a "not"
reaches, what an "if" or somebody else's case takes back, and which of two statements stands.
A "yes" needs more than a "no": wherever something speaks against it, the bot asks again.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span

from bot.language.reading import Reading
from bot.language.text import asks, pipeline, plain, sentences

Question = Literal["diagnosis", "treatments_failed", "life_threatening", "can_tolerate", "confirmation"]

CUES = Path(__file__).parent / "cues"
# How many words a "not" reaches forward, within its part of the sentence.
NEGATION_REACH = 14
# The lists of single words in `general.yml`; its other lists are cues.
WORD_LISTS = (
    "filler", "negators", "no_answers_before", "breaks", "subjects", "turns", "takes_back", "stops",
)  # fmt: skip
# Slips are mended towards cue words of this length or more: shorter words have too many neighbours.
MENDABLE_LENGTH = 7
# What a "no" and, after a "but" or a "now", a "yes" come to. Where not named here: ask again.
NO_THEN_YES = {"diagnosis": "yes", "can_tolerate": "yes", "treatments_failed": "no"}
# Unicode's symbols (emoji are among them), their joiners, and control characters.
NO_LETTERS = {"So", "Sk", "Cf", "Cn", "Cc"}
NUMBER = "<number>"
NUMBERS = r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
IS_SHORT = re.compile(
    r"\b(he|she|it|that|there|here|who|what|where|how|nobody|nothing|everything|everyone|someone|somebody|one"
    r"|none|all|this|doctor|consultant|specialist)'s\b"
)
# A question inside a sentence: "no, should I have?" A "which" or "when" there only adds to what was said.
ASKS_INSIDE = re.compile(r"(?:what|why|how|does|do|did|is|are|am|can|could|should|would|will|has|have)\b")
ASKS_FIRST = re.compile(
    r"(?:is|are|was|were|am|would|could|can|should|must|might|will|does|do|did|has) "
    r"(?:a|an|my|your|our|this|that|these|those|i|we|you|he|she|they|it|there|someone|anyone|people|lupus)\b"
)
ASKS_WITH_A_MARK = re.compile(r"\?\W*$")


@dataclass(frozen=True)
class Cues:
    """The phrases of one question, as spaCy patterns, and the word lists."""

    matcher: Matcher
    vocabulary: frozenset[str]
    mendable: tuple[str, ...]
    short_words: frozenset[str]
    topic: tuple[str, ...]
    words: dict[str, frozenset[str]]
    spellings: dict[str, str]
    thumbs: dict[str, str]


@dataclass(frozen=True)
class Hit:
    """A cue found in a sentence: its label and the words it covers."""

    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Signal:
    """What one hit says, and how: `content` speaks of the matter, the rest are bare words like "yes"."""

    says: str
    part: int
    at: int = 0
    content: bool = False
    outright: bool = False
    past: bool = False
    turned: bool = False
    after_no: bool = False


def read_yes_no(text: str, question: Question, asked: bool = True) -> Reading[str]:
    """What a text says to a question of the form: "yes", "no", unsure, unclear, or nothing.

    With `asked` false the text answers something else, and only a "yes" or "no" said outright counts.
    """
    cues = _cues(question)
    clean = _clean(text, cues)
    if not any(character.isalnum() for character in clean):
        return _read_thumbs(text, cues) if asked else Reading.nothing()
    signals: list[Signal] = []
    for sentence in sentences(clean):
        first_part = max((s.part for s in signals), default=-1) + 1
        signals += [replace(s, part=s.part + first_part) for s in _read_sentence(sentence, cues)]
    reading = _settle(signals, question)
    if asked or any(s.outright and s.says == reading.value for s in signals):
        return reading
    return Reading.nothing()


@functools.cache
def _load(name: str) -> dict[str, Any]:
    return dict(YAML(typ="safe").load(CUES / f"{name}.yml"))


@functools.cache
def _cues(question: Question) -> Cues:
    """The general cues and those of a question, compiled once."""
    general = _load("general")
    own = general["confirmation"] if question == "confirmation" else _load(question)
    groups = {**general["groups"], **own.get("groups", {})}
    matcher = Matcher(pipeline().vocab)
    vocabulary: set[str] = set()
    wordlists = {name: frozenset(_alternatives("|".join(general[name]), groups)) for name in WORD_LISTS}
    for source, sections in (("own", own), ("general", general)):
        for label, phrases in sections.items():
            if not isinstance(phrases, list) or label in wordlists or label == "topic":
                continue
            for phrase in phrases:
                anchors = ("^" if phrase.startswith("^") else "") + ("$" if phrase.endswith("$") else "")
                matcher.add(f"{source} {label} {anchors}", [_pattern(phrase, groups, wordlists)])
                vocabulary.update(re.findall(r"[a-z]+", phrase))
    vocabulary.update(itertools.chain.from_iterable(groups.values()), *wordlists.values())
    topic = tuple(_alternatives("|".join(own.get("topic", [])), groups))
    return Cues(
        matcher=matcher,
        vocabulary=frozenset(vocabulary),
        mendable=tuple(sorted(word for word in vocabulary if len(word) >= MENDABLE_LENGTH)),
        short_words=frozenset(word for phrase in general["yes"][:1] for word in phrase.split("|"))
        | {"no", "nope", "nah"},
        topic=topic,
        words=wordlists,
        spellings=general["spellings"],
        thumbs=general["thumbs"],
    )


def _alternatives(choice: str, groups: dict[str, list[str]]) -> list[str]:
    """The words of `a|b|<group>`."""
    words: list[str] = []
    for word in choice.split("|"):
        words += groups[word[1:-1]] if word.startswith("<") and word != NUMBER else [word]
    return [word for word in words if word]


def _as_regex(option: str) -> str:
    if option == NUMBER:
        return NUMBERS
    return re.escape(option[:-1]) + r"\w*" if option.endswith("~") else re.escape(option)


def _pattern(
    phrase: str, groups: dict[str, list[str]], words: dict[str, frozenset[str]]
) -> list[dict[str, Any]]:
    """A spaCy pattern for a cue; the notation is explained at the top of `cues/general.yml`."""
    gap = {
        "IS_PUNCT": False,
        "NORM": {"NOT_IN": sorted(words["negators"] | words["breaks"] | words["stops"])},
    }
    tokens: list[dict[str, Any]] = []
    for choice in phrase.strip("^$").split():
        options = _alternatives(choice, groups)
        if "**" in options:
            tokens.append({**gap, "OP": "*"})
        elif "*" in options:
            tokens += [{**gap, "OP": "?"}] * 3
        elif any(option == NUMBER or option.endswith("~") for option in options):
            tokens.append({"NORM": {"REGEX": f"^(?:{'|'.join(map(_as_regex, options))})$"}})
        else:
            tokens.append({"NORM": {"IN": options}})
    return tokens


def _clean(text: str, cues: Cues) -> str:
    """One spelling of everything: no emoji, no hyphens, no short forms, no common slips."""
    clean = plain(text).replace("\ufe0f", "")
    clean = plain("".join(" " if unicodedata.category(c) in NO_LETTERS else c for c in clean))
    clean = re.sub(r"(?<=\w)[-\u2010\u2011/](?=\w)", " ", clean.replace("%", " percent"))
    clean = clean.replace('"', " ").replace("no one", "nobody")
    clean = re.sub(r"'d\b", " would", IS_SHORT.sub(r"\1 is", clean))
    clean = re.sub(r"[\w']+", lambda word: _mend(word.group(), cues), clean)
    return plain(clean.strip(" \"'.,;:!-\u2013\u2014()[]*~_\u2026"))


def _mend(word: str, cues: Cues) -> str:
    """A word without its slip of the finger, where there is only one word it can be."""
    if word in cues.spellings:
        return cues.spellings[word]
    if word in cues.vocabulary or not word.isalpha():
        return word
    squeezed = "".join(letter for letter, _ in itertools.groupby(word))
    if squeezed in cues.short_words:
        return squeezed
    if len(word) < MENDABLE_LENGTH - 1:
        return word
    return next((known for known in cues.mendable if _one_slip(word, known)), word)


def _one_slip(word: str, known: str) -> bool:
    """Whether one letter is missing, added, wrong or swapped; the first letter is taken as right."""
    if (
        word[0] != known[0]
        or abs(len(word) - len(known)) > 1
        or word.startswith(known)
        or known.startswith(word)
    ):
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known))
    )
    left, right = word[start:], known[start:]
    swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]


def _read_thumbs(text: str, cues: Cues) -> Reading[str]:
    said = {cues.thumbs[character] for character in text if character in cues.thumbs}
    if len(said) != 1:
        return Reading.ask_again() if said else Reading.nothing()
    says = said.pop()
    return Reading.unsure() if says == "unsure" else Reading.of(says)


def _read_sentence(sentence: str, cues: Cues) -> list[Signal]:
    """What a sentence says, once questions, conditions and other people's cases are taken out."""
    words = pipeline()(sentence)
    parts = _parts(words, cues)
    hits = _find(words, parts, cues)
    signals = list(_signals(words, parts, hits, cues))
    asks_from = _asks_from(sentence, words, parts)
    signals = [s for s in signals if s.part < asks_from or (s.says == "unsure" and asks_from == 0)]
    marks = {
        kind: [parts[h.start] for h in hits if h.label == kind] for kind in ("condition", "other", "own")
    }
    if marks["condition"]:
        signals = [
            s for s in signals if s.says == "unsure" or (s.says == "no" and s.part < min(marks["condition"]))
        ]
    if marks["other"]:
        returns = min((p for p in marks["own"] if p > min(marks["other"])), default=len(words))
        signals = [
            _of_somebody_else(s) if s.part < returns else s
            for s in signals
            if not s.content or s.part >= returns
        ]
    if (
        all(s.says in {"but", "denial"} for s in signals)
        and asks_from > 0
        and not marks["condition"]
        and not marks["other"]
    ):
        return [Signal("about", 0)] if any(_is_topic(token.norm_, cues.topic) for token in words) else []
    return signals


def _of_somebody_else(signal: Signal) -> Signal:
    """A bare "yes" beside somebody else's case may be about that case."""
    return replace(signal, says="unclear") if signal.says == "yes" else signal


def _is_topic(word: str, topic: tuple[str, ...]) -> bool:
    return any(word.startswith(t[:-1]) if t.endswith("~") else word == t for t in topic)


def _parts(words: Doc, cues: Cues) -> list[int]:
    """The number of the part of the sentence that each word stands in."""
    numbers: list[int] = []
    part = 0
    for i, token in enumerate(words):
        following = words[i + 1].norm_ if i + 1 < len(words) else ""
        opens = token.norm_ in cues.words["breaks"] or (
            token.norm_ in {"and", "so", "or", "then"} and following in cues.words["subjects"]
        )
        if numbers and (opens or words[i - 1].is_punct) and not token.is_punct:
            part += 1
        numbers.append(part)
    return numbers


def _find(words: Doc, parts: list[int], cues: Cues) -> list[Hit]:
    """The cues in a sentence. Of those that say something, the longest stands where several overlap."""
    found: list[Hit] = []
    for key, start, end in cues.matcher(words):
        source, label, anchors = words.vocab.strings[key].split(" ")
        if _is_anchored(words[start:end], parts, anchors, cues.words["filler"]):
            general = source == "general" and label in {"yes", "no", "unsure"}
            found.append(Hit(f"plain_{label}" if general else label, start, end))
    taken: set[int] = set()
    kept: list[Hit] = []
    for hit in sorted(found, key=_precedence):
        if hit.label in {"past", "now", "other", "own"}:
            kept.append(hit)
        elif taken.isdisjoint(range(hit.start, hit.end)):
            taken.update(range(hit.start, hit.end))
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _precedence(hit: Hit) -> tuple[int, bool, bool, bool, int]:
    """The longest first; of equals those that say something, of the matter, and a "no" before a "yes"."""
    says_nothing = "unclear" in hit.label or hit.label == "skip"
    return hit.start - hit.end, says_nothing, hit.label.startswith("plain"), "yes" in hit.label, hit.start


def _is_anchored(span: Span, parts: list[int], anchors: str, filler: frozenset[str]) -> bool:
    """Whether a cue stands first ("^") or last ("$") in its part, little words aside."""
    words = span.doc
    before = [t for t in words[: span.start] if parts[t.i] == parts[span.start]] if "^" in anchors else []
    after = [t for t in words[span.end :] if parts[t.i] == parts[span.end - 1]] if "$" in anchors else []
    return all(t.is_punct or t.norm_ in filler for t in [*before, *after])


def _asks_from(sentence: str, words: Doc, parts: list[int]) -> int:
    """The part from which a sentence asks; past the last part where it does not."""
    if asks(sentence.rstrip("?!. ")) or ASKS_FIRST.match(sentence):
        return 0
    marked = ASKS_WITH_A_MARK.search(sentence)
    for part in range(1, parts[-1] + 1):
        text = " ".join(token.norm_ for token in words if parts[token.i] == part)
        if ASKS_FIRST.match(text) or (marked and (asks(text.rstrip("? ")) or ASKS_INSIDE.match(text))):
            return part
    return 0 if marked else len(words)


def _signals(words: Doc, parts: list[int], hits: list[Hit], cues: Cues) -> Iterator[Signal]:
    denials = _denials(words, hits, cues)
    past = {parts[h.start] for h in hits if h.label == "past"}
    turned = {parts[h.start] for h in hits if h.label == "now"}
    turned |= {parts[t.i] for t in words if t.norm_ in cues.words["turns"]}
    for hit in hits:
        says = _says(hit.label)
        if not says:
            continue
        part = parts[hit.start]
        denied = any(parts[d] == part and 0 < hit.start - d <= NEGATION_REACH for d in denials)
        yield Signal(
            says=_denied(says) if denied else says,
            part=part,
            at=hit.start,
            content=not hit.label.startswith("plain"),
            outright=hit.label in {"yes", "no", "yes_even_after_no"},
            past=part in past,
            turned=part in turned,
            after_no="after_no" in hit.label and not denied,
        )
    for token in words:
        if _answers_no(words, token.i, hits, cues):
            yield Signal("no", parts[token.i], at=token.i, past=parts[token.i] in past)
    spoken = {parts[h.start] for h in hits if _says(h.label)} | past
    for token in words:
        opens = token.norm_ in cues.words["takes_back"] and parts[token.i] not in spoken
        if opens and not all(t.norm_ in cues.words["filler"] for t in words if parts[t.i] == parts[token.i]):
            yield Signal("but", parts[token.i])
    yield from (Signal("denial", parts[d]) for d in denials if parts[d] not in spoken)


def _says(label: str) -> str:
    """What a cue's label says; nothing for a label that only marks a place, such as "past"."""
    word = label.removeprefix("answer_").removeprefix("plain_").removesuffix("_even_after_no")
    return word if word in {"yes", "no", "unsure", "unclear", "about"} else ""


def _denied(says: str) -> str:
    return {"yes": "no", "no": "about"}.get(says, says)


def _denials(words: Doc, hits: list[Hit], cues: Cues) -> list[int]:
    """Where a "not" stands that is no part of a set phrase; "not yet" and the like deny what follows, too."""
    phrases = [h for h in hits if h.label == "skip" or _says(h.label) not in {"", "no"}]
    settled = {i for h in phrases for i in range(h.start, h.end)}
    loose = [
        t.i
        for t in words
        if t.norm_ in cues.words["negators"]
        and t.i not in settled
        and not _answers_no(words, t.i, hits, cues)
    ]
    return loose + [h.end - 1 for h in hits if h.label == "plain_no"]


def _answers_no(words: Doc, i: int, hits: list[Hit], cues: Cues) -> bool:
    """Whether a "no" answers ("no, she is well"), and does not deny the next word ("no danger")."""
    if words[i].norm_ != "no" or any(
        h.start <= i < h.end and h.label not in {"past", "now", "own"} for h in hits
    ):
        return False
    return (
        i + 1 == len(words) or words[i + 1].is_punct or words[i + 1].norm_ in cues.words["no_answers_before"]
    )


def _settle(signals: list[Signal], question: Question) -> Reading[str]:
    """One reading out of all that was said."""
    signals = sorted(signals, key=lambda signal: (signal.part, signal.at))
    signals = [s for s in signals if not _gives_way(s, signals, question)]
    content = [s for s in signals if s.content and s.says in {"yes", "no"}]
    answers = content or [s for s in signals if s.says in {"yes", "no"}]
    said = {s.says for s in signals}
    if not answers:
        return _unread(said)
    if _stands(answers, question) == "no":
        last_no = max(s.part for s in answers if s.says == "no")
        doubted = any(s.says == "unsure" and s.part > last_no for s in signals)
        return Reading.unsure() if doubted else Reading.of("no")
    if "unsure" in said:
        return Reading.unsure()
    if _stands(answers, question) != "yes" or _speaks_against(signals, answers):
        ends_in_no = any(s.says == "no" and s.part >= answers[-1].part for s in signals if not s.content)
        return Reading.of("no") if content and ends_in_no else Reading.ask_again()
    return Reading.of("yes")


def _gives_way(signal: Signal, signals: list[Signal], question: Question) -> bool:
    """Whether something was so once, and something later is said to be so now."""
    later = [s for s in signals if s.part > signal.part]
    if question == "treatments_failed" and signal.says == "no":
        later = [s for s in later if s.turned]
    return signal.past and bool(later)


def _unread(said: set[str]) -> Reading[str]:
    if "unsure" in said:
        return Reading.unsure()
    return Reading.ask_again() if said & {"about", "unclear"} else Reading.nothing()


def _stands(answers: list[Signal], question: Question) -> str:
    """Which of several answers stands: "yes", "no", or "" where they contradict each other."""
    said = {s.says for s in answers}
    if len(said) == 1:
        return said.pop()
    last = [s for s in answers if s.part == answers[-1].part]
    if any(s.says == "no" for s in last) and (last[0].content or last[0].turned):
        return "no"
    if not last[0].content:
        return ""
    return NO_THEN_YES.get(question, "") if last[0].turned or question == "treatments_failed" else ""


def _speaks_against(signals: list[Signal], answers: list[Signal]) -> bool:
    """Whether anything beside the answers keeps a "yes" from being certain."""
    if any(s.says == "unclear" for s in signals):
        return True
    plain_no = [(s.part, s.at) for s in signals if s.says == "no" and not s.content]
    if plain_no and not all(s.after_no and (s.part, s.at) > max(plain_no) for s in answers):
        return True
    last = answers[-1]
    denials = [s for s in signals if s.says == "denial"]
    return any(s.says == "but" for s in signals) or any(
        d.part > last.part or not last.content for d in denials
    )
