#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts the collector of this kit that fits the machine. Words that belong to it are handed on:
#   sh start.sh [OPTION of collect]…
#   sh start.sh verify | doctor | firsthour COMMAND…
# Only what the shell has in itself is used, and uname where it is there: what else lies on a suspected host is
# not to be trusted, and may be missing.

case $0 in
*/*) kit=${0%/*} ;;
*) kit=. ;;
esac
kit=$(CDPATH='' cd -- "$kit" && pwd) || exit 1

zh=
case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
zh*) [ "${TERM:-}" = linux ] || zh=1 ;;
esac
say() { if [ -n "$zh" ]; then echo "start.sh: $2" >&2; else echo "start.sh: $1" >&2; fi; }

machine=$(uname -m 2>/dev/null) || machine=
case $machine in
x86_64 | amd64) folders=x86-64 ;;
aarch64 | arm64) folders=aarch64 ;;
'') folders='x86-64 aarch64' ;; # no uname here: the kernel says which one it runs
*)
  say "this machine is \"$machine\": the kit has programs for x86-64 and aarch64 only. Nothing was started." \
    "本机架构为 $machine：工具盘仅有 x86-64 与 aarch64 程序。未启动任何程序。"
  exit 1
  ;;
esac

bin='' there='' code=0
for folder in $folders; do
  [ -f "$kit/bin/$folder/collect" ] || continue
  there=$folder
  code=0
  "$kit/bin/$folder/collect" --version >/dev/null 2>&1 || code=$?
  [ "$code" = 0 ] && bin=$kit/bin/$folder && break
done
if [ -z "$there" ]; then
  say "this kit has no collectors for ${machine:-this machine} (bin/$folders is missing)." \
    "工具盘中没有适用于 ${machine:-本机} 的采集程序（缺少 bin/$folders）。"
  exit 1
fi
if [ -z "$bin" ]; then
  say "$kit/bin/$there/collect cannot be started (code $code). Is the stick mounted noexec, or a security module in the way? Ways on, each to be recorded:" \
    "无法启动 $kit/bin/$there/collect（代码 $code）。U 盘是否以 noexec 挂载，或被安全模块阻止？可选做法（均须记录）："
  say "  1. mount it so that programs run:  mount -o remount,exec THE-STICK" \
    "  1. 允许执行后重新挂载：mount -o remount,exec 挂载点"
  say "  2. from another machine:  ssh root@HOST '/path/collect --out -' with collect on a medium that may run programs" \
    "  2. 由另一台机器：ssh root@主机 '/路径/collect --out -'，collect 放在可执行的介质上"
  say "  3. copy bin/$there/collect into memory (/dev/shm) and run it with --out $kit/collections/NAME.tar.zst: this changes the host's memory" \
    "  3. 将 bin/$there/collect 复制到内存（/dev/shm）并以 --out $kit/collections/名称.tar.zst 运行：会改变主机内存"
  exit 1
fi

case ${1:-} in
verify) exec "$bin/firsthour" kit verify "$kit" ;;
doctor) shift && cd "$kit" && exec "$bin/firsthour" doctor "$@" ;;
firsthour) shift && exec "$bin/firsthour" "$@" ;;
help | -h | --help)
  say "sh start.sh [OPTION of collect]… | verify | doctor | firsthour COMMAND…; START-HERE.txt says the rest" \
    "sh start.sh [collect 选项]… | verify | doctor | firsthour 命令…；详见 START-HERE.txt"
  exit 0
  ;;
esac

out=1 answers=1
for word in "$@"; do
  case $word in
  --out | --out=* | --list | --help | --version) out= ;;
  --answers | --answers=*) answers= ;;
  esac
done
if [ -n "$out" ] && [ ! -w "$kit/collections" ]; then
  say "$kit/collections cannot be written to (is the stick read-only?). Name another place that is no disk of this host: --out /OTHER/MEDIUM/NAME.tar.zst, or --out - through ssh." \
    "$kit/collections 不可写（U 盘是否只读？）。请指定非本机磁盘的位置：--out /其他介质/名称.tar.zst，或经 ssh 使用 --out -。"
  exit 1
fi
if [ -n "$answers" ] && [ -f "$kit/prepared/answers.json" ]; then
  set -- --answers "$kit/prepared/answers.json" "$@"
fi
exec "$bin/collect" "$@"
