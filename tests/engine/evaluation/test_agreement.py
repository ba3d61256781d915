"""Words that agree with a count, in the sentence of a finding."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bondroit.counted import agreed, counted
from bondroit.engine.evaluate import Evaluation

if TYPE_CHECKING:
    from tests.engine.evaluation.conftest import Toy

Run = Callable[..., Evaluation]
SENTENCE = {"{net_paid} versés": "{days} {days|jour|jours}, {hours} {hours|due|dues} ;"}


@pytest.mark.parametrize(
    ("days", "hours", "said"),
    [
        (0, "0", "0 jour, 0\u00a0h due ; "),
        (1, "1", "1 jour, 1\u00a0h due ; "),
        (2, "1.99", "2 jours, 1,99\u00a0h due ; "),
        (1200, "2", "1\u202f200 jours, 2\u00a0h dues ; "),
        (-3, "12.5", "\u22123 jours, 12,5\u00a0h dues ; "),
        (None, None, "inconnu jour, inconnu due ; "),
    ],
)
def test_words_agree_with_their_own_count(
    run: Run, toy: "Toy", days: int | None, hours: str | None, said: str
) -> None:
    """The plural starts at two, and an unknown count reads in the singular."""
    row = toy.row("A", 3, days=days, hours=None if hours is None else Decimal(hours))

    found = run(toy.tables(row), SENTENCE).findings

    assert found["explanation"].item().startswith(said)


def test_each_row_agrees_for_itself(run: Run, toy: "Toy") -> None:
    """Two findings of one rule may read differently."""
    rows = [toy.row("A", 2, days=1), toy.row("A", 3, days=2)]

    found = run(toy.tables(*rows), {"{net_paid} versés": "{days|un|plusieurs}"})

    texts = found.findings["explanation"].to_list()
    assert [text.split()[0] for text in texts] == ["un", "plusieurs"]


def test_a_word_may_agree_with_the_amount(run: Run, toy: "Toy") -> None:
    """The rule's own amount counts too, whatever its sign."""
    swap = {
        "amount: net_paid": "amount: 0 - net_paid",
        "{net_paid} versés": "{amount} {amount|manque|manquent}",
    }

    text = run(toy.tables(toy.row("A", 3)), swap).findings["explanation"].item()

    assert text.startswith("1\u202f646,50\u00a0€ manquent")


@pytest.mark.parametrize(
    ("count", "one", "many", "said"),
    [
        (0, "dossier", None, "0 dossier"),
        (1, "dossier", None, "1 dossier"),
        (2, "dossier", None, "2 dossiers"),
        (1526, "nouveau cas", "nouveaux cas", "1\u202f526 nouveaux cas"),
    ],
)
def test_counts_are_written_in_french(
    count: int, one: str, many: str | None, said: str
) -> None:
    """Words agree, thousands stand apart."""
    assert counted(count, one, many) == said


def test_a_decimal_below_two_is_singular() -> None:
    """1,99 takes the singular, 2 the plural."""
    assert agreed(Decimal("1.99"), "heure", "heures") == "heure"
    assert agreed(Decimal(2), "heure", "heures") == "heures"
