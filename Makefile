# `make` prints what there is.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
STATIC := DJANGO_SETTINGS_MODULE=tests.settings_static
OPENAPI = $(STATIC) $(BIN)/python manage.py spectacular --format openapi-json
CAMPAIGNS = $(STATIC) $(BIN)/python -W ignore::RuntimeWarning manage.py campaigns
METRICS = $(STATIC) $(BIN)/python -W ignore::RuntimeWarning manage.py analytics reference
.DEFAULT_GOAL := help
# What is started again and again (workers, servers, commands in tests) is compiled once, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo demo-reset drill test check bench chaos spark fuzz format messages openapi reference assets

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

demo: $(BIN)/.demo ## Start everything with demo data and print the addresses (PORT=8000, FULL=1 for all the receipts)
	@exec $(BIN)/python -m config.demo --port $(PORT) $(if $(FULL),--full)

demo-reset: $(BIN)/.demo ## Drop the demo's data
	@$(BIN)/python -m config.demo --reset

drill: $(BIN)/.demo ## Back the database up, restore it into an empty cluster and prove the books there (the running demo's, or DATABASE_OWNER_URL)
	@$(BIN)/python -m config.drill

test: $(BIN)/.dev ## Every test, on servers of its own (ARGS="-k burn" for some of them)
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m pytest -n auto $(ARGS)

check: $(BIN)/.dev ## Format, lint, imports, types, migrations, settings, messages, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(STATIC) $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest -n 0 -q tests/architecture/test_migrations.py -k "not model_change" # their lint
	$(STATIC) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python -m config.messages check
	@$(BIN)/python -m config.messages compile
	@$(OPENAPI) --validate --fail-on-warn | cmp - docs/openapi.json || (echo "docs/openapi.json is stale: run make openapi"; exit 1)
	@$(CAMPAIGNS) schema | cmp - docs/campaign.schema.json || (echo "docs/campaign.schema.json is stale: run make reference"; exit 1)
	@$(CAMPAIGNS) reference | cmp - docs/rules.md || (echo "docs/rules.md is stale: run make reference"; exit 1)
	@$(METRICS) | cmp - docs/metrics.md || (echo "docs/metrics.md is stale: run make reference"; exit 1)

bench: $(BIN)/.dev ## Speed against references into docs/benchmarks.md (ONLY=p2,p3, SIZE=full)
	@ONLY=$(ONLY) $(BIN)/python -m tests.bench

chaos: $(BIN)/.dev ## kill -9 of everything under load, then an audit: nothing lost, nothing doubled (KILLS=3, FREEZE=20, SEED, KEEP=1)
	@KILLS=$(KILLS) FREEZE=$(FREEZE) SEED=$(SEED) KEEP=$(KEEP) $(BIN)/python -m tests.chaos

spark: $(BIN)/.dev ## Count heavy metrics on a real Spark cluster of this machine, and compare with DuckDB (SEGMENT_MEMBERS=2000; Java 17)
	@$(BIN)/python -c 'import pyspark' 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[spark]'
	@$(BIN)/python -m tests.spark

fuzz: $(BIN)/.dev ## Attack the API from its description for so long, then prove the books (MINUTES=10)
	@MINUTES=$(MINUTES) $(BIN)/python -m tests.fuzz

format: $(BIN)/.dev ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: $(BIN)/.dev ## Bring the catalogues of UI strings up to date with the code
	$(BIN)/python -m config.messages extract

openapi: $(BIN)/.dev ## Bring docs/openapi.json up to date with the code
	@$(OPENAPI) > docs/openapi.json

assets: $(BIN)/.dev ## Bring the front-end libraries of static/vendor/package.json (the only target that needs npm)
	@$(BIN)/python -m config.assets

reference: $(BIN)/.dev ## Bring docs/rules.md, docs/campaign.schema.json and docs/metrics.md up to date with the code
	@$(BIN)/python -m config.messages compile
	@$(CAMPAIGNS) schema > docs/campaign.schema.json
	@$(CAMPAIGNS) reference > docs/rules.md
	@$(METRICS) > docs/metrics.md

$(BIN)/.demo: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[demo]'
	@touch $@

$(BIN)/.dev: $(BIN)/.demo
	@echo "Installing what tests and checks need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
