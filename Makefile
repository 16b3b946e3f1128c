.PHONY: check lint test format embedded torture docs

check: lint test

lint:
	ruff format --check .
	ruff check .
	mypy
	lint-imports

test:
	pytest

format:
	ruff format .
	ruff check --fix .

# Runs the embedded language model: minutes, and the model's file must be there
# (pip install -e '.[local]' && summarizer models pull).
embedded:
	pytest -m embedded

# Every reader over records that were made bad: five to ten minutes.
torture:
	pytest tests/torture --torture-rounds=2500

# The documentation as a site, into build/site (pip install -e '.[docs]').
docs:
	NO_MKDOCS_2_WARNING=1 mkdocs build --strict
