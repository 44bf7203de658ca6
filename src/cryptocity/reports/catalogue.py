"""What is reported, in the order of the pages. An entry's name is also that of its query, its texts and its anchor."""

from cryptocity.reports.areas.adoption import ADOPTION
from cryptocity.reports.areas.capital_flow import CAPITAL_FLOW
from cryptocity.reports.areas.digital_tenge import DIGITAL_TENGE
from cryptocity.reports.areas.mining import MINING
from cryptocity.reports.areas.reconciliation import RECONCILIATION
from cryptocity.reports.areas.reserve import RESERVE
from cryptocity.reports.areas.sandbox_and_talent import SANDBOX_AND_TALENT
from cryptocity.reports.areas.tax import TAX

REPORTS = (ADOPTION, TAX, CAPITAL_FLOW, DIGITAL_TENGE, RESERVE, MINING, SANDBOX_AND_TALENT, RECONCILIATION)
