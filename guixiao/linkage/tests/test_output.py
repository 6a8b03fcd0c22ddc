"""The files of a run change together: what stood there before comes back where one of them cannot be moved."""

import os

import pytest

from guixiao.linkage import output


@pytest.fixture
def workplace(tmp_path):
    """New files in the workplace, the files of an earlier run where they belong."""
    made = tmp_path / ".guixiao-now"
    made.mkdir()
    for name in output.FILES:
        (made / name).write_text("new")
        (tmp_path / name).write_text("old")
    return made


def contents(folder):
    return {name: (folder / name).read_text() for name in output.FILES}


def test_all_files_are_new_after_the_move(workplace, tmp_path):
    output._move(workplace, tmp_path)
    assert set(contents(tmp_path).values()) == {"new"}


@pytest.mark.parametrize("links", [True, False])
def test_an_earlier_result_comes_back_whole_where_a_file_cannot_be_moved(workplace, tmp_path, monkeypatch, links):
    replace = os.replace

    def full(source, target):
        if str(source).endswith(".guixiao-now/receipt.json"):
            raise OSError(28, "No space left on device")
        replace(source, target)

    def none(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "replace", full)
    if not links:
        monkeypatch.setattr(os, "link", none)
    with pytest.raises(OSError, match="No space left"):
        output._move(workplace, tmp_path)
    assert set(contents(tmp_path).values()) == {"old"}


def test_a_folder_in_the_place_of_a_file_is_left_alone(workplace, tmp_path):
    (tmp_path / "review.csv").unlink()
    (tmp_path / "review.csv").mkdir()
    with pytest.raises(IsADirectoryError, match=r"review\.csv"):
        output._move(workplace, tmp_path)
    assert (tmp_path / "coverage.csv").read_text() == "old" and (tmp_path / "review.csv").is_dir()
