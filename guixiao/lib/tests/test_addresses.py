"""What counts as a number in an address, and what must stay as it is."""

import pytest

from guixiao.lib.addresses import cleaned_address, cleaned_path, cleaned_query, has_number

ID, PHONE = "522633201509019999", "13885501234"


@pytest.mark.parametrize("text", [
    ID, f"x{ID}x", "52263320150901999X", "522633150901999", "522633 20150901 9999", "522633+20150901+9999",
    "522633-2015-0901-9999",
    "５２２６３３２０１５０９０１９９９９", "%35%32%32%36%33%33%32%30%31%35%30%39%30%31%39%39%39%39",
    "%2535%253226332015%2530901999%2539",
    PHONE, f"+86{PHONE}", f"0{PHONE}", "138-8550-1234", "1 3 8 8 5 5 0 1 2 3 4", f"G{ID}", f"{PHONE}{ID}", f"a/b?c={ID}",
])  # fmt: skip
def test_a_number_is_known_however_it_is_written(text):
    assert has_number(text)


@pytest.mark.parametrize("text", [
    "/coverage/522633106201/children/", "/coverage/522633106-unknown/", "from=2026-09-01&to=2026-09-15&page=12",
    "who=12&before=99999",
    "/children/52263320-1509-4199-8999-138855012340/", "number=52263320150901999952263320150901",
    "school-17", "sort=-name&round=12",
    "/static/vendor/bootstrap-5.3.9/bootstrap.min.0123456789ab.css", "q=吴阿妹", "",
])  # fmt: skip
def test_places_dates_keys_and_digests_are_no_numbers(text):
    assert not has_number(text)
    assert cleaned_path(text) == cleaned_query(text) == cleaned_address(text) == text


def test_what_holds_a_number_goes_and_the_rest_stays():
    assert cleaned_path(f"/children/{ID}/number/") == "/children/*/number/"
    assert cleaned_query(f"q={ID}&sort=age&{PHONE}=1&home=") == "q=*&sort=age&home="
    assert cleaned_query("next=/coverage/522633/%3Fq%3D" + ID + "&round=3") == "next=/coverage/522633/%3Fq%3D*&round=3"
    assert (
        cleaned_address(f"https://guixiao.example/a%20b/{ID}/?q={PHONE}&page=2#x")
        == "https://guixiao.example/a%20b/*/?q=*&page=2"
    )
    assert cleaned_address(f"http://[{ID}") == "" and cleaned_address(f"//{ID}.example/x") == "/x"
