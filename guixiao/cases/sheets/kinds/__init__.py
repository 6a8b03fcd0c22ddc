"""The worklists there are. A package with a worklist of its own adds it here."""

from guixiao.cases.sheets.kinds.absences import Absences
from guixiao.cases.sheets.kinds.base import Kind
from guixiao.cases.sheets.kinds.closures import Closures
from guixiao.cases.sheets.kinds.items import Items
from guixiao.cases.sheets.kinds.observation import Observation
from guixiao.cases.sheets.kinds.persuasion import Persuasion
from guixiao.cases.sheets.kinds.rechecks import Rechecks
from guixiao.cases.sheets.kinds.tasks import Tasks
from guixiao.cases.sheets.kinds.verification import Verification

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (Verification(), Persuasion(), Observation(), Tasks(), Items(), Closures(), Rechecks(), Absences())
}
