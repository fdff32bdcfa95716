"""What forms let people search for instead of typing codes: one address for every kind of thing.

An area registers a `Picker` under the word that `Param.of` uses; the page answers with JSON.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from loyalty.admin.kit import staff
from loyalty.admin.site import require, site
from loyalty.registries import Registry
from loyalty.staff.models import User

SHOWN = 20
_MOST_NAMED = 200
_LONGEST_TERM = 100


@dataclass(frozen=True)
class Choice:
    """One thing: the code that is stored, the name that people know, and a word that tells it from others."""

    code: str
    name: str
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class Picker:
    """`search(term, user, most)` finds things for what a person typed, all of them in order for an empty term;
    `named(codes, user)` gives those codes that are known their names. `free`: what is not found may be entered, too."""

    permission: str
    search: Callable[[str, User, int], Sequence[Choice]]
    named: Callable[[Sequence[str], User], Sequence[Choice]]
    free: bool = False


PICKERS: Registry[Picker] = Registry("pickers")


def pick(request: HttpRequest, what: str) -> HttpResponse:
    """`?q=` searches, `?code=…&code=…` names. Answers `{"results": [{"code", "name", "more"}], "more": bool}`."""
    if what not in PICKERS:
        raise Http404
    picker = PICKERS[what]
    require(request, picker.permission)
    if codes := [clean(code) for code in request.GET.getlist("code")[:_MOST_NAMED]]:
        return JsonResponse({"results": [asdict(one) for one in picker.named(codes, staff(request))], "more": False})
    found = picker.search(clean(request.GET.get("q", ""))[:_LONGEST_TERM], staff(request), SHOWN + 1)
    return JsonResponse({"results": [asdict(one) for one in found[:SHOWN]], "more": len(found) > SHOWN})


def clean(text: str) -> str:
    """What PostgreSQL takes as a text."""
    return text.replace("\0", "").encode(errors="ignore").decode().strip()


def pickable(user: User) -> dict[str, dict[str, object]]:
    """The pickers this person may use, for a form: where each is asked, and whether it takes what it does not find."""
    return {
        what: {"url": site.url_of("pick", what), "free": picker.free}
        for what, picker in PICKERS
        if user.has_perm(picker.permission)
    }


site.add_page("pick/<slug:what>/", pick, name="pick", permission="loyalty.view_order")
