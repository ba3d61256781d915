"""Natures of resources that rules tell apart, by what they are.

Codes are those of NATRESS in the RSA flows, as public readers of the flow gloss them.
They name neither the AAH nor the PCH: a source that tells them gives these names.
"""

from typing import Final

FAMILY_BENEFITS: Final = ("PF",)
"""Family benefits of the month, which belong to the household."""

DISABILITY_ALLOWANCE: Final = ("AAH",)
PENSIONS: Final = ("021", "022", "RETRAITE", "PENSION", "ASPA")
RELATIVES_HELP: Final = ("203",)
"""Regular help of relatives; alimony (026) is another nature."""

DISABILITY_COMPENSATION: Final = ("PCH", "ACTP")
"""Never a resource of the RSA (CASF R262-11)."""
