"""`bondroit rules new` and `bondroit rules lock`: writing rules and their lock."""

import sys
from pathlib import Path

import click

from bondroit.cli.options import rules_option
from bondroit.errors import ConfigurationError, ExitCode

_GUIDED = {
    "title": "Titre",
    "view": "Vue",
    "benefits": "Prestations, séparées par des virgules",
    "direction": "Sens",
    "kind": "Portée",
    "severity": "Priorité",
}


@click.command()
@click.argument("rule_id", required=False)
@click.option(
    "--rules",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("rules"),
    show_default=True,
    help="The folder of rules it is written in, below its family.",
)
@click.option("--title", help="Neutral title, in French.")
@click.option("--view", help="The view it is written over.")
@click.option("--benefits", help="Its benefits, separated by commas.")
@click.option("--direction", help="Which way the money went.")
@click.option("--kind", help="How far it may conclude.")
@click.option("--severity", help="How urgent it is.")
def new(rule_id: str | None, folder: Path, **given: str | None) -> int:
    """Write the file of a new rule, with a comment on every key.

    In a terminal, what is not given is asked. Fill in what is left empty; `rules lint`
    says what.
    """
    from bondroit.engine.rule_template import (  # noqa: PLC0415 - imports polars
        DEFAULTS,
        Answers,
        choices_of,
        write_rule,
    )

    asked = sys.stdin.isatty()
    if rule_id is None and asked:
        rule_id = click.prompt("Identifiant (LOC-FAMILLE-001)")
    if rule_id is None:
        raise ConfigurationError(
            "rules new", "no id is given", "write `bondroit rules new LOC-DEC-001`"
        )
    answers: dict[str, str] = {}
    for name in _GUIDED:
        value = given[name]
        if value is None and asked:
            value = _ask(name, choices_of(name), DEFAULTS[name])
        if value is not None:
            answers[name] = value
    path = write_rule(folder, rule_id, Answers.of(answers))
    click.echo(f"{path}: écrite, à compléter.")
    click.echo(f"Puis : bondroit rules lint --rules {folder}")
    return ExitCode.DONE


def _ask(name: str, choices: dict[str, str], default: str) -> str:
    """Ask for one value, with what each choice means."""
    for code, words in choices.items():
        click.echo(f"  {code:<16} {words}")
    answer: str = click.prompt(_GUIDED[name], default=default or None)
    return answer


@click.command()
@rules_option
def lock(folder: Path | None) -> int:
    """Write rules.lock.json: the version, meaning and status of every rule.

    Without --rules, the lock of the workspace's own folder. A version and a meaning that did not change
    together are refused, and so is the id of a retired rule.
    """
    from bondroit.engine.rule_files import load_rules  # noqa: PLC0415 - imports YAML
    from bondroit.engine.rule_lock import update_lock  # noqa: PLC0415 - imports YAML
    from bondroit.run.law import workspace_folders  # noqa: PLC0415 - imports polars

    own = [*workspace_folders()[1:], Path("rules")]
    place = folder or own[0]
    lines = update_lock(place, load_rules([place]))
    for line in lines:
        click.echo(line)
    click.echo(f"{place}: {len(lines)} {'change' if len(lines) == 1 else 'changes'}")
    return ExitCode.DONE
