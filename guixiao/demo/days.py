"""The days on which the made-up county's story plays: those of the article, or others that end on a day of one's own."""

from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = timedelta(25)  # between the two rounds, as in the article
SETTLED = timedelta(30)  # a term has lasted so long when the rosters are drawn up
SEASONS = {9: "秋季", 3: "春季"}


@dataclass(frozen=True)
class Days:
    """`as_of` and `later`: of the two rounds; `term_start`: the day before the term began, grades follow from the age on it.

    `careful`: the registers of police and poverty office hold those out of school without errors, so that a county that is
    loaded has the article's figures; the files that accuracy is measured on are not.
    """

    as_of: date
    later: date
    term_start: date
    careful: bool = False

    @property
    def school_age(self) -> tuple[date, date]:
        """7 to 15 full years on `as_of` (policy congjiang-2019): first and last birth date."""
        return born(self.as_of, 7, 15)

    @property
    def later_school_age(self) -> tuple[date, date]:
        return born(self.later, 7, 15)

    @property
    def register_age(self) -> tuple[date, date]:
        """4 to 17: the register is asked for whole sibling groups."""
        return born(self.as_of, 4, 17)

    @property
    def sure_age(self) -> tuple[date, date]:
        """7 to 15 on `as_of` and on `term_start` alike."""
        return self.school_age[0], born(self.term_start, 7, 15)[1]

    @property
    def term(self) -> str:
        """2019年秋季学期"""
        begun = self.term_start + timedelta(1)
        return f"{begun.year}年{SEASONS[begun.month]}学期"

    @property
    def last_day_of_class(self) -> date:
        """Of the school year before: who left school did so on it, or earlier."""
        return date(self.as_of.year - (self.as_of < date(self.as_of.year, 7, 5)), 7, 5)


def born(day: date, youngest: int, oldest: int) -> tuple[date, date]:
    """First and last birth date of those of these full years on a day."""
    return _years_before(day, oldest + 1) + timedelta(1), _years_before(day, youngest)


def _years_before(day: date, years: int) -> date:
    """Whoever was born on 29 February turns a year older on 1 March."""
    if (day.month, day.day) != (2, 29):
        return day.replace(year=day.year - years)
    return day.replace(year=day.year - years, month=3, day=1) - timedelta(1)


def ending_on(last: date) -> Days:
    """The same weeks with another last day, in the term that has lasted for a while by then."""
    first = last - WEEKS
    terms = [date(year, month, 1) - timedelta(1) for year in (first.year - 1, first.year) for month in SEASONS]
    return Days(first, last, max(day for day in terms if day <= first - SETTLED), careful=True)


ARTICLE = Days(date(2019, 9, 30), date(2019, 10, 25), date(2019, 8, 31))
