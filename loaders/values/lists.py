"""List entries as people type them: the printed form, a code, a label in either language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from loaders.values.numbers import printed_number, readings_of
from loaders.values.reading import Reading, Remark, refused
from schemas.country import folded
from schemas.template import NONE_CODE, Entry
from schemas.wording import rounded

_DASHES = frozenset("-‐‑–—−")
_DOUBTS = frozenset("%?<>±≈~+*")
"""Signs that change what a code or label means; a value with one is never read as an entry."""

_SCALE = ("0", "1", "2", "3", "4")
_FEWEST_POINTS = 10
"""A number from here on is a share of 100; a 5 may be one of another scale."""
_SHARE = re.compile(r"(.+?)\s*(%|pour ?cent|per ?cent|por ?cento|por ?ciento)", re.IGNORECASE)
_ALIKE = 70


@dataclass(frozen=True)
class ListIndex:
    """A code list made ready for reading.

    `printed`: printed form -> code. `codes`: code without case -> code. `forms`: folded label,
    or code and label together -> code. `labels`: folded label -> code.
    """

    name: str
    printed: Mapping[str, str]
    codes: Mapping[str, str]
    forms: Mapping[str, str]
    labels: Mapping[str, str]


def index_of(name: str, entries: Mapping[str, Entry]) -> ListIndex:
    labels: dict[str, set[str]] = {}
    joined: dict[str, str] = {}
    for entry in entries.values():
        words = list(entry.label.values())
        short = [re.sub(r"\(.*?\)", " ", word) for word in words]
        for word in (*words, *short, " ".join(words)):
            labels.setdefault(folded(word), set()).add(entry.code)
            if folded(entry.code):
                joined[folded(f"{entry.code} {word}")] = entry.code
    own = {label: min(codes) for label, codes in labels.items() if len(codes) == 1 and label}
    return ListIndex(
        name=name,
        printed={entry.shown: entry.code for entry in entries.values()},
        codes={code.casefold(): code for code in entries},
        forms={**own, **joined},
        labels=own,
    )


def read_entry(text: str, index: ListIndex) -> Reading:
    """The entry's code; every writing but the printed form is named."""
    if text in index.printed:
        return Reading(index.printed[text])
    if (code := _entry_named(text, index)) is None:
        return not_in_list(index, nearest(text, index))
    return _interpreted(code, index)


def read_entry_number(value: float, number_format: str, index: ListIndex) -> Reading:
    """A number in a list cell is a code only when it is printed like one."""
    seen = printed_number(value) if abs(value) < 1e15 else ""
    if "%" not in number_format and seen in index.codes:
        return _interpreted(index.codes[seen], index)
    share = value * 100 if "%" in number_format else value
    return not_in_list(index, nearest(f"{share}%" if "%" in number_format else seen, index))


def answer_to(value: bool, index: ListIndex) -> str:
    """The entry that a TRUE or FALSE of Excel is likely to mean, "" when the list asks
    something else than yes or no."""
    return index.codes.get("y" if value else "n", "")


def not_in_list(index: ListIndex, code: str) -> Reading:
    """`code` is the nearest entry, or "" when none is near."""
    entry = f"{index.name}:{code}" if code else ""
    return refused("not-in-list", list=index.name, entry=entry)


def _interpreted(code: str, index: ListIndex) -> Reading:
    return Reading(code, (Remark("interpreted", {"entry": f"{index.name}:{code}"}),))


def _entry_named(text: str, index: ListIndex) -> str | None:
    if text in _DASHES:
        return index.codes.get(NONE_CODE)
    head, dot, label = text.partition("·")
    if dot:
        code = _code_named(head, index)
        other = index.labels.get(folded(label))
        # "4 · Non démarrée" says two things: asked, never chosen.
        return code if other in (None, code) else None
    if code := _code_named(text, index):
        return code
    begins_negative = text[0] in _DASHES and text[1:2].strip().isdecimal()
    if _DOUBTS & set(text) or begins_negative:
        return None
    return index.forms.get(folded(text))


def _code_named(text: str, index: ListIndex) -> str | None:
    bare = text.strip().strip(".:;()[]").strip().casefold()
    if bare in index.codes:
        return index.codes[bare]
    if re.fullmatch(r"0+[0-9]+", bare):
        return index.codes.get(bare.lstrip("0") or "0")
    # "N/A", "R 01": punctuation inside a code, but never "1,0" for 10.
    joined = re.sub(r"[\s./_]", "", bare)
    dashed = re.sub(r"[\s‐‑–—_]+", "-", bare)
    for written in (joined, dashed):
        if written[:1].isalpha() and len(written) > 1 and written in index.codes:
            return index.codes[written]
    return None


def nearest(text: str, index: ListIndex) -> str:
    """The code of the entry most like the text, "" when none is like it. Only proposed."""
    if set(_SCALE) <= set(index.codes) and (level := _level_near(text)):
        return level
    numbers = [number.lstrip("0") or "0" for number in re.findall(r"[0-9]+", text)]
    if len(numbers) == 1 and numbers[0] in index.codes:
        return index.codes[numbers[0]]
    if len(numbers) > 1 and set(numbers) <= set(index.codes):
        return ""  # Several entries were named: none of them is nearer than the others.
    folded_text = folded(text)
    if not folded_text:
        return ""
    found = process.extractOne(
        folded_text[:200], list(index.labels), scorer=fuzz.WRatio, score_cutoff=_ALIKE
    )
    return index.labels[found[0]] if found else ""


def _level_near(text: str) -> str:
    """The level a share is near to: 50 %, 0.5, 50 -> 2."""
    share = _SHARE.fullmatch(text)
    readings = readings_of(share[1] if share else text)
    if not readings:
        return ""
    value = float(readings[-1])
    if not share and 4 < value < _FEWEST_POINTS:
        return ""
    points = value if share or value > 4 else value * 100 if 0 < value < 1 else value * 25
    level = points / 25
    return _SCALE[rounded(level)] if 0 <= level <= 4 else ""
