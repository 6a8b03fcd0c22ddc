"""A small county with one of each kind of doubt, run through the real engine and loaded as a round.

owner       in review: the pupil of this number has another name                  停洞 高华
south,north one pupil, two register children of the name                          停洞 高华, 停洞 苗朗
seats       two rows of the roll may be this child                                停洞 高华
there       perhaps the same child as `here`, who is in another township          西山, 停洞
poor        enrolled; a poverty row has this child's number and another name      停洞 高华
west        as owner, of the other township                                       西山 顶洞
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from guixiao.areas.models import Area
from guixiao.children.models import Coverage, Round
from guixiao.linkage import reconcile
from guixiao.linkage.tests.rosters import AS_OF, POLICY, County, number
from guixiao.reviews.actions import write_decisions
from guixiao.reviews.models import Doubt
from guixiao.rosters.actions import load_round
from tests.cast import Result

GAOHUA = {"town": "停洞镇", "village": "高华"}
MIAOLANG = {"town": "停洞镇", "village": "苗朗"}
DINGDONG = {"town": "西山镇", "village": "顶洞"}


def rosters() -> County:
    county = County(background=40)
    for place in county.rows["households"]:  # the neighbours live in our two townships too
        place |= {"town": "西山镇", "village": "顶洞村"}
    county.register("owner", "龙安琪", "2009-11-30", id_number=number("2009-11-30", 722), **GAOHUA)
    county.register("sister", "龙安琴", "2007-02-02", household_number=county.people["owner"]["household_number"], **GAOHUA)
    county.school("sister")
    county.school("stranger", name="欧阳金凤", sex="女", birth_date="2006-01-09", id_number=number("2009-11-30", 722))
    for key, place in (("south", GAOHUA), ("north", MIAOLANG)):
        county.register(key, "潘月亮", "2010-08-08", id_number="", guardian_name="", **place)
    county.school("pupil", name="潘月亮", sex="女", birth_date="2010-08-08")
    county.register("seats", "石满月", "2010-05-05", id_number="", guardian_name="", **GAOHUA)
    for room in ("第一小学", "第二小学"):
        county.seat(f"seat {room}", name="石满月", school=room)
    county.register("here", "梁明军", "2007-06-05", "男", guardian_name="", **GAOHUA)
    county.school("here")
    county.register("there", "梁明军", "2007-06-05", "男", guardian_name="", **DINGDONG)
    county.register("poor", "吴有福", "2011-03-11", "男", **GAOHUA)
    county.school("poor")
    county.add(
        "poverty", "poor row", {"name": "欧阳小宝", "id_number": county.people["poor"]["id_number"], "household_code": "9"}
    )
    county.register("west", "莫阿西", "2008-01-09", **DINGDONG)
    county.school("western", name="韦金桃", sex="女", birth_date="2006-09-01", id_number=county.people["west"]["id_number"])
    return county


@cache
def first_run() -> Result:
    """The first round's result; made once, it is only read."""
    return run(rosters())


def run(county: County, decisions: Path | None = None) -> Result:
    """The engine's answer, without its connection: a cached one would outlive the tests."""
    with TemporaryDirectory() as folder:
        result = reconcile(county.write(Path(folder)), rules=POLICY, as_of=AS_OF, decisions=decisions)
    return Result(list(result.children()), result.receipt, list(result.doubts()))


def load(area: Area, result: Result | None = None, decisions: tuple[int, ...] = ()) -> Round:
    return load_round(result or first_run(), county=area, as_of=AS_OF, policy=POLICY, decisions=decisions)


def recount(area: Area, folder: Path, county: County | None = None) -> Round:
    """A new round of the same files, or of others, with everything decided so far."""
    path = folder / "decisions.csv"
    keys = write_decisions(area, path)
    return load(area, run(county or rosters(), path), tuple(keys))


def doubt(made: Round, name: str, village: str = "") -> Doubt:
    """The only doubt of the round about the child of this name (in this village)."""
    found = Doubt.objects.filter(round=made, coverage__child__name=name)
    return found.get(coverage__village__name__startswith=village) if village else found.get()


def stands(made: Round, name: str, village: str = "") -> str:
    """bucket/outcome of the register child of this name."""
    rows = Coverage.objects.filter(round=made, apart=False, child__name=name)
    row = rows.get(village__name__startswith=village) if village else rows.get()
    return f"{row.bucket}/{row.outcome}"


def everything(made: Round) -> list[tuple[object, ...]]:
    """All that a round says of its children, and all that it asks."""
    lines = Coverage.objects.filter(round=made).order_by("file", "row", "pk")
    said = [tuple(getattr(line, field.attname) for field in Coverage._meta.concrete_fields if field.name not in ("id", "round"))
            for line in lines]  # fmt: skip
    asked = [(doubt.position, doubt.facts, [row.facts for row in doubt.candidates.all()])
             for doubt in Doubt.objects.filter(round=made).order_by("position")]  # fmt: skip
    return [*said, *asked]
