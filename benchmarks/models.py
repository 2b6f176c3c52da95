"""The stored order as pydantic models: the same fields, nested the same way."""

from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel

__all__ = ["OrderModel", "both"]


class TaxModel(BaseModel):
    """A tax of a line."""

    code: str
    rate: Decimal
    net: int
    tax: int


class LineModel(BaseModel):
    """A line of the terms."""

    id: str
    sku: str
    quantity: int
    price: Decimal
    amount: int
    taxes: list[TaxModel]


class TermsModel(BaseModel):
    """What was agreed."""

    type: str
    schema_: int
    organisation: str
    order: str
    channel: str
    number: str
    customer: str
    ordered_at: datetime
    currency: str
    lines: list[LineModel]
    ship_to: str


class ProgressModel(BaseModel):
    """What came of it."""

    type: str
    schema_: int
    version: int
    by: str
    ledgers: list[list[int]]


class OrderModel(BaseModel):
    """A whole order."""

    terms: TermsModel
    progress: ProgressModel


def both(terms: bytes, progress: bytes) -> bytes:
    """The two records of an order as one that pydantic reads; `schema` is a name it keeps."""
    joined = b'{"terms":' + terms + b',"progress":' + progress + b"}"
    return joined.replace(b'"schema":', b'"schema_":')
