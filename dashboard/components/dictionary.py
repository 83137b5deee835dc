"""Turns the template and the rules into the help page's tables: what is asked, what is checked."""

import re

from dash import html
from dash.development.base_component import Component

from dashboard.components.slot import slot
from dashboard.components.table import environment
from schemas.findings import RULES, Severity
from schemas.template import Template
from schemas.wording import Words

PARAM = re.compile(r"\{\w+\}")


def dictionary(template: Template, words: Words) -> list[Component]:
    """Every column of the template with its type, whether it is asked for, and its help."""
    markup = (
        environment()
        .get_template("dictionary.html")
        .render(sheets=template.sheets.values(), lists=template.lists, words=words)
    )
    return [
        html.H2(words("dictionary.title"), id="dictionary"),
        html.P(words("dictionary.lead", name=template.name)),
        *slot("dictionary", markup, "prose wide"),
    ]


def findings_table(words: Words) -> list[Component]:
    """Every rule a workbook is checked against, by severity; what a finding would name in its
    place is an ellipsis."""

    def said(key: str) -> str:
        return PARAM.sub("…", words(key))

    groups = [
        (severity.value, [code for code, rule in RULES.items() if rule.severity is severity])
        for severity in Severity
    ]
    markup = environment().get_template("findings.html").render(groups=groups, words=said)
    return [
        html.H2(words("dictionary.findings"), id="findings"),
        html.P(words("dictionary.findings.lead")),
        *slot("findings", markup, "prose wide"),
    ]
