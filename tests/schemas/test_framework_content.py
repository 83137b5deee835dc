"""The content of data/: the wording of the seed, who was a partner when, rounds and meetings."""

from datetime import date
from itertools import pairwise

import pytest

from schemas.content import Content
from schemas.country import members_on

SEED = {
    "1": "Faciliter les échanges entre les différents acteurs de la mobilité",
    "2": "Donner aux institutions nationales et régionales les moyens et capacités pour mettre en"
    " œuvre des politiques de mobilité",
    "3": "Garantir aux migrants et aux réfugiés le respect de leurs droits",
    "4": "Améliorer la gestion des frontières, l'efficacité des procédures de réadmission et les"
    " conditions de retour des migrants en situation irrégulière",
    "5": "Renforcer la protection des groupes vulnérables",
    "6": "Sécuriser et faciliter la gestion des registres d'état civil",
    "7": "Adopter une approche inclusive des questions de migration et développement",
    "8": "Améliorer la mobilisation des transferts d'argent des migrants au bénéfice du"
    " développement des pays d'origine",
    "9": "Valoriser le potentiel de solidarité des migrants",
    "10": "Fonder la cohérence et la coordination des politiques sur l'acquisition et l'échange"
    " d'informations",
}
SEED_PILLARS = {
    "1": "Organiser la migration légale",
    "2": "Lutter contre la migration irrégulière",
    "3": "Renforcer les synergies entre migration et développement",
    "T": "Objectif transversal",
}
SEED_THEMES = {
    "data": "L'utilisation des données pour la prise de décisions politiques informées"
    " (thème transversal)",
    "border": "La gestion des frontières au niveau opérationnel",
    "crisis": "Les migrations en situations de crise",
}
STEERING = ("BEL", "BFA", "ESP", "FRA", "GNQ", "ITA", "MAR", "MLI", "PRT", "SEN")


def test_french_wording_is_the_seed_to_the_letter(content: Content) -> None:
    dakar = content.frameworks["dakar"]
    assert {code: o.wording.text["fr"] for code, o in dakar.objectives.items()} == SEED
    assert {code: p.wording.text["fr"] for code, p in dakar.pillars.items()} == SEED_PILLARS
    assert {code: t.wording.text["fr"] for code, t in dakar.themes.items()} == SEED_THEMES
    everything = (*dakar.objectives.values(), *dakar.pillars.values(), *dakar.themes.values())
    assert {part.wording.source["fr"] for part in everything} == {"seed"}


def test_working_translations_are_marked(content: Content) -> None:
    dakar = content.frameworks["dakar"]
    official = [o.code for o in dakar.objectives.values() if o.wording.is_official("en")]
    assert official == ["5", "10"]
    assert all(t.wording.is_official("en") for t in dakar.themes.values())
    assert all(a.wording.is_official("en") for a in dakar.actions.values())
    assert not any(a.wording.is_official("fr") for a in dakar.actions.values())


def test_framework_has_the_shape_of_the_strategy(content: Content) -> None:
    dakar = content.frameworks["dakar"]
    assert list(dakar.objectives) == [str(n) for n in range(1, 11)]
    assert {p: [o.code for o in dakar.objectives_of(p)] for p in dakar.pillars} == {
        "1": ["1", "2", "3"],
        "2": ["4", "5", "6"],
        "3": ["7", "8", "9"],
        "T": ["10"],
    }
    linked = {t.workbook_code: t.objective for t in dakar.themes.values()}
    assert linked == {"DATA": "10", "BORDER": "4", "CRISIS": "5"}
    assert list(dakar.actions) == [f"R{n:02}" for n in range(1, 14)]
    theme = dakar.theme_of("4")
    assert theme is not None and theme.code == "border"
    assert dakar.theme_of("1") is None


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(2012, 6, 1), 57),
        (date(2013, 6, 1), 57),
        (date(2013, 6, 30), 57),
        (date(2013, 7, 1), 58),
        (date(2014, 6, 26), 58),
        (date(2014, 11, 27), 58),
        (date(2014, 11, 28), 56),
    ],
)
def test_partners_on_a_day(content: Content, day: date, count: int) -> None:
    assert len(members_on(content.memberships, day, "partner")) == count


def test_croatia_algeria_and_sao_tome(content: Content) -> None:
    assert not content.is_partner("HRV", date(2013, 6, 30))
    assert content.is_partner("HRV", date(2013, 7, 1))
    assert members_on(content.memberships, date(2013, 6, 1), "observer") == ("DZA",)
    assert not content.is_partner("STP", date(2014, 12, 31))


def test_n_of_each_round(content: Content) -> None:
    counted = {code: len(content.partners(code)) for code in content.rounds}
    assert {c: counted[c] for c in ("madrid-2012", "dakar-2013", "rabat-2014")} == {
        "madrid-2012": 57,
        "dakar-2013": 57,
        "rabat-2014": 58,
    }


def test_only_the_public_collection_was_not_asked_for(content: Content) -> None:
    unasked = {code: r.sample_provenance for code, r in content.rounds.items() if not r.asked}
    assert unasked == {"public-sources": "public-sources"}
    asked = {r.sample_provenance for r in content.rounds.values() if r.asked}
    assert asked == {"illustrative"}


def test_rounds_know_their_framework_and_template(content: Content) -> None:
    assert content.framework_of("dakar-2013").code == "dakar"
    assert content.template_of("dakar-2013").name == "progress-report-1"


def test_rounds_follow_one_another(content: Content) -> None:
    dated = [content.rounds[code] for code in ("madrid-2012", "dakar-2013", "rabat-2014")]
    for earlier, later in pairwise(dated):
        assert earlier.period_to < later.period_from
    assert all(r.period_from < r.period_to < r.members_on for r in dated)


def test_steering_committee_is_ten_states_and_two_organisations(content: Content) -> None:
    assert content.steering_committee(date(2013, 9, 11)) == STEERING
    organisations = content.steering_organisations(date(2013, 9, 11))
    assert organisations == ("EC", "ECOWAS")
    for words in content.words.values():
        assert all(words(f"organisation.{code}") for code in organisations)


def test_meetings_as_held(content: Content) -> None:
    held = {code: (m.starts, m.ends) for code, m in content.meetings.items()}
    assert held == {
        "session-4": (date(2013, 9, 11), date(2013, 9, 12)),
        "madrid-2013": (date(2013, 11, 5), date(2013, 11, 6)),
        "paris-2014": (date(2014, 4, 24), date(2014, 4, 25)),
        "rabat-2014": (date(2014, 6, 26), date(2014, 6, 27)),
    }
    assert all(m.source.startswith("http") for m in content.meetings.values())


def test_french_first_and_every_text_in_each_language(content: Content) -> None:
    assert content.languages == ("fr", "en")
    for country in content.countries.values():
        assert all(country.name[language] for language in content.languages)
