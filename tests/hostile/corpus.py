"""What people, scanners and broken tills send, by what it attacks (RELIABILITY, bar 9). Data, and nothing else.

Python and not JSON: half of a surrogate pair, NUL, broken UTF-8 and megabytes are readable here and nowhere else.
"""

from typing import Any

NUMBERS: list[Any] = [
    -1, 0, 1.5, 10**30, 2**63, "-1", "-0", "NaN", "Infinity", "-Infinity", "1e400", "1" + "0" * 30, "9" * 5_000,
    "1_000", "١٢", "", "0x1", "1e5", "+1", " 1 ", "1,5", "999999999.99", "99999999999999.999",
]  # fmt: skip
TEXTS: list[str] = [
    "\0", "a\0b", "\ud800", "\u202eтовар", "x" * 70_000, '=HYPERLINK("http://x")', "@SUM(1)",
    "<script>alert(1)</script>",
    "{{7*7}}", "{% debug %}", "%s%n%(x)s", "{0.__class__}", "'; drop table x; --", '" or ""="', "\u200b\u200d\ufeff",
    "👩‍👩‍👧‍👧" * 40, "Z" + "\u0301" * 300, "\x7f", "\r\nSet-Cookie: a=b", "../../etc/passwd", " ", "\\u0000",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-14:00", "2026-02-30", "2026-11-21T24:00:00Z",
]  # fmt: skip
SHAPES: list[Any] = [None, True, [], {}, [[]], {"a": {"b": {}}}, ["x"] * 3, [0] * 3_000, {"$ne": None}]

# What a form or an address can carry: text only, and no half pairs, which do not survive UTF-8.
TYPED: list[str] = [str(value) for value in NUMBERS] + [text for text in TEXTS if "\ud800" not in text]
# The ones that break something when a form lets them through; the rest differ only in how they look.
SHARP: list[str] = ["\0", "a\0b", "9" * 5_000, "1" + "0" * 30, "-1", "NaN", "1e400", "١٢", "1_000", "abc", "x" * 70_000]

DEEP = 100_000
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "cut": b"{",
    "null": b"null",
    "a list": b"[]",
    "a text": b'"x"',
    "a number": b"1",
    "true": b"true",
    "a byte order mark": b'\xef\xbb\xbf{"a": 1}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "not UTF-8": b"\xff\xfe\xfd",
    "a byte that is no UTF-8 in a text": b'{"a": "\xc3("}',
    "an overlong slash": b'{"a": "\xc0\xaf"}',
    "a field twice": b'{"a":1,"a":2}',
    "more after the end": b"{} {}",
    "a comment": b"{} // x",
    "a comma too many": b'{"a": 1,}',
    "single quotes": b"{'a': 1}",
    "a deep list": b"[" * DEEP,
    "a deep object": b'{"a":' * DEEP,
    "NaN": b'{"x": NaN}',
    "-Infinity": b'{"x": -Infinity}',
    "1e400": b'{"x": 1e400}',
    "5 000 digits": b'{"x": ' + b"9" * 5_000 + b"}",
    "-0": b'{"x": -0}',
    "NUL": b'{"x": "\\u0000"}',
    "a raw NUL": b'{"x": "\0"}',
    "half a pair": b'{"x": "\\ud800"}',
    "NUL in a name": b'{"\\u0000": 1}',
    "half a pair in a name": b'{"\\udfff": 1}',
    "a name that is Python's": b'{"__proto__": {}, "__class__": 1}',
    "XML": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "a form": b"a=1&b=2",
    "a megabyte and a byte": b" " * 1_048_577,
    "ten megabytes of text": b'{"x": "' + b"x" * 10_000_000 + b'"}',
}

# Percent-encoded pieces of an address, as they go over the wire.
PIECES: list[str] = [
    "%00", "a%00b", "%ff", "%c0%af", "%ed%a0%80", "%", "%zz", "%2e%2e%2f", "..%2f..", "%0d%0aX:1", "%E2%80%AE", "%20",
    "+",    "%3Cscript%3E", "%27--", "%D9%A1%D9%A2", "-1", "0", "1e3", "1_0", "NaN", "9" * 5_000, "1" + "0" * 30,
    "9223372036854775808",    "abc", "x" * 3_000, "%F0%9F%91%A9%E2%80%8D%F0%9F%91%A9", "%7B%7B7*7%7D%7D",
    "_5F",
    "add", "%23", "%3F", "%25",
]  # fmt: skip
QUERIES: list[str] = [
    "&&&", "=", "%", "%zz=%zz", "%00=%00", "a=1;b=2", "=&=&=", "a[]=1&a[]=2", "%ff=%ff", "x=" + "x" * 7_000,
    "x&" * 1_500,    "__proto__=1", "self=1", "page=%D9%A1", "?", "#",
]  # fmt: skip
CHARSETS: list[str] = [
    "base64",
    "unicode_escape",
    "utf-16",
    "utf-7",
    "idna",
    "rot13",
    "undefined",
    "windows-1251",
    "\xff",
]
HEADERS: dict[str, list[str]] = {
    "Content-Type": [
        "", "x", "application/json; charset=\xff", "multipart/form-data", "multipart/form-data; boundary=" + "x" * 500,
        "application/json;;;", "text/html", *(f"application/json; charset={name}" for name in CHARSETS),
    ],
    "Idempotency-Key": ["", "\x01" * 10, "x" * 5_000, "=HYPERLINK()", "ключ-ключ-ключ", "a, b"],
    "Authorization": [
        "", "Api-Key", "Api-Key " + "x" * 5_000, "Api-Key \xff\xff",
        "Basic eDp5", "Bearer x.y.z", "Api-Key a.b, Api-Key c.d",
    ],
    "Accept-Language": ["x" * 5_000, "ru;q=nonsense", "\xff", "*", "ru-" * 200, ",;=," * 50],
    "Accept": ["nonsense", "application/xml;q=x", "*/*;" * 200],
    "X-Forwarded-For": ["<script>", "1.1.1.1, " * 300],
    "X-Forwarded-Host": ["evil.example"],
    "X-HTTP-Method-Override": ["DELETE"],
    "Cookie": [
        'session="\\000\\000\\000\\000\\000\\000\\000\\000\\000"', "session=" + "x" * 5_000,
        "session=\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        "language=" + "r" * 5_000, "language=../../ru", "csrf=\x01", "messages=x", "=;=;=", "a" * 8_000,
    ],
    "Origin": ["null", "http://[", "http://evil.example"],
    "Referer": ["http://[", "\xff", "javascript:alert(1)"],
    "Range": ["bytes=0-0", "bytes=9-1", "x"],
    "If-Modified-Since": ["nonsense", "Thu, 99 Zzz 99999 99:99:99 GMT"],
    "Host": ["evil.example", "a b", "[::1", "testserver:99999999", "testserver:x", "", "x" * 5_000],
}  # fmt: skip
VERBS: list[str] = [
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "HEAD",
    "TRACE",
    "PROPFIND",
    "LOCK",
    "CONNECT",
    "X",
    "gEt",
    "QUERY",
]
