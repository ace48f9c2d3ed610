# Open Dialogue. `make help` lists the targets.
# PYTHON=... names the interpreter the environment is made with (3.11, 3.12 or 3.13).
PORT ?= 8000
PY := .venv/bin/python
ANY_PYTHON = $(shell for p in python3 python3.13 python3.12 python3.11 $(PYTHON); do \
	$$p -c pass 2>/dev/null && echo $$p && break; done)
BOOTSTRAP = @test -n "$(ANY_PYTHON)" || { \
	echo "Open Dialogue: Python 3.11, 3.12 or 3.13 is needed; found: none." >&2; exit 1; }; \
	PYTHON="$(PYTHON)" $(ANY_PYTHON) tools/bootstrap.py
PYTEST = $(PY) -m pytest
# Two processes, a database each: most machines have two cores. Browsers get the machine alone.
WORKERS ?= 2
PARALLEL = $(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder
MANAGE = DJANGO_SETTINGS_MODULE=cms.settings.development $(PY) manage.py
ONE_ENGINE = not browser and not journey and not slow
WHOLE = not browser and not journey
# `make test test-full` in one go runs nothing twice.
AFTER_TEST = $(filter test,$(MAKECMDGOALS))
BEFORE_FULL = $(filter test-full,$(MAKECMDGOALS))

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run env env-dev words test test-full lint format messages openapi requirements bench clean

help: ## List these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-22s %s\n", $$1, $$2}'

run: env ## Start the site, its background programs and the stand-ins (PORT=8000; the next two ports serve the stand-ins)
	@exec $(PY) -m tools.run --port "$(PORT)"

env:
	$(BOOTSTRAP)

env-dev:
	$(BOOTSTRAP) --dev

test: env-dev words ## Run the tests on PostgreSQL, the engine-marked ones also on SQLite, and one browser journey
	$(PARALLEL) -q -m "$(ONE_ENGINE)"
	$(if $(BEFORE_FULL),,DATABASE_URL=sqlite:// $(PARALLEL) -q -m "engine and $(ONE_ENGINE)")
	$(PYTEST) -q -m journey

test-full: env-dev words ## Run everything: all tests on both engines, then all browser tests
	DATABASE_URL=sqlite:// $(PARALLEL) -q -m "$(WHOLE)" --ignore=tests/tooling
	$(PARALLEL) -q -m "$(if $(AFTER_TEST),slow and $(WHOLE),$(WHOLE))"
	$(PYTEST) -q -m "$(if $(AFTER_TEST),browser,browser or journey)"

words: env-dev
	@$(MANAGE) translations_compile -v 0

lint: env-dev ## Check format, style, types, floors, templates, migrations, settings, translations, OpenAPI
	$(PY) -m tools.lint

format: env-dev ## Format the code
	$(PY) -m ruff check --fix-only --quiet .
	$(PY) -m ruff format .

messages: env-dev ## Collect strings to translate into locale/ (needs gettext)
	$(PY) -m tools.messages collect

openapi: env-dev ## Write the OpenAPI document anew
	$(MANAGE) openapi_export

requirements: env-dev ## Pin the newest allowed requirements with hashes (on Python 3.11)
	$(PY) -m tools.requirements

bench: env-dev ## Measure at the size of the real portal (long)
	$(PY) -m bench

clean: ## Remove the environment and everything made from the sources; data under var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
	find . -name '*.mo' -not -path './var/*' -delete
