"""Ready-made projections: an order in the words of other systems, one file for each.

Each is computed when somebody looks, from ledgers, facets and balances. Of those that a system
works out of bare figures there are two functions: `..._of` takes the figures, the other an order.
"""

from orderkit.order.projections.display import (
    DisplayStatus,
    display_status,
    line_status,
)
from orderkit.order.projections.erpnext import (
    ErpnextDelivery,
    ErpnextOrder,
    ErpnextStatus,
    erpnext_order,
)
from orderkit.order.projections.kingdee import (
    KingdeeFacets,
    KingdeeFlag,
    KingdeeRow,
    kingdee_facets,
)
from orderkit.order.projections.saleor import (
    SaleorCharge,
    SaleorStatus,
    saleor_charge,
    saleor_charge_of,
    saleor_status,
    saleor_status_of,
)
from orderkit.order.projections.salesforce_display import (
    SalesforceDisplay,
    SalesforceItem,
    SalesforceLine,
    salesforce_display,
    salesforce_display_of,
)
from orderkit.order.projections.solidus import (
    PaymentState,
    ShipmentState,
    SolidusPayment,
    SolidusShipment,
    solidus_payment,
    solidus_payment_of,
    solidus_shipment,
    solidus_shipment_of,
)
from orderkit.order.projections.vendure import (
    VendureFulfilment,
    vendure_fulfilment,
    vendure_fulfilment_of,
)

__all__ = [
    "DisplayStatus",
    "ErpnextDelivery",
    "ErpnextOrder",
    "ErpnextStatus",
    "KingdeeFacets",
    "KingdeeFlag",
    "KingdeeRow",
    "PaymentState",
    "SaleorCharge",
    "SaleorStatus",
    "SalesforceDisplay",
    "SalesforceItem",
    "SalesforceLine",
    "ShipmentState",
    "SolidusPayment",
    "SolidusShipment",
    "VendureFulfilment",
    "display_status",
    "erpnext_order",
    "kingdee_facets",
    "line_status",
    "saleor_charge",
    "saleor_charge_of",
    "saleor_status",
    "saleor_status_of",
    "salesforce_display",
    "salesforce_display_of",
    "solidus_payment",
    "solidus_payment_of",
    "solidus_shipment",
    "solidus_shipment_of",
    "vendure_fulfilment",
    "vendure_fulfilment_of",
]
