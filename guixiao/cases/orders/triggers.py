"""The triggers that keep what was issued as it is; those of the demo may be removed."""

from typing import Any

from guixiao.audit.append_only import AppendOnly

OF_ORDER = "(SELECT demo FROM orders_order WHERE id = OLD.order_id)"
OF_ADDRESSEE = ("(SELECT o.demo FROM orders_order o JOIN orders_addressee a ON a.order_id = o.id"
                " WHERE a.id = OLD.addressee_id)")  # fmt: skip
TABLES = (
    AppendOnly("orders_order", "an issued order is append-only", but="OLD.demo"),
    AppendOnly("orders_target", "the children of an order are append-only", but=OF_ORDER),
    AppendOnly("orders_addressee", "whom an order is addressed to is append-only", but=OF_ORDER),
    AppendOnly("orders_receipt", "receipts are append-only", but=OF_ADDRESSEE),
    AppendOnly("orders_withdrawal", "withdrawals are append-only", but=OF_ORDER),
    AppendOnly("orders_outcome", "results are append-only", but=OF_ORDER),
)


def put(connection: Any) -> None:
    for table in TABLES:
        table.put(connection)


def remove(connection: Any) -> None:
    for table in TABLES:
        table.remove(connection)


def missing(connection: Any) -> list[str]:
    return [name for table in TABLES for name in table.missing(connection)]
