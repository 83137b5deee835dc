"""Turns the parameters into levels that move plausibly from one round to the next."""

from collections.abc import Sequence

from loaders.samples.parameters import Parameters
from schemas.content import Content

TOP = 4


def reporting_countries(
    parameters: Parameters, content: Content, round_code: str
) -> tuple[str, ...]:
    """Who reports in a round: the partners who report most readily, and the perfect one.

    A country's readiness is its own, with some luck in each round, so that most of those who
    reported once report again.
    """
    partners = content.partners(round_code)
    wanted = min(parameters.numbers["reports"][round_code], len(partners))

    def readiness(country: str) -> float:
        own = parameters.chance("readiness", country).random()
        luck = parameters.chance("luck", country, round_code).random()
        return own + 0.6 * luck + 9 * parameters.is_perfect(country)

    return tuple(sorted(sorted(partners, key=readiness, reverse=True)[:wanted]))


def level_at(
    parameters: Parameters, content: Content, country: str, objective: str, rounds: Sequence[str]
) -> int:
    """The level of an objective in the last of `rounds`, which are in order of time and begin
    with the first one: the steps are drawn round by round, reported or not."""
    numbers = parameters.numbers
    rng = parameters.chance("level", country, objective)
    region = content.countries[country].region
    middle = numbers["strength"][region] + numbers["ease"][objective]
    own = parameters.chance("strength", country).gauss(0, 0.4)
    level = round(min(max(rng.gauss(middle + own, 0.8), 0), TOP))
    steps = [int(step) for step in numbers["change"]]
    weights = list(numbers["change"].values())
    for _ in rounds[1:]:
        level = min(max(level + rng.choices(steps, weights)[0], 0), TOP)
    return level


def answer_at(
    parameters: Parameters, content: Content, country: str, objective: str, rounds: Sequence[str]
) -> str:
    """The level as a code, or a non-answer. What does not apply never applies; what is not
    known, or confidential, may change from round to round."""
    chances = parameters.numbers["answers"]
    if parameters.chance("NA", country, objective).random() < chances["NA"]:
        return "NA"
    drawn = parameters.chance("answer", country, objective, rounds[-1]).random()
    if drawn < chances["NI"]:
        return "NI"
    if drawn < chances["NI"] + chances["C"]:
        return "C"
    return str(level_at(parameters, content, country, objective, rounds))
