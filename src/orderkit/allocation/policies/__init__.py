"""The strategies that come with the library; one file each."""

from orderkit.allocation.policies.fair_share import FairShare
from orderkit.allocation.policies.first_expired import FirstExpired
from orderkit.allocation.policies.first_in import FirstIn
from orderkit.allocation.policies.highest_stock import HighestStock
from orderkit.allocation.policies.last_in import LastIn
from orderkit.allocation.policies.nearest import Nearest
from orderkit.allocation.policies.whole_lines import WholeLines

__all__ = [
    "FairShare",
    "FirstExpired",
    "FirstIn",
    "HighestStock",
    "LastIn",
    "Nearest",
    "WholeLines",
]
