"""Groups of columns of `right_month` that cost nothing when no rule reads them."""

from typing import Final

from bondroit.engine.views.column_groups import ColumnGroup
from bondroit.engine.views.right_month_away import AWAY
from bondroit.engine.views.right_month_billed import BILLED
from bondroit.engine.views.right_month_decision import DECISION, PEERS
from bondroit.engine.views.right_month_evidence import EVIDENCE
from bondroit.engine.views.right_month_facility import FACILITY
from bondroit.engine.views.right_month_periods import PERIODS
from bondroit.engine.views.right_month_practice import RATE, SCALE
from bondroit.engine.views.right_month_use import USE

GROUPS: Final[tuple[ColumnGroup, ...]] = (
    AWAY,
    FACILITY,
    PERIODS,
    USE,
    EVIDENCE,
    DECISION,
    PEERS,
    RATE,
    SCALE,
    BILLED,
)

GROUP_COLUMNS: Final = tuple(column for group in GROUPS for column in group.columns)
