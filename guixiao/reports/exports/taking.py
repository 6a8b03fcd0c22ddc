"""What is taken along, and the file it becomes: written whole, counted, recorded, and only then handed out."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from guixiao.accounts.models import User
from guixiao.children.models import Round
from guixiao.lib.workbook import Heading, Row, Table, write_book
from guixiao.reports.actions import record_export
from guixiao.vault.files import private

SHORTEST = 4  # characters of a purpose
AT_ONCE = 1000  # rows in memory


@dataclass(frozen=True)
class Export:
    """One list. `name`: its word in the log; `path`: of the place it is about; `filters`: in words, as the file says them;
    `logged`: the same without what somebody typed, for the log holds no child's name; `rows(full)`: as many as `count`, with
    full numbers if asked; `numbers`: whether there are any; `back`: the address of the page.
    """

    name: str
    title: str
    where: str
    path: str
    made: Round | None
    filters: Sequence[str]
    logged: Sequence[str]
    headings: Sequence[Heading]
    count: int
    rows: Callable[[bool], Iterable[Row]]
    numbers: bool
    back: str
    query: str = ""
    demo: bool = False

    @property
    def seconds(self) -> int:
        """About how long it takes: a thousand rows are a tenth of a second."""
        return self.count // 8000

    def table(self, full: bool = False) -> Table:
        title = f"{self.title}（{_('演示')}）" if self.demo else self.title
        return Table(title, self.headings, self.count, self.rows(full))


@dataclass(frozen=True)
class Asked:
    """How somebody wants it."""

    full: bool = False
    purpose: str = ""

    @property
    def explained(self) -> bool:
        return len(self.purpose) >= SHORTEST

    @property
    def refused(self) -> bool:
        """Full numbers only for a purpose."""
        return self.full and not self.explained


def written(export: Export, asked: Asked, user: User, now: datetime) -> IO[bytes]:
    """The whole file, open at its beginning; it has no name on the disk and is gone when it is closed."""
    with private() as folder:
        out = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # handed to the response, which closes it
        try:
            write_book(out, cover(export, asked, user, now), export.table(asked.full), folder)
        except BaseException:
            out.close()
            raise
    record_export(user, export.name, export.path, noted(export, asked))
    out.seek(0)
    return out


def cover(export: Export, asked: Asked, user: User, now: datetime) -> list[tuple[str, str]]:
    """What the first sheet says."""
    sheets = "、".join(_("{sheet} {rows} 行").format(sheet=sheet, rows=f"{rows:,}") for sheet, rows in export.table().sheets())
    posts = "、".join(str(post) for post in user.current_posts)
    return [
        *([(_("数据"), _("演示数据，纯属虚构"))] if export.demo else []),
        (_("名单"), export.title),
        (_("地方"), export.where),
        (_("条件"), "；".join(export.filters) or _("没有条件，全部")),
        *_of_the_round(export.made),
        (_("行数"), f"{export.count:,}"),
        (_("表"), sheets),
        (_("号码"), _("身份证号和电话是完整的") if asked.full else _("身份证号和电话遮住了中间几位")),
        (_("用途"), asked.purpose or "—"),
        (_("导出人"), f"{user.name}（{posts}）"),
        (_("导出时间"), f"{now:%Y-%m-%d %H:%M:%S}"),
        (_("注意"), _("含未成年人个人信息，请妥善保管，不得外传，用完即删。")),
        ("", _("像公式的内容（以 = + - @ 开头）前面加了一撇，免得表格软件去算。")),
    ]


def _of_the_round(made: Round | None) -> list[tuple[str, str]]:
    if made is None:
        return []
    round_of = _("第 {number} 轮，{at} 比对").format(number=made.pk, at=f"{made.made_at:%Y-%m-%d %H:%M}")
    return [(_("名册截至"), made.as_of.isoformat()), (_("名册轮次"), round_of), (_("规则版本"), made.policy)]


def noted(export: Export, asked: Asked) -> dict[str, Any]:
    """What the log says of a list that leaves the screen."""
    said = {
        "list": export.title,
        "at": export.where,
        "filter": "；".join(export.logged),
        "round": export.made.pk if export.made else None,
        "rows": export.count,
        "numbers": "full" if asked.full else "masked",
        "purpose": asked.purpose,
    }
    return {name: value for name, value in said.items() if value not in (None, "")}
