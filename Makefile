# `make run` is all that a new machine needs, with Python 3.11 or newer: http://127.0.0.1:8000/
#
#   make run [PORT=8001] [DATABASE_URL=postgres://…]   serve; an empty database gets a demonstration
#   make test [ARGS="-k search"]                       every test, browser included
#   make lint, make fmt                                what CI insists on; what can be corrected
#   make bench, make prove, make screenshots           figures, endurance, pictures of the guide
#   make bench-search [ARGS="--files 10000"]           how often the search finds the file
#   make messages                                      the French catalogue, from the code
#   make lock [ARGS=--upgrade]                         requirements*.txt, from pyproject.toml
#   make clean                                         what can be made again; never the database

PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
UV := $(BIN)/uv --quiet
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
LOCK := $(UV) pip compile --universal --python-version 3.11 --generate-hashes

empty :=
VAR := $(subst $(empty) ,\ ,$(or $(ESCALE_VAR_DIR),var))
STATIC := $(VAR)/static/.stamp

export UV_PYTHON_DOWNLOADS := never

.PHONY: run test lint fmt bench bench-search prove screenshots lock messages clean
.DELETE_ON_ERROR:

run: .venv/.run-stamp $(CATALOGUES) $(STATIC)
	@$(MANAGE) serve

test: .venv/.dev-stamp $(CATALOGUES)
	@CHROMIUM="$$(sh .ci/chromium)" && export CHROMIUM && $(BIN)/pytest -m "not prove" -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: .venv/.dev-stamp $(CATALOGUES)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/djlint templates --check --quiet
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(MANAGE) makemigrations --check --dry-run
	$(BIN)/python -m config.translations check

fmt: .venv/.dev-stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint templates --reformat --quiet

bench: .venv/.dev-stamp $(CATALOGUES) $(STATIC)
	@$(BIN)/python -m benchmarks $(ARGS)

bench-search: .venv/.dev-stamp $(CATALOGUES)
	@$(BIN)/python -m benchmarks.finding $(ARGS)

prove: .venv/.dev-stamp $(CATALOGUES)
	$(BIN)/pytest -m prove --timeout=3600 --capture=no tests/prove $(ARGS)

screenshots: .venv/.dev-stamp $(CATALOGUES)
	@CHROMIUM="$$(sh .ci/chromium)" && export CHROMIUM && $(BIN)/python -m tests.browser.screenshots

messages: .venv/.dev-stamp
	@$(BIN)/python -m config.translations update

lock: .venv/.uv-stamp
	$(LOCK) --custom-compile-command "make lock" --output-file requirements.txt $(ARGS) pyproject.toml
	$(LOCK) --custom-compile-command "make lock" --output-file requirements-dev.txt $(ARGS) \
	  --group dev --constraint requirements.txt pyproject.toml
	echo uv | $(LOCK) --no-header --no-annotate --output-file requirements-uv.txt $(ARGS) -

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis $(VAR)/static
	find . -path ./.venv -prune -o \( -name __pycache__ -o -name '*.mo' \) -print0 | xargs -0 rm -rf

# --- what the targets stand on -------------------------------------------------------------------

.venv/.uv-stamp: requirements-uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Escale needs Python 3.11 or newer: make PYTHON=python3.12 names one." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python cannot make a venv: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-uv.txt
	@touch $@

.venv/.run-stamp: .venv/.uv-stamp requirements.txt
	@$(UV) pip install --python $(BIN)/python --require-hashes --requirement requirements.txt
	@touch $@

.venv/.dev-stamp: .venv/.run-stamp requirements-dev.txt
	@$(UV) pip install --python $(BIN)/python --require-hashes --requirement requirements-dev.txt
	@touch $@

%.mo: %.po | .venv/.run-stamp
	@$(BIN)/pybabel --quiet compile --locale $(word 2,$(subst /, ,$@)) --input-file $< --output-file $@

$(STATIC): $(shell find static -type f) .venv/.run-stamp
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@touch "$@"
