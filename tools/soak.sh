#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Mission control for a long time: stopped 100 times under load, then streams for SOAK_SECONDS with
# memory that stays flat (BUILD/soak.csv). usage: soak.sh BUILD
set -eu
build=$1
KURS=$PWD/$build/kurs KURS_SOURCE_DIR=$PWD KURS_SOAK=20
export KURS KURS_SOURCE_DIR KURS_SOAK
python3 tests/server/test_console_faults.py
SOAK_SECONDS=${SOAK_SECONDS:-3600} SOAK_OUT=$build/soak.csv python3 tests/server/soak_streams.py
