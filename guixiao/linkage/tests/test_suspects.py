"""The list of children to look for: every one of them, and a file that opens whatever stands in the cells."""

from openpyxl import load_workbook

from guixiao.linkage import suspects
from guixiao.linkage.tests.rosters import County

NAME = "疑似失学辍学名单.xlsx"


def test_marks_of_xml_and_control_characters_stand_in_the_sheet_as_they_are(tmp_path):
    county = County(background=8)
    county.register("odd", "吴娜仙", "2010-05-14", guardian_name="=1+1", household_number="<H\x01&1>", phone="")
    county.run(tmp_path)
    sheet = load_workbook(tmp_path / "out" / NAME)["疑似失学"]
    rows = list(sheet.iter_rows(values_only=True))
    row = dict(zip(rows[0], rows[1], strict=True))
    assert sheet.dimensions == "A1:S2" and rows[0] == suspects.HEADINGS
    assert (row["序号"], row["姓名"], row["户号"], row["监护人/户主"], row["电话"]) == (1, "吴娜仙", "<H_x0001_&1>", "=1+1", None)
    assert row["情况"] == "哪里都没查到" and row["行号"] == "10"
    assert sheet["I2"].data_type == "s"  # text, not a formula


def test_a_list_longer_than_a_sheet_goes_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(suspects, "MOST_ROWS", 2)
    county = County(background=8)
    names = ["吴娜仙", "石培应", "梁再禄"]
    for place, name in enumerate(names):
        county.register(name, name, f"2010-05-{14 + place}")
    county.run(tmp_path)
    book = load_workbook(tmp_path / "out" / NAME)
    assert book.sheetnames == ["说明", "疑似失学", "疑似失学2", "疑似辍学", "待复核"]
    listed = [row[3] for sheet in book.sheetnames[1:3] for row in book[sheet].iter_rows(min_row=2, values_only=True)]
    assert listed == names and book["说明"]["A4"].value.startswith("疑似失学：3 人")
    assert [book[sheet]["A2"].value for sheet in book.sheetnames[1:4]] == [1, 1, None]
