"""What is shipped for production says what the product relies on. nginx itself is not needed: the words are read."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from loyalty.imports.models import Upload

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "docs" / "deploy"
NGINX = re.sub(r"#.*", "", (DEPLOY / "nginx.conf").read_text())
UNITS = sorted(DEPLOY.glob("*.service"))


@pytest.mark.parametrize(
    "directive",
    [
        "server_tokens off;",
        "client_max_body_size 1m;",
        "client_header_timeout 10s;",
        "client_body_timeout 10s;",
        "proxy_request_buffering on;",
        "underscores_in_headers off;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "limit_req_status 429;",
        "ssl_reject_handshake on;",
    ],
)
def test_nginx_keeps_what_the_product_relies_on(directive: str) -> None:
    assert NGINX.count(directive) == 1  # a second one inside a server or location would take its place there


def test_no_location_drops_the_headers_for_the_product() -> None:
    # given: one proxy_set_header in a block discards all those inherited
    servers = NGINX[NGINX.index("server {", NGINX.index("proxy_next_upstream")) :]
    assert "proxy_pass" in servers
    assert "proxy_set_header" not in servers


def test_only_imports_may_be_large() -> None:
    assert re.findall(r"client_max_body_size (\w+);", NGINX) == ["1m", "20m"]
    [where] = re.findall(r"location ~ (\S+) \{\s+client_max_body_size 20m;", NGINX)
    assert {kind for kind in Upload.Kind.values if re.search(where, reverse("admin:take_upload", args=[kind]))} == {
        *Upload.Kind.values
    }
    assert not re.search(where, reverse("admin:uploads"))


def test_no_connection_to_granian_is_kept_idle() -> None:
    assert not re.search(r"^\s*keepalive ", NGINX, re.MULTILINE)
    assert "proxy_set_header Connection close;" in NGINX


def test_plain_http_reaches_the_product_for_the_api_alone() -> None:
    [plain] = re.findall(r"server \{\s+listen 80;.*?\n\}", NGINX, re.DOTALL)
    assert re.findall(r"location (\S+) \{[^}]*proxy_pass", plain) == ["/api/"]
    assert "return 301 https://$host$request_uri;" in plain


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_units_run_without_rights(unit: Path) -> None:
    text = unit.read_text()
    for line in (
        "User=loyalty",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "CapabilityBoundingSet=",
        "Restart=always",
    ):
        assert f"\n{line}\n" in text


def test_there_is_a_unit_for_each_process() -> None:
    assert [unit.stem for unit in UNITS] == ["loyalty-beat", "loyalty-web", "loyalty-worker"]


def test_the_example_of_the_environment_names_every_variable_that_is_read() -> None:
    read = set(re.findall(r"env(?:\.\w+)?\(\s*\"([A-Z_]+)\"", (ROOT / "config" / "settings.py").read_text()))
    read |= set(re.findall(r"environ\.get\(\"([A-Z_]+)\"", (ROOT / "config" / "drill.py").read_text()))
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    keys = {"PII_KEY", "BLIND_INDEX_KEY", "QUOTE_KEY"}  # read by their list
    assert "BASE_URL" in read
    assert named == read | keys
