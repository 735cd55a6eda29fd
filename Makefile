# What needs Python first makes .venv what requirements.lock says; what runs in Docker needs Docker alone.
.DEFAULT_GOAL := help
.PHONY: help set-up pilot office up upgrade down link root-certificate test security lint types bench docs documents pictures lock clean

PYTHON := .venv/bin/python
SERVICES := $(shell deploy/service-names)
OURS := $(addprefix --no-emit-package takwin-,shared $(SERVICES))

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' Makefile

# Tests and the pilot start Python many times: what it has compiled is kept, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

set-up:
	@deploy/set-up

ifeq ($(TARGET),compose)
pilot: ## play the pilot of 2017 and serve; SCENARIO=regions extends it, ONCE=1 ends after it, TARGET=compose: in Docker
	@deploy/compose/pilot $(SCENARIO)
else
pilot: set-up
	@$(PYTHON) -m deploy.embedded $(if $(SCENARIO),--scenario $(SCENARIO)) $(if $(filter 1,$(ONCE)),--once)
endif

office: set-up ## run an office without Docker, in earnest; UNIT=1: write the unit by which systemd starts it at boot
	@$(PYTHON) -m deploy.embedded.office $(if $(filter 1,$(UNIT)),--unit)

up: ## start everything in Docker, and wait until it is ready; DEMO=1: a new one is a demonstration
	@deploy/secrets-here
	@deploy/compose/kind $(DEMO)
	@deploy/compose/subscribers
	@deploy/compose/databases
	@docker compose up --build --wait
	@docker compose build --quiet tools
	@deploy/compose/reached
	@deploy/compose/way-in

upgrade: ## replace the services in Docker by what is checked out, one by one
	@deploy/secrets-here
	@deploy/compose/kind
	@deploy/compose/subscribers
	@deploy/compose/upgrade

down: ## stop what runs in Docker; data stays
	@docker compose down

link: ## print a link that opens a demonstration once
	@./takwin link

root-certificate: ## write the certificate of the door's own authority into out/takwin-root.crt, to be trusted by browsers
	@deploy/compose/root-certificate

SPREAD := -n auto --no-loadscope-reorder
TOLD := -rfEs --durations=10
CHOSEN := $(if $(filter 1,$(QUICK)),--quick) $(if $(filter 1,$(SLOW)),--slow)

test: set-up ## run the tests; SLOW=1: those of a minute or more; QUICK=1: what a change needs; TESTS=path or "-k word": some
	@$(PYTHON) -m pytest $(SPREAD) $(TOLD) $(CHOSEN) $(TESTS)

security: set-up ## try the attacks of the catalogue; writes out/security.json; ONLY="S04 D01": some, and writes nothing
	@$(PYTHON) -m tests.security $(ONLY)

lint: set-up ## check style, format and import boundaries
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/lint-imports

types: set-up ## check types
	@$(PYTHON) -m mypy .

bench: set-up ## measure; QUICK=1: in some minutes; ONLY=kernel.relay: one
	@QUICK=$(QUICK) $(PYTHON) -m benchmarks $(ONLY)

docs: set-up ## build the site of the documents into out/site
	@.venv/bin/mkdocs build --quiet --strict

documents: set-up ## write what of the documents is made from code: events, AsyncAPI, licences
	@$(PYTHON) -m programs.documents

pictures: set-up ## let the story in a browser take the pictures of the guides anew
	@REQUIRE_CHROMIUM=1 $(PYTHON) -m pytest tests/e2e/test_browser.py
	@$(PYTHON) -m programs.documents.pictures

COMPILE := uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --no-annotate $(OURS)

lock: ## resolve the dependencies anew (needs uv)
	$(COMPILE) pyproject.toml shared/pyproject.toml services/*/pyproject.toml --group dev --group embedded \
		-o requirements.lock
	$(COMPILE) shared/pyproject.toml -c requirements.lock -o deploy/images/shared.lock
	for service in $(SERVICES); do \
		$(COMPILE) shared/pyproject.toml services/$$service/pyproject.toml -c requirements.lock \
			-o deploy/images/$$service.lock || exit 1; \
	done
	$(COMPILE) shared/pyproject.toml --group simulators -c requirements.lock -o deploy/images/simulators.lock
	$(COMPILE) shared/pyproject.toml services/*/pyproject.toml --group tools -c requirements.lock \
		-o deploy/images/tools.lock

clean: ## remove .venv and what the tools cached; data stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
