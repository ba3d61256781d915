# One door: everything people and CI do is a target here.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORK := .demo
PEERS := .bench
SIZE ?= 20000
ROWS ?= 2000000
MATCH = $(BIN)/python benchmarks/matching/run.py --peers $(PEERS)

.PHONY: help demo desk test check fix docs bench bench-matching bench-rules bench-country soak clean
help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q src/bondroit flows checks sample_data
	touch $@

demo: $(STAMP) ## The whole monthly run on synthetic data, then its score
	$(BIN)/bondroit demo --dir $(WORK)

desk: $(STAMP) ## The review desk on the demonstration, for this machine alone
	@test -d $(WORK)/runs || $(MAKE) --no-print-directory demo
	$(BIN)/bondroit review --demo --config $(WORK)/bondroit.yml

test: $(STAMP) ## Every test, then the checks of style, types and layers
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder
	$(MAKE) --no-print-directory check

check: $(STAMP) ## Format, lint, types, import layers, YAML, documentation
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict rules checks
	$(BIN)/bondroit rules lint
	$(BIN)/cog -I docs --check README.md docs/*.md

fix: $(STAMP) ## Format and repair what can be repaired alone
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/cog -I docs -r README.md docs/*.md

docs: $(STAMP) ## Write the generated parts of the documentation
	$(BIN)/cog -I docs -r README.md docs/*.md

bench: $(STAMP) ## Speed and memory on a large département
	$(BIN)/python benchmarks/large_departement.py

$(PEERS)/.installed: benchmarks/matching/requirements-peers.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

bench-matching: $(STAMP) $(PEERS)/.installed ## The matcher beside its peers (SIZE=20000; FULL=1 for all sizes)
	$(MATCH) --size $(SIZE) --noise typos febrl4
ifdef FULL
	$(MATCH) --systems ours splink --size 20000 100000 --noise all
	$(MATCH) --systems ours splink --size 20000 100000 300000 1000000 3000000
	$(MATCH) --systems ours --size 1000000 --noise all
	$(MATCH) --systems ours splink --size 1000000 5000000 --within
	$(MATCH) --systems ours splink --size 1000000 --right 28000000
endif

$(PEERS)/.rules: benchmarks/rules_peers/requirements-peers.txt $(PEERS)/.installed
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

bench-rules: $(STAMP) $(PEERS)/.rules ## Sixty rules beside DuckDB and polars (ROWS=2000000)
	$(BIN)/python benchmarks/rules_speed.py --peers $(PEERS) --rows $(ROWS)

bench-country: $(STAMP) ## The rules of three views on 36 months of the country
	$(BIN)/python benchmarks/country.py

soak: $(STAMP) ## Kill the run in every stage, many times, and compare the bytes
	$(BIN)/python benchmarks/kill_and_rerun.py

clean: ## Forget the environment and the demonstration
	rm -rf $(VENV) $(WORK) .mypy_cache .ruff_cache .pytest_cache .hypothesis
