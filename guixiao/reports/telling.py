"""The conditions of a list in words: above the list, on paper, on the first sheet in Excel."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from guixiao.areas.models import Area, School
from guixiao.children.models import Round
from guixiao.reports import wording
from guixiao.reports.dimensions import age_names
from guixiao.reports.filters import SHORT, Filters
from guixiao.reports.spots import UNKNOWN, unknown_name


def told(filters: Filters, made: Round) -> list[str]:
    """One phrase for each condition besides the bucket."""
    return [words for words in _told(filters, made) if words]


def _told(filters: Filters, made: Round) -> Iterator[str]:
    yield made.word("outcomes", filters.outcome) if filters.outcome else ""
    yield _("姓名：%(typed)s") % {"typed": filters.q} if filters.q else ""
    yield _("按身份证号") if filters.number and filters.number != SHORT else ""
    yield age_names().get(filters.age, _("%(age)s 岁") % {"age": filters.age}) if filters.age else ""
    yield _school(filters.school)
    yield _home(filters.home)
    for name, _title, values in wording.CHOICES:
        yield next((str(words) for value, words in values if value == getattr(filters, name)), "")


def _school(school: str) -> str:
    if school in ("", wording.NONE):
        return _("没有本县学校") if school else ""
    found = School.objects.filter(pk=int(school)).first()
    return found.name if found else school


def _home(home: str) -> str:
    if home in ("", wording.NONE):
        return _("地址不明") if home else ""
    area = Area.objects.filter(code=home.removesuffix(UNKNOWN)).first()
    place = str(area) if area else home
    return f"{place} {unknown_name('township')}" if home.endswith(UNKNOWN) else place
