"""The only writers of complaints."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from guixiao.accounts.actions import Unchanged
from guixiao.accounts.complaints.models import Complaint
from guixiao.accounts.complaints.rules import tells_nobody
from guixiao.accounts.models import Post, User
from guixiao.areas.models import Area
from guixiao.audit.actions import record


@dataclass(frozen=True)
class Said:
    """What somebody complains of. `key`: of the form, so that one sent twice is kept once."""

    key: UUID
    kind: str
    text: str
    page: str = ""
    signed: bool = True


def complain(user: User, said: Said) -> bool:
    """Kept for the county's office; whoever does not sign stands neither in the row nor in the log. False: it was kept before."""
    post = user.current_posts[0]
    signed = {"by": user.whole, "place": str(post.area or post.school)} if said.signed else {}
    page = said.page if said.signed or tells_nobody(said.page) else ""
    told = {"kind": said.kind, "text": said.text, "page": page}
    try:
        with transaction.atomic():
            made = Complaint(id=said.key, county=county_of(post), demo=user.demo, **told, **signed)
            made.save(force_insert=True)
            record(user if said.signed else None, "complaint.make", place=made.county.path, detail={"kind": said.kind})
    except IntegrityError:
        return False
    return True


def county_of(post: Post) -> Area:
    if post.school:
        return post.school.county
    area = post.area
    while area is not None and area.kind != Area.Kind.COUNTY:
        area = area.parent
    if area is None:
        raise ValueError("a post stands in no county")
    return area


@transaction.atomic
def answer(user: User, complaint: Complaint, text: str) -> None:
    """`Unchanged` where somebody else answered before."""
    told = {"answer": text, "answered_by": user.whole, "answered_at": timezone.now()}
    if not Complaint.objects.open().filter(pk=complaint.pk).update(**told):
        raise Unchanged
    record(user, "complaint.answer", subject=f"complaint:{complaint.pk}", place=complaint.county.path)


@transaction.atomic
def remove_demo_complaints() -> None:
    Complaint.objects.filter(demo=True).delete()
