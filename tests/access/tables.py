"""Who may what, as tables to be read. The tests beside this file hold every address of the product to them: an address
without a row fails, and so does a row without an address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# --- The shop API ----------------------------------------------------------------------------------------------------
# One scope opens a call, and no other does. Orders belong to the shop that sold them; another shop of the group is as
# foreign as any, and so is what a shop holds back of codes and certificates. Members, certificates, campaigns and codes
# belong to the programme: every shop serves every member. `-` where there is nothing to name.
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
POST certificates/{certificate}/check  certificates 200 200  200      422
POST certificates/{certificate}/hold   certificates 201 201  201      422
POST certificates/{held}/capture       certificates 200 404  404      404
POST certificates/{held}/release       certificates 200 404  404      404
POST certificates/{card}/activate      certificates.issue 200 200 200 422
POST certificates/{certificate}/top-up certificates.issue 200 200 200 422
POST certificates/{certificate}/block  certificates.issue 200 200 200 422
POST members                           enrol     201  -      -        -
POST members/lookup                    members   200  -      -        -
GET  members/{member}/balance          members   200  200    200      404
GET  members/{member}/history          members   200  200    200      404
POST members/{member}/adjustments      adjust    201  201    201      404
POST members/{member}/burn-codes       orders    201  201    201      404
POST events                            events    202  -      -        -
GET  members/{member}/coupons          members   200  200    200      404
POST coupons/{coupon}/check            coupons   200  200    200      200
POST coupons/{coupon}/reserve          coupons   201  201    201      409
POST coupons/{coupon}/release          coupons   200  404    404      404
GET  members/{member}/referral         members   200  200    200      404
POST members/{member}/referral         enrol     409  409    409      404
GET  campaigns                         campaigns 200  -      -        -
GET  campaigns/{campaign}              campaigns 200  200    200      404
PUT  campaigns/{campaign}              campaigns 200  200    200      200
POST campaigns/{campaign}/publish      campaigns 200  200    200      404
POST campaigns/{campaign}/pause        campaigns 200  200    200      404
POST campaigns/{campaign}/resume       campaigns 200  200    200      404
POST campaigns/{campaign}/finish       campaigns 200  200    200      404
POST campaigns/{campaign}/archive      campaigns 409  409    409      404
POST segments/{segment}/members        segments  200  200    200      404
"""

# --- Other addresses -------------------------------------------------------------------------------------------------
# (what a stranger gets with GET; the last two answer to MONITORING_TOKEN alone)
OPEN = """
address                    answer
api/schema/                200
api/docs/                  200
health/live                200
health/ready               200
i18n/setlang/              302
health/deps                401
metrics                    404
"""

# --- The cabinet -----------------------------------------------------------------------------------------------------
# A stranger; a member; the same for an order of another member and for one that is not there. The link that ends
# letters is the member's own, whoever opens it.
CABINET = """
name        stranger  member  foreign  absent
home        sign-in   200     -        -
qr          sign-in   200     -        -
coupons     sign-in   200     -        -
history     sign-in   200     -        -
order       sign-in   200     404      404
friends     sign-in   200     -        -
accept_code 405       405     -        -
join        200       friends -        -
certificates sign-in  200     -        -
certificate sign-in   200     404      404
print_certificate sign-in 200 404      404
remove_certificate 405 405    405      405
sign_in     200       home    -        -
code        sign-in   sign-in -        -
send_again  405       405     -        -
sign_out    405       405     -        -
unsubscribe 200       200     -        -
accent      200       200     -        -
"""

# --- The admin -------------------------------------------------------------------------------------------------------
# Lists and their rows: l list, a add, o open a row, h its history (the journal's, where it keeps one), d delete it,
# w change it. Owner and the others see every shop, or one when they are bound to it; the cashier lead here is bound to
# «Кофе на Лесной».
ADMIN_ROWS = """
model        Owner   Marketer  Approver  Analyst  Support  Cashier  Integrator  Accountant
member       loh     lo        lo        lo       lo       lo       -           -
order        lo      lo        lo        lo       lo       lo       lo          lo
return       lo      lo        lo        lo       lo       lo       lo          lo
operation    lo      -         lo        lo       lo       lo       -           lo
entry        lo      -         lo        lo       lo       lo       -           lo
lot          lo      -         lo        lo       lo       lo       -           lo
hold         lo      -         lo        lo       lo       lo       -           lo
certificate  loh     lo        lo        lo       lo       lo       -           -
certificateproduct laohw laow  lo        lo       lo       -        -           -
shop         laohw   lo        lo        lo       lo       lo       lo          lo
shopgroup    laohw   lo        lo        lo       lo       -        lo          -
integration  laohw   -         -         -        -        -        laow        -
category     laohdw  laow      lo        lo       lo       -        laow        -
product      laohdw  laow      lo        lo       lo       -        laow        -
unit         laohw   lo        lo        lo       lo       -        -           lo
consenttext  laoh    lo        lo        lo       lo       -        -           -
user         laohw   -         -         -        -        -        -           -
rolelimit    lohw    -         -         -        -        -        -           -
auditevent   lo      -         -         -        -        -        -           -
campaign     laoh    lao       lo        lo       lo       -        lo          -
campaignlane laohw   lo        lo        lo       lo       -        lo          -
couponbatch  laoh    lao       lo        lo       lo       -        -           -
triggercampaign laohw laow     lo        lo       lo       -        -           -
triggerresult lo     lo        lo        lo       lo       -        -           -
referral     loh     lo        lo        lo       lo       -        -           -
rfmmodel     laoh    lao       lo        lo       -        -        -           -
segment      laoh    lao       lo        lo       lo       -        -           -
"""

# Pages beside the lists, with GET and with POST: + given, . not. After a colon: the kind of file.
ADMIN_PAGES = """
page                  Owner  Marketer  Approver  Analyst  Support  Cashier  Integrator  Accountant
index                 ++     ++        ++        ++       ++       ++       ++          ++
search                ++     ++        ++        ++       ++       ++       ++          ++
find                  ++     ++        ++        ++       ++       ++       ++          ++
operations            ++     ..        ..        ..       ..       ..       ++          ..
confirm_restore       ++     ..        ..        ..       ..       ..       ..          ..
retry_alike           .+     ..        ..        ..       ..       ..       .+          ..
retry_parked          .+     ..        ..        ..       ..       ..       .+          ..
discard_parked        ++     ..        ..        ..       ..       ..       ++          ..
schedule              ++     ..        ..        ..       ..       ..       ..          ..
change_schedule       ++     ..        ..        ..       ..       ..       ..          ..
proof                 ++     ..        ++        ++       ++       ++       ..          ++
proof_law             ++     ..        ++        ++       ++       ++       ..          ++
proof_export          ++     ..        ++        ++       ++       ++       ..          ++
frozen_accounts       ++     ..        ++        ++       ++       ++       ..          ++
account               ++     ..        ++        ++       ++       ++       ..          ++
freeze_account        ++     ..        ++        ..       ++       ..       ..          ..
uploads               ++     ++        ..        ++       ..       ..       ++          ..
upload                ++     ++        ..        ..       ..       ..       ++          ..
refused_rows          ++     ++        ..        ..       ..       ..       ++          ..
take_upload:products  ++     ++        ..        ..       ..       ..       ++          ..
take_upload:members   ++     ..        ..        ..       ..       ..       ..          ..
take_upload:openings  ++     ..        ..        ..       ..       ..       ..          ..
take_upload:lists     ++     ++        ..        ..       ..       ..       ..          ..
sample_csv:products   ++     ++        ..        ..       ..       ..       ++          ..
sample_csv:members    ++     ..        ..        ..       ..       ..       ..          ..
sample_xlsx:openings  ++     ..        ..        ..       ..       ..       ..          ..
export_data:products  ++     ++        ..        ++       ..       ..       ++          ..
export_data:members   ++     ++        ..        ++       ..       ..       ..          ..
export_data:openings  ++     ..        ..        ++       ..       ..       ..          ..
programme             ++     ++        ++        ++       ++       ..       ..          ++
programme_versions    ++     ++        ++        ++       ++       ..       ..          ++
programme_version     ++     ++        ++        ++       ++       ..       ..          ++
programme_name        ++     +.        +.        +.       +.       ..       ..          +.
tiers                 ++     +.        +.        +.       +.       ..       ..          +.
certificate_batches   ++     +.        +.        +.       +.       ..       ..          +.
certificate_batch     ++     +.        +.        +.       +.       ..       ..          +.
certificates_owed     ++     ++        ++        ++       ++       ..       ..          ++
block_certificate     ++     ..        ..        ..       ++       ..       ..          ..
replace_certificate   ++     ..        ..        ..       ++       ..       ..          ..
extend_certificate    ++     ..        ..        ..       ++       ..       ..          ..
print_certificate     ++     ..        ..        ..       ++       ..       ..          ..
accounting            +.     ..        +.        +.       ..       ..       ..          +.
accounting_count      .+     ..        .+        .+       ..       ..       ..          .+
accounting_export     .+     ..        .+        .+       ..       ..       ..          .+
accounting_rows       ++     ..        ++        ++       ..       ..       ..          ++
accounting_close      ++     ..        ..        ..       ..       ..       ..          ++
accounting_breakage   ++     ..        ..        ..       ..       ..       ..          ++
adjust_points         ++     ..        ++        ..       ++       ++       ..          ..
block_member          ++     ..        ..        ..       ++       ..       ..          ..
unmask_member         ++     ..        ..        ..       ++       ..       ..          ..
campaign_edit         ++     ++        ..        ..       ..       ..       ..          ..
campaign_step         ++     ++        ++        ..       ..       ..       ..          ..
campaign_copy         ++     ++        ..        ..       ..       ..       ..          ..
campaign_tags         .+     .+        ..        ..       ..       ..       ..          ..
campaign_roll_back    ++     ++        ++        ..       ..       ..       ..          ..
campaign_quick        .+     .+        .+        ..       ..       ..       ..          ..
campaign_gallery      ++     ++        ..        ..       ..       ..       ..          ..
campaign_first_run    ++     ++        ..        ..       ..       ..       ..          ..
campaign_mechanic:cashback ++ ++       ..        ..       ..       ..       ..          ..
campaign_calendar     ++     ++        ++        ++       ++       ..       ++          ..
campaign_map          ++     ++        ++        ++       ++       ..       ++          ..
coupon_batch_edit     ++     ++        ..        ..       ..       ..       ..          ..
coupon_batch_stop     ++     ++        ++        ..       ..       ..       ..          ..
coupon_export         ++     ++        ..        ..       ..       ..       ..          ..
coupon_make           ++     ++        ..        ..       ..       ..       ..          ..
coupon_load           ++     ++        ..        ..       ..       ..       ..          ..
coupon_issue          ++     ++        ..        ..       ++       ..       ..          ..
coupon_work           ++     ++        +.        +.       +.       ..       ..          ..
coupon_faults         ++     ++        ..        ..       ..       ..       ..          ..
coupon_find           ++     ++        ++        ++       ++       ..       ..          ..
coupon_story          ++     ++        ++        ++       ++       ..       ..          ..
coupon_revoke         ++     ++        ..        ..       ++       ..       ..          ..
give_coupon           ++     ++        ..        ..       ++       ..       ..          ..
referral_programme    ++     ++        +.        +.       +.       ..       ..          ..
decide_referral       ++     ..        ..        ..       ++       ..       ..          ..
rfm_edit              ++     ++        ..        ..       ..       ..       ..          ..
rfm_members           ++     ++        ++        ++       ..       ..       ..          ..
segment_edit          ++     ++        ..        ..       ..       ..       ..          ..
segment_members       ++     ++        ++        ++       ++       ..       ..          ..
segment_list          ++     ++        ..        ..       ..       ..       ..          ..
segment_export        ++     ++        ..        ++       ..       ..       ..          ..
segment_preview       .+     .+        ..        ..       ..       ..       ..          ..
segment_overlap       ++     ++        ++        ++       ++       ..       ..          ..
segment_life_cycle    ++     ++        ..        ..       ..       ..       ..          ..
analytics_overview    +.     +.        +.        +.       ..       ..       ..          ..
analytics_retention   +.     +.        +.        +.       ..       ..       ..          ..
analytics_points      +.     +.        +.        +.       ..       ..       ..          ..
analytics_campaigns   +.     +.        +.        +.       ..       ..       ..          ..
analytics_customers   +.     +.        +.        +.       ..       ..       ..          ..
analytics_products    +.     +.        +.        +.       ..       ..       ..          ..
analytics_shops       +.     +.        +.        +.       ..       ..       ..          ..
acquisition_cost      ++     +.        +.        +.       ..       ..       ..          ..
analytics_definitions ++     ++        ++        ++       ..       ..       ..          ..
analytics_rows        ++     ++        ++        ++       ..       ..       ..          ..
analytics_take        .+     .+        .+        .+       ..       ..       ..          ..
analytics_take_rows   .+     .+        .+        .+       ..       ..       ..          ..
campaign_sketch       ++     ++        ..        ..       ..       ..       ..          ..
campaign_audience     ++     ++        ..        ..       ..       ..       ..          ..
campaign_try          ++     ++        ..        ..       ..       ..       ..          ..
campaign_price        ++     ++        ..        ..       ..       ..       ..          ..
campaign_examples     ++     ++        ..        ..       ..       ..       ..          ..
pick:sku              ++     ++        ++        ++       ++       ..       ++          ..
pick:member           ++     ++        ++        ++       ++       ++       ..          ..
pick:campaign         ++     ++        ++        ++       ++       ..       ++          ..
pick:tier             ++     ++        ++        ++       ++       ..       ..          ++
issue_key             ++     ..        ..        ..       ..       ..       ++          ..
revoke_key            ++     ..        ..        ..       ..       ..       ++          ..
password_change       ++     ++        ++        ++       ++       ++       ++          ++
password_change_done  +.     +.        +.        +.       +.       +.       +.          +.
jsi18n                +.     +.        +.        +.       +.       +.       +.          +.
autocomplete          ..     ..        ..        ..       ..       ..       ..          ..
view_on_site          ..     ..        ..        ..       ..       ..       ..          ..
app_list              ..     ..        ..        ..       ..       ..       ..          ..
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
