"""The shops of the demo: one small chain in one city, and its web shop."""

from dataclasses import dataclass

TIMEZONE = "Europe/Moscow"
GROUP = "Лавка"


@dataclass(frozen=True)
class DemoShop:
    """`is_till` shops sell what the receipts say; the web shop waits for the newcomer's own orders."""

    code: str
    name: str
    integration: str
    is_till: bool = True


SHOPS = (
    DemoShop("tverskaya", "Лавка на Тверской", "Касса"),
    DemoShop("prudy", "Лавка у Чистых прудов", "Касса"),
    DemoShop("arbat", "Лавка на Арбате", "Касса"),
    DemoShop("izmaylovo", "Лавка в Измайлове", "Касса"),
    DemoShop("web", "Лавка в интернете", "Сайт", is_till=False),
)
