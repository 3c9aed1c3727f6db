# SPDX-License-Identifier: Apache-2.0
# Short words for what people do most; CMake and its presets do the work (CMakePresets.json).
MISSION ?= missions/soyuz-ms-25.yaml
PREFIX  ?= /usr/local

BUILD  = build/release
REPORT = out/$(notdir $(basename $(MISSION)))/report.html
AGAIN  = $(MAKE) -s

.PHONY: all run fly test bench soak fuzz docs verification performance picture man install check format valgrind coverage cleanroom clean

# The library and the command: build/release/kurs.
all: $(BUILD)/build.ninja
	@cmake --build $(BUILD) --target product

build/%/build.ninja:
	@cmake --preset $*

# Installs what is missing, builds, flies the mission and says where its report is.
run:
	@tools/install-packages.sh build
	@$(AGAIN) fly

fly: all
ifneq ($(wildcard src/cli/*.c),)
	@$(BUILD)/kurs fly $(MISSION)
	@echo "The report: $(REPORT)"
endif

# The same, then all tests.
test:
	@tools/install-packages.sh build test
	@cmake --preset release >/dev/null # the packages of the tests may be new
	@$(AGAIN) fly
	@cmake --build $(BUILD)
	@tools/run-tests.sh $(BUILD)

bench: all
	@cmake --build $(BUILD) --target bench

# Mission control under load: 100 stops, an hour of streams with flat memory (SOAK_SECONDS=3600).
soak: all
	@tools/soak.sh $(BUILD)

# All fuzz targets within one budget: FUZZ_SECONDS=180 by default.
fuzz:
	@tools/install-packages.sh build check
	@$(AGAIN) build/fuzz/build.ninja
	@cmake --build build/fuzz
	@tools/fuzz.sh build/fuzz

# HTML of the public headers and the man page: build/docs.
docs:
	@tools/install-packages.sh docs
	@tools/make-docs.sh build/docs

# docs/verification.md from the flown missions; the picture of the README.
verification: all
	@cmake --build $(BUILD) --target test_missions test_launches
	@tools/make-verification.sh $(BUILD)

# docs/performance.md from the benchmarks, on this machine.
performance: all
	@cmake --build $(BUILD)
	@tools/make-performance.sh $(BUILD)

picture: all
	@$(BUILD)/kurs fly $(MISSION) -q -p docs/img/mission.png

# The man page and the completion, from the command's own table.
man: all
	@$(BUILD)/kurs help --man > docs/man/kurs.1
	@$(BUILD)/kurs help --completion bash > docs/man/kurs.bash

install: all
	@cmake --install $(BUILD) --prefix $(PREFIX)

# What CI looks at besides the tests.
check:
	@tools/install-packages.sh build test check
	@$(AGAIN) $(BUILD)/build.ninja
	@tools/check.sh $(BUILD)

format:
	@git ls-files --cached --others --exclude-standard '*.c' '*.h' | xargs clang-format-14 -i

# One short mission under valgrind.
valgrind:
	@tools/install-packages.sh build check
	@$(AGAIN) all
	@tools/valgrind.sh $(BUILD)

coverage: build/coverage/build.ninja
	@cmake --build build/coverage
	@ctest --test-dir build/coverage --output-on-failure
	@tools/coverage.sh build/coverage

# The two commands above in a bare Debian 12 root.
cleanroom:
	@tools/install-packages.sh cleanroom
	@tools/cleanroom.sh

clean:
	@rm -rf build
