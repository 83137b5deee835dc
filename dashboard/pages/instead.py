"""What is shown instead of a page: that it needs a right, or that there is none such."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard.addresses import href
from dashboard.context import Context, View
from dashboard.shell.frame import frame
from dashboard.shell.rendered import Rendered


def refused(view: View, context: Context, query: str) -> Rendered:
    """What the page needs, and the way to it: signing in, or asking who gives rights."""
    words, known = view.words, view.person.is_known
    title = words("refused.title" if known else "refused.sign-in.title")
    text = words("refused.lead" if known else _how_to_enter(context))
    action = words("not-found.overview" if known else "page.sign-in")
    here = href(view.located.key, view.language, query.lstrip("?"), **view.located.values)
    following = "" if known else urlencode({"next": here})
    address = href("overview" if known else "sign-in", view.language, following)
    body = [html.P(html.A(action, href=address, className="button"))]
    page = frame(view, context, body, title=title, lead=text)
    return Rendered(page, f"{title} – {words('shell.product')}", 403 if known else 401)


def _how_to_enter(context: Context) -> str:
    """Where there are accounts, the link that the start prints opens nothing."""
    has_accounts = context.identity is None or context.identity.has_accounts()
    return "refused.accounts.lead" if has_accounts else "refused.sign-in.lead"


def language_of(path: str, context: Context) -> str:
    first = path.strip("/").split("/")[0]
    return first if first in context.content.languages else context.settings.language


def of_another_framework(view: View, context: Context) -> Rendered:
    """The address names a pillar, objective or theme that the round shown does not have: which
    framework it follows, and the rounds of the others."""
    words = view.words
    title = words("not-found.framework.title", framework=words.text(view.framework.name))
    others = [one for one in view.rounds if one.round.framework != view.framework.code]
    links = [
        html.Li(
            html.A(
                words.text(one.round.name),
                href=href(
                    view.located.key,
                    view.language,
                    replace(view.filters.kept(), round=one.round.code, snapshot="").query(),
                    **view.located.values,
                ),
            )
        )
        for one in others
    ]
    body: list[Component] = [html.Ul(links)] if links else []
    body.append(html.P(html.A(words("not-found.overview"), href=view.link("overview"))))
    page = frame(view, context, body, title=title, lead=words("not-found.framework"))
    return Rendered(page, f"{title} – {words('shell.product')}", 404)


def not_found(view: View, context: Context) -> Rendered:
    words = view.words
    title = words("not-found.title")
    body: Sequence[Component] = [
        html.P(
            [
                html.A(words("not-found.countries"), href=view.link("countries")),
                " · ",
                html.A(words("not-found.overview"), href=view.link("overview")),
            ]
        )
    ]
    page = frame(view, context, body, title=title, lead=words("not-found.lead"))
    return Rendered(page, f"{title} – {words('shell.product')}", 404)
