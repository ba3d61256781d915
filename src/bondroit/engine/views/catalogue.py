"""Every view, by name: one module each."""

from bondroit.engine.views.account_month import ACCOUNT_MONTH
from bondroit.engine.views.advance_month import ADVANCE_MONTH
from bondroit.engine.views.arrears_payment import ARREARS_PAYMENT
from bondroit.engine.views.carer_month import CARER_MONTH
from bondroit.engine.views.debt import DEBT_VIEW
from bondroit.engine.views.employer_month import EMPLOYER_MONTH
from bondroit.engine.views.employment_month import EMPLOYMENT_MONTH
from bondroit.engine.views.household_month import HOUSEHOLD_MONTH
from bondroit.engine.views.individual_month import INDIVIDUAL_MONTH
from bondroit.engine.views.invoice_history import INVOICE_HISTORY
from bondroit.engine.views.invoice_line import INVOICE_LINE
from bondroit.engine.views.invoice_month import INVOICE_MONTH
from bondroit.engine.views.person import PERSON_VIEW
from bondroit.engine.views.provider_month import PROVIDER_MONTH
from bondroit.engine.views.registered_pair import REGISTERED_PAIR
from bondroit.engine.views.right import RIGHT
from bondroit.engine.views.right_month import RIGHT_MONTH
from bondroit.engine.views.undue_month import UNDUE_MONTH
from bondroit.engine.views.view import View
from bondroit.engine.views.visit_month import VISIT_MONTH
from bondroit.engine.views.visit_overlap import VISIT_OVERLAP
from bondroit.engine.views.visit_pair import VISIT_PAIR

_ALL: tuple[View, ...] = (
    ACCOUNT_MONTH,
    ADVANCE_MONTH,
    ARREARS_PAYMENT,
    CARER_MONTH,
    DEBT_VIEW,
    EMPLOYER_MONTH,
    EMPLOYMENT_MONTH,
    HOUSEHOLD_MONTH,
    INDIVIDUAL_MONTH,
    INVOICE_HISTORY,
    INVOICE_LINE,
    INVOICE_MONTH,
    PERSON_VIEW,
    PROVIDER_MONTH,
    REGISTERED_PAIR,
    RIGHT,
    RIGHT_MONTH,
    UNDUE_MONTH,
    VISIT_MONTH,
    VISIT_OVERLAP,
    VISIT_PAIR,
)

VIEWS: dict[str, View] = {view.name: view for view in _ALL}
"""The catalogue that rules name."""
