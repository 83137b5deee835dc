"""Turns the facts of a digest into its text in one language: to read, as plain text, as HTML."""

from collections import Counter
from dataclasses import dataclass
from html import escape

from dashboard.exhibits.bulletin import KINDS, Facts, RoundFacts, names_of
from dashboard.exhibits.changed import TOLD, of_measures, verdicts_sentence
from dashboard.queries.exchange import NEED, OFFER
from schemas.content import Content
from schemas.country import REGIONS, folded
from schemas.wording import Words

ADDRESS = "{address}"
"""Stands for the address of the page, which only the browser knows."""

MOST_NAMES = 12
"""Countries told by name; more are counted by region."""


@dataclass(frozen=True)
class Block:
    """Under a heading ("" for none): paragraphs, then a list."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """The digest in one language. `names` lists the countries that the digest counts by region
    alone; only the page needs it. `online` says where it is read, with ADDRESS for the address;
    only copies need it."""

    language: str
    title: str
    blocks: tuple[Block, ...]
    names: tuple[str, ...]
    online: str


def text_of(facts: Facts, content: Content, language: str) -> Text:
    """The whole digest. Countries stand in the alphabet of the language, rounds in order of
    time; the words of countries stay in theirs."""
    words = content.words[language]
    told = [one for round_facts in facts.rounds for one in _told(round_facts, content, words)]
    blocks = (
        Block("", _origins(facts, words)),
        _reports(facts, told, words),
        _measures(facts, words),
        _moved(facts, words),
        _shared(facts, content, words),
        _assistance(facts, words),
        _meetings(facts, words),
        Block("", _foot(facts, words)),
    )
    filled = tuple(one for one in blocks if one.paragraphs or one.items)
    names = tuple(one.named for one in told if one.is_long)
    online = words("bulletin.online", address=ADDRESS)
    return Text(language, title_of(facts, words), filled, names, online)


def title_of(facts: Facts, words: Words) -> str:
    start, end = facts.period.start, facts.period.end
    product = words("shell.product")
    return words("bulletin.title", product=product, start=words.date(start), end=words.date(end))


def _origins(facts: Facts, words: Words) -> tuple[str, ...]:
    """Where the numbers come from, each origin once, with its rounds."""
    found: dict[str, list[str]] = {}
    for one in facts.rounds:
        found.setdefault(one.provenance, []).append(words.text(one.round.name))
    return tuple(
        words(
            "bulletin.origin",
            rounds=words.listed(rounds),
            origin=words(f"provenance.{origin}"),
            meaning=words(f"bulletin.origin.{origin}"),
        )
        for origin, rounds in found.items()
    )


@dataclass(frozen=True)
class Told:
    """What was published of one round and kind: with the countries by name, and by region."""

    named: str
    counted: str
    is_long: bool


def _told(one: RoundFacts, content: Content, words: Words) -> list[Told]:
    """First reports, updates, reports of others than partners; of each those that occur."""
    names = names_of(content, words.language, one.round.code)
    first = "first" if one.round.asked else "public"
    kinds = ((first, one.first), ("updated", one.updated), ("others", one.others))
    told = []
    for key, countries in kinds:
        by_region = Counter(content.countries[iso3].region for iso3 in countries)
        regions = [
            words("bulletin.region", region=names.region(region), n=words.number(by_region[region]))
            for region in REGIONS
            if by_region[region]
        ]
        listed = [names.country(iso3) for iso3 in names.alphabetical(countries)]
        named, counted = (
            words.count(
                f"bulletin.{key}",
                len(countries),
                round=words.text(one.round.name),
                countries=words.listed(parts),
            )
            for parts in (listed, regions)
        )
        if countries:
            told.append(Told(named, counted, len(countries) > MOST_NAMES))
    return told


def _reports(facts: Facts, told: list[Told], words: Words) -> Block:
    n = sum(one.reports for one in facts.rounds if one.round.asked)
    said = (words.count("bulletin.reports", n),) if n else ()
    items = tuple(one.counted if one.is_long else one.named for one in told)
    return Block(words("bulletin.heading.reports"), said, items)


def _measures(facts: Facts, words: Words) -> Block:
    items = []
    for one in facts.rounds:
        if not one.measures:
            continue
        text = words.count("bulletin.measures", one.measures, round=words.text(one.round.name))
        told = of_measures(words, one.since.fates, TOLD) if one.since is not None else []
        if told and one.since is not None:
            since = words.count(
                "bulletin.since",
                one.since.followed,
                before=words.text(one.since.before.name),
                parts=words.listed(told),
            )
            text = words("bulletin.and", first=text, then=since)
        items.append(text)
    return Block(words("bulletin.heading.measures"), (), tuple(items))


def _moved(facts: Facts, words: Words) -> Block:
    items = []
    for one in facts.rounds:
        if one.moved is None or not one.moved.countries:
            continue
        text = words.count(
            "bulletin.moved",
            one.moved.countries,
            round=words.text(one.round.name),
            before=words.text(one.moved.before.name),
        )
        then = verdicts_sentence(words, one.moved)
        items.append(words("bulletin.and", first=text, then=then))
    return Block(words("bulletin.heading.moved"), (), tuple(items))


def _shared(facts: Facts, content: Content, words: Words) -> Block:
    """How many of each kind, and some titles in the countries' own words."""
    parts = [words.count(f"bulletin.n.{kind}", n) for kind in KINDS if (n := facts.kinds[kind])]
    if not parts:
        return Block("")
    names = content.countries
    items = [
        words(
            f"bulletin.title.{kind}",
            title=" ".join(one.title.splitlines()),
            country=words.text(names[one.country].name),
        )
        for kind, titles in facts.titles.items()
        for one in sorted(titles, key=lambda one: folded(words.text(names[one.country].name)))
    ]
    said = [words("bulletin.shared", parts=words.listed(parts))]
    if items:
        said.append(words("bulletin.own-words"))
    return Block(words("bulletin.heading.shared"), tuple(said), tuple(items))


def _assistance(facts: Facts, words: Words) -> Block:
    parts = [
        words.count(f"bulletin.n.{key}", n) for key in (NEED, OFFER) if (n := facts.kinds[key])
    ]
    if not parts:
        return Block("")
    said = words.count("bulletin.assistance", facts.giving, parts=words.listed(parts))
    return Block(words("bulletin.heading.assistance"), (said,))


def _meetings(facts: Facts, words: Words) -> Block:
    items = tuple(
        words(
            "bulletin.meeting",
            days=words.days(one.starts, one.ends),
            place=words.text(one.place),
            name=words.text(one.name),
        )
        for one in facts.meetings
    )
    return Block(words("bulletin.heading.meetings"), (), items)


def _foot(facts: Facts, words: Words) -> tuple[str, ...]:
    said = [words("bulletin.foot")] if facts.rounds else []
    if facts.hidden:
        said.append(words.count("bulletin.hidden", facts.hidden))
    return tuple(said)


# The same text to take along


def plain(text: Text) -> str:
    """Lines for a message without formatting; headings stand alone between empty lines."""
    parts = [text.title]
    for block in text.blocks:
        items = "\n".join(f"- {item}" for item in block.items)
        lines = (block.heading, *block.paragraphs, items)
        parts.append("\n".join(line for line in lines if line))
    return "\n\n".join([*parts, text.online])


def rich(text: Text) -> str:
    """HTML without any style of its own, for a newsletter's editor."""
    parts = [f'<div lang="{escape(text.language)}">', f"<h1>{escape(text.title)}</h1>"]
    for block in text.blocks:
        if block.heading:
            parts.append(f"<h2>{escape(block.heading)}</h2>")
        parts += [f"<p>{escape(line)}</p>" for line in block.paragraphs]
        if block.items:
            items = "".join(f"<li>{escape(item)}</li>" for item in block.items)
            parts.append(f"<ul>{items}</ul>")
    online = escape(text.online).replace(ADDRESS, f'<a href="{ADDRESS}">{ADDRESS}</a>')
    return "".join([*parts, f"<p>{online}</p>", "</div>"])
