// SPDX-License-Identifier: Apache-2.0
// Coin miners: programs, and the files that configure or start them.

private rule yara_source_miner
{
  strings:
    $strings = /\n\s*strings:/
    $condition = /\n\s*condition:/
  condition:
    all of them
}

rule miner_program
{
  meta:
    description = "program has the words of a coin miner"
    description_zh = "程序含有挖矿程序的特征字串"
    severity = "high"
    attack = "T1496"
  strings:
    $pool = /stratum\+(tcp|ssl|tls|udp):\/\//
    $subscribe = "mining.subscribe"
    $authorise = "mining.authorize"
    $donate = "donate-level"
    $randomx = "randomx" nocase
    $cryptonight = "cryptonight" nocase
    $rate = "hashrate" nocase
  condition:
    uint32(0) == 0x464C457F and 3 of them
}

rule miner_configuration
{
  meta:
    description = "configuration or script points a miner at a pool"
    description_zh = "配置或脚本将挖矿程序指向矿池"
    severity = "high"
    attack = "T1496"
  strings:
    $pool = /stratum\+(tcp|ssl|tls|udp):\/\/[A-Za-z0-9.\-]{3,255}:[0-9]{2,5}/
    $algorithm = /"algo(rithm)?"\s{0,4}:|--algo\b|\brx\/0\b|\bcn\/r\b/ nocase
    $donate = "donate-level"
    $login = /(--user|-u|"user"\s{0,4}:|"wallet"\s{0,4}:)\s{0,4}/
  condition:
    $pool and any of ($algorithm, $donate, $login) and uint32(0) != 0x464C457F and filesize < 1MB and
    not filepath startswith "/var/log" and not yara_source_miner
}
