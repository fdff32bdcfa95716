"""Bodies that the documentation shows. A test sends each of them."""

CAMPAIGN = {
    "title": {"ru": "Утренний кофе −10 %", "en": "Morning coffee −10%"},
    "lane": "goods",
    "when": {"all": [{"weekday": {"days": ["1", "2", "3", "4", "5"]}}, {"hours": {"start": "08:00", "end": "11:00"}}]},
    "effects": [{"percent_off": {"rate": 1000, "goods": {"categories": ["coffee"]}}}],
    "budgets": [{"metric": "discount", "limit": 10_000_000, "trim": True}],
}
REASON = {"reason": "Согласовано с Анной"}
REFERRAL = {"code": "ACDE 4679"}
STOP = {"reason": "Ошибка в цене", "withdraw_quotes": True}
