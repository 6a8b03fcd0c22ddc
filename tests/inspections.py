"""An inspection of 停洞 by the county, and an item of it that 高华 has to put right."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from guixiao.areas.models import Area
from guixiao.cases.attachments.actions import taken_in
from guixiao.cases.attachments.tests.files import photo
from guixiao.cases.moves.asking import target_of
from guixiao.cases.rectification.actions import Finding, Said, act, attach, find, record_inspection
from guixiao.cases.rectification.models import Inspection, Item
from guixiao.cases.rectification.rules import MEND
from tests.cast import Cast


def an_inspection(cast: Cast, place: str = "522633106", **said: object) -> Inspection:
    told = {"title": "控辍保学督查通报", "number": "州教督〔2026〕3号", "inspectors": "州督查组"}
    told["inspected_on"] = timezone.localdate()
    return record_inspection(cast.li, Area.objects.get(code=place), told | said)


def an_item(cast: Cast, to: str = "522633106201", **said: object) -> Item:
    deadline = timezone.localdate() + timedelta(days=11)
    told = {"text": "台账与入户情况不符", "measures": "逐户核对，改台账", "deadline": deadline}
    told["target"] = target_of(to, cast.county.pk)
    return find(cast.li, Inspection.objects.first() or an_inspection(cast), Finding(**told | said))


def a_mended_item(cast: Cast) -> Item:
    """In plain letters, put right by 高华 with a photo."""
    an_inspection(cast, title="Inspection", number="3", inspectors="The prefecture")
    item = an_item(cast, text="Ledger differs", measures="Correct it")
    with taken_in(cast.wu, [SimpleUploadedFile("a.jpg", photo())]) as taken:
        step = act(cast.wu, item, MEND, Said("Corrected", timezone.localdate()))
        attach(cast.wu, step, taken.kept)
    return item
