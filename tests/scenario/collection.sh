# SPDX-License-Identifier: Apache-2.0
# Read by the scenarios of the collectors: a place to work in, and checks with tar and sha256sum only, as
# somebody without Firsthour would do them.
set -euo pipefail
bin=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

skip() { echo "skipped: $*"; exit 77; }
die() { echo "failed: $*"; exit 1; }

# unpack FILE FOLDER: a plain collection, checked by its own manifests.
unpack() {
  mkdir -p "$2"
  tar -C "$2" --strip-components=1 -xf "$1" || die "$1 is no whole tar"
  (cd "$2" && sha256sum -c --quiet manifest-sha256.txt tagmanifest-sha256.txt) || die "$1: the manifests do not hold"
}

# exit_code EXPECTED COMMAND...: the command's talk goes to $work/talk.
exit_code() {
  local expected=$1 code=0
  shift
  "$@" 2>"$work/talk" || code=$?
  [ "$code" = "$expected" ] || { cat "$work/talk"; die "exit code $code, not $expected: $*"; }
}

says() { grep -q -- "$1" "$work/talk" || { cat "$work/talk"; die "nothing about: $1"; }; }

# item FOLDER PATH: the record of one file, as one line of JSON.
item() {
  python3 - "$1" "$2" <<'PYTHON'
import base64, glob, json, sys
folder, wanted = sys.argv[1], sys.argv[2].encode("utf-8", "surrogateescape")
for name in glob.glob(folder + "/data/items-*.jsonl") + glob.glob(folder + "/data/*/item.json"):
    for line in open(name, "rb"):
        record = json.loads(line)
        path = base64.b64decode(record["path_raw"]) if "path_raw" in record else record["path"].encode()
        if path == wanted:
            print(json.dumps(record))
            sys.exit(0)
sys.exit("no item " + repr(wanted))
PYTHON
}
