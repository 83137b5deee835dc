"""How names that people type are recognised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.content import Content
from schemas.country import folded


@pytest.mark.parametrize(
    ("typed", "iso3"),
    [
        ("Niger", "NER"),
        ("Nigeria", "NGA"),
        ("NIGÉRIA", "NGA"),
        ("Congo", "COG"),
        ("République démocratique du Congo", "COD"),
        ("RDC", "COD"),
        ("Côte d'Ivoire", "CIV"),
        ("Côte d’Ivoire", "CIV"),
        ("cote d ivoire", "CIV"),
        ("Costa do Marfim", "CIV"),
        ("Guinée Bissau", "GNB"),
        ("Guiné-Bissau", "GNB"),
        ("Guinée", "GIN"),
        ("Guinea Ecuatorial", "GNQ"),
        ("Marruecos", "MAR"),
        ("Alemanha", "DEU"),
        ("España", "ESP"),
        ("São Tomé & Príncipe", "STP"),
        ("The Gambia", "GMB"),
        ("sn", "SEN"),
        ("SEN", "SEN"),
    ],
)
def test_a_name_is_recognised(content: Content, typed: str, iso3: str) -> None:
    assert content.country_names[folded(typed)] == iso3


@pytest.mark.parametrize("typed", ["Nigerr", "Nige", "Guinées", "Republic", "Atlantis", ""])
def test_nothing_is_guessed(content: Content, typed: str) -> None:
    assert folded(typed) not in content.country_names


def test_every_country_answers_to_its_codes_and_names(content: Content) -> None:
    for country in content.countries.values():
        for name in (country.iso3, country.iso2, *country.name.values(), *country.aliases):
            assert content.country_names[folded(name)] == country.iso3


def test_regions_hold_the_thirty_one_european_states(content: Content) -> None:
    regions = [country.region for country in content.countries.values()]
    assert {region: regions.count(region) for region in set(regions)} == {
        "europe": 31,
        "west-africa": 16,
        "central-africa": 8,
        "north-africa": 5,
    }


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("  Réalisé,  À 100 % ", "realise a 100"),
        ("mise en œuvre", "mise en oeuvre"),
        ("MISE EN ŒUVRE", "mise en oeuvre"),
        ("l’état", "l'état"),
        ("Guinée‑Bissau", "guinee-bissau"),
        ("1\u00a0250", "1 250"),
    ],
)
def test_folding_ignores_case_accents_and_punctuation(left: str, right: str) -> None:
    assert folded(left) == folded(right)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
