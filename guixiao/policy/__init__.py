"""The county's dated rule file: ages, buckets, what words in rosters mean, how columns are called (docs/policy.md)."""

from guixiao.policy.model import AgeRule, Policy, Thresholds
from guixiao.policy.problems import PolicyError, Problem
from guixiao.policy.shipped import load_policy, policy_for, shipped_policies
from guixiao.policy.words import StatusWord, find_status

__all__ = [
    "AgeRule",
    "Policy",
    "PolicyError",
    "Problem",
    "StatusWord",
    "Thresholds",
    "find_status",
    "load_policy",
    "policy_for",
    "shipped_policies",
]
