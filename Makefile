# Two commands: `make run` (a demonstration hub) and `make test` (all but the slow runs and lint).
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
LINT_STAMP := $(VENV)/.installed-lint
COMPILED := $(VENV)/.compiled
INSTALL = sh tools/packages.sh $(PY)
# Commands and hubs that tests start must not each compile the whole program again.
unexport PYTHONDONTWRITEBYTECODE

# Three processes on two cores, for journeys and media wait about half of their time.
PROCESSES := 3
PYTEST = $(PY) -m pytest -n $(PROCESSES) --dist loadgroup --no-loadscope-reorder

.PHONY: run test setup modules lint check unit journeys oldest-browser postgres slow bench screenshots system system-test clean

run: system $(STAMP)
	@$(PY) -m hub serve --demo

test: setup
	@$(MAKE) --no-print-directory check

# Python's packages and npm's, side by side.
setup: system-test
	@$(MAKE) --no-print-directory -j2 $(COMPILED) modules
	@$(PY) -m hub assets build

$(STAMP): requirements.txt
	@test -x $(VENV)/bin/pip || $(PYTHON) -m venv $(VENV)
	@$(INSTALL) -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements.txt requirements-dev.txt
	@test -x $(VENV)/bin/pip || $(PYTHON) -m venv $(VENV)
	@$(INSTALL) -r requirements-dev.txt
	@touch $@ $(STAMP)

# Collecting compiles it all, once instead of in each process. Meanwhile the other core makes the
# demonstration's data, which the longest journey waits for.
$(COMPILED): $(DEV_STAMP)
	@$(PY) -m tests.journeys.hubs & $(PY) -m pytest --collect-only -qq >/dev/null; wait
	@touch $@

$(LINT_STAMP): $(DEV_STAMP) requirements-lint.txt
	@$(INSTALL) -r requirements-lint.txt
	@touch $@

modules:
	@$(PYTHON) -I hub/web/asset_build.py

# What pip can't bring: Pango for PDF, libmagic, fonts; for tests also a browser and checkers.
system:
	@sh tools/system.sh run

system-test:
	@sh tools/system.sh test

lint: $(LINT_STAMP)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache

# Everything but the slow runs; tests/conftest.py puts the longest first.
check: $(DEV_STAMP)
	$(PYTEST) -m "not slow"

unit: $(DEV_STAMP)
	$(PYTEST) -m "not slow" --ignore tests/journeys

# In Chromium.
journeys: $(DEV_STAMP)
	$(PYTEST) -m "not slow" tests/journeys

# The same journeys in Chromium 109, which still runs on Windows 7 and 8.
oldest-browser: $(DEV_STAMP)
	@npm install --silent --no-save --prefix var/oldest-browser @sparticuz/chromium@109.0.6 >/dev/null
	CHROMIUM=$$(node tools/oldest_browser.mjs $(CURDIR)/var/oldest-browser) $(PYTEST) -m "not slow" tests/journeys

postgres: $(DEV_STAMP)
	HUB_TEST_DATABASE=postgresql $(PYTEST) -m "not slow" --ignore tests/journeys --ignore tests/gateways

# Crashes, a killed media engine, bad lines, every page by day and night, wide and narrow. Two
# processes: here lines are measured.
slow: PROCESSES := 2
slow: $(DEV_STAMP)
	$(PYTEST) -m slow --durations 12

bench: $(DEV_STAMP)
	@for each in bench/*.py; do echo "== $$each"; $(PY) $$each || exit 1; done

screenshots: $(DEV_STAMP)
	$(PY) tools/screenshots.py

clean:
	rm -rf $(VENV) node_modules static/vendor var
