"""Invoicing: documents, their numbers, terms of payment, invoices and credit notes."""

from orderkit.invoicing.advance import ADVANCE, advance_deductions, invoice_advance
from orderkit.invoicing.credit import (
    CreditExceedsError,
    credit,
    credit_alone,
    credited_lines,
)
from orderkit.invoicing.invoice import invoice_shipment
from orderkit.invoicing.line import DocumentLine, InvalidDocumentLineError, less_lines, part_of_line
from orderkit.invoicing.model import (
    CreditNote,
    DocumentTotalError,
    InvalidScheduleError,
    Invoice,
)
from orderkit.invoicing.numbers import InvalidSeriesError, NumberSeries
from orderkit.invoicing.pieces import Billable, Creditable, PiecesExceedError
from orderkit.invoicing.remaining import Figures, difference_line, remaining
from orderkit.invoicing.shares import functional_of, functional_shares, tax_groups, taxes_of
from orderkit.invoicing.terms import (
    DueFrom,
    Instalment,
    InstalmentTerms,
    InvalidInstalmentError,
    InvalidTermsError,
    PaymentTerms,
)

__all__ = [
    "ADVANCE",
    "Billable",
    "CreditExceedsError",
    "CreditNote",
    "Creditable",
    "DocumentLine",
    "DocumentTotalError",
    "DueFrom",
    "Figures",
    "Instalment",
    "InstalmentTerms",
    "InvalidDocumentLineError",
    "InvalidInstalmentError",
    "InvalidScheduleError",
    "InvalidSeriesError",
    "InvalidTermsError",
    "Invoice",
    "NumberSeries",
    "PaymentTerms",
    "PiecesExceedError",
    "advance_deductions",
    "credit",
    "credit_alone",
    "credited_lines",
    "difference_line",
    "functional_of",
    "functional_shares",
    "invoice_advance",
    "invoice_shipment",
    "less_lines",
    "part_of_line",
    "remaining",
    "tax_groups",
    "taxes_of",
]
