"""Turns click's commands, help pages and complaints into the words of our catalogues."""

from typing import Any

import click

from dashboard.cli.options import BadPathError
from schemas.wording import Words


class StopError(Exception):
    """Ends a command with a message and an exit status."""

    def __init__(self, message: str, status: int = 2) -> None:
        self.message = message
        self.status = status
        super().__init__(message)


class Misuse(click.UsageError):
    """A wrong command line; its message is in our words already."""


class Command(click.Command):
    """A command whose help page speaks the language of `words`."""

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, self.words("cli.usage") + " ")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = [piece for p in self.get_params(ctx) for piece in p.get_usage_pieces(ctx)]
        return [f"[{self.words('cli.options')}]", *pieces]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [p.get_help_record(ctx) for p in self.get_params(ctx)]
        with formatter.section(self.words("cli.options").capitalize()):
            formatter.write_dl([record for record in records if record and record[1]])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = self.words("cli.option.help")
        return option


class Group(Command, click.Group):
    """A command of commands."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [self.words("cli.command.metavar")]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        Command.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        rows = [(name, one.get_short_help_str(200)) for name, one in self.commands.items()]
        with formatter.section(self.words("cli.commands")):
            formatter.write_dl(rows)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            known = self.words.listed(list(self.commands), "or")
            raise Misuse(self.words("cli.bad.command", given=args[0], known=known), ctx)
        return super().resolve_command(ctx, args)


def complaint(error: click.ClickException, words: Words) -> str:
    """What was not understood, and where the help is."""
    said = _said(error, words)
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context is not None else "dakar"
    return said + "\n" + words("cli.bad.see-help", command=f"{path} --help")


def _said(error: click.ClickException, words: Words) -> str:
    if isinstance(error, Misuse):
        return error.message
    if isinstance(error, click.NoSuchOption):
        return words("cli.bad.option", given=error.option_name)
    if isinstance(error, click.MissingParameter):
        return words("cli.bad.missing", name=_name(error.param))
    if isinstance(error, click.BadParameter):
        kind = error.param.type if error.param else None
        if isinstance(kind, click.Choice):
            allowed = words.listed([str(choice) for choice in kind.choices], "or")
            return words("cli.bad.choice", name=_name(error.param), allowed=allowed)
        given = error.given if isinstance(error, BadPathError) else ""
        return words("cli.bad.file", name=_name(error.param), given=given)
    return words("cli.bad.arguments")


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return ""
    return (
        max(param.opts, key=len) if isinstance(param, click.Option) else param.human_readable_name
    )
