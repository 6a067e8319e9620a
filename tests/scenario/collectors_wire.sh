# SPDX-License-Identifier: Apache-2.0
# A collection over the network: into a case, to OpenSSL's own server, and what is refused.
. "$(dirname "$0")/collection.sh" "$1"
export FIRSTHOUR_KEYS="$work/keys"
mkdir -p "$work/root/etc/cron.d" "$work/root/proc/sys/kernel"
echo "web01" >"$work/root/proc/sys/kernel/hostname"
for i in $(seq 40); do echo "job $i" >"$work/root/etc/cron.d/job$i"; done
collect() { "$bin/collect" files --root "$work/root" --profile quick "$@" 2>"$work/talk"; }
wait_for() { for _ in $(seq 100); do grep -qs -e "$1" "$2" && return; sleep 0.1; done; cat "$2"; die "no \"$1\""; }
port=$((20000 + $$ % 20000))

echo "== into a case: the receiver shows the code, the sender is told that the same bytes arrived"
"$bin/firsthour" --lang en -q case create "$work/x.case" >/dev/null 2>"$work/create" || { cat "$work/create"; die create; }
"$bin/firsthour" --lang en case ingest "$work/x.case" "listen://127.0.0.1:$port" 2>"$work/receiver" &
receiver=$!
wait_for "--code" "$work/receiver"
code=$(sed -n 's/.*--code //p' "$work/receiver")
if collect --out "tls://127.0.0.1:$port" --code "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ"; then die "a wrong code was let in"; fi
says "does not know the code"
collect --out "tls://127.0.0.1:$port" --code "$code" || { cat "$work/talk"; die "exit $?"; }
says "The receiver has the same bytes"
wait $receiver || { cat "$work/receiver"; die "receiver: exit $?"; }
digest=$(sed -n 's/^  SHA-256  //p' "$work/talk" | tr -d ' ')
grep -q "$(echo "$digest" | sed 's/..../& /g; s/ $//')" "$work/receiver" || { cat "$work/receiver"; die "other digest"; }
"$bin/firsthour" case verify "$work/x.case" >/dev/null 2>&1 || die "the case does not verify"
"$bin/firsthour" case items "$work/x.case" | grep -q /etc/cron.d/job1 || die "the items are not in the case"

echo "== nothing of the code stands in the collection"
"$bin/firsthour" --json case log "$work/x.case" >"$work/log"
if grep -q "$code" "$work/log"; then die "the code is in the ledger"; fi

echo "== to a receiver that is not ours: openssl s_server with the same key"
port=$((port + 1))
plain=$(echo "$code" | tr -d '-')
psk=$(printf %s "$plain" | sha256sum | cut -d' ' -f1)
mkfifo "$work/hold"
openssl s_server -accept "127.0.0.1:$port" -tls1_3 -psk "$psk" -psk_identity firsthour -nocert -quiet -naccept 1 \
  <"$work/hold" >"$work/by_openssl.tar.zst" 2>"$work/server" &
server=$!
exec 9>"$work/hold"
for _ in $(seq 50); do collect --out "tls://127.0.0.1:$port" --code "$code" && break; grep -q refused "$work/talk" || break; sleep 0.1; done &
sender=$!
for _ in $(seq 100); do [ -s "$work/by_openssl.tar.zst" ] && break; sleep 0.1; done
sleep 1
exec 9>&-
wait $sender || true
wait $server 2>/dev/null || true
"$bin/firsthour-verify" "$work/by_openssl.tar.zst" >"$work/verify" || { cat "$work/verify" "$work/server" "$work/talk"; die "what openssl received is not whole"; }

echo "== in the clear only with a reason, or encrypted; what makes no sense is refused"
code_of() { local c=0; collect "$@" || c=$?; echo $c; }
[ "$(code_of --out "tcp://127.0.0.1:$port")" = 2 ] || die "sent in the clear"
says "can be read on the way"
[ "$(code_of --out "tls://127.0.0.1:$port")" = 2 ] || die "without a code"
[ "$(code_of --out "tls://host.example:1" --code "$code")" = 2 ] || die "a name"
[ "$(code_of --out "tls://127.0.0.1:$port" --code "$code" --split 10M)" = 2 ] || die "parts"
