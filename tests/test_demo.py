"""`guixiao demo` and `guixiao serve` as a person at a terminal meets them."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

FULL = os.environ.get("GUIXIAO_FULL") == "1"
CHILDREN = "52000" if FULL else "700"
SCALE = int(CHILDREN) / 52_000
# Of the children who are, or were, out of school: how many; poor among them; of the second check; not back.
FIGURES = """
from guixiao.cases.models import Case
from guixiao.children.models import Round
from guixiao.demo.campaign.figures import Figures
last = Round.objects.latest("as_of")
told = Figures.of_cases(last)
print("figures", told.first, told.poor, told.second, told.not_back, Case.objects.filter(episode=2).count(), last.as_of)
"""
# What the campaign has besides: each of these happened.
HAPPENED = """
from guixiao.cases.accountability.models import Answer
from guixiao.cases.bodies.models import Member
from guixiao.cases.clocks.models import Pause
from guixiao.cases.effort.models import Letter
from guixiao.cases.joint.models import JointAction
from guixiao.cases.keyplaces.models import KeyPlace
from guixiao.cases.looks.models import Look
from guixiao.cases.models import Event, Worklist
from guixiao.cases.moves.models import Move
from guixiao.cases.orders.models import Order, Receipt
from guixiao.cases.rectification.models import Item
from guixiao.cases.referrals.models import Referral
from guixiao.cases.studies.models import Decision
orders = {order.number[-2]: getattr(getattr(order, "outcome", None), "met", None) for order in Order.objects.all()}
asked = {(row.channel, row.state) for row in Referral.objects.all()}
moves = sorted(Move.objects.values_list("state", flat=True))
handed = Event.objects.filter(verb="chief_hand_over").exists()
served = Letter.objects.exclude(served_on=None).exists()
print("happened", {"orders": orders, "asked": sorted(asked), "moves": moves, "handed": handed, "served": served,
      "receipts": Receipt.objects.exists(), "pauses": Pause.objects.count(), "looks": Look.objects.count(),
      "answers": Answer.objects.count(), "members": Member.objects.count(), "together": JointAction.objects.count(),
      "key places": KeyPlace.objects.count(), "decisions": Decision.objects.exclude(done_at=None).count(),
      "put right": Item.objects.filter(state="closed").count(), "withdrawn": Item.objects.filter(state="withdrawn").count(),
      "of the office": Item.objects.filter(role="county_officer", state="closed").count(),
      "found at a door": Event.objects.filter(verb="find", detail__has_key="joint").count(),
      "sheets": Worklist.objects.exclude(applied_at=None).exclude(done={}).count()})
"""
# Everything but the places of the county, the log and what Django keeps for itself.
LEFT = """
from django.apps import apps
from guixiao.demo.loading import remove_demo
remove_demo()
kept = {"areas", "audit", "auth", "contenttypes", "sessions", "vault", "admin"}
models = [model for model in apps.get_models() if model._meta.app_label not in kept]
print("left", len(models) > 20, {model._meta.label: model.objects.count() for model in models if model.objects.exists()})
"""


def guixiao(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    seconds = 1800 if FULL else 240
    return subprocess.run([*_command(), *arguments], env=_environment(directory), capture_output=True, text=True, timeout=seconds)


def _command() -> list[str]:
    return [sys.executable, "-c", "import sys; from guixiao.cli import main; sys.exit(main())"]


def _environment(directory: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("GUIXIAO_")}
    return kept | {"GUIXIAO_DATA_DIR": str(directory), "DJANGO_SETTINGS_MODULE": "guixiao.config.settings"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a small demo county in it."""
    directory = tmp_path_factory.mktemp("data")
    answer = guixiao(directory, "demo", "--children", CHILDREN)
    assert answer.returncode == 0, answer.stderr
    for word in (
        "county",
        "township",
        "village",
        "school",
        "outsider",
        "police",
        "lead",
        "education",
        "guixiao-demo",
        "纯属虚构",
    ):
        assert word in answer.stdout
    assert "not replayed" not in answer.stderr, answer.stderr
    return directory


def shell(directory: Path, code: str) -> str:
    answer = guixiao(directory, "shell", "-v", "0", "-c", code)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_the_campaign_ends_yesterday_with_the_articles_figures(built: Path):
    first, poor, told, still, again, last = shell(built, FIGURES).split("figures ")[1].split()
    assert (int(first), int(told)) == (round(958 * SCALE), round(66 * SCALE))
    assert (int(poor), int(still)) == (round(461 * SCALE), round(115 * SCALE))
    assert int(again) == (22 if FULL else 0)  # relapses
    assert last in {str(date.today() - timedelta(days)) for days in (0, 1, 2)}  # in whatever time zone it is asked


def test_orders_questions_moves_and_all_else_that_a_campaign_has_happened(built: Path):
    told = eval(shell(built, HAPPENED).split("happened ")[1])  # what the test itself printed
    assert told.pop("orders") == {"1": True, "2": False, "3": None}  # met, missed, running
    assert {("link", "answered"), ("account", "answered"), ("paper", "answered"), ("link", "asked")} <= set(told.pop("asked"))
    assert told.pop("moves") == ["accepted", "offered"]
    assert all(told.values()), told


def test_verify_finds_nothing_wrong_in_the_demo(built: Path):
    answer = guixiao(built, "verify", "--lang", "en")
    assert answer.returncode == 0 and "WRONG" not in answer.stdout, answer.stdout
    assert "children met at a door" in answer.stdout or "child met at a door" in answer.stdout


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    server = subprocess.Popen([*_command(), "serve", "--port", port, "--workers", "1"], env=_environment(built))
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) in (0, -signal.SIGTERM)


def _wait(address: str) -> None:
    for _ in range(150):
        try:
            assert urlopen(f"{address}/readyz").status == 200
            return
        except URLError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer within 30 s")


def test_the_served_pages_have_hashed_style_sheets_that_are_compressed_and_kept(address: str):
    page = urlopen(f"{address}/login/").read().decode()
    sheet = re.search(r'href="(/static/guixiao\.[0-9a-f]+\.css)"', page)[1]
    from urllib.request import Request

    answer = urlopen(Request(address + sheet, headers={"Accept-Encoding": "gzip"}))
    assert answer.headers["Content-Encoding"] == "gzip" and "immutable" in answer.headers["Cache-Control"]


def test_the_demo_is_replaced_whole(built: Path):
    count = (
        "from guixiao.children.models import *; from guixiao.accounts.models import User; rounds = Round.objects.all();"
        "rows = sum(r.population + r.sighted for r in rounds);"
        "print('counted', len(rounds), Coverage.objects.count() == rows, rounds.last().sighted, User.objects.count())"
    )
    assert guixiao(built, "demo", "--children", CHILDREN, "--seed", "5", "--plain").returncode == 0
    counted = guixiao(built, "shell", "-v", "0", "-c", count).stdout.split("counted ")[1].split()
    assert counted == ["2", "True", "1" if not FULL else "40", "11"]  # without its campaign: nobody but the logins


def test_files_alone_touch_no_database(tmp_path: Path):
    data, files = tmp_path / "data", tmp_path / "files"
    assert guixiao(data, "demo", "--children", "300", "--dir", str(files), "--no-load").returncode == 0
    assert not data.exists() and (files / "truth.csv").exists() and (files / "second" / "truth_changes.csv").exists()
    refused = guixiao(data, "demo", "--no-load")
    assert refused.returncode == 2 and "--dir" in refused.stderr


def test_a_real_countys_rounds_are_never_replaced(built: Path):
    make = "from guixiao.children.models import *; Round.objects.update(demo={})"
    guixiao(built, "shell", "-v", "0", "-c", make.format(False))
    refused = guixiao(built, "demo", "--children", CHILDREN)
    guixiao(built, "shell", "-v", "0", "-c", make.format(True))
    assert refused.returncode == 2 and "real county" in refused.stderr


def test_serving_an_empty_database_says_what_to_do(tmp_path: Path):
    refused = guixiao(tmp_path, "serve")
    assert refused.returncode == 2 and "guixiao migrate" in refused.stderr and "Traceback" not in refused.stderr


def test_when_it_goes_nothing_of_it_stays(built: Path):
    assert "left True {}" in shell(built, LEFT)
