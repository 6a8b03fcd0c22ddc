"""An inspection of 停洞 by the county, and an item of it that 高华 has to put right."""

from datetime import timedelta

from django.utils import timezone

from guixiao.areas.models import Area
from guixiao.cases.moves.asking import target_of
from guixiao.cases.rectification.actions import Finding, find, record_inspection
from guixiao.cases.rectification.models import Inspection, Item
from tests.cast import Cast


def an_inspection(cast: Cast, place: str = "522633106") -> Inspection:
    told = {
        "title": "控辍保学督查通报",
        "number": "州教督〔2026〕3号",
        "inspectors": "州督查组",
        "inspected_on": timezone.localdate(),
    }
    return record_inspection(cast.li, Area.objects.get(code=place), told)


def an_item(cast: Cast, to: str = "522633106201", **said: object) -> Item:
    deadline = timezone.localdate() + timedelta(days=11)
    told = {
        "text": "台账与入户情况不符",
        "measures": "逐户核对，改台账",
        "target": target_of(to, cast.county.pk),
        "deadline": deadline,
    }
    return find(cast.li, Inspection.objects.first() or an_inspection(cast), Finding(**told | said))
