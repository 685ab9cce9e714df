# Symbolon. `make help` lists what there is.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MEMBERS := shared services/conventions services/credentials services/indicators gateway deploy/local clients/python
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate
EDITABLE := $(foreach member,$(MEMBERS),--editable ./$(member))
# Many short-lived processes import the same modules: each is compiled once, whatever the environment says.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help

##@ Use
.PHONY: run
run: $(VENV)/.runtime ## Start everything on this machine, decide the sample dossier, serve until Ctrl-C
	@exec $(BIN)/python -m deploy.local run

.PHONY: demo
demo: $(VENV)/.runtime ## Start everything, print the decision, stop in order
	@exec $(BIN)/python -m deploy.local demo

##@ Develop
.PHONY: test
test: $(VENV)/.dev ## Lint, then run every test
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest -n auto --dist loadfile

.PHONY: fuzz
fuzz: $(VENV)/.dev ## Run the property tests with examples that nobody has seen, SYMBOLON_ROUNDS (10) times
	@for round in $$(seq $${SYMBOLON_ROUNDS:-10}); do \
		$(BIN)/python -m pytest -q -n auto --dist loadfile -m hypothesis --hypothesis-profile=new || exit 1; done

.PHONY: lint
lint: $(VENV)/.dev ## ruff, mypy strict, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --num-workers 2 shared services gateway deploy/local clients/python tests
	@$(BIN)/lint-imports --no-cache

.PHONY: format
format: $(VENV)/.dev ## Format the code
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

.PHONY: rerun
rerun: $(VENV)/.dev ## Decide 1,000 stored cases again after two later releases, to the byte
	@SYMBOLON_RERUN_CASES=1000 $(BIN)/python -m pytest -q tests/integration/credentials/test_rerun.py

.PHONY: bench
bench: $(VENV)/.dev ## Measure, print ratios, write docs/performance.md
	@$(BIN)/python -m tests.bench

.PHONY: api
api: $(VENV)/.dev ## Write docs/api anew: OpenAPI of the running platform, AsyncAPI of its events
	@$(BIN)/python -m tests.support.api_documents

.PHONY: bench-rules
bench-rules: $(VENV)/.dev ## Measure the evaluators of rules beside their peers
	@$(BIN)/python -m tests.bench.rules

.PHONY: agreement
agreement: $(VENV)/.dev ## Ask rules and resolver about every pair of States
	@$(BIN)/python -m tests.bench.rules.two_readings

.PHONY: gate
gate: $(VENV)/.dev ## Put every shipped rule through the whole publish gate
	@$(BIN)/python -m tests.bench.rules.shipped_gate

.PHONY: oracle
oracle: $(VENV)/.dev ## Compare the four evaluators of rules on a million random evaluations
	@$(BIN)/python -m tests.bench.rules.oracle

.PHONY: bench-stored
bench-stored: $(VENV)/.dev ## Measure a replay over 100,000 evaluations stored in PostgreSQL, end to end
	@$(BIN)/python -m tests.bench.rules.stored

.PHONY: bench-indicators
bench-indicators: $(VENV)/.dev ## Measure the indicators' engine, writers and queries beside their peers
	@$(BIN)/python -m tests.bench.indicators

.PHONY: vtl
vtl: $(VENV)/.dev ## Run the published VTL of every formula in vtlengine, in an environment of its own
	@$(VENV)/vtl/bin/python -c "import vtlengine" 2>/dev/null || { $(PYTHON) -m venv $(VENV)/vtl && $(VENV)/vtl/bin/pip install -q vtlengine==1.9.6; }
	@SYMBOLON_VTL_PYTHON=$(VENV)/vtl/bin/python $(BIN)/python -m pytest -q tests/conformance/indicators/test_vtl.py

.PHONY: any-request
any-request: $(VENV)/.dev ## Ask the platform thousands of things that schemathesis makes up
	@SYMBOLON_REQUESTS=$${SYMBOLON_REQUESTS:-400} $(BIN)/python -m pytest -q -n auto --hypothesis-profile=new {tests/conformance/sdmx,tests/e2e}/test_any_request.py

.PHONY: chaos
chaos: $(VENV)/.dev ## Kill and hang every program under load, write docs/reliability.md (40 min; SYMBOLON_KILLS=1: 5)
	@$(BIN)/python -m tests.chaos

.PHONY: bench-reconcile
bench-reconcile: $(VENV)/.dev ## Measure the reconciliation of institutions: precision, recall, latency, throughput
	@$(BIN)/python -m tests.bench.reconciliation

.PHONY: disclosure-audit
disclosure-audit: $(VENV)/.dev ## Release tables, attack each, write docs/disclosure.md
	@$(BIN)/python -m tests.bench.disclosure

.PHONY: bench-equivalence
bench-equivalence: $(VENV)/.dev ## Measure single checks and a batch of 100,000 through the gateway
	@$(BIN)/python -m tests.bench.equivalence

.PHONY: manifests
manifests: ## Render deploy/k8s anew into deploy/k8s/tests (needs kubectl)
	@for it in base overlays/development overlays/production; do \
		kubectl kustomize deploy/k8s/$$it > deploy/k8s/tests/$$(basename $$it).yaml || exit 1; done

.PHONY: lock
lock: ## Pin every package with its hashes (needs uv)
	$(LOCK) --group runtime -o requirements.lock
	$(LOCK) --group services -c requirements.lock -o requirements-services.lock
	$(LOCK) --group dev -c requirements.lock -o requirements-dev.lock

.PHONY: clean
clean: ## Remove the environment, the caches and the local data (.symbolon)
	rm -rf $(VENV) .symbolon .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## Show this
	@awk 'BEGIN {FS = ":.*##"} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-zA-Z_-]+:.*##/ {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The environment: pinned packages with hashes, then this workspace on top, nothing resolved anew.
$(VENV)/.runtime: requirements.lock $(foreach member,$(MEMBERS),$(member)/pyproject.toml)
	@deploy/local/environment.sh $(PYTHON) requirements.lock "$(EDITABLE)"
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(foreach member,$(MEMBERS),$(member)/pyproject.toml)
	@deploy/local/environment.sh $(PYTHON) requirements-dev.lock "$(EDITABLE)"
	@touch $@ $(VENV)/.runtime
