"""/method/: how the comparison works, what each bucket means, what can go wrong, and this round's measured errors."""

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from guixiao.children.models import Round
from guixiao.reports.coverage import find_round
from guixiao.reports.method import words
from guixiao.reports.views import Request
from guixiao.reviews.models import Decision, Doubt
from guixiao.rosters.models import Receipt


def method(request: Request) -> HttpResponse:
    made = find_round(request.user, request.GET.get("round", ""))
    measured = measures(made) if made else {}
    told = {"meanings": words.BUCKETS.items(), "risks": words.RISKS, "terms": words.TERMS.items()}
    return render(request, "reports/method.html", {"round": made, "area_of_page": "method"} | told | measured)


def measures(made: Round) -> dict[str, Any]:
    """Sums of the whole county that name no child: everyone with a post may know how far to trust the figures."""
    receipt = Receipt.objects.filter(round=made).first()
    content = receipt.content if receipt else {}
    rows: Counter[str] = Counter()
    for file in content.get("files", ()):
        rows[file["roster"]] += file["accepted"]
    doubts = Doubt.objects.filter(round=made)
    return {
        "read": [(name, count) for name, count in rows.items() if name != "schools"],
        "audit": content.get("audit"),
        "silent": len(content.get("schools_without_roll", ())),
        "doubts": doubts.count(),
        "open_doubts": doubts.open().count(),
        "decisions": Decision.objects.of_county(made.county).in_force().count(),
    }
