"""Proofs on the pages: who adds, who sees, who does not; sealed on the disk; one for many; withdrawn, never removed."""

import os
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from guixiao.audit.models import Entry
from guixiao.cases.attachments import actions, store
from guixiao.cases.attachments.models import Attachment, Proof
from guixiao.cases.attachments.tests.files import HOSTILE, SECRET, pdf, photo, photo_from_a_telephone
from guixiao.cases.attachments.verify import proofs_are_here
from guixiao.cases.attachments.wording import UNFIT
from guixiao.cases.models import Case, Event
from guixiao.vault.actions import sealed_files
from guixiao.vault.verify import files_open
from tests.cast import Cast

FOUND = {"verb": "find", "finding": "in_class", "note": "学籍截图 3 号"}


def up(content: bytes, name: str = "证明.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def a_case(**of) -> Case:
    return Case.objects.filter(**({"village__code": "522633106201", "state": "suspected"} | of)).order_by("pk").first()


def found_with(user, case: Case, *files):
    form = FOUND | {"version": case.version, "proofs": list(files)}
    return signed_in(user).post(f"/cases/{case.pk}/act/", form, follow=True)


def on_disk() -> list:
    return [path for path in store.folder().rglob("*") if path.is_file()]


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.fixture
def proven(loaded: Cast) -> Proof:
    found_with(loaded.wu, a_case(), up(photo_from_a_telephone(), "吴阿妹家.jpg"))
    return Proof.objects.get()


def test_a_finding_comes_with_its_photo_and_its_paper(loaded: Cast):
    case, paper = a_case(), pdf(2)
    page = found_with(loaded.wu, case, up(photo()), up(paper, "派出所证明.pdf")).content.decode()
    event = Event.objects.get(case=case, verb="find")
    first, second = Proof.objects.select_related("attachment").filter(event=event).order_by("attachment__kind")
    assert (first.attachment.kind, first.attachment.pages, first.attachment.name) == ("paper", 2, "派出所证明.pdf")
    assert f"/cases/proofs/{second.pk}/small/" in page and "派出所证明.pdf" in page
    client = signed_in(loaded.li)
    answer = client.get(f"/cases/proofs/{first.pk}/")
    assert body(answer) == paper and answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and "no-store" in answer.headers["Cache-Control"]
    answer = client.get(f"/cases/proofs/{second.pk}/")
    assert body(answer)[:2] == b"\xff\xd8" and answer.headers["Content-Disposition"].startswith("inline")
    assert "script" not in answer.headers["Content-Security-Policy"] and "'none'" in answer.headers["Content-Security-Policy"]


def test_the_outsider_finds_neither_file_nor_small_picture_nor_a_place_to_upload(loaded: Cast, proven: Proof):
    client, urls = signed_in(loaded.wang), [f"/cases/proofs/{proven.pk}/", f"/cases/proofs/{proven.pk}/small/"]
    assert [client.get(url).status_code for url in urls] == [404, 404]
    assert client.post(f"/cases/proofs/{proven.pk}/withdraw/", {"why": "x"}).status_code == 404
    before = on_disk()
    assert client.post(f"/cases/events/{proven.event_id}/proofs/", {"proofs": up(photo())}).status_code == 404
    assert found_with(loaded.wang, proven.event.case, up(photo())).status_code == 404
    assert on_disk() == before and Proof.objects.count() == 1
    assert Client().get(urls[0]).status_code == 302 and not Entry.objects.filter(act="proof.look").exists()


def test_each_look_is_in_the_log_and_small_pictures_once_a_day(loaded: Cast, proven: Proof):
    client = signed_in(loaded.li)
    for _ in range(3):
        client.get(f"/cases/proofs/{proven.pk}/small/")
    client.get(f"/cases/proofs/{proven.pk}/")
    client.get(f"/cases/proofs/{proven.pk}/")
    logged = Entry.objects.filter(subject=f"child:{proven.event.case.child_id}", actor_id=loaded.li.pk)
    assert [logged.filter(act=act).count() for act in ("proof.glance", "proof.look")] == [1, 2]
    assert "吴阿妹" not in str(list(Entry.objects.filter(act__startswith="proof.").values()))


def test_nothing_of_a_file_or_its_name_lies_in_clear(loaded: Cast, proven: Proof):
    paths = on_disk()
    assert len(paths) == 2 and {path.suffix for path in paths} == {".sealed"} and set(paths) <= set(sealed_files())
    assert all(path.stat().st_mode & 0o077 == 0 for path in paths)
    assert not any(mark in path.read_bytes() for path in paths for mark in (b"\xff\xd8\xff", SECRET.encode(), b"JFIF"))
    assert files_open().holds and proofs_are_here().holds


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_the_finding_is_kept_and_the_page_says_why(loaded: Cast, name):
    content, why = HOSTILE[name]
    case = a_case()
    page = found_with(loaded.wu, case, up(content, "家访.jpg"), up(photo())).content.decode()
    if content:  # of an empty file Django itself says nothing came
        assert str(UNFIT[why]).partition("。")[0] in page and "家访.jpg" in page
    assert Event.objects.filter(case=case, verb="find").exists() and Proof.objects.count() == 1 and len(on_disk()) == 2


def test_too_long_too_many_and_twice_the_same(loaded: Cast, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(actions, "MOST_BYTES", 3000)
    page = found_with(
        loaded.wu, a_case(), up(b"\xff\xd8\xff" + b"x" * 4000), up(photo((9, 9))), up(photo((9, 9)))
    ).content.decode()
    assert str(UNFIT["too_large"]) in page and Proof.objects.count() == 1
    files = [up(photo((9 + n, 9)), f"{n}.jpg") for n in range(7)]
    url = f"/cases/events/{Proof.objects.get().event_id}/proofs/"
    with django_capture_on_commit_callbacks(execute=True):
        page = signed_in(loaded.wu).post(url, {"proofs": files}, follow=True)
    assert str(UNFIT["too_many"]) in page.content.decode() and Proof.objects.count() == 6, "the first was there already"
    assert len(on_disk()) == 12


def test_what_is_refused_leaves_no_file(loaded: Cast):
    case = a_case()
    case.version = 9
    assert "文件也没有收下" in found_with(loaded.wu, case, up(photo())).content.decode()
    assert not on_disk() and not Attachment.objects.exists()


def test_one_file_proves_the_findings_of_many(loaded: Cast):
    many = Case.objects.filter(town__code="522633106", state="suspected", school=None)
    rows = [many.filter(village__code="522633106201").first(), *many.exclude(village__code="522633106201")[:2]]
    form = {"verb": "find", "finding": "registered_twice", "case": [f"{row.pk}:{row.version}" for row in rows],
            "proofs": [up(pdf(), "派出所证明.pdf")]}  # fmt: skip
    signed_in(loaded.shi).post("/verify/many/", form)
    assert Attachment.objects.count() == 1 and {proof.event.case_id for proof in Proof.objects.all()} == {row.pk for row in rows}
    assert len(on_disk()) == 1
    here, away = Proof.objects.get(event__case=rows[0]), Proof.objects.filter(event__case=rows[1]).get()
    client = signed_in(loaded.wu)
    assert client.get(f"/cases/proofs/{here.pk}/").status_code == 200
    assert client.get(f"/cases/proofs/{away.pk}/").status_code == 404


def test_withdrawn_it_is_gone_for_everyone_and_stays_in_the_record(loaded: Cast, proven: Proof):
    url = f"/cases/proofs/{proven.pk}/withdraw/"
    signed_in(loaded.shi).post(url, {"why": "拍错了"})
    signed_in(loaded.wu).post(url, {"why": " "})
    assert Proof.objects.visible_to(loaded.wu).exists(), "not by whoever did not add it, nor without a reason"
    assert "拍错了人" in signed_in(loaded.wu).post(url, {"why": "拍错了人"}, follow=True).content.decode()
    for user in (loaded.wu, loaded.li, loaded.shi):
        client = signed_in(user)
        assert (
            client.get(f"/cases/proofs/{proven.pk}/").status_code
            == client.get(f"/cases/proofs/{proven.pk}/small/").status_code
            == 404
        )
        assert "拍错了人" in client.get(f"/cases/{proven.event.case_id}/").content.decode()
    assert len(on_disk()) == 2 and proofs_are_here().holds
    assert Entry.objects.get(act="proof.withdraw").actor_id == loaded.wu.pk


def test_what_proves_what_is_never_altered_nor_removed(loaded: Cast, proven: Proof):
    Proof.objects.create(event=Event.objects.filter(verb="open").first(), attachment=proven.attachment)
    for change in (lambda: Proof.objects.update(demo=True), lambda: Proof.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_what_a_killed_process_left_is_swept_an_hour_later_and_nothing_else(loaded: Cast, proven: Proof):
    stray, draft = store.folder() / "aa" / "x.sealed", store.folder() / "aa" / ".draft-x"
    for path in (stray, draft):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
    assert actions.sweep() == 0
    old = time.time() - 4000
    for path in on_disk():
        os.utime(path, (old, old))
    assert actions.sweep() == 2 and len(on_disk()) == 2 and proofs_are_here().holds


def test_verify_tells_a_file_that_is_gone_and_one_that_was_changed(loaded: Cast, proven: Proof):
    path, thumb = store.paths_of(proven.attachment_id)
    other = store.put(proven.attachment_id, b"something else")
    assert other and "not what was kept" in proofs_are_here().faults[0]
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    assert not proofs_are_here().holds
    thumb.unlink()
    assert "is not there" in proofs_are_here().faults[0]


def test_the_demo_takes_its_files_with_it(loaded: Cast, proven: Proof, django_capture_on_commit_callbacks):
    assert proven.demo
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_demo_proofs()
    assert not on_disk() and not Attachment.objects.exists()
