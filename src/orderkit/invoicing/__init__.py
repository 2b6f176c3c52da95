"""Invoicing: documents, their numbers, terms of payment, invoices and credit notes."""

from orderkit.invoicing.advance import ADVANCE, advance_deductions, invoice_advance
from orderkit.invoicing.credit import CreditExceedsError, credit, credit_alone
from orderkit.invoicing.invoice import invoice_shipment
from orderkit.invoicing.model import (
    Billable,
    Creditable,
    CreditNote,
    DocumentLine,
    DocumentTotalError,
    InvalidDocumentLineError,
    Invoice,
    PiecesExceedError,
)
from orderkit.invoicing.numbers import InvalidSeriesError, NumberSeries
from orderkit.invoicing.terms import InvalidTermsError, PaymentTerms

__all__ = [
    "ADVANCE",
    "Billable",
    "CreditExceedsError",
    "CreditNote",
    "Creditable",
    "DocumentLine",
    "DocumentTotalError",
    "InvalidDocumentLineError",
    "InvalidSeriesError",
    "InvalidTermsError",
    "Invoice",
    "NumberSeries",
    "PaymentTerms",
    "PiecesExceedError",
    "advance_deductions",
    "credit",
    "credit_alone",
    "invoice_advance",
    "invoice_shipment",
]
