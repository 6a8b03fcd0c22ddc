"""The rules an import is made with: the chosen rule file, with the county's own header words."""

from datetime import date

from guixiao.areas.models import Area
from guixiao.children.models import Round
from guixiao.policy import Policy, load_policy, policy_for, shipped_policies
from guixiao.rosters.headers.rules import county_policy
from guixiao.rosters.models import HeaderMeaning, Import


def policy_of(version: Import, today: date) -> Policy:
    """By its name, or the one in force on the day of the import (of today, as long as no day is chosen)."""
    plain = load_policy(version.policy) if version.policy else policy_for(version.as_of or today)
    meanings = HeaderMeaning.objects.filter(county=version.county_id).values_list("roster", "header", "field")
    return county_policy(plain, meanings)


def usual_policy(county: Area, last: Round | None) -> str:
    """The rule file of the last round, so that two rounds compare; "" where there is none, or it is shipped no longer."""
    name = last.policy.partition("@")[0] if last else ""
    return name if name in {policy.id for policy in shipped_policies()} else ""
