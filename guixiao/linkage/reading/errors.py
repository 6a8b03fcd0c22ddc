"""The one exception for a file that cannot be used, told in Chinese and English."""

from typing import NamedTuple


class Phrase(NamedTuple):
    """One statement in both languages of the product."""

    zh: str
    en: str


def phrase(text: "Phrase | str") -> Phrase:
    """A cell or a name reads the same in both languages."""
    return text if isinstance(text, Phrase) else Phrase(text, text)


class RosterError(Exception):
    """A roster file that cannot be used: where, what was read there, what is expected.

    `file` is a base name; `sheet` and `column` are "" and `row` is None where they do not apply; `row` is the spreadsheet's.
    """

    def __init__(
        self,
        file: str,
        sheet: str = "",
        row: int | None = None,
        column: str = "",
        found: Phrase | str = "",
        expected: Phrase | str = "",
    ) -> None:
        self.file, self.sheet, self.row, self.column = file, sheet, row, column
        self.found, self.expected = phrase(found), phrase(expected)
        super().__init__(file, sheet, row, column, self.found, self.expected)

    def message(self, lang: str) -> str:
        """One line in `lang` ("zh…" is Chinese, all else English)."""
        return one_line(self._zh() if lang.lower().startswith("zh") else self._en())

    def __str__(self) -> str:
        return self.message("zh")

    def _zh(self) -> str:
        where = [f"文件 {self.file}"]
        where += [f"工作表“{self.sheet}”"] if self.sheet else []
        where += [f"第 {self.row} 行"] if self.row is not None else []
        where += [f"“{self.column}”列"] if self.column else []
        return f"{'，'.join(where)}：读到的是{self.found.zh}；应为{self.expected.zh}"

    def _en(self) -> str:
        where = [f"file {self.file}"]
        where += [f'sheet "{self.sheet}"'] if self.sheet else []
        where += [f"row {self.row}"] if self.row is not None else []
        where += [f'column "{self.column}"'] if self.column else []
        return f"{', '.join(where)}: found {self.found.en}; expected {self.expected.en}"


def one_line(text: str) -> str:
    """White space of any kind becomes single spaces."""
    return " ".join(text.split())
