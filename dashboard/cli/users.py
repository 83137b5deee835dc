"""Looks after accounts from the command line: who may sign in, and as what."""

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import click

from dashboard.cli import options
from dashboard.cli.place import Place, database, place
from dashboard.cli.shape import Command, Group, StopError
from schemas.wording import Words

if TYPE_CHECKING:
    from sqlalchemy import Engine

ROLES = ("reader", "committee", "focal-point", "analyst", "admin")
"""As schemas.database.desk has them; a test compares."""

_open = database
"""The parameter `database` of the callbacks hides the function of that name."""


def user(words: Words) -> Group:
    return Group(
        "user",
        commands={
            "add": _command(words, "add", _add, _email(), _role(words), *_adding(words)),
            "list": _command(words, "list", _list),
            "role": _command(words, "role", _set_role, _email(), _new_role(), _country(words)),
            "password": _command(words, "password", _password, _email(), _from_input(words)),
            "disable": _command(words, "disable", partial(_activate, False), _email()),
            "enable": _command(words, "enable", partial(_activate, True), _email()),
            "token": _command(words, "token", _token, _email()),
        },
        params=[options.lang(words)],
        help=words("cli.user.help"),
        words=words,
    )


def _command(
    words: Words, name: str, call: Callable[..., None], *params: click.Parameter
) -> Command:
    return Command(
        name,
        params=[*params, options.database(words), options.lang(words)],
        callback=partial(_with_database, words, call),
        help=words(f"cli.user.{name}.help"),
        words=words,
    )


def _email() -> click.Argument:
    return click.Argument(["email"])


def _role(words: Words) -> click.Option:
    return options.option(words, "--role", type=click.Choice(ROLES), required=True)


def _new_role() -> click.Argument:
    return click.Argument(["role"], type=click.Choice(ROLES))


def _country(words: Words) -> click.Option:
    return options.option(words, "--country", metavar="ISO3")


def _from_input(words: Words) -> click.Option:
    return options.option(words, "--password-stdin", "from_input", is_flag=True)


def _adding(words: Words) -> tuple[click.Option, click.Option]:
    return _country(words), _from_input(words)


def _with_database(
    words: Words, call: Callable[..., None], database: str | None, **given: object
) -> None:
    """Runs a command; what cannot be is told in one sentence, exit status 2."""
    from loaders import desk

    at = place(words, database_url=database)
    with _open(at) as engine:
        try:
            call(at, engine, **given)
        except desk.AccountError as error:
            raise StopError(at.words(f"said.account-{error.code}")) from error


def _add(
    at: Place, engine: "Engine", email: str, role: str, country: str | None, from_input: bool
) -> None:
    from loaders import desk
    from schemas.database.audit import BY_COMMAND

    what = desk.standing(at.content, role, country)
    email = desk.clean_email(email)
    password = _given(at) if from_input else ""
    shown, hashed = _hashed(password)
    added = desk.add_account(engine, email, what, hashed, BY_COMMAND, must_change=not from_input)
    click.echo(at.words("cli.user.added", email=added, role=at.words(f"role.{what.role}")))
    _show(at, shown, from_input)


def _list(at: Place, engine: "Engine") -> None:
    from dashboard.queries import accounts

    found = accounts(engine)
    for one in found:
        state = at.words("account.active" if one.active else "account.closed")
        click.echo("\t".join((one.email, one.role, one.country or "-", state)))
    if not found:
        click.echo(at.words("cli.user.none"), err=True)


def _set_role(at: Place, engine: "Engine", email: str, role: str, country: str | None) -> None:
    from loaders import desk
    from schemas.database.audit import BY_COMMAND

    what = desk.standing(at.content, role, country)
    desk.change_standing(engine, email, what, BY_COMMAND)
    click.echo(at.words("cli.user.role-set", email=email, role=at.words(f"role.{what.role}")))


def _password(at: Place, engine: "Engine", email: str, from_input: bool) -> None:
    from loaders import desk
    from schemas.database.audit import BY_COMMAND

    shown, hashed = _hashed(_given(at) if from_input else "")
    desk.set_password(engine, email, hashed, BY_COMMAND, must_change=not from_input)
    click.echo(at.words("cli.user.password-set", email=email))
    _show(at, shown, from_input)


def _activate(active: bool, at: Place, engine: "Engine", email: str) -> None:
    from loaders import desk
    from schemas.database.audit import BY_COMMAND

    desk.set_active(engine, email, active, BY_COMMAND)
    click.echo(at.words("cli.user.enabled" if active else "cli.user.disabled", email=email))


def _token(at: Place, engine: "Engine", email: str) -> None:
    """The token alone on standard output, so that a script can take it."""
    from loaders import desk
    from schemas.database.audit import BY_COMMAND

    click.echo(desk.make_token(engine, email, BY_COMMAND))
    click.echo(at.words("cli.user.token-made", days=desk.TOKEN_DAYS), err=True)


def _given(at: Place) -> str:
    """The password on the first line of standard input; or StopError when it does not do."""
    from dashboard.auth.passwords import problem

    password = sys.stdin.readline().rstrip("\r\n")
    key = problem(password)
    if key:
        raise StopError(at.words(f"said.{key}"))
    return password


def _hashed(password: str) -> tuple[str, str]:
    """A password (a one-time one where none is given) and its hash."""
    from dashboard.auth.accounts import hashed, hasher
    from dashboard.auth.passwords import one_time_password

    password = password or one_time_password()
    with hasher().app_context():
        return password, hashed(password)


def _show(at: Place, password: str, is_own: bool) -> None:
    if not is_own:
        click.echo(at.words("cli.user.one-time", password=password))
