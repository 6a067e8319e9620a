# SPDX-License-Identifier: Apache-2.0
# What strace sees of a whole run: no other program, no library, configuration or locale of the host, nothing
# written but the output; and the kernel's modules are what they were.
. "$(dirname "$0")/collection.sh" "$1"

command -v strace >/dev/null || skip "needs strace"
strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"

modules() { cut -d' ' -f1 /proc/modules 2>/dev/null | sort || true; }
before=$(modules)
mkdir "$work/out"
code=0
# Encrypted, so that libcrypto is used for more than digests.
recipient=age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj
# An evil environment, too: nothing of it may be followed.
OPENSSL_CONF=$work/evil.cnf LD_PRELOAD= GCONV_PATH=$work LOCPATH=$work LANG=zh_CN.UTF-8 \
  strace -f -e trace=execve,execveat,open,openat,openat2,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,init_module,finit_module,link,linkat,symlink,symlinkat,chmod,fchmod,fchmodat,chown,fchown,fchownat,utimensat,truncate,ftruncate,setxattr,fsetxattr \
  -s 300 -o "$work/trace" "$bin/collect" --out "$work/out/c.tar" --encrypt-to "$recipient" --allow-local test 2>"$work/talk" || code=$?
[ "$code" = 0 ] || [ "$code" = 3 ] || { cat "$work/talk"; die "exit code $code"; }
[ "$before" = "$(modules)" ] || die "the kernel's modules changed"

python3 - "$work/trace" "$work/out" <<'PYTHON' || die "the run left a trace"
import re, sys
trace, out = sys.argv[1:]
executed, bad = 0, []
for line in open(trace, errors="replace"):
    call = re.search(r"\b(\w+)\(", line)
    if not call or "<unfinished" in line and "\"" not in line:
        continue
    name = call[1]
    if name in ("execve", "execveat"):
        executed += 1
        if executed > 1:
            bad.append(line)
    elif name in ("open", "openat", "openat2", "creat"):
        path = (re.search(r'"((?:[^"\\]|\\.)*)"', line) or [None, ""])[1]
        writes = name == "creat" or re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND", line)
        if writes and not path.startswith(out):
            bad.append(line)
        # Evidence is opened with O_NOATIME, folders to be listed with O_DIRECTORY; what a library opens for itself
        # is neither.
        if "O_NOATIME" not in line and "O_DIRECTORY" not in line:
            if re.search(r"\.so(\.\d+)*$|openssl\.cnf|gconv|/locale|nsswitch|evil", path):
                bad.append(line)
    else:
        bad.append(line)
print("".join(bad[:20]))
sys.exit(bool(bad) or executed != 1)
PYTHON
