"""The header of every page: name, menu, language switch; and its footer."""

from dash import html
from dash.development.base_component import Component

from dashboard.addresses import GROUPS, PAGES, Page, counterpart
from dashboard.auth import Right
from dashboard.components.attributes import aria, data
from dashboard.context import Context, View
from schemas.framework import CROSS_CUTTING


def header(view: View, context: Context) -> Component:
    words = view.words
    return html.Header(
        html.Div(
            [
                html.A(
                    [
                        html.Span(words("shell.product"), className="product"),
                        html.Span(words("shell.process"), className="process"),
                    ],
                    href=view.link("overview"),
                    className="brand",
                ),
                html.Nav(
                    [_group(group, view) for group in GROUPS if _pages(group, view)],
                    className="menu",
                    **aria(label=words("shell.menu")),
                ),
                html.Div(
                    [_account(view), _languages(view, context)],
                    className="corner",
                ),
            ],
            className="bar",
        ),
        className="site-header",
    )


def _group(group: str, view: View) -> Component:
    words = view.words
    links = [
        _link(words(f"page.{page.key}"), view.link(page.key), page.key == view.located.key)
        for page in _pages(group, view)
    ]
    if group == "review":
        links += _framework_links(view)
    current = view.located.key in {page.key for page in PAGES if page.group == group}
    return html.Details(
        [
            html.Summary(
                words(f"group.{group}"), className="current" if current else "", n_clicks=None
            ),
            html.Div(links, className="menu-items"),
        ],
        className=f"menu-group {group}",
        **data(menu=group),
    )


def _pages(group: str, view: View) -> list[Page]:
    """The pages of a group that the reader may open."""
    return [page for page in PAGES if page.group == group and view.person.may(Right(page.right))]


def _framework_links(view: View) -> list[Component]:
    words, framework, here = view.words, view.framework, view.located
    pillars = [
        _link(
            words("menu.pillar", code=pillar.code, label=words.text(pillar.short))
            if pillar.code != CROSS_CUTTING
            else words.text(pillar.short),
            view.link("pillar", pillar=pillar.code),
            here.key == "pillar" and here.values["pillar"] == pillar.code,
        )
        for pillar in framework.pillars.values()
    ]
    themes = [
        _link(
            words("menu.theme", label=words.text(theme.short)),
            view.link("theme", theme=theme.code),
            here.key == "theme" and here.values["theme"] == theme.code,
        )
        for theme in framework.themes.values()
    ]
    return [html.Hr(), *pillars, html.Hr(), *themes]


def _link(text: str, address: str, current: bool) -> Component:
    attributes = aria(current="page") if current else {}
    return html.A(text, href=address, **attributes)


def _account(view: View) -> Component:
    """Who is signed in, and the way in or out. Signing out changes something: it is a form."""
    words, person = view.words, view.person
    if not person.is_known:
        return html.A(words("page.sign-in"), href=view.link("sign-in", keep=False))
    return html.A(
        words(f"role.{person.role}"),
        href=view.link("sign-in", keep=False),
        title=words("shell.account"),
        className="account",
    )


def _languages(view: View, context: Context) -> Component:
    query = view.filters.query()
    links = [
        html.A(
            language.upper(),
            href=counterpart(view.located, language, query),
            hrefLang=language,
            lang=language,
            title=context.content.words[language]("shell.language"),
            **(aria(current="true") if language == view.language else {}),
        )
        for language in context.content.languages
    ]
    return html.Div(
        links, className="languages", role="group", **aria(label=view.words("shell.languages"))
    )


def footer(view: View) -> Component:
    words = view.words
    links = [
        html.A(words(f"page.{key}"), href=view.link(key))
        for key in ("method", "help", "accessibility")
    ]
    return html.Footer(
        html.Div(
            [html.P(words("shell.scale_is_ours")), html.P(links, className="footer-links")],
            className="inner",
        ),
        className="site-footer",
    )
