#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What can be said of the tree without building it: format, layers, licence lines, spelling, shell scripts.
# CI and people call the same. `tests/hygiene.sh --fix` formats in place.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
bad=0
check() {
  local name=$1 output
  shift
  if ! output=$("$@" 2>&1); then
    printf 'hygiene: %s\n%s\n' "$name" "$output" | head -n 40
    bad=1
  fi
}

mapfile -t sources < <(git ls-files '*.cc' '*.h')
mapfile -t scripts < <(git ls-files | while read -r f; do head -c 40 "$f" | grep -qaE '^#!.*(ba)?sh' && echo "$f"; done)
mapfile -t prose < <(git ls-files '*.md' '*.cc' '*.h' '*.yaml' '*.yar' '*.sh' | grep -vE "zh-CN|^tests/unit/")
if [[ ${1:-} == --fix ]]; then clang-format -i "${sources[@]}"; fi

licence() { local none; none=$(grep -L 'SPDX-License-Identifier: Apache-2.0' "${sources[@]}" "${scripts[@]}"); echo "$none"; [[ -z $none ]]; }
long() { awk 'length > 800 {print FILENAME ":" FNR; bad = 1} END {exit bad}' "${sources[@]}"; }
# Programs and caches are made, not kept; test data and the corpora of fuzzers are bytes by nature.
made() { ! git ls-files | grep -vE '^tests/(fuzz/corpus|data|unit|lab)/' | grep -E '__pycache__|\.(pyc|o|a|so|exe|pcap|pcapng)$'; }
marks() { ! grep -nE '\b(TODO|FIXME|XXX|HACK)\b' "${sources[@]}"; }

check "format (tests/hygiene.sh --fix)" clang-format --dry-run --Werror "${sources[@]}"
check "layers" python3 tests/architecture/layers.py
check "a file without its SPDX line" licence
check "left-over marks" marks
check "made files in the tree" made
check "spelling" codespell -q 3 -S 'tests/fuzz/corpus,tests/data,tests/unit,LICENSE' \
  -L 'gost,msdos,crate,ser,te,fo,ot,nd,hist,afile,inout,sectionin,parm,fils,doubleclick,unexpect,creat,numer,ans,ba,bu,upto,doas,passin,atleast,msdos,asymmetri,iif,chage' \
  "${prose[@]}"
check "shell" shellcheck -S warning "${scripts[@]}"
exit "$bad"
