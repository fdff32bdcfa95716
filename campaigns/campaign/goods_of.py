"""All goods that a campaign speaks of."""

from collections.abc import Iterator

from campaigns.engine.definition import Definition
from loyalty.purchase.goods import Goods


def goods_of(definition: Definition) -> Iterator[Goods]:
    """Of its conditions and effects, in the order written, with repetitions; of each also what is left out."""
    conditions = () if definition.when is None else definition.when.leaves()
    asked = [goods for one in conditions if isinstance(goods := getattr(one, "goods", None), Goods)]
    for goods in (*asked, *(goods for effect in definition.effects for goods in effect.acts_on())):
        yield goods
        if goods.but_not is not None:
            yield goods.but_not
