"""The cast, with closed cases in both townships."""

from guixiao.cases.models import Case
from tests.cast import Cast, cast, row
from tests.closures import closed
from tests.starts import start

__all__ = ["cast"]
TOWNS = (("停洞", "高华", 9), ("西山", "顶洞", 3))


@start
def back(cast: Cast) -> Cast:
    """Nine children of 高华 and three of 顶洞, closed today; 石三妹 still out."""
    rows = [row(number, "not_found", name=f"{village}{number}", town=town, village=village)
            for town, village, many in TOWNS for number in range(many)]  # fmt: skip
    cast.load([*rows, row(50, "not_found", name="石三妹")], demo=True)
    for case in Case.objects.exclude(child__name="石三妹").select_related("round", "county", "town", "village"):
        closed(cast, case)
    return cast
