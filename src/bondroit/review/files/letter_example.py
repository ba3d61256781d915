"""An invented case, to try the templates of letters on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from bondroit.config import ReviewConfig
from bondroit.review.files.letter_content import Content
from bondroit.review.files.letter_render import render
from bondroit.review.files.letter_templates import KINDS, own_template, template_bytes
from bondroit.review.files.letter_words import letter_words
from bondroit.review.services.dossier import Dossier
from bondroit.review.store.cases import Case

DAY: Final = date(2026, 10, 31)


def check_templates(workspace: Path, settings: ReviewConfig) -> Iterator[str]:
    """Fill in each template with the example; give one sentence each.

    Raises:
        ConfigurationError: a template of the workspace is wrong.

    """
    for kind, label in KINDS.items():
        own = own_template(workspace, kind)
        example(workspace, settings, kind)
        whose = f"letters/{own.name}" if own.is_file() else "modèle du produit"
        yield f"{label} : {whose}, se remplit."


def example(workspace: Path, settings: ReviewConfig, kind: str) -> bytes:
    """Return a letter of the invented case.

    Raises:
        ConfigurationError: the template is wrong.

    """
    findings = [
        {
            "rule_id": "AIS-HOS-001",
            "month": date(2026, 8, 1),
            "counted_amount": Decimal("120.50"),
            "explanation": "120,50 € versés pour août 2026, pendant une hospitalisation.",
        }
    ]
    months = [
        {
            "label": "août 2026",
            "benefit": "APA à domicile",
            "paid": "120,50 €",
            "due": "0,00 €",
            "gap": "120,50 €",
        }
    ]
    content = Content(
        findings=findings,
        months=months,
        sums={"paid": "120,50 €", "due": "0,00 €", "gap": "120,50 €"},
        sources=["Listes de séjours transmises par des établissements (tiers)."],
        law=["Texte donné en exemple"],
        innocent=["Dates de séjour erronées."],
    )
    words = letter_words(settings, _dossier(), content, "Camille EXEMPLE", DAY)
    where = f"letters/{kind}.docx"
    return render(template_bytes(workspace, kind), words, where)


def _dossier() -> Dossier:
    case = Case(
        case_id="exemple",
        kind="agent",
        household_id="CAF-000-0000000-00000000000",
        benefits=["APA_HOME", "RSA", "PCH"],
        rules=["AIS-HOS-001"],
        concluded_at=datetime(2026, 10, 31, tzinfo=UTC),
    )
    return Dossier(
        case=case,
        hidden=False,
        findings=(),
        people=(),
        verdicts=(),
        steps=(),
        deadlines=(),
        exceptions=(),
        reports=(),
        history=(),
        agent=None,
        mine=False,
        names={},
        run_folder="",
    )
