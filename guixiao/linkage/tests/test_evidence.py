"""Every row of a child is told with its child, and what was weighed where something was."""

import json

import pytest

from guixiao.linkage.sentences import SENTENCES
from guixiao.linkage.tests.cast import people
from guixiao.linkage.tests.rosters import Outcome


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> Outcome:
    return people().run(tmp_path_factory.mktemp("cast"))


def told(outcome: Outcome) -> list[tuple[dict, list[dict]]]:
    return [(child, json.loads(child["evidence"])) for child in outcome.children]


def test_every_row_of_every_roster_is_some_childs_and_nobodys_twice(county):
    rows = [(row["roster"], row["file"], row["row"]) for _, rows in told(county) for row in rows]
    assert len(rows) == len(set(rows))
    linked = {(link["roster_b"], link["file_b"], int(link["row_b"])) for link in county.links
              if link["roster_a"] == "households" and link["step"] != "duplicate"}  # fmt: skip
    assert linked and linked <= set(rows)


def test_the_childs_own_row_comes_first_and_was_not_linked(county):
    for child, (own, *others) in told(county):
        assert (own["roster"], own["file"], own["row"]) == (child["roster"], child["file"], child["row"])
        assert "step" not in own and all(row["step"] for row in others)


def test_what_was_weighed_adds_up_and_has_its_sentence(county):
    weighed = [row for _, rows in told(county) for row in rows if "fields" in row]
    assert weighed
    for row in weighed:
        assert row["step"] == "scored" and all(SENTENCES[field["field"]][field["level"]] for field in row["fields"])
        assert sum(field["weight"] for field in row["fields"]) > row["weight"], "chance takes its part"


def test_cells_are_told_of_children_to_be_found_and_of_weighed_rows(county):
    seen = set()
    for child, rows in told(county):
        if child["bucket"] in ("left_roll", "not_found", "in_review"):
            assert all(row["cells"] for row in rows)
        for row in rows:
            cells = {cell["name"]: cell["text"] for cell in row.get("cells", [])}
            assert all(cells.values()) and (row.get("step") != "scored" or cells)
            assert not cells or row is not rows[0] or cells.get("name", "") == child["name"]
            seen.add(bool(cells))
    assert seen == {True, False}
