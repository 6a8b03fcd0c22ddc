"""The receipts: what the engine said of a round is what stands in the database."""

from collections.abc import Iterator

from django.db.models import Count

from guixiao.children.models import Coverage
from guixiao.children.rules import SIGHTED
from guixiao.lib.verifying import Check, Outcome, first
from guixiao.rosters.models import Receipt


def receipts() -> Outcome:
    kept = Receipt.objects.select_related("round").order_by("round")
    faults, more = first(fault for receipt in kept.iterator(20) for fault in _unlike(receipt))
    return Outcome(
        "rosters.receipts", "回执上的数就是库里的人", "receipts agree with the rows", f"{kept.count():,} receipts", faults, more
    )


def _unlike(receipt: Receipt) -> Iterator[str]:
    """Buckets of the register and of those found only elsewhere; rows in = accepted + set aside + rejected of each file."""
    said, made = receipt.content, receipt.round
    for apart, part in ((False, said.get("equation", {})), (True, said.get("found_only_elsewhere", {}))):
        rows = Coverage.objects.filter(round=made, apart=apart).exclude(roster=SIGHTED).order_by()  # no roster holds those
        stored = dict(rows.values_list("bucket").annotate(count=Count("id")))
        told = {bucket: count for bucket, count in part.get("buckets", stored).items() if count}
        if told != stored:
            yield f"round {made.pk}, apart {apart}: the receipt says {told}, the rows {stored}"
    for file in said.get("files", []):
        if "rows_in" in file and file["rows_in"] != file["accepted"] + file["set_aside"] + file["rejected"]:
            yield f"round {made.pk}: the rows of {file['roster']} do not add up"


verify_checks: tuple[Check, ...] = (receipts,)
