"""Who works with the system in this county, at which post, and until when."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts import actions
from guixiao.accounts.factor.actions import start_anew
from guixiao.accounts.factor.standing import has
from guixiao.accounts.guard import needs
from guixiao.accounts.leaving import hanging
from guixiao.accounts.models import Post, User
from guixiao.accounts.people import listing
from guixiao.accounts.people.forms import EndForm, PersonForm, PostForm, one_time_password
from guixiao.lib.masks import as_typed


@needs("see_posts")
def people(request: Any) -> HttpResponse:
    sought = request.GET.get("q", "").strip()[: listing.LONGEST]
    found = listing.people_of(request.user, sought).prefetch_related("posts__area", "posts__school")
    page, today = Paginator(found, listing.PER_PAGE).get_page(request.GET.get("page", "")), timezone.localdate()
    rows = [(user, [post for post in user.posts.all() if post.in_force_on(today)]) for user in page]
    context = {"rows": rows, "page": page, "q": sought, "turn": urlencode({"q": sought} if sought else {}),
               "all": User.objects.visible_to(request.user).count() if sought else page.paginator.count,
               "area_of_page": "people"}  # fmt: skip
    return render(request, "accounts/people.html", context)


@never_cache
@needs("manage_posts")
def new_person(request: Any) -> HttpResponse:
    form = PersonForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        return _opened(request, form)
    status = 422 if form.is_bound else 200
    form.data = as_typed(form.data)
    return render(request, "accounts/new_person.html", {"form": form, "area_of_page": "people"}, status=status)


def _opened(request: Any, form: PersonForm) -> HttpResponse:
    """The password is on this page and nowhere else."""
    password = one_time_password()
    person = actions.open_person(
        username=form.cleaned_data["username"],
        name=form.cleaned_data["name"],
        password=password,
        post=form.post(),
        by=request.user,
    )
    return _handed_out(request, person, password)


def _handed_out(request: Any, person: User, password: str, *, anew: bool = False) -> HttpResponse:
    context = {"person": person, "password": password, "anew": anew, "area_of_page": "people"}
    return render(request, "accounts/handed_out.html", context)


@needs("see_posts")
def person(request: Any, person: int) -> HttpResponse:
    return _person(request, find_person(request.user, person))


def _person(request: Any, found: User, form: PostForm | None = None, refused: str = "") -> HttpResponse:
    today = timezone.localdate()
    posts = found.posts.select_related("area", "school").order_by("-since", "-pk")
    ours = set(Post.objects.visible_to(request.user).values_list("pk", flat=True))
    context = {
        "person": found,
        "posts": [(post, post.in_force_on(today), post.pk in ours and post.ends_after(today)) for post in posts],
        "hanging": {post.pk: hanging([post], today) for post in posts if post.pk in ours and post.in_force_on(today)},
        "form": form or PostForm(by=request.user),
        "refused": refused,
        "today": today,
        "myself": found == request.user,
        "factor": has(found),
        "area_of_page": "people",
    }
    return render(request, "accounts/person.html", context, status=422 if refused or (form and form.errors) else 200)


@require_POST
@needs("manage_posts")
def give_post(request: Any, person: int) -> HttpResponse:
    found = find_person(request.user, person)
    form = PostForm(request.POST, by=request.user)
    if not form.is_valid():
        return _person(request, found, form)
    if found == request.user:
        return _person(request, found, refused="own")
    try:
        actions.give_post(found, by=request.user, **form.post())
    except actions.OneOfThree:
        return _person(request, found, form, refused="three")
    return redirect("person", found.pk)


@require_POST
@needs("manage_posts")
def end_post(request: Any, post: int) -> HttpResponse:
    found = Post.objects.visible_to(request.user).select_related("user", "area", "school").filter(pk=post).first()
    if found is None:
        raise Http404
    form = EndForm(request.POST)
    if not form.is_valid():
        return _person(request, found.user, refused="day")
    if found.user == request.user:
        return _person(request, found.user, refused="own")
    try:
        actions.end_post(found, last_day=form.cleaned_data["last_day"], by=request.user)
    except actions.Unchanged:
        return _person(request, found.user, refused="ended")
    except actions.HandOverFirst:
        return _person(request, found.user, refused="hand_over")
    return redirect("person", found.user_id)


@never_cache
@require_POST
@needs("manage_posts")
def renew_password(request: Any, person: int) -> HttpResponse:
    found = find_person(request.user, person)
    if found == request.user:
        return _person(request, found, refused="own")
    password = one_time_password()
    actions.renew_password(found, password, by=request.user)
    return _handed_out(request, found, password)


@never_cache
@require_POST
@needs("manage_posts")
def reset_factor(request: Any, person: int) -> HttpResponse:
    """A lost telephone: a one-time password, and another telephone at the next sign-in."""
    found = find_person(request.user, person)
    if found == request.user:
        return _person(request, found, refused="own")
    password = one_time_password()
    start_anew(found, password, by=request.user)
    return _handed_out(request, found, password, anew=True)


@require_POST
@needs("manage_posts")
def close_account(request: Any, person: int) -> HttpResponse:
    """Closes an open account and opens a closed one: `open` says which was meant."""
    found = find_person(request.user, person)
    if found == request.user:
        return _person(request, found, refused="own")
    act = actions.reopen_account if request.POST.get("open") else actions.close_account
    try:
        act(found, by=request.user)
    except actions.Unchanged:
        return _person(request, found, refused="changed")
    except actions.HandOverFirst:
        return _person(request, found, refused="hand_over")
    return redirect("person", found.pk)


def find_person(user: User, person: int) -> User:
    """Of the user's own county; one who also serves another county, or runs the system, is nobody's to manage alone."""
    found = User.objects.visible_to(user).filter(pk=person, is_superuser=False).first()
    if found is None or found.posts.exclude(pk__in=Post.objects.visible_to(user)).exists():
        raise Http404
    return found
