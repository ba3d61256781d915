"""The command line: the only place that reads the environment and prints."""

import importlib
import sys
from typing import Any, NoReturn

import click

from bondroit import __version__
from bondroit.errors import ExitCode

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("bondroit.cli.workspace:init", "Write a workspace with example extracts."),
    "demo": ("bondroit.cli.workspace:demo", "Run the sample data from extracts to case files, then score it."),
    "run": ("bondroit.cli.monthly:run", "The monthly run: from extracts to case files."),
    "check": ("bondroit.cli.monthly:check", "Is this delivery fit to run?"),
    "rules": ("bondroit.cli.rules:rules", "Write, test, try on past months, compare, publish rules."),
    "detect": ("bondroit.cli.tables:detect", "The rules alone, on tables of a folder."),
    "match": ("bondroit.cli.tables:match", "The matcher alone, on one or two files."),
    "explain": ("bondroit.cli.explaining:explain", "Every rule on one case or person, and why not."),
    "score": ("bondroit.cli.tables:score", "Precision and recall of a run against a truth."),
    "review": ("bondroit.cli.review:review", "The review desk: its pages, imports, accounts, journal."),
    "case": ("bondroit.cli.files:case", "Write one case file: PDF, HTML or JSON."),
    "letters": ("bondroit.cli.files:letters", "Write letters and their templates, as editable DOCX."),
    "signalements": ("bondroit.cli.files:signalements", "Write the list of what is reported to the CAF and the MSA."),
    "report": ("bondroit.cli.annual:report", "Write the annual report from the verdicts of a year."),
    "verdicts": ("bondroit.cli.verdicts:verdicts", "Take into the desk what agents concluded in a workbook."),
    "replay": ("bondroit.cli.monthly:replay", "The same run again, compared byte for byte."),
    "purge": ("bondroit.cli.workspace:purge", "Delete files by age; make old cases of the desk anonymous."),
    "doctor": ("bondroit.cli.workspace:doctor", "Is this machine ready?"),
}  # fmt: skip


_INTERRUPTED = 130


class _LazyGroup(click.Group):
    """A group whose commands are imported when they are used, so that help is fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        if ctx.resilient_parsing or _only_help(ctx):
            return click.Command(cmd_name, short_help=COMMANDS[cmd_name][1])
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        ctx.meta["bondroit.resolving"] = True
        return super().resolve_command(ctx, args)


def _only_help(ctx: click.Context) -> bool:
    return "bondroit.resolving" not in ctx.meta


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="bondroit")
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error.")
def cli(*, debug: bool) -> None:
    """Find likely errors, both ways, in RSA, APA and PCH payments."""


def main(args: list[str] | None = None) -> Any:  # noqa: ANN401 - click's own
    """Run a command; print any error as one sentence and exit with its status.

    `--debug` may stand anywhere; it lets the traceback through.
    """
    given = sys.argv[1:] if args is None else args
    arguments = [word for word in given if word != "--debug"]
    debug = arguments != given
    try:
        result = cli.main(args=arguments, prog_name="bondroit", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        sys.exit(_INTERRUPTED)
    except click.ClickException as error:
        _stop(_usage(error), ExitCode.CONFIGURATION)
    except BrokenPipeError:
        sys.stdout = None
        sys.exit(ExitCode.DONE)
    except Exception as error:
        if debug:
            raise
        from bondroit.run.unforeseen import in_one_sentence  # noqa: PLC0415 - polars

        plain = in_one_sentence(error)
        _stop(str(plain), plain.exit_code)
    sys.exit(result if isinstance(result, int) else ExitCode.DONE)


def _stop(sentence: str, status: int) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(status)


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "bondroit"
    what = error.format_message().rstrip(".").replace("\n", " ")
    return f"{command}: {what}; see `{command} --help`"
