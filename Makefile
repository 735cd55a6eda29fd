# Every target but help, lock and clean first makes .venv what requirements.lock says.
.DEFAULT_GOAL := help
.PHONY: help set-up pilot test lint types bench lock clean

PYTHON := .venv/bin/python
OURS := $(addprefix --no-emit-package takwin-,shared scheduling registration notifications reporting)

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

set-up:
	@deploy/set-up

pilot: set-up ## play the pilot of 2017 here and serve; SCENARIO=regions extends it, ONCE=1 ends after it
	@$(PYTHON) -m deploy.embedded $(if $(SCENARIO),--scenario $(SCENARIO)) $(if $(filter 1,$(ONCE)),--once)

test: set-up ## run all tests; TESTS=path or "-k word" runs some
	@$(PYTHON) -m pytest $(TESTS)

lint: set-up ## check style, format and import boundaries
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/lint-imports

types: set-up ## check types
	@$(PYTHON) -m mypy .

bench: set-up ## measure
	@$(PYTHON) -m benchmarks

lock: ## resolve the dependencies anew (needs uv)
	uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --no-annotate $(OURS) \
		pyproject.toml shared/pyproject.toml services/*/pyproject.toml --group dev --group embedded \
		-o requirements.lock

clean: ## remove .venv and what the tools cached; data stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
