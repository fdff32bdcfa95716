"""Bodies that the documentation shows. A test sends each of them."""

LIST = {
    "add": [{"kind": "phone", "value": "+79161234567"}, {"kind": "external", "value": "crm-1024"}],
    "remove": [{"kind": "card", "value": "2200000000000001"}],
}
