"""A second framework beside the Strategy: four pillars, eight objectives, no cross-cutting one."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from sqlalchemy import Engine, insert

import loaders
from dashboard import create_app
from dashboard.settings import read_settings
from loaders.prefilling import prefill
from loaders.writer import filled_workbook
from schemas.content import DATA, Content, load_content
from schemas.database.engine import writer_engine
from schemas.database.models import RoundState

ROUND = "essai-2016"

FOLLOWS = {"1": "1", "2": "3", "3": "5", "4": "4", "5": "4", "6": "8", "8": "10"}
"""Objective 4 of the Strategy is continued by two, 2, 6, 7 and 9 by none; 7 continues nothing."""

OBJECTIVES = {
    "1": ("1", "Mobilité", "Mobility"),
    "2": ("1", "Droits", "Rights"),
    "3": ("2", "Protection", "Protection"),
    "4": ("3", "Frontières", "Borders"),
    "5": ("3", "Retour", "Return"),
    "6": ("4", "Transferts de fonds", "Remittances"),
    "7": ("4", "Investissement", "Investment"),
    "8": ("4", "Données", "Data"),
}
PILLARS = {
    "1": ("Voies régulières", "Regular pathways"),
    "2": ("Protéger", "Protecting"),
    "3": ("Gérer", "Managing"),
    "4": ("Développer", "Developing"),
}


def _label(fr: str, en: str) -> str:
    source = 'source = { fr = "translation", en = "translation" }'
    return f'fr = "{fr}"\nen = "{en}"\nshort = {{ fr = "{fr}", en = "{en}" }}\n{source}\n'


def framework_toml() -> str:
    follows = ", ".join(f'{own} = "{earlier}"' for own, earlier in FOLLOWS.items())
    parts = [
        'code = "essai"\nname = { fr = "Programme d’essai", en = "Test Programme" }\n',
        f'[follows]\nframework = "dakar"\nobjectives = {{ {follows} }}\n',
        *(f"[pillars.{code}]\n{_label(*names)}" for code, names in PILLARS.items()),
        *(
            f'[objectives.{code}]\npillar = "{pillar}"\n{_label(fr, en)}'
            for code, (pillar, fr, en) in OBJECTIVES.items()
        ),
        '[themes.work]\nobjective = "1"\n' + _label("Travail saisonnier", "Seasonal work"),
    ]
    return "\n".join(parts)


ROUND_TOML = f"""
[{ROUND}]
name = {{ fr = "Essai 2016", en = "Test 2016" }}
members_on = 2016-06-01
period_from = 2014-06-01
period_to = 2016-05-31
framework = "essai"
template = "essai-report-1"
asked = true
sample_provenance = "illustrative"
"""

THEMES = """  { code = "WORK", fr = "Travail saisonnier", en = "Seasonal work" },
  { code = "-", fr = "Aucun", en = "None" },
"""


def _template(text: str) -> str:
    text = text.replace('id = "progress-report"', 'id = "essai-report"', 1)
    text = text.replace('framework = "dakar"', 'framework = "essai"', 1)
    start = text.index("[lists.theme]\nentries = [\n") + len("[lists.theme]\nentries = [\n")
    return text[:start] + THEMES + text[text.index("]\n", start) :]


@pytest.fixture(scope="session")
def both_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content folder with the second framework: three files, no line of code."""
    folder = tmp_path_factory.mktemp("both") / "data"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("var"))
    (folder / "frameworks" / "essai.toml").write_text(framework_toml(), encoding="utf-8")
    text = (folder / "templates" / "progress-report-1.toml").read_text(encoding="utf-8")
    (folder / "templates" / "essai-report-1.toml").write_text(_template(text), encoding="utf-8")
    with (folder / "rounds.toml").open("a", encoding="utf-8") as stream:
        stream.write(ROUND_TOML)
    return folder


@pytest.fixture(scope="session")
def both(both_folder: Path) -> Content:
    return load_content(both_folder)


LEVELS = {
    "SEN": "3 3 2 4 4 2 1 3",
    "MAR": "2 4 4 4 3 3 0 3",
    "FRA": "4 4 4 4 NI 3 2 4",
    "ESP": "4 3 3 4 4 4 2 3",
    "MLI": "1 2 2 NI 1 NI 0 2",
    "BEL": "4 4 4 3 4 4 3 4",
}
"""Country -> answers to objectives 1 to 8 in the round of the second framework."""


MEASURE = {
    "update_type": "UPD", "mtype": "PRJ", "level": "3", "lead": "Ministère", "pace": "ON",
    "result": "Fait", "start": date(2014, 9, 1), "end_planned": date(2017, 9, 1),
}  # fmt: skip
ANSWER = {
    "pace": "ON", "priority": "2", "basis": "ADM", "progress": "Fait", "next_step": "Suite",
    "next_date": date(2016, 12, 1), "evidence": "Rapport annuel",
}  # fmt: skip
IDENTITY = {
    "period_from": date(2014, 6, 1), "period_to": date(2016, 5, 31), "report_type": "FIRST",
    "report_lang": "FR", "author_name": "Rédaction", "institution": "Ministère",
    "validated": "N", "consent": "PUB", "summary": "Message",
}  # fmt: skip
REST = {
    "profiles": [{"mp_status": "NONE", "mp_interest": "NO", "im_interest": "NO"}],
    "contacts": [
        {
            "role": "NFP", "name": "Point focal", "function": "Chef de service", "lang": "FR",
            "institution": "Ministère", "email": "focal@example.org", "consent": "Y",
        }
    ],
    "themes": [
        {"theme": "WORK", "answer": "2", "interest": "YES", "took_part": "N", "done": "Fait"}
    ],
}  # fmt: skip


def _sheets(country: str, known: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """What the country sends back: its prefilled workbook, with every answer given."""
    kept = ("measure_id", "title_fr", "title_en")
    measures = [
        {key: row[key] for key in kept if row.get(key)}
        | {"objective": row.get("objective") or "7"}
        | MEASURE
        for row in known["measures"][:3]
    ]
    objectives = [
        {"objective": code, "answer": answer, **ANSWER}
        | ({"answer_reason": "Enquête en cours"} if answer == "NI" else {})
        for code, answer in zip(OBJECTIVES, LEVELS[country].split(), strict=True)
    ]
    identity = IDENTITY | {"n_measures_declared": len(measures)}
    return {"id": [identity], "objectives": objectives, "measures": measures, **REST}


@pytest.fixture(scope="session")
def both_database(
    both: Content, sample_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The samples, and six reports of the second framework loaded through the pipeline."""
    file = tmp_path_factory.mktemp("both-db") / "both.db"
    shutil.copy(sample_database, file)
    engine = writer_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        row = {"round": ROUND, "provenance": "illustrative", "is_open": True}
        connection.execute(insert(RoundState).values(**row))
    for country in LEVELS:
        with engine.connect() as connection:
            known = prefill(connection, both, country, ROUND).rows
        source = filled_workbook(both, country, ROUND, _sheets(country, known))
        result = loaders.load(source, f"{country}.xlsx", content=both, engine=engine, publish=True)
        assert result.state == "published", [
            (f.code, f.sheet, f.cell) for f in result.findings if f.severity.value == "error"
        ]
    engine.dispose()
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def both_engine(both_database: str) -> Engine:
    return writer_engine(both_database)


@pytest.fixture(scope="session")
def both_app(both: Content, both_database: str) -> Dash:
    return create_app(read_settings({}, database_url=both_database), both)
