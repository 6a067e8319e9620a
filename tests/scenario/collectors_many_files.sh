# SPDX-License-Identifier: Apache-2.0
# A hundred thousand files are walked, taken and recorded in less than 64 MiB; tests/bench/files does it with more.
. "$(dirname "$0")/collection.sh" "$1"
MOST=64 TMPDIR=$work bash "$(dirname "$0")/../bench/files" "$bin" 100000
