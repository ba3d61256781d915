"""Every table of the desk, whatever module declares it."""

from typing import Final

from sqlalchemy import MetaData

from bondroit.review.store import accounts, cases, work
from bondroit.review.store.base import Base

MODULES: Final = (accounts, cases, work)
METADATA: Final[MetaData] = Base.metadata
