# 督查通 Ducha. Two verbs do everything on a fresh machine: make run, make test.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
STAMPS := .setup
WITH_NODE := .ci/with-node
PAGES := pwa/dist/index.html
PAGE_SOURCES := $(shell find pwa sync/device/src -type f -not -path '*/node_modules/*' -not -path 'pwa/dist/*' 2>/dev/null)

.PHONY: help setup run test check format api journeys bench sim soak corpus clean

help: ## What each verb does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1\t\2/' | expand -t 12

setup: $(STAMPS)/dev $(STAMPS)/node $(STAMPS)/browser ## Install all that developing and testing need

run: $(STAMPS)/python $(PAGES) ## Install, build, migrate, fill the demo, serve on 127.0.0.1:8000
	@exec $(BIN)/ducha serve --prepare

test: setup check $(PAGES) ## Everything that must hold: check, vitest, pytest, journeys in a browser
	$(WITH_NODE) npm test --silent
	$(BIN)/pytest -n 2 --dist loadgroup -q -m 'not long'

check: $(STAMPS)/dev $(STAMPS)/node ## Lint, types, import contracts
	$(BIN)/ruff check server sync tests bench migrations
	$(BIN)/ruff format --check server sync tests bench migrations
	$(BIN)/lint-imports --no-logo
	$(WITH_NODE) npx pyright & python_types=$$!
	trap 'kill $$python_types 2>/dev/null || true' EXIT
	$(WITH_NODE) npm run --silent lint
	$(WITH_NODE) npm run --silent types
	$(WITH_NODE) npm run --silent deps
	wait $$python_types

format: $(STAMPS)/dev $(STAMPS)/node ## Put every file into the house's form
	$(BIN)/ruff format server sync tests bench migrations
	$(BIN)/ruff check --fix server sync tests bench migrations
	$(WITH_NODE) npm run --silent format

api: $(STAMPS)/dev $(STAMPS)/node ## Regenerate docs/api.json, the TypeScript types, docs/compliance.md and scenarios.md
	@folder=$$(mktemp -d)
	DUCHA_DATA=$$folder $(BIN)/ducha openapi docs/api.json
	rm -r $$folder
	$(WITH_NODE) npm run --silent api
	DUCHA_WRITE_COMPLIANCE=1 $(BIN)/pytest -q tests/house/test_compliance.py
	DUCHA_WRITE_SCENARIOS=1 $(BIN)/pytest -q tests/house/test_scenarios.py

journeys: setup $(PAGES) ## All journeys in a real browser, and what else make test leaves out
	$(BIN)/pytest -n 2 --dist loadgroup -q -m 'journey or long'

sim: $(STAMPS)/dev $(STAMPS)/node ## Simulated histories: SEEDS=200 SEED=7 DB=sqlite|postgres PLANTED=1
	$(BIN)/python -m tests.sim --seeds $(or $(SEEDS),200) $(if $(SEED),--seed $(SEED)) $(if $(DB),--db $(DB)) $(if $(PLANTED),--planted)

soak: $(STAMPS)/dev $(STAMPS)/node ## Real processes, real kills, lost requests: RECORDS=2000 KILLS=100 DB=sqlite|postgres
	$(BIN)/python -m tests.soak --records $(or $(RECORDS),2000) --kills $(or $(KILLS),100) $(if $(SEED),--seed $(SEED)) $(if $(DB),--db $(DB))

corpus: $(STAMPS)/dev ## Bad files, polyglots, floods and names against a served installation: EACH=20 FLOODS=50
	$(BIN)/python -m tests.corpus --each $(or $(EACH),20) --floods $(or $(FLOODS),50)

bench: setup $(PAGES) ## Measure; writes bench/results/ and docs/performance.md
	$(BIN)/python -m bench

clean: ## Remove what was installed and built; the data folder stays
	rm -rf .venv node_modules pwa/node_modules sync/device/node_modules pwa/dist $(STAMPS)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

$(STAMPS)/python: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	mkdir -p $(STAMPS) && touch $@ $(STAMPS)/python

$(STAMPS)/node: package.json package-lock.json | $(BIN)/python
	$(WITH_NODE) npm ci --no-audit --no-fund --loglevel=error
	mkdir -p $(STAMPS) && touch $@

$(STAMPS)/browser: | $(BIN)/python
	.ci/install-browser
	mkdir -p $(STAMPS) && touch $@

$(PAGES): $(STAMPS)/node $(PAGE_SOURCES)
	$(WITH_NODE) npm run --silent build
	touch $@
