"""Consistency queries of goods: what was reserved, left, and arrived."""

from typing import Final

from orderkit.testing.query import Query

__all__ = ["GOODS_QUERIES"]

GOODS_QUERIES: Final = (
    Query(
        name="no reservation outlives its pieces",
        law="I-48",
        # What was issued, released or expired is bound no more, so nothing may hold it still.
        breaches="WITH held AS MATERIALIZED (SELECT organisation, order_id, line,"
        " sum(quantity) AS quantity FROM reservations GROUP BY 1, 2, 3),"
        " bound AS MATERIALIZED (SELECT o.organisation, o.order_id,"
        " json_extract(n.value, '$.id') AS line,"
        " json_extract(o.progress, '$.ledgers[' || n.key || '][2]')"
        " + coalesce(json_extract(o.progress, '$.ledgers[' || n.key || '][3]'), 0) AS quantity"
        " FROM orders o JOIN terms t ON t.order_ref = o.id AND t.revision = o.revision,"
        " json_each(t.record, '$.lines') n)"
        " SELECT h.order_id, h.line, h.quantity, b.quantity FROM held h"
        " LEFT JOIN bound b USING (organisation, order_id, line)"
        " WHERE h.quantity > coalesce(b.quantity, 0)",
        counted="SELECT coalesce(sum(json_array_length(progress, '$.ledgers')), 0) FROM orders",
    ),
    Query(
        name="stock serves its own house, in kind",
        law="I-54",
        breaches="SELECT 'reserved', r.order_id, r.line, p.organisation, p.sku"
        " FROM reservations r JOIN positions p ON p.id = r.position_ref"
        " WHERE p.organisation <> r.organisation UNION ALL"
        " SELECT 'shipped', h.order_id, s.line, p.organisation, p.sku FROM shipment_lines s"
        " JOIN shipments h ON h.id = s.shipment_ref JOIN positions p ON p.id = s.position_ref"
        " WHERE p.organisation <> h.organisation OR p.sku <> s.sku",
        counted="SELECT count(*) FROM shipment_lines",
    ),
    Query(
        name="what arrived is dated, and waits for no carrier",
        law="I-57",
        # What orders count of a shipment stands in events under its name.
        breaches="WITH counted AS MATERIALIZED (SELECT o.organisation,"
        " json_extract(e.record, '$.reference') AS shipment,"
        " sum(json_extract(f.value, '$[3]') * CASE json_extract(e.record, '$.type')"
        " WHEN 'Delivered' THEN 1 ELSE -1 END) AS pieces"
        " FROM (SELECT DISTINCT shipment_ref FROM tracking) t"
        " JOIN shipments s ON s.id = t.shipment_ref JOIN orders o"
        " ON o.organisation = s.organisation AND o.order_id = s.order_id"
        " JOIN events e ON e.order_ref = o.id, json_each(e.record, '$.shifts') f"
        " WHERE json_extract(e.record, '$.type') IN ('Delivered', 'Undelivered')"
        " AND json_extract(e.record, '$.reference') = s.shipment GROUP BY 1, 2),"
        " carried AS MATERIALIZED (SELECT DISTINCT shipment_ref FROM tracking WHERE carrier <> '')"
        " SELECT s.shipment, s.waits, s.delivered_at, s.delivered, c.pieces FROM shipments s"
        " LEFT JOIN counted c ON c.organisation = s.organisation AND c.shipment = s.shipment"
        " LEFT JOIN carried d ON d.shipment_ref = s.id"
        " WHERE (s.delivered_at IS NULL) <> (s.delivered = 0)"
        " OR s.waits <> (s.carrier = '' AND d.shipment_ref IS NULL)"
        " OR s.delivered <> coalesce(c.pieces, 0)",
        counted="SELECT count(*) FROM shipments",
    ),
    Query(
        name="one issue for what was shipped",
        law="I-59",
        breaches="SELECT organisation, shipment, sum(quantity), sum(lines) FROM ("
        " SELECT h.organisation, h.shipment, s.position_ref, s.quantity, 1 AS lines"
        " FROM shipments h JOIN shipment_lines s ON s.shipment_ref = h.id"
        " WHERE s.position_ref IS NOT NULL UNION ALL"
        " SELECT p.organisation, m.reference, m.position_ref, m.quantity, -1 FROM movements m"
        " JOIN positions p ON p.id = m.position_ref WHERE m.kind = 'issue')"
        " GROUP BY organisation, shipment, position_ref, abs(quantity)"
        " HAVING sum(quantity) <> 0 OR sum(lines) <> 0",
        counted="SELECT count(*) FROM shipments",
    ),
)
