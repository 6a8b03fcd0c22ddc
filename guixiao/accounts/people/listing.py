"""Whom the list of people shows: everyone with a post in the county, those who may sign in first."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from guixiao.accounts.models import Post, User

PER_PAGE = 50
LONGEST = 60  # characters that are looked for


def people_of(user: User, sought: str) -> "QuerySet[User]":
    """`sought`: a part of a name, of a user name, or of the place of a post held today."""
    found = User.objects.visible_to(user).order_by("-is_active", "username", "pk")
    if not sought:
        return found
    there = Q(area__name__icontains=sought) | Q(school__name__icontains=sought)
    posts = Post.objects.in_force(timezone.localdate()).filter(there, user=OuterRef("pk"))
    return found.filter(Q(name__icontains=sought) | Q(username__icontains=sought) | Exists(posts))
