"""What people complain of while the campaign runs: one is answered, one is not signed and still waits."""

from uuid import uuid4

from guixiao.accounts.complaints.actions import Said, answer, complain
from guixiao.accounts.complaints.models import Complaint
from guixiao.demo.campaign.stage import Stage

TWICE = "走访记录系统里填过了，镇里还要再交一份纸的，教育局又要一份表。"
ANSWER = "从下周起只在系统里填一遍，纸的和教育局的表都从系统里打印。"
PHOTOS = "每次上门都要拍照片发群里，家长不愿意，孩子也怕。"


def complain_of(stage: Stage) -> None:
    people, made = stage.people, uuid4()
    stage.at(9, 20.5, lambda: complain(people.villages[people.village], Said(made, "burden", TWICE, "/cases/")))
    stage.at(10, 9.2, lambda: answer(people.officers[0], Complaint.objects.get(pk=made), ANSWER))
    stage.at(19, 21.0, lambda: complain(people.villages[people.village], Said(uuid4(), "show", PHOTOS, signed=False)))
