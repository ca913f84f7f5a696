# For those who have make; the README's commands do the same without it.
BIN := .venv/bin

.PHONY: run test check format docs bench

run: .venv/run
	$(BIN)/streamlit run app.py

test: .venv/dev
	$(BIN)/python -m pytest

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint neighborcare

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix neighborcare

docs: .venv/dev
	$(BIN)/cog -r -I . docs/data-dictionary.md

bench: .venv/dev
	for bench in benchmarks/*.py; do PYTHONPATH=. $(BIN)/python $$bench || exit 1; done

.venv/run: requirements.txt
	python3 -m venv .venv
	$(BIN)/python -m pip install -q --require-hashes -r requirements.txt
	touch $@

.venv/dev: requirements-dev.txt
	python3 -m venv .venv
	$(BIN)/python -m pip install -q --require-hashes -r requirements-dev.txt
	touch $@
