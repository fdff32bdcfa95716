"""Who may what, as tables to be read. The tests beside this file hold every address of the product to them: an address
without a row fails, and so does a row without an address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# --- The shop API ----------------------------------------------------------------------------------------------------
# One scope opens a call, and no other does. Orders belong to the shop that sold them; another shop of the group is as
# foreign as any. Members belong to the programme: every shop serves every member. `-` where there is nothing to name.
API = """
call                                   scope     own  group  foreign  absent
POST quotes                            quotes    200  -      -        -
POST orders                            orders    201  -      -        -
POST orders/batch                      orders    200  -      -        -
GET  orders/{sold}                     orders    200  404    404      404
GET  orders/{sold}/explain             orders    200  404    404      404
POST orders/{placed}/complete          orders    200  404    404      404
POST orders/{placed}/cancel            orders    200  404    404      404
POST orders/{sold}/returns             returns   201  404    404      404
POST members                           enrol     201  -      -        -
POST members/lookup                    members   200  -      -        -
GET  members/{member}/balance          members   200  200    200      404
GET  members/{member}/history          members   200  200    200      404
POST members/{member}/adjustments      adjust    201  201    201      404
POST members/{member}/burn-codes       orders    201  201    201      404
POST events                            events    202  -      -        -
"""

# --- Addresses anybody may open --------------------------------------------------------------------------------------
# (what a stranger gets with GET; "sign in": sent to the page where one signs in)
OPEN = """
address                    answer
api/schema/                200
api/docs/                  200
health/live                200
health/ready               200
i18n/setlang/              302
"""

# --- The cabinet -----------------------------------------------------------------------------------------------------
# A stranger; a member; the same for an order of another member and for one that is not there.
CABINET = """
name       stranger  member  foreign  absent
home       sign-in   200     -        -
qr         sign-in   200     -        -
history    sign-in   200     -        -
order      sign-in   200     404      404
sign_in    200       home    -        -
code       sign-in   sign-in -        -
send_again 405       405     -        -
sign_out   405       405     -        -
accent     200       200     -        -
"""

# --- The admin -------------------------------------------------------------------------------------------------------
# Lists and their rows: l list, a add, o open a row, h its history, d delete it, w change it. Owner and the others see
# every shop, or one when they are bound to it; the cashier lead here is bound to «Кофе на Лесной».
ADMIN_ROWS = """
model        Owner   Marketer  Approver  Analyst  Support  Cashier  Integrator
member       loh     loh       loh       loh      loh      loh      -
order        loh     loh       loh       loh      loh      loh      loh
return       loh     loh       loh       loh      loh      loh      loh
operation    loh     -         loh       loh      loh      loh      -
entry        loh     -         loh       loh      loh      loh      -
lot          loh     -         loh       loh      loh      loh      -
hold         loh     -         loh       loh      loh      loh      -
shop         laohw   loh       loh       loh      loh      loh      loh
shopgroup    laohw   loh       loh       loh      loh      -        loh
integration  laohw   -         -         -        -        -        laohw
category     laohdw  laohw     loh       loh      loh      -        laohw
product      laohdw  laohw     loh       loh      loh      -        laohw
unit         laohw   loh       loh       loh      loh      -        -
consenttext  laoh    loh       loh       loh      loh      -        -
user         laohw   -         -         -        -        -        -
rolelimit    lohw    -         -         -        -        -        -
"""

# Pages beside the lists, with GET and with POST: + given, . not.
ADMIN_PAGES = """
page                  Owner  Marketer  Approver  Analyst  Support  Cashier  Integrator
index                 ++     ++        ++        ++       ++       ++       ++
search                ++     ++        ++        ++       ++       ++       ++
proof                 ++     ..        ++        ++       ++       ++       ..
programme             ++     ++        ++        ++       ++       ..       ..
programme_versions    ++     ++        ++        ++       ++       ..       ..
programme_version     ++     ++        ++        ++       ++       ..       ..
programme_name        ++     +.        +.        +.       +.       ..       ..
adjust_points         ++     ..        ++        ..       ++       ++       ..
block_member          ++     ..        ..        ..       ++       ..       ..
unmask_member         ++     ..        ..        ..       ++       ..       ..
issue_key             ++     ..        ..        ..       ..       ..       ++
revoke_key            ++     ..        ..        ..       ..       ..       ++
password_change       ++     ++        ++        ++       ++       ++       ++
password_change_done  +.     +.        +.        +.       +.       +.       +.
jsi18n                +.     +.        +.        +.       +.       +.       +.
autocomplete          ..     ..        ..        ..       ..       ..       ..
view_on_site          ..     ..        ..        ..       ..       ..       ..
app_list              ..     ..        ..        ..       ..       ..       ..
"""
# Pages of signing in itself, which have tests of their own.
ADMIN_SIGN_IN = ("login", "logout")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a table: its first column and the others by the head of their column."""

    name: str
    cells: Mapping[str, str]

    def __str__(self) -> str:
        return self.name


def rows(table: str, *, name_words: int = 1) -> Iterator[Row]:
    """The lines of a table; the first column has so many words."""
    head, *lines = table.strip().splitlines()
    columns = head.split()[1:]
    for line in lines:
        words = line.split()
        cells = words[name_words:]
        assert len(cells) == len(columns), line
        yield Row(name=" ".join(words[:name_words]), cells=dict(zip(columns, cells, strict=True)))
