# make run · make test · make check · make bench · make docs · make clean
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help run test check format bench bench-patterns bench-plan torture-sync torture docs lock clean

help:  ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 16

run: .make/run  ## set everything up and write the weekly report of the demo desk to out/
	@$(BIN)/unticket demo

test: .make/dev .make/browser .make/peers check  ## set up what tests need and run them all
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: .make/dev  ## style, types and architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .make/dev  ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .make/dev  ## measure, as ratios within one run
	$(BIN)/python -m bench

bench-patterns: .make/dev  ## how right recurring issues and duplicates are, and how long they take (a million, too: ARGS=--large)
	nice $(BIN)/python -m bench.patterns $(ARGS)

bench-plan: .make/dev  ## how often measured effects and projected ranges hold the truth
	nice $(BIN)/python -m bench.plan

torture-sync: .make/dev  ## sync 20,000 tickets through every fault; kill syncs at random instants
	UNTICKET_TEST_TICKETS=20000 $(BIN)/python -m pytest tests/journeys/test_sync_through_faults.py --timeout 1800

torture: .make/dev  ## 200 tickets while workers are killed and peers fail, 20 seeds a database; takes hours (to go on after a cut: --first-seed N)
	@mkdir -p out
	$(BIN)/python -m tests.torture --backend sqlite --seeds 20 --tickets 200 --out out/torture.jsonl
	$(BIN)/python -m tests.torture --backend postgresql --seeds 20 --tickets 200 --out out/torture.jsonl

docs: .make/dev  ## write docs/commands.md and docs/settings.md from the code
	$(BIN)/python docs/reference.py

lock:  ## resolve the lock files again (needs uv)
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --python-version 3.11 -q -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --python-version 3.11 -q -o requirements-dev.lock

clean:  ## remove what was set up and made
	rm -rf $(VENV) .make out dist

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Unticket needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

.make/run: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@mkdir -p .make && touch $@

.make/dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@mkdir -p .make && touch $@

.make/browser:
	@bash tests/set_up_browser.sh
	@mkdir -p .make && touch $@

.make/peers: tests/set_up_peers.sh | .make/dev
	@bash tests/set_up_peers.sh $(BIN)/python
	@mkdir -p .make && touch $@
