"""The facts of an order that conditions of its flow may speak of."""

from collections.abc import Iterator

from orderkit.order import Bucket, Order
from orderkit.values import Currency, Exact, Secret
from orderkit.workflow.conditions import FactValue, MoveFacts

__all__ = ["facts_of_order"]


def facts_of_order(order: Order) -> MoveFacts:
    """What a condition in a flow may ask of an order.

    `channel`, `customer`, `currency`, `number`, `revision`, `stage`, `net_days`; `lines`, how many;
    `total`, `invoiced`, `credited` and `paid` in the unit of the currency, such as 9.50; and
    `attributes.<name>` for each custom attribute of its header that is no secret. `quantities_all`
    is asked of the pieces of each line that were not cancelled. Of single payments an order knows
    nothing.
    """
    cancelled = Bucket.CANCELLED
    quantities = (ledger.total - ledger.of(cancelled) for ledger in order.ledgers)
    return MoveFacts(items=tuple(_facts(order)), quantities=tuple(map(Exact, quantities)))


def _facts(order: Order) -> Iterator[tuple[str, FactValue]]:
    terms, balances = order.terms, order.balances
    for attribute in terms.attributes:
        # No condition asks for a secret: whoever may read a flow would learn of it.
        if not isinstance(attribute.value, Secret):
            yield f"attributes.{attribute.name}", attribute.value
    yield "channel", terms.channel
    yield "customer", terms.customer
    yield "currency", terms.currency.code
    yield "number", terms.number
    yield "revision", terms.revision
    yield "stage", order.stage
    yield "lines", len(terms.lines)
    if terms.net_days is not None:
        yield "net_days", terms.net_days
    yield "total", _amount(terms.total, terms.currency)
    yield "invoiced", _amount(balances.invoiced, terms.currency)
    yield "credited", _amount(balances.credited, terms.currency)
    yield "paid", _amount(balances.paid, terms.currency)


def _amount(minor: int, currency: Currency) -> Exact:
    return Exact(minor, currency.exponent)
