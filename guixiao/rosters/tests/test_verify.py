"""`guixiao verify` on receipts: what the engine said is what stands there, children met at a door aside."""

import uuid
from collections import Counter
from datetime import date

from guixiao.areas.models import Area
from guixiao.children.models import Coverage
from guixiao.rosters.verify import receipts
from guixiao.sightings.actions import Told, add
from tests.cast import Cast, Result, plain_rows, receipt_of


def loaded_with_a_whole_receipt(cast: Cast) -> None:
    rows = plain_rows()
    receipt = receipt_of(rows)
    for part, apart in (("equation", False), ("found_only_elsewhere", True)):
        receipt[part]["buckets"] = Counter(row["bucket"] for row in rows if row["apart"] == apart)
    cast.load_result(Result(rows, receipt))


def test_a_child_met_at_a_door_is_in_no_receipt_and_disturbs_none(cast: Cast):
    loaded_with_a_whole_receipt(cast)
    assert receipts().holds
    village = Area.objects.get(code="522633106201")
    told = Told(village, "sighted_out", "2012-05-03", date(2026, 9, 2), "吴队长", name="潘小花", sex="F")
    add(cast.wu, told, uuid.uuid4())
    assert Coverage.objects.filter(child__name="潘小花").count() == 1
    assert receipts().holds


def test_a_row_that_the_receipt_does_not_know_is_told(cast: Cast):
    loaded_with_a_whole_receipt(cast)
    Coverage.objects.filter(apart=True, bucket="not_found").update(bucket="enrolled")
    (fault,) = receipts().faults
    assert "apart True" in fault and "not_found" in fault
