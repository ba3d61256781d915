"""What the application holds for as long as it runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import jinja2

from bondroit.engine.rulebook import read_rulebook
from bondroit.engine.views.catalogue import VIEWS
from bondroit.engine.views.view import View
from bondroit.model.rule import Rule
from bondroit.reports.case_parts import read_parts
from bondroit.resources import shipped
from bondroit.review.auth.openid import OpenIdClient
from bondroit.review.desk import Desk
from bondroit.review.store.cases import CaseFinding, ImportedRun
from bondroit.review.web.rendering import make_environment

CASE_FILES: Final = "case_files"


def no_example(_run: ImportedRun, _finding: CaseFinding) -> None:
    """Know no example: reports hold what the finding tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The application's parts.

    Attributes:
        desk: the store and its settings.
        rules: by id, overlay applied; drafts are not there.
        views: the catalogue of views, for examples of rules.
        retention: months that each kind of file is kept.
        openid: an agency's provider, or None.
        address: where browsers reach the desk (`https://…`), None for what they say.
        environment: the templates.
        notice: a sentence on every page, for a demonstration.
        examples: what makes a rule fire as on a finding of a run, None when unknown.

    """

    desk: Desk
    rules: Mapping[str, Rule]
    views: Mapping[str, View] = field(default_factory=lambda: VIEWS)
    retention: Mapping[str, int] = field(default_factory=dict)
    openid: OpenIdClient | None = None
    address: str | None = None
    environment: jinja2.Environment = field(default_factory=make_environment)
    notice: str = ""
    examples: Callable[[ImportedRun, CaseFinding], Mapping[str, object] | None] = (
        no_example
    )

    def title(self, rule_id: str) -> str:
        """Return the title of a rule, its id when it exists no more."""
        rule = self.rules.get(rule_id)
        return rule_id if rule is None else rule.title

    def parts(self, run_folder: str, case_id: str) -> Mapping[str, str]:
        """Return the parts of a case file, none when it is not there."""
        if not run_folder:
            return {}
        folder = self.desk.root / run_folder / CASE_FILES
        return read_parts(folder / f"{case_id}.html")


def rules_of(folders: tuple[Path, ...]) -> Mapping[str, Rule]:
    """Return the rules that come with bondroit and those of a workspace.

    Raises:
        ProblemList: every problem of the files.

    """
    own = tuple(folder for folder in folders if folder.is_dir())
    book = read_rulebook((shipped("rules"), *own)).checked()
    return {rule.id: rule for rule in book.rules}
