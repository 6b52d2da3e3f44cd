# Two commands do everything on a fresh machine with git, make and Python 3.11+: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORPUS := corpora/fr-commune
LEXICON := corpora/lexicon
MODEL := models/fr-commune

.DEFAULT_GOAL := help
.PHONY: help demo test lint model evaluate ablation bench clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

demo: $(VENV)/installed  ## install, classify the example mailbox, show the summary
	@mkdir -p demo-out
	@$(BIN)/request-router classify examples/boite-mairie.mbox -o demo-out/boite-mairie.csv || test $$? -eq 1
	@echo "Ouvrez demo-out/boite-mairie.csv dans un tableur."

test: $(VENV)/dev  ## install what the tests need and run them
	$(BIN)/python -m pytest

lint: $(VENV)/dev  ## lint, formatting, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

model: $(VENV)/dev  ## train the embedded model again
	$(BIN)/request-router train $(CORPUS) --taxonomy $(CORPUS)/taxonomy.toml --lexicon $(LEXICON) \
		--urgency-shares 0.25 0.52 0.17 0.06 --ordinary-split dev -o $(MODEL)

evaluate: $(VENV)/dev  ## measure the embedded model on dev
	$(BIN)/request-router evaluate $(CORPUS) --behaviour tests/behaviour/urgency.toml --json -

ablation: $(VENV)/dev  ## measure what each kind of feature brings (minutes)
	$(BIN)/python scripts/ablation.py $(CORPUS) $(LEXICON)

bench: $(VENV)/dev  ## time loading and routing
	$(BIN)/python scripts/bench.py $(CORPUS)

clean:  ## remove the virtual environment and what the demo wrote
	rm -rf $(VENV) demo-out

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# An environment made for the tests serves the demo too.
$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	@test -f $(VENV)/dev || $(BIN)/python -m pip install --quiet .
	@touch $@

$(VENV)/dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	@touch $@
