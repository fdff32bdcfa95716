"""What a quote promises is what the cart comes to, in whatever words."""

from loyalty.purchase.decision import Applied, BurnDecision, Decision, Step
from loyalty.purchase.token import result_hash
from tests.builders import NOON


def _decided(text: str, *, kopecks: int = 100, name: str = "honey") -> Decision:
    part = Applied(campaign="spring", version=1, effect="percent_off", kopecks=kopecks, text_ru=text, text_en=text)
    step = Step(code="order_discount", numbers={"campaign": name, "text_ru": text, "text_en": text})
    burn = BurnDecision(requested=0, applied=0, max=0, limited_by=None, code_required=False)
    return Decision(
        program_version=1, ruleset=1, at=NOON, base_kopecks=1_000, discount_kopecks=0, points_paid_kopecks=0,
        certificates_paid_kopecks=0, to_pay_kopecks=1_000, lines=(), delivery=None, burn=burn, earn=(),
        applied=(part,), trace=(step,),
    )  # fmt: skip


def test_sentences_are_no_part_of_a_promise_and_all_else_is() -> None:
    # given sentences with all that JSON has to escape
    texts = ("", "10 % на «Кофе»", 'a "quoted\\" part", "text_ru":"x', "back\\", "\\\"',")
    # then
    assert len({result_hash(_decided(text)) for text in texts}) == 1
    for text in texts:
        same = result_hash(_decided(text))
        assert same != result_hash(_decided(text, kopecks=101))
        assert same != result_hash(_decided(text, name='"text_ru":"honey"'))
