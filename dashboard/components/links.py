"""Turns the target of a mark or cell into an address, in one view."""

from typing import Any

from dashboard.addresses import href, outside_href
from dashboard.context import View
from dashboard.figures.chart import Link, Target


def link_of(view: View) -> Link:
    """Addresses in the reader's language. A target without a page is the same page with other
    filters; one outside the product is kept only when it is a plain web link, else ""."""

    def link(target: Target) -> str:
        if target.address:
            return outside_href(target.address) or ""
        changes: dict[str, Any] = dict(target.query)
        if "page" in changes:
            changes["page"] = int(changes["page"])
        if "countries" in changes:
            changes["countries"] = tuple(changes["countries"].split(","))
        if not target.page:
            query = view.filters.query(**changes)
            return href(view.located.key, view.language, query, **view.located.values)
        values = dict(target.values)
        query = view.kept_for(target.page, values).query(**changes)
        return href(target.page, view.language, query, **values)

    return link
