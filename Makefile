# Tủ Luật. `make` alone lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= $(CURDIR)/var/demo
PORT ?= 8501
TESTING = --numprocesses 3 --dist loadfile --no-loadscope-reorder --durations 40

.DEFAULT_GOAL := help
.PHONY: help install ocr dev app test test-long check fix bench baseline model pen audit sbom site release clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# A line for each library as it is fetched; Python compiles what is used of them, when it is: a fifth of the room and of the time.
PIP = PYTHONUNBUFFERED=1 $(BIN)/python -m pip install --progress-bar off --no-compile --disable-pip-version-check --constraint constraints.txt --editable
INSTALL = rm -f $@; set -f; n=0; { $(PIP) '$(1)' && touch $@; } | while read -r line; do set -- $$line; case $$line in \
	"Collecting "*) n=$$((n + 1)); printf '    %3d %s\n' $$n "$$2" ;; \
	"Installing collected"*) echo "    cài $$(($$\# - 3)) thư viện, chừng một phút (installing, about a minute)" ;; \
	esac; done; test -f $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 …"; exit 1; }
	@echo "1/2 Lập môi trường Python trong $(VENV) (making a Python environment)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing: sudo apt-get install python3-venv"; exit 1; }

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "2/2 Tải và cài các thư viện, lần đầu mất vài phút (fetching and installing the libraries, some minutes the first time)"
	@$(call INSTALL,.)

$(VENV)/.tested: pyproject.toml constraints.txt | $(BIN)/python
	@echo "2/2 Tải và cài các thư viện và những gì các kiểm thử cần (fetching and installing the libraries and what the tests need)"
	@$(call INSTALL,.[dev]) && touch $(VENV)/.installed

install: $(VENV)/.installed ## install the program into .venv, exact versions

$(VENV)/.ocr: pyproject.toml constraints.txt | $(BIN)/python
	@$(call INSTALL,.[ocr]) && touch $(VENV)/.installed

ocr: $(VENV)/.ocr ## install text recognition, and read the scans of the demo base with it
	test ! -d $(DEMO) || KB_HOME=$(DEMO) $(BIN)/kb reread

dev: $(VENV)/.tested ## install what tests and checks need, too

app: install ## install, ingest the samples and a sample review into a base of their own, open the app (make app PORT=8600)
	@$(BIN)/python -c 'import socket; socket.create_server(("127.0.0.1", $(PORT)))' 2>/dev/null || { \
		echo "Cổng $(PORT) đang có chương trình khác dùng; hãy chọn cổng khác: make app PORT=8600 (port $(PORT) is taken; choose another)"; exit 1; }
	@echo "Nạp các văn bản mẫu và một hồ sơ rà soát mẫu vào $(DEMO) (loading the samples and a sample review)"
	KB_HOME=$(DEMO) $(BIN)/kb ingest documents/samples
	@sed "s/NGAY/$$(TZ=UTC-7 date +%F)/g" kb/law/statements/samples/van-ban-mau.yaml > $(DEMO)/van-ban-mau.yaml
	KB_HOME=$(DEMO) $(BIN)/kb register import $(DEMO)/van-ban-mau.yaml
	KB_HOME=$(DEMO) $(BIN)/kb review import nghi-dinh-01-2024
	@echo "Mở ứng dụng trong trình duyệt; dừng bằng Ctrl+C (opening the app in the browser; Ctrl+C stops it)"
	KB_HOME=$(DEMO) $(BIN)/kb app --port $(PORT)

test: dev ## install and run the tests
	$(BIN)/python -m pytest $(TESTING)

test-long: TESTING += -m "" --hypothesis-profile long
test-long: test ## the tests, and those that take long: everything

check: dev ## lint, format, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: dev ## put right what ruff can put right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: dev ## speed and search quality on real data, as tables
	$(BIN)/python -m benchmarks

baseline: dev ## measure search anew and store it as the baseline of the regression gate (tests/gate)
	$(BIN)/python -m tests.gate

model: dev ## train the models that read statements and changes anew (make model HOME_OF_BASE=folder of a base with the codification)
	$(BIN)/python -m benchmarks.duties --home $(HOME_OF_BASE) --train
	$(BIN)/python -m benchmarks.changes --home $(HOME_OF_BASE) --train

pen: ## bundle the pen of the reader anew (kb/pages/pen into kb/pages/static/pen.js); needs node and npm
	mkdir -p var/pen && cp kb/pages/pen/package.json kb/pages/pen/package-lock.json var/pen
	cd var/pen && npm ci --ignore-scripts --no-audit --no-fund
	NODE_PATH=$(CURDIR)/var/pen/node_modules node kb/pages/pen/build.cjs

TOOLS := var/tools
$(TOOLS)/.installed: .ci/tools.txt
	$(PYTHON) -m venv $(TOOLS) && $(TOOLS)/bin/pip install -q --disable-pip-version-check -r .ci/tools.txt
	@touch $@

audit: $(TOOLS)/.installed ## known faults of the libraries, every one of them or a failure
	$(PYTHON) .ci/supply.py --tools $(TOOLS)/bin --audit constraints.txt

SHIPPED ?= .
sbom: $(TOOLS)/.installed ## bill of materials of a release (CycloneDX) in var/tuluat.cdx.json
	$(PYTHON) -m venv --clear var/shipped
	var/shipped/bin/pip install -q --no-compile --disable-pip-version-check --constraint constraints.txt '$(SHIPPED)[elasticsearch,ocr,postgresql,sign-in]'
	$(PYTHON) .ci/supply.py --tools $(TOOLS)/bin --bill var/shipped var/tuluat.cdx.json

SITE := var/site-tools
$(SITE)/.installed: .ci/site.txt | $(VENV)/.installed
	$(PYTHON) -m venv --without-pip $(SITE) && $(BIN)/python -m pip --python $(SITE)/bin/python install -q --disable-pip-version-check -r .ci/site.txt
	@touch $@

site: install $(SITE)/.installed ## the documentation as a site in var/site, no dead link, nothing asked of others
	$(BIN)/python .ci/reference.py docs/reference.md
	$(PYTHON) .ci/site.py $(SITE)/bin/zensical

RELEASE := $(CURDIR)/var/release
release: dev site $(TOOLS)/.installed ## what is committed as source archive and wheel, tried in a new environment, and what goes with it, in var/release
	@test -z "$$(git status --porcelain --untracked-files=no)" || { echo "Commit first: a release is what is committed"; exit 1; }
	rm -rf $(RELEASE) var/source && mkdir -p $(RELEASE) var/source && git archive HEAD | tar -x -C var/source
	$(TOOLS)/bin/python -m build --outdir $(RELEASE) var/source
	$(MAKE) sbom SHIPPED=$$(ls $(RELEASE)/*.whl)
	KB_TRIED=$(CURDIR)/var/shipped $(BIN)/python -m pytest -q tests/test_wheel.py
	awk 'FNR == 1 {on = 0} /^## /{on = /Lên bản mới|A new version/} on' docs/vi/quan-tri.md docs/administering.md > $(RELEASE)/UPGRADING.md
	cp CHANGELOG.md CITATION.cff constraints.txt var/tuluat.cdx.json $(RELEASE)
	tar -czf $(RELEASE)/site.tar.gz -C var/site . && cd $(RELEASE) && sha256sum * > SHA256SUMS && ls -l
	@du -sm var/shipped | awk '{print $$1 " MB installed with all extras"}'
	@! grep -n '^## .*unreleased' CHANGELOG.md || echo "The changelog has no day of release yet: put it there before this is handed out"

clean: ## remove what was installed and the demo base
	rm -rf $(VENV) var
