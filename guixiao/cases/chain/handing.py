"""The page on which a person who leaves hands over, kept by the county officer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from guixiao.accounts.guard import needs
from guixiao.accounts.models import Post, User
from guixiao.cases.chain import actions, forms, wording
from guixiao.cases.chain.leaving import hanging_on
from guixiao.cases.chain.people import path_to, posts_on
from guixiao.cases.chain.views import Request
from guixiao.cases.chain.words import chief_words
from guixiao.children.models import Round

SHOWN = 50


@needs("hand_over")
@never_cache
def hand_over(request: Request, post: int) -> HttpResponse:
    """What hangs on the holder of a post, and to whom it goes: one act, with a reason."""
    held = Post.objects.visible_to(request.user).select_related("user", "area", "school").filter(pk=post).first()
    if held is None:
        raise Http404
    to = _candidates(held)
    if request.method == "POST":
        try:
            count = actions.hand_over(
                request.user, held, forms.person_of(request.POST, to), request.POST.get("why", "")[: forms.LONGEST]
            )
            messages.success(request, _("%(count)s 个孩子已交接。现在可以结束这个岗位。") % {"count": f"{count:,}"})
        except actions.Refused as refused:
            messages.warning(request, wording.REFUSALS[refused.why])
        return redirect("hand_over", held.pk)
    hanging, made = hanging_on([held], timezone.localdate()), Round.objects.shown_to(request.user)
    context = {"held": held, "hanging": hanging, "candidates": to, "shown": SHOWN, "round": made,
               "words": chief_words(made) if made else {}, "area_of_page": "people"}  # fmt: skip
    return render(request, "cases/chain/hand_over.html", context)


def _candidates(held: Post) -> list[User]:
    """Whoever else holds a post from the county down to this place."""
    at = held.area or held.school
    posts = posts_on(path_to(at), timezone.localdate()) if at else []
    found = {post.user_id: post.user for post in sorted(posts, key=lambda post: (post.role, post.pk))}
    return [user for key, user in found.items() if key != held.user_id]
