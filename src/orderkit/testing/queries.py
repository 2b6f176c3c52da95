"""The consistency queries: in SQL, what must hold in a database of the SQLite adapter."""

from typing import Final

from orderkit.testing.document_queries import DOCUMENT_QUERIES
from orderkit.testing.goods_queries import GOODS_QUERIES
from orderkit.testing.query import Query

__all__ = ["QUERIES", "Query"]


QUERIES: Final = (
    Query(
        name="stock conserved",
        law="I-44",
        breaches="SELECT p.sku, p.lot, p.on_hand, coalesce(sum(m.quantity), 0) FROM positions p"
        " LEFT JOIN movements m ON m.position_ref = p.id GROUP BY p.id"
        " HAVING p.on_hand <> coalesce(sum(m.quantity), 0)",
        counted="SELECT count(*) FROM positions",
    ),
    Query(
        name="no oversell",
        law="I-45",
        breaches="SELECT sku, lot, on_hand, reserved, frozen FROM positions"
        " WHERE on_hand - reserved - frozen < 0 OR min(on_hand, reserved, frozen) < 0",
        counted="SELECT count(*) FROM positions",
    ),
    Query(
        name="reserved is what reservations say",
        law="I-46",
        breaches="SELECT p.sku, p.lot, p.reserved, coalesce(sum(r.quantity), 0) FROM positions p"
        " LEFT JOIN reservations r ON r.position_ref = p.id GROUP BY p.id"
        " HAVING p.reserved <> coalesce(sum(r.quantity), 0)",
        counted="SELECT count(*) FROM positions",
    ),
    Query(
        name="buckets add up",
        law="I-08",
        # A ledger is a list of counts by bucket; the eleventh is accepted over-delivery.
        breaches="SELECT o.order_id, l.key FROM orders o"
        " JOIN terms t ON t.order_ref = o.id AND t.revision = o.revision,"
        " json_each(o.progress, '$.ledgers') l"
        " WHERE (SELECT sum(c.value) FROM json_each(l.value) c WHERE c.key < 10)"
        " <> json_extract(t.record, '$.lines[' || l.key || '].quantity')"
        " + coalesce(json_extract(l.value, '$[10]'), 0)"
        " OR EXISTS (SELECT 1 FROM json_each(l.value) c WHERE c.value < 0)",
        counted="SELECT coalesce(sum(json_array_length(progress, '$.ledgers')), 0) FROM orders",
    ),
    Query(
        name="no line vanishes",
        law="I-18",
        # A line of any revision stands in the present one, or among those that were removed.
        breaches="SELECT t.order_ref, json_extract(l.value, '$.id') FROM terms t,"
        " json_each(t.record, '$.lines') l EXCEPT"
        " SELECT o.id, json_extract(l.value, '$.id') FROM orders o"
        " JOIN terms t ON t.order_ref = o.id AND t.revision = o.revision,"
        " json_each(t.record, '$.lines') l EXCEPT"
        " SELECT o.id, json_extract(r.value, '$.id') FROM orders o,"
        " json_each(o.progress, '$.removed') r",
        counted="SELECT coalesce(sum(json_array_length(record, '$.lines')), 0) FROM terms",
    ),
    Query(
        name="each side of a split or a merge names the other",
        law="I-18",
        breaches="WITH told AS MATERIALIZED (SELECT o.organisation, o.order_id,"
        " json_extract(d.value, '$.kind') AS kind, json_extract(d.value, '$.line') AS line,"
        " json_extract(d.value, '$.quantity') AS quantity,"
        " json_extract(d.value, '$.other') AS other,"
        " json_extract(d.value, '$.other_line') AS other_line,"
        " json_extract(d.value, '$.went') AS went"
        " FROM orders o, json_each(o.progress, '$.lineage') d)"
        " SELECT kind, giver, line, taker, other_line, sum(quantity) FROM ("
        " SELECT organisation, kind, order_id AS giver, line, other AS taker, other_line, quantity"
        " FROM told WHERE went UNION ALL"
        " SELECT organisation, kind, other, other_line, order_id, line, -quantity"
        " FROM told WHERE NOT went AND kind <> 'copy')"
        " GROUP BY organisation, kind, giver, line, taker, other_line HAVING sum(quantity) <> 0",
        counted="SELECT count(*) FROM orders",
    ),
    Query(
        name="as many ledgers as lines",
        law="I-21",
        breaches="SELECT o.order_id, json_array_length(o.progress, '$.ledgers'),"
        " json_array_length(t.record, '$.lines') FROM orders o"
        " LEFT JOIN terms t ON t.order_ref = o.id AND t.revision = o.revision"
        " WHERE t.order_ref IS NULL OR json_array_length(o.progress, '$.ledgers')"
        " <> coalesce(json_array_length(t.record, '$.lines'), 0)",
        counted="SELECT count(*) FROM orders",
    ),
    Query(
        name="credited within invoiced within left",
        law="I-09",
        breaches="SELECT o.order_id, b.key, b.value"
        " FROM orders o, json_each(o.progress, '$.bills') b"
        " WHERE coalesce(json_extract(b.value, '$[1]'), 0)"
        " > coalesce(json_extract(b.value, '$[0]'), 0)"
        # What was ordered is the base of an order that is billed before it ships.
        " OR coalesce(json_extract(b.value, '$[0]'), 0) >"
        " (SELECT coalesce(sum(c.value), 0)"
        " FROM json_each(o.progress, '$.ledgers[' || b.key || ']') c"
        " WHERE c.key BETWEEN 4 AND 8 OR c.key < 10 AND EXISTS (SELECT 1 FROM terms t"
        " WHERE t.order_ref = o.id AND t.revision = o.revision"
        " AND json_extract(t.record, '$.billing') = 'ordered'))",
        counted="SELECT count(*) FROM orders WHERE json_type(progress, '$.bills') IS NOT NULL",
    ),
    Query(
        name="headers equal orders",
        law="I-19",
        breaches="SELECT order_id, version, stage, open_quantity FROM orders"
        " WHERE version <> json_extract(progress, '$.version')"
        " OR stage <> coalesce(json_extract(progress, '$.stage'), '')"
        " OR open_quantity <> (SELECT coalesce(sum(c.value), 0)"
        " FROM json_each(progress, '$.ledgers') l, json_each(l.value) c WHERE c.key < 4)"
        " OR version <> (SELECT count(*) FROM events e WHERE e.order_ref = orders.id)"
        " OR version <> (SELECT max(e.version) FROM events e WHERE e.order_ref = orders.id)",
        counted="SELECT count(*) FROM orders",
    ),
    Query(
        name="shipped is what shipments say",
        law="I-55",
        # Both sides are spread out once; looking a line up for each ledger is quadratic.
        breaches="WITH sent AS MATERIALIZED (SELECT h.organisation, h.order_id, s.line,"
        " sum(s.quantity) AS quantity FROM shipment_lines s"
        " JOIN shipments h ON h.id = s.shipment_ref GROUP BY 1, 2, 3),"
        " gone AS MATERIALIZED (SELECT o.organisation, o.order_id,"
        " json_extract(n.value, '$.id') AS line,"
        " (SELECT coalesce(sum(c.value), 0) FROM json_each(o.progress,"
        " '$.ledgers[' || n.key || ']') c WHERE c.key BETWEEN 4 AND 8) AS quantity"
        " FROM orders o JOIN terms t ON t.order_ref = o.id AND t.revision = o.revision,"
        " json_each(t.record, '$.lines') n)"
        " SELECT order_id, line, sum(quantity) FROM (SELECT * FROM sent UNION ALL"
        " SELECT organisation, order_id, line, -quantity FROM gone)"
        " GROUP BY organisation, order_id, line HAVING sum(quantity) <> 0",
        counted="SELECT count(*) FROM shipment_lines",
    ),
    Query(
        name="returned within shipped, restocked within returned",
        law="I-56",
        breaches="SELECT r.order_id, l.line, sum(l.quantity) FROM return_lines l"
        " JOIN returns r ON r.id = l.return_ref GROUP BY r.organisation, r.order_id, l.line"
        " HAVING sum(l.quantity) > (SELECT coalesce(sum(s.quantity), 0) FROM shipment_lines s"
        " JOIN shipments h ON h.id = s.shipment_ref WHERE h.organisation = r.organisation"
        " AND h.order_id = r.order_id AND s.line = l.line) OR max(l.restocked > l.quantity)",
        counted="SELECT count(*) FROM return_lines",
    ),
    *GOODS_QUERIES,
    *DOCUMENT_QUERIES,
    Query(
        name="receipts used up to their amount",
        law="I-67",
        breaches="SELECT a.receipt, r.amount, sum(a.amount)"
        " FROM applications a LEFT JOIN receipts r"
        " ON r.organisation = a.organisation AND r.receipt = a.receipt"
        " GROUP BY a.organisation, a.receipt HAVING r.amount IS NULL"
        " OR (r.amount >= 0 AND NOT sum(a.amount) BETWEEN 0 AND r.amount)"
        " OR (r.amount < 0 AND NOT sum(a.amount) BETWEEN r.amount AND 0)",
        counted="SELECT count(*) FROM receipts",
    ),
    Query(
        name="open within total",
        law="I-68",
        breaches="SELECT i.number, i.total, i.applied FROM open_items i"
        " WHERE NOT total - applied - credited - written_off"
        " BETWEEN min(0, total) AND max(0, total)"
        " OR applied <> (SELECT coalesce(sum(a.amount), 0) FROM applications a"
        " WHERE a.organisation = i.organisation AND a.number = i.number)",
        counted="SELECT count(*) FROM open_items",
    ),
    Query(
        name="coupons counted, and within their limits",
        law="I-27",
        breaches="WITH redeeming AS MATERIALIZED (SELECT o.organisation, c.value AS coupon"
        " FROM orders o JOIN terms t ON t.order_ref = o.id AND t.revision = o.revision,"
        " json_each(t.record, '$.coupons') c WHERE EXISTS (SELECT 1"
        # Where pieces were split off and are elsewhere, so is a part of the discount.
        " FROM json_each(o.progress, '$.lineage') d"
        " WHERE json_extract(d.value, '$.kind') || json_extract(d.value, '$.went')"
        " IN ('split1', 'merge0') GROUP BY json_extract(d.value, '$.other')"
        " HAVING sum(json_extract(d.value, '$.quantity')"
        " * CASE json_extract(d.value, '$.kind') WHEN 'split' THEN 1 ELSE -1 END) > 0)"
        " OR NOT EXISTS (SELECT 1"
        " FROM json_each(o.progress, '$.marks') m"
        " WHERE json_extract(m.value, '$.facet') = 'void')"
        # An order of which every piece was cancelled redeems nothing; one of charges alone does.
        " AND (json_array_length(o.progress, '$.ledgers') = 0 OR EXISTS (SELECT 1"
        " FROM json_each(o.progress, '$.ledgers') l, json_each(l.value) n"
        " WHERE n.key < 9 AND n.value > 0))),"
        " counted AS (SELECT organisation, subject AS coupon, kind,"
        " json_extract(CAST(value AS TEXT), '$') AS many FROM subjects"
        " WHERE kind IN ('coupon.used', 'coupon.limit'))"
        " SELECT organisation, coupon, sum(many) FROM (SELECT organisation, coupon, 1 AS many"
        " FROM redeeming UNION ALL SELECT organisation, coupon, -many FROM counted"
        " WHERE kind = 'coupon.used') GROUP BY 1, 2 HAVING sum(many) <> 0"
        " UNION ALL SELECT u.organisation, u.coupon, u.many - l.many FROM counted u"
        " JOIN counted l USING (organisation, coupon)"
        " WHERE u.kind = 'coupon.used' AND l.kind = 'coupon.limit' AND u.many > l.many",
        counted="SELECT count(*) FROM orders",
    ),
    Query(
        name="every row has one fate",
        law="I-79",
        breaches="SELECT i.name, i.rows, count(r.id) FROM imports i LEFT JOIN rows r"
        " ON r.organisation = i.organisation AND r.digest = i.digest"
        # What a file that was given up has no fate for stands in no store.
        " LEFT JOIN given_up g ON g.organisation = i.organisation AND g.digest = i.digest"
        " GROUP BY i.place HAVING count(r.id) <> i.rows"
        " OR (g.digest IS NULL AND (min(r.row) <> 1 OR max(r.row) <> i.rows))"
        " OR sum(r.fate IN ('accepted', 'merged', 'charge', 'rejected')) <> i.rows",
        counted="SELECT count(*) FROM rows",
    ),
)
