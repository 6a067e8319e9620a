// SPDX-License-Identifier: Apache-2.0
// The anti-virus test file: harmless, used to show that scanning works.

rule eicar_test_file
{
  meta:
    description = "EICAR anti-virus test file"
    description_zh = "EICAR 防病毒测试文件"
    severity = "high"
  strings:
    $text = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
  condition:
    $text at 0 and filesize <= 128
}
