"""The consistency queries of documents: their numbers, dates and figures, and what orders know."""

from typing import Final

from orderkit.testing.query import Query

__all__ = ["DOCUMENT_QUERIES"]

# Orders as they were agreed, of which every piece and every charge is billed, by documents of this
# release: those of before told their gross alone.
_WHOLE: Final = (
    "whole AS MATERIALIZED (SELECT o.organisation, o.order_id, o.total, t.record FROM orders o"
    " JOIN terms t ON t.order_ref = o.id AND t.revision = o.revision"
    " WHERE o.revision = 1 AND json_type(o.progress, '$.lineage') IS NULL"
    " AND json_type(o.progress, '$.bills') IS NOT NULL"
    " AND (SELECT sum(json_extract(l.value, '$.quantity')) FROM json_each(t.record, '$.lines') l)"
    " = (SELECT sum(json_extract(b.value, '$[0]')) FROM json_each(o.progress, '$.bills') b)"
    " AND NOT EXISTS (SELECT 1 FROM json_each(o.progress, '$.charges') c"
    " WHERE coalesce(json_extract(c.value, '$[0]'), 0) = 0)"
    " AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.organisation = o.organisation"
    " AND d.order_id = o.order_id AND d.kind = 'invoice' AND d.digest = ''))"
)


def _among_whole(query: str) -> str:
    return f"WITH {_WHOLE}{query}"


DOCUMENT_QUERIES: Final = (
    Query(
        name="document numbers without a gap",
        law="I-60",
        breaches="SELECT n.series, n.next, count(d.id) FROM numbers n LEFT JOIN documents d"
        " ON d.organisation = n.organisation AND d.number LIKE n.series || '-%'"
        " GROUP BY n.organisation, n.series HAVING count(d.id) <> n.next - 1"
        " OR max(substr(d.number, length(n.series) + 2) + 0) <> n.next - 1",
        counted="SELECT count(*) FROM documents",
    ),
    Query(
        name="dates never fall along a series",
        law="I-61",
        # Of one form in UTC, moments sort as texts do; a series is what stands before its counter.
        breaches="SELECT number, issued_at, before FROM (SELECT number, issued_at,"
        " max(issued_at) OVER (PARTITION BY organisation, rtrim(number, '0123456789')"
        " ORDER BY length(number), number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
        " AS before FROM documents) WHERE issued_at < before",
        counted="SELECT count(*) FROM documents",
    ),
    Query(
        name="documents add up",
        law="I-22",
        breaches="SELECT d.number, d.total, sum(l.amount) FROM documents d"
        " LEFT JOIN document_lines l ON l.document_ref = d.id GROUP BY d.id"
        " HAVING d.total <> coalesce(sum(l.amount), 0) OR d.total < 0",
        counted="SELECT count(*) FROM documents",
    ),
    Query(
        name="instalments add up",
        law="I-63",
        breaches="SELECT d.number, d.total, sum(i.amount), max(i.due) FROM instalments i"
        " JOIN documents d ON d.id = i.document_ref GROUP BY d.id"
        " HAVING d.total <> sum(i.amount) OR d.due <> max(i.due) OR min(i.amount) < 0",
        counted="SELECT count(*) FROM documents WHERE kind = 'invoice'",
    ),
    Query(
        name="no piece is billed twice",
        law="I-64",
        # What documents bill of a line is what its order knows of; both are spread out once.
        breaches="WITH told AS MATERIALIZED (SELECT d.organisation, d.order_id, l.line,"
        " sum(l.quantity) AS quantity FROM document_lines l JOIN documents d"
        " ON d.id = l.document_ref AND d.kind = 'invoice' AND d.order_id = l.order_id"
        " WHERE l.sku <> '' GROUP BY 1, 2, 3),"
        " known AS MATERIALIZED (SELECT o.organisation, o.order_id,"
        " json_extract(n.value, '$.id') AS line,"
        " coalesce(json_extract(o.progress, '$.bills[' || n.key || '][0]'), 0) AS quantity"
        " FROM orders o JOIN terms t ON t.order_ref = o.id AND t.revision = o.revision,"
        " json_each(t.record, '$.lines') n"
        " WHERE json_type(o.progress, '$.bills') IS NOT NULL)"
        " SELECT order_id, line, sum(quantity) FROM (SELECT * FROM told UNION ALL"
        " SELECT organisation, order_id, line, -quantity FROM known)"
        " GROUP BY organisation, order_id, line HAVING sum(quantity) <> 0",
        counted="SELECT count(*) FROM document_lines",
    ),
    Query(
        name="credits within invoices",
        law="I-65",
        breaches="SELECT i.number, i.total, sum(c.total) FROM documents c CROSS JOIN documents i"
        " ON i.organisation = c.organisation AND i.number = c.invoice"
        " GROUP BY i.id HAVING sum(c.total) > i.total",
        counted="SELECT count(*) FROM documents WHERE kind = 'credit_note'",
    ),
    Query(
        name="credits within lines and tax groups",
        law="I-65",
        breaches="WITH told AS MATERIALIZED (SELECT id, organisation, kind = 'invoice' AS bills,"
        " CASE kind WHEN 'invoice' THEN number ELSE invoice END AS number FROM documents"
        " WHERE kind = 'invoice' OR invoice IS NOT NULL),"
        " figures AS (SELECT d.organisation, d.number, d.bills, 'line ' || l.order_id || '/'"
        " || l.line AS what, l.quantity AS figure, l.amount AS other FROM told d"
        " JOIN document_lines l ON l.document_ref = d.id WHERE l.sku <> '' UNION ALL"
        " SELECT d.organisation, d.number, d.bills, 'tax ' || t.code || ' ' || t.rate,"
        " t.net, t.tax FROM told d JOIN document_taxes t ON t.document_ref = d.id),"
        " sums AS (SELECT number, what, sum(bills * figure) AS billed,"
        " sum((NOT bills) * figure) AS credited, sum(bills * other) AS billed_other,"
        " sum((NOT bills) * other) AS credited_other FROM figures"
        " GROUP BY organisation, number, what)"
        " SELECT * FROM sums WHERE NOT credited BETWEEN min(0, billed) AND max(0, billed)"
        " OR NOT credited_other BETWEEN min(0, billed_other) AND max(0, billed_other)",
        counted="SELECT count(*) FROM documents WHERE kind = 'credit_note'",
    ),
    Query(
        name="invoices make the order in each tax group",
        law="I-23",
        breaches=_among_whole(
            ", figures AS (SELECT organisation, order_id,"
            " 'tax ' || json_extract(x.value, '$.code') || ' ' || json_extract(x.value, '$.rate')"
            " AS what, json_extract(x.value, '$.net') AS net, json_extract(x.value, '$.tax') AS tax"
            " FROM whole, json_each(record, '$.lines') p, json_each(p.value, '$.taxes') x UNION ALL"
            " SELECT organisation, order_id,"
            " 'tax ' || json_extract(x.value, '$.code') || ' ' || json_extract(x.value, '$.rate'),"
            " json_extract(x.value, '$.net'), json_extract(x.value, '$.tax')"
            " FROM whole, json_each(record, '$.adjustments') p, json_each(p.value, '$.taxes') x"
            " UNION ALL SELECT organisation, order_id, 'gross', total, 0 FROM whole UNION ALL"
            " SELECT w.organisation, w.order_id, 'tax ' || x.code || ' ' || x.rate, -x.net, -x.tax"
            " FROM whole w JOIN documents d ON d.organisation = w.organisation"
            " AND d.order_id = w.order_id AND d.kind = 'invoice'"
            " JOIN document_taxes x ON x.document_ref = d.id UNION ALL"
            " SELECT w.organisation, w.order_id, 'gross', -d.total, 0 FROM whole w"
            " JOIN documents d ON d.organisation = w.organisation AND d.order_id = w.order_id"
            " AND d.kind = 'invoice')"
            " SELECT order_id, what, sum(net), sum(tax) FROM figures"
            " GROUP BY organisation, order_id, what HAVING sum(net) <> 0 OR sum(tax) <> 0"
        ),
        counted=_among_whole(" SELECT count(*) FROM whole"),
    ),
    Query(
        name="invoices make the order in the functional currency",
        law="I-06",
        breaches=_among_whole(
            " SELECT order_id, net, tax, sum(functional_net),"
            " sum(functional_tax) FROM (SELECT w.organisation, w.order_id,"
            " coalesce(json_extract(w.record, '$.functional.net'), 0) AS net,"
            " coalesce(json_extract(w.record, '$.functional.tax'), 0) AS tax,"
            " coalesce(l.functional_net, 0) AS functional_net,"
            " coalesce(l.functional_tax, 0) AS functional_tax FROM whole w JOIN documents d"
            " ON d.organisation = w.organisation AND d.order_id = w.order_id AND d.kind = 'invoice'"
            " JOIN document_lines l ON l.document_ref = d.id)"
            " GROUP BY organisation, order_id HAVING sum(functional_net) <> net"
            " OR sum(functional_tax) <> tax"
        ),
        counted=_among_whole(" SELECT count(*) FROM whole"),
    ),
    Query(
        name="receipts and credits make a settled invoice in the functional currency",
        law="I-06",
        breaches="WITH settled AS MATERIALIZED (SELECT d.organisation, d.number, d.id"
        " FROM documents d JOIN open_items i ON i.organisation = d.organisation"
        " AND i.number = d.number WHERE d.kind = 'invoice' AND i.written_off = 0"
        " AND i.total = i.applied + i.credited AND EXISTS (SELECT 1 FROM document_lines l"
        " WHERE l.document_ref = d.id AND l.functional_net IS NOT NULL)),"
        " parts AS (SELECT s.organisation, s.number, l.functional_net + l.functional_tax AS part"
        " FROM settled s JOIN document_lines l ON l.document_ref = s.id UNION ALL"
        " SELECT s.organisation, s.number, -(l.functional_net + l.functional_tax)"
        " FROM settled s JOIN documents c ON c.organisation = s.organisation"
        " AND c.invoice = s.number JOIN document_lines l ON l.document_ref = c.id UNION ALL"
        " SELECT s.organisation, s.number, -coalesce(a.functional, 0) FROM settled s"
        " JOIN applications a ON a.organisation = s.organisation AND a.number = s.number)"
        " SELECT number, sum(part) FROM parts GROUP BY organisation, number HAVING sum(part) <> 0",
        counted="SELECT count(*) FROM applications",
    ),
    Query(
        name="customer balances",
        law="I-66",
        breaches="SELECT customer, sum(amount) FROM ("
        " SELECT organisation, customer, CASE kind WHEN 'invoice' THEN total ELSE -total END"
        " AS amount FROM documents"
        " UNION ALL SELECT i.organisation, i.customer, -a.amount FROM applications a"
        " JOIN open_items i ON i.organisation = a.organisation AND i.number = a.number"
        " UNION ALL SELECT i.organisation, i.customer, -w.amount FROM write_offs w"
        " JOIN open_items i ON i.organisation = w.organisation AND i.number = w.number"
        " UNION ALL SELECT organisation, customer,"
        " -(total - applied - credited - written_off) FROM open_items"
        ") GROUP BY organisation, customer HAVING sum(amount) <> 0",
        counted="SELECT count(DISTINCT customer) FROM documents",
    ),
    Query(
        name="orders know their documents and payments",
        law="I-66",
        breaches="WITH told AS MATERIALIZED (SELECT organisation, order_id,"
        " sum(CASE kind WHEN 'invoice' THEN total ELSE 0 END) AS invoiced,"
        " sum(CASE WHEN invoice IS NULL THEN 0 ELSE total END) AS credited"
        " FROM documents WHERE order_id IS NOT NULL GROUP BY 1, 2),"
        " paid AS MATERIALIZED (SELECT d.organisation, d.order_id, sum(a.amount) AS paid"
        " FROM applications a JOIN documents d ON d.organisation = a.organisation"
        " AND d.number = a.number AND d.kind = 'invoice' GROUP BY 1, 2)"
        " SELECT o.order_id, json_extract(o.progress, '$.balances'), invoiced, credited, paid"
        " FROM orders o LEFT JOIN told USING (organisation, order_id)"
        " LEFT JOIN paid USING (organisation, order_id)"
        " WHERE coalesce(json_extract(o.progress, '$.balances[0]'), 0) <> coalesce(invoiced, 0)"
        " OR coalesce(json_extract(o.progress, '$.balances[1]'), 0) <> coalesce(credited, 0)"
        " OR coalesce(json_extract(o.progress, '$.balances[2]'), 0) <> coalesce(paid, 0)",
        counted="SELECT count(*) FROM orders",
    ),
)
