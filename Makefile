# make run: the dashboard on synthetic data.  make test: everything that is checked.  make test-real: real records.
.DEFAULT_GOAL := test
.PHONY: run test lint unit test-real bench lock clean chromium fonts
export PYTHONDONTWRITEBYTECODE := 1
export PYTHONUNBUFFERED := 1
BIN := .venv/bin
WAREHOUSE := $(or $(XUNXIAO_WAREHOUSE),warehouse)
PORT := 8501

run: $(BIN)/.run $(WAREHOUSE)/CURRENT
	@echo "打开 open  http://127.0.0.1:$(PORT)   （Ctrl+C 停止 stops）"
	@XUNXIAO_WAREHOUSE=$(WAREHOUSE) $(BIN)/streamlit run dashboard.py --server.port $(PORT)

$(WAREHOUSE)/CURRENT: | $(BIN)/.run
	@echo "写出虚构的一个省 writing a synthetic province …"
	@$(BIN)/python -m data demo --out demo
	@echo "建库 building …"
	@$(BIN)/python -m data build demo --warehouse $(WAREHOUSE)

# One run, so that what all tests read is built once; those with a browser come first.
test: lint chromium fonts
	$(BIN)/python -m pytest -q -m "not real" -n 2 --dist loadfile --no-loadscope-reorder

lint: $(BIN)/.dev
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache

unit: $(BIN)/.dev fonts
	$(BIN)/python -m pytest -q -m "not browser and not real" -n 2 --dist loadfile --no-loadscope-reorder

test-real: $(BIN)/.dev fonts
	$(BIN)/python -m pytest -q -m real -n 2 --dist loadfile

# make bench SCALE=10: on a synthetic warehouse of ten million attendance rows, built once below build/.
bench: $(BIN)/.dev chromium fonts
	XUNXIAO_WAREHOUSE=$(WAREHOUSE) $(BIN)/python -m bench $(if $(SCALE),--scale $(SCALE))

chromium:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium; } \
	|| { echo "浏览器测试需要 Chromium。 Browser tests need Chromium:  apt-get install chromium"; exit 1; }

# Pictures are drawn with the system's Chinese font; on a new machine there is none.
fonts:
	@[ -n "$$(find /usr/share/fonts -iname '*NotoSansCJK*' -print -quit 2>/dev/null)" ] \
	|| { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq fonts-noto-cjk; } \
	|| { echo "测试需要中文字体。 The tests need a Chinese font:  apt-get install fonts-noto-cjk"; exit 1; }

$(BIN)/python:
	@echo "创建虚拟环境 creating the virtual environment …"
	@python3 -m venv .venv || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3-venv && python3 -m venv .venv; } \
	|| { echo "缺少 venv。 Missing venv:  apt-get install python3-venv"; exit 1; }

$(BIN)/.run: requirements.txt | $(BIN)/python
	@echo "安装依赖 installing dependencies …"
	@$(BIN)/pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements.txt
	@touch $@

$(BIN)/.dev: requirements-dev.txt | $(BIN)/python
	@$(BIN)/pip install --disable-pip-version-check -q --require-hashes -r requirements-dev.txt
	@touch $@ $(BIN)/.run

# Pins what requirements*.in ask for; run after changing them.
lock: $(BIN)/.dev
	$(BIN)/pip install -q pip-tools
	$(BIN)/pip-compile -q --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links -o requirements.txt requirements.in
	$(BIN)/pip-compile -q --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links -o requirements-dev.txt requirements-dev.in

clean:
	rm -rf .venv demo warehouse
