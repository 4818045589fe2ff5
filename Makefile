# Two commands do everything on a machine with Python 3.11+ and make: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ON_TWO_CORES := -n 2 --dist loadfile --no-loadscope-reorder
export UV_COMPILE_BYTECODE = 1
export DAGSTER_DISABLE_TELEMETRY = 1
unexport PYTHONDONTWRITEBYTECODE
unexport VIRTUAL_ENV
unexport PYTHONHOME

.PHONY: run test test-full ui check lock clean bench fuzz crash tamper rehearsal soak docs help

help:            ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

run: $(READY)    ## sample district, the monthly job for 24 months, the result on the terminal
	@$(BIN)/python -m pipelines.walkthrough

ui: $(READY)     ## the Dagster UI on http://127.0.0.1:3000 (daemon and web server)
	@$(BIN)/python -m pipelines.ui

test: $(READY)   ## everything that needs neither root nor a browser nor LibreOffice
	@$(BIN)/python -m pytest $(ON_TWO_CORES)

test-full: $(READY)  ## the same, and a missing browser, LibreOffice or psql is a failure
	@ZHAOYIN_TEST_FULL=1 $(BIN)/python -m pytest $(ON_TWO_CORES)

check: $(READY)  ## format, lint, types, floors
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/mypy && $(BIN)/lint-imports

bench: $(READY)  ## speed and memory as ratios to a floor in the same run
	@$(BIN)/python -m benchmarks

fuzz: $(READY)   ## mutated workbooks against the reader and the rules
	@$(BIN)/python -m tests.fuzz

rehearsal: $(READY)  ## a month by itself under the real daemon: what was expected, what was seen
	@$(BIN)/python -m tests.rehearsal

crash: $(READY)  ## SIGKILL across publishing, on SQLite and PostgreSQL
	@$(BIN)/python -m tests.crash

tamper: $(READY)  ## every kind of tampering on SQLite and PostgreSQL: refused, or named by verify
	@$(BIN)/python -m tests.tamper

soak: $(READY)   ## random years of office life against an oracle worked by hand
	@$(BIN)/python -m tests.soak

docs: $(READY)   ## docs/data-dictionary.md and docs/rules.md from the column dictionary, the metrics and the rule catalogue
	@$(BIN)/python -m schemas.columns.dictionary_docs
	@$(BIN)/python -m assets.review.rule_page

lock:            ## resolve the versions anew
	uv pip compile --universal --generate-hashes --group dev pyproject.toml -o requirements.lock --no-header

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache

$(READY): requirements.lock bootstrap.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "zhaoyin needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python has no venv module. On Debian/Ubuntu: install the package python3-venv, then run make again."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r bootstrap.lock
	@$(BIN)/python -m uv pip sync -q --python $(BIN)/python --require-hashes requirements.lock bootstrap.lock
	@$(BIN)/python -m uv pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@
