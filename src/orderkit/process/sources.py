"""Facts that the stores themselves know, without anybody keeping them a second time."""

from typing import final

import attrs

from orderkit.ports import OrderQuery, UnitOfWork
from orderkit.values import ChannelCode, OrganisationId, Param

__all__ = ["OrderByNumber"]


@final
@attrs.frozen
class OrderByNumber:
    """Which order has a channel's number; the subject reads `channel/number`."""

    def __call__(
        self, work: UnitOfWork, organisation: OrganisationId, subject: str, /
    ) -> Param | None:
        """Give the id of the order with this number; None if there is none."""
        channel, _, number = subject.partition("/")
        query = OrderQuery(
            organisation=organisation, channel=ChannelCode(channel), number=number, limit=1
        )
        headers = work.orders.find(query).headers
        return str(headers[0].order.order) if headers else None
