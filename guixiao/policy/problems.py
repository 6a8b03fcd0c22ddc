"""What is wrong with a rule file, said in both languages with file, line and key."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Said(NamedTuple):
    """One phrase in both languages."""

    zh: str
    en: str

    def text(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it stands (line 0 = the file as a whole), what was read and what is expected."""

    file: Path
    line: int
    key: str
    found: Said
    expected: Said

    def text(self, lang: str = "zh") -> str:
        where = f"{self.file}:{self.line}" if self.line else str(self.file)
        found, expected = self.found.text(lang), self.expected.text(lang)
        if lang == "en":
            return ": ".join(filter(None, (where, self.key, f"read {found}; expected {expected}")))
        return "：".join(filter(None, (where, self.key, f"读到 {found}；应为 {expected}")))


class PolicyError(Exception):
    """A rule file that cannot be used, with every problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def text(self, lang: str = "zh") -> str:
        return "\n".join(problem.text(lang) for problem in self.problems)

    def __str__(self) -> str:
        return self.text()
