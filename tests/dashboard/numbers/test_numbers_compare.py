"""Countries side by side and groups side by side: the same numbers from plain SQL."""

import csv
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[3] / "data"
REGIONS = ("europe", "north-africa", "west-africa", "central-africa")
BEFORE = {"dakar-2013": "madrid-2012", "rabat-2014": "dakar-2013"}
CHOSEN = ("SEN,MAR", "DZA,FRA,GHA,ISL,SEN,TCD", "ITA,GHA,LBY,SEN")
WORDS = {
    "0": "Not started", "1": "Preparation", "2": "Under way", "3": "Advanced", "4": "Completed",
    "NA": "Not applicable", "NI": "Information not available", "C": "Confidential",
    "NR": "Not reported",
}  # fmt: skip


class Chosen:
    """Countries side by side: those of one view, partner states or not."""

    def __init__(self, view: Any, countries: str) -> None:
        self.countries = countries.split(",")
        # The reference counts partner states; a comparison is no aggregate and takes everybody.
        view.__dict__["members"] = list(self.countries)
        self.view = view

    def level(self, country: str, code: str) -> str:
        value = self.view.objective(country, code).value
        return "" if value is None else self.view.band(value)

    def levels(self, code: str) -> dict[str, str]:
        found = {country: self.level(country, code) for country in self.countries}
        return {country: level for country, level in found.items() if level}


@pytest.mark.parametrize("countries", CHOSEN)
@pytest.mark.parametrize("basis", ["declared", "measures"])
@pytest.mark.parametrize("round_code", ["dakar-2013", "rabat-2014"])
def test_compare(look: Any, get: Any, countries: str, basis: str, round_code: str) -> None:
    both = Chosen(look(round_code, basis, "", countries), countries)
    view = both.view
    # The region of the address is no filter of a comparison.
    answer = get("compare", **view.query | {"region": "europe"})
    for code, row in zip(view.objectives, answer["rows"], strict=True):
        for country in both.countries:
            if country not in view.reported:
                assert row[country] is None
                continue
            value = view.objective(country, code).value
            if value is None:
                assert row[country] == view.blank(country, code), (country, code)
            elif basis == "declared":
                assert row[country] == view.band(value), (country, code)
            else:
                assert row[country] == view.near(value), (country, code)
    (foot,) = answer["foot"]
    for country in both.countries:
        known = sum(1 for code in view.objectives if both.level(country, code))
        assert foot[country] == (known if country in view.reported else None)
    comparable = [code for code in view.objectives if len(both.levels(code)) > 1]
    same = [code for code in comparable if len(set(both.levels(code).values())) == 1]
    if comparable:
        said = answer["title"].split(":")[1]
        assert view.numbers(said) == [len(same), len(comparable)]
    reported = [country for country in both.countries if country in view.reported]
    assert view.numbers(answer["coverage"]) == [len(reported), len(both.countries)]
    others = [c for c in both.countries if c not in look(round_code).members]
    names = view.every_country
    for country in others:
        assert names[country]["name_en"] in answer["note"]
    assert ("partner state" in answer["note"]) == bool(others)


@pytest.mark.parametrize("countries", CHOSEN)
@pytest.mark.parametrize("basis", ["declared", "measures"])
def test_differences(look: Any, get: Any, countries: str, basis: str) -> None:
    both = Chosen(look("dakar-2013", basis, "", countries), countries)
    view = both.view
    answer = get("differences", **view.query)
    apart = [code for code in view.objectives if len(set(both.levels(code).values())) > 1]
    assert [row["objective"].split(".")[0] for row in answer["rows"]] == apart
    for code, row in zip(apart, answer["rows"], strict=True):
        parts = [part.rsplit(":", 1) for part in row["words"].split("; ")]
        found = {
            name: answer_.strip()
            for names, answer_ in parts
            for name in names.replace(" and ", ", ").split(", ")
        }
        assert found == {
            view.every_country[c]["name_en"]: WORDS[both.level(c, code) or view.blank(c, code)]
            for c in both.countries
            if c in view.reported
        }
    for word in ("better", "worse", "ahead", "behind", "lead", "best"):
        assert word not in f"{answer['title']} {answer['rows']}".lower().split()


def steering(day: str) -> set[str]:
    with (DATA / "memberships.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]
            for row in csv.DictReader(file)
            if (row["kind"], row["role"]) == ("state", "steering-committee")
            and (row["valid_from"] or "0000") <= day <= (row["valid_to"] or "9999")
        }


def groups(view: Any, round_code: str) -> dict[str, list[str]]:
    """Group -> its partner states."""
    rounds = tomllib.loads((DATA / "rounds.toml").read_text("utf-8"))
    inside = steering(rounds[round_code]["members_on"].isoformat())
    found = {
        region: [c for c in view.members if view.every_country[c]["region"] == region]
        for region in REGIONS
    }
    return found | {"steering-committee": [c for c in view.members if c in inside]}


@pytest.mark.parametrize("basis", ["declared", "measures"])
@pytest.mark.parametrize("round_code", ["dakar-2013", "madrid-2012"])
def test_group_means(look: Any, get: Any, basis: str, round_code: str) -> None:
    whole = look(round_code, basis, "", "")
    answer = get("group-means", **whole.query | {"region": "europe", "countries": "SEN"})
    of = groups(whole, round_code)
    assert len(of["steering-committee"]) == 10
    nodes = (*whole.nodes, "overall")
    for node, row in zip(nodes, answer["rows"], strict=True):
        for group, members in of.items():
            values = [whole.score(country, node).value for country in members]
            have = [value for value in values if value is not None]
            mean = sum(have, Fraction(0)) / len(have) if have else None
            assert row[group] == whole.near(mean), (node, group)
            assert row[f"{group}-n"] == len(have), (node, group)
    numbers = whole.numbers(answer["title"])
    assert numbers == [len(whole.reported), len(whole.members)]


@pytest.mark.parametrize("basis", ["declared", "measures"])
@pytest.mark.parametrize("filters", [{}, {"pillar": "2"}, {"pillar": "T"}, {"objective": "7"}])
def test_groups(look: Any, get: Any, basis: str, filters: dict[str, str]) -> None:
    view = look("dakar-2013", basis, "", "")
    answer = get("groups", **view.query, **filters)
    codes = [filters.get("objective", code) for code in view.objectives]
    if "pillar" in filters:
        codes = [code for code, pillar in view.pillars.items() if pillar == filters["pillar"]]
    of = groups(view, "dakar-2013")
    for members, row in zip(of.values(), answer["rows"], strict=True):
        tally = view.answers(set(codes), members)
        for code, n in tally.items():
            assert row.get(code, 0) == n, (row["node"], code)
        assert row["total"] == sum(tally.values())
        assert row["done"] == view.share(tally)
        reported = [c for c in members if c in view.reported]
        assert row["reported"] == view.near(Fraction(len(reported), len(members)))
    assert view.kept_back(answer) == view.hidden_in_play(codes)


def test_the_answer_before_stands_where_it_was_another(look: Any, database: Path) -> None:
    """On the page: the JSON holds the answers of one round."""
    from lxml import html

    from dashboard import create_app
    from dashboard.settings import read_settings

    app = create_app(read_settings({}, database_url=f"sqlite:///{database}"))
    client = app.server.test_client()
    page = client.get("/en/compare?countries=SEN,MAR&round=rabat-2014").get_data(as_text=True)
    (first,) = html.fromstring(page).xpath("//*[@id='first-view']")
    rows = first.xpath(".//*[@data-exhibit='compare']/following::table[1]/tbody/tr")
    now, then = (look(code, "declared", "", "SEN,MAR") for code in ("rabat-2014", "dakar-2013"))
    for code, row in zip(now.objectives, rows, strict=True):
        for country, cell in zip(("MAR", "SEN"), row.xpath("./td"), strict=True):
            was, is_ = (one.declared.get((country, code), "NR") for one in (then, now))
            notes = cell.xpath(".//small/text()")
            changed = was in now.levels and was != is_
            assert notes == ([f"Dakar 2013: {WORDS[was]}"] if changed else []), (country, code)
