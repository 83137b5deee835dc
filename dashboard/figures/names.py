"""Turns codes into the words of one language, for charts, tables and their titles."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.content import Content
from schemas.country import folded
from schemas.framework import CROSS_CUTTING, Framework
from schemas.wording import Words


@dataclass(frozen=True)
class Names:
    """Words for the codes of one framework."""

    content: Content
    words: Words
    framework: Framework

    def country(self, iso3: str) -> str:
        return self.words.text(self.content.countries[iso3].name)

    def alphabetical(self, countries: Iterable[str]) -> list[str]:
        """ISO3 codes in the order of the reader's alphabet, accents aside."""
        return sorted(countries, key=lambda iso3: folded(self.country(iso3)))

    def region(self, code: str) -> str:
        return self.words(f"region.{code}")

    def answer(self, code: str) -> str:
        """A level or a non-answer: "En cours"."""
        return self.words(f"chart.answer.{code}")

    def objective(self, code: str) -> str:
        """ "4. Frontières, réadmission, retour"."""
        return f"{code}. {self.words.text(self.framework.objectives[code].short)}"

    def pillar(self, code: str) -> str:
        """ "Pilier 2 : Migration irrégulière"; the cross-cutting one has no number."""
        short = self.words.text(self.framework.pillars[code].short)
        if code == CROSS_CUTTING:
            return short
        return self.words("chart.pillar", code=code, label=short)

    def node(self, code: str) -> str:
        """An objective, a pillar ("P1") or all objectives together."""
        if code in self.framework.objectives:
            return self.objective(code)
        if code.startswith("P"):
            return self.pillar(code.removeprefix("P"))
        return self.words("chart.overall")

    def theme(self, code: str) -> str:
        return self.words.text(self.framework.themes[code].short)

    def action(self, code: str) -> str:
        """ "R05. Development of ..."."""
        return f"{code}. {self.words.text(self.framework.actions[code].wording.text)}"

    def entry(self, list_name: str, code: str) -> str:
        """An entry of a code list of the template; the code itself when it is not listed."""
        for template in self.content.templates.values():
            entry = template.lists.get(list_name, {}).get(code)
            if entry is not None:
                return self.words.text(entry.label)
        return code


@dataclass(frozen=True)
class Texts:
    """What a chart is called: its exhibit's code, title and alternative text."""

    code: str
    title: str
    alt: str
