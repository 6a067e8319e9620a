// SPDX-License-Identifier: Apache-2.0
// Packed or self-unpacking programs: unusual on a server, not wrong by itself.

rule packer_upx_elf
{
  meta:
    description = "ELF program packed with UPX"
    description_zh = "用 UPX 加壳的 ELF 程序"
    severity = "low"
    attack = "T1027.002"
  strings:
    $mark = "UPX!"
  condition:
    uint32(0) == 0x464C457F and #mark >= 2 and $mark in (0..1024)
}

rule packer_script_runs_embedded_base64
{
  meta:
    description = "shell script decodes a base64 text and runs it"
    description_zh = "shell 脚本解码 base64 文本并执行"
    severity = "medium"
    attack = "T1027"
  strings:
    $decode = /base64\s{1,4}(-d|--decode|-D)\b[^\n]{0,80}\|\s{0,4}(\/bin\/)?(ba|da|z)?sh\b/
  condition:
    $decode and filesize < 4MB and not filepath startswith "/var/log"
}

rule packer_memfd_loader
{
  meta:
    description = "script writes a program into memory (memfd_create) and runs it"
    description_zh = "脚本把程序写入内存（memfd_create）后运行"
    severity = "high"
    attack = "T1620"
  strings:
    $perl = /syscall\s{0,4}\(\s{0,4}(319|279|356)\b/
    $python = /(memfd_create|syscall\s{0,4}\(\s{0,4}319)/
    $run = /\/proc\/(self|\$\$|\$PID|\{?pid\}?|%d|[0-9]{1,7})\/fd\//
    $interpreter = /^#!\s{0,4}\/[^\n]{0,40}(perl|python|ruby|php)/
  condition:
    $interpreter and $run and any of ($perl, $python) and filesize < 8MB
}
