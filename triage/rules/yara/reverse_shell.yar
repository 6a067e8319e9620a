// SPDX-License-Identifier: Apache-2.0
// Reverse shells in scripts, histories and job files. Logs are left out: a log quotes what others tried.

private rule yara_source_reverse_shell
{
  strings:
    $strings = /\n\s*strings:/
    $condition = /\n\s*condition:/
  condition:
    all of them
}

private rule quoted_in_a_log
{
  condition:
    filepath startswith "/var/log"
}

rule reverse_shell_bash_dev_tcp
{
  meta:
    description = "interactive shell is connected to /dev/tcp"
    description_zh = "交互式 shell 被接到 /dev/tcp"
    severity = "high"
    attack = "T1059.004"
  strings:
    $redirect = /\b(ba|z|k|da)?sh\s{1,4}-i\s{0,4}[0-9]?[<>&]{1,3}\s{0,4}[0-9]?\s{0,2}\/dev\/(tcp|udp)\/[^\s\/]{1,255}\/\S/
    $exec = /exec\s{1,4}[0-9]{1,3}<>\s{0,4}\/dev\/(tcp|udp)\/[^\s\/]{1,255}\/\S/
  condition:
    any of them and not quoted_in_a_log and not yara_source_reverse_shell
}

rule reverse_shell_python
{
  meta:
    description = "Python code puts a shell on a socket"
    description_zh = "Python 代码把 shell 接到套接字"
    severity = "high"
    attack = "T1059.006"
  strings:
    $socket = /socket\.socket\s{0,4}\(/
    $dup = /os\.dup2\s{0,4}\(\s{0,4}\w{1,24}\.fileno\s{0,4}\(/
    $shell = /(subprocess\.(call|Popen|run)|pty\.spawn|os\.system|os\.execl?[vp]{0,2}e?)\s{0,4}\(\s{0,4}\[?\s{0,4}["'](\/bin\/|\/usr\/bin\/)?(ba|da|z)?sh\b/
  condition:
    all of them and filesize < 1MB and not quoted_in_a_log and not yara_source_reverse_shell
}

rule reverse_shell_perl
{
  meta:
    description = "Perl code puts a shell on a socket"
    description_zh = "Perl 代码把 shell 接到套接字"
    severity = "high"
    attack = "T1059"
  strings:
    $socket = /use\s{1,4}(IO::)?Socket/
    $stdin = /open\s{0,4}\(\s{0,4}STDIN\s{0,4},\s{0,4}["']<?>?&/
    $shell = /exec\s{0,4}\(?\s{0,4}["']\/bin\/(ba)?sh/
  condition:
    all of them and filesize < 1MB and not quoted_in_a_log and not yara_source_reverse_shell
}

rule reverse_shell_php
{
  meta:
    description = "PHP code puts a shell on a socket"
    description_zh = "PHP 代码把 shell 接到套接字"
    severity = "high"
    attack = "T1059"
  strings:
    $socket = /\b(fsockopen|stream_socket_client)\s{0,4}\(/ nocase
    $process = /\bproc_open\s{0,4}\(/ nocase
    $shell = /["'][^"'\n]{0,40}\/bin\/(ba)?sh(\s{1,4}-i)?/
  condition:
    all of them and filesize < 256KB and not quoted_in_a_log and not yara_source_reverse_shell
}

rule reverse_shell_netcat
{
  meta:
    description = "netcat hands its connection to a shell"
    description_zh = "netcat 把连接交给 shell"
    severity = "high"
    attack = "T1059.004"
  strings:
    $option = /\b(nc|ncat|netcat|nc\.traditional)\s{1,4}[^\n|;]{0,80}-(e|c)\s{1,4}["']?(\/usr)?(\/bin\/)?(ba|da)?sh\b/
    $fifo = /mkfifo\s{1,4}(\S{1,64})\s{0,4}[;&]{1,2}[^\n]{0,120}\|\s{0,4}(\/bin\/)?(ba|da)?sh\s{1,4}-i[^\n]{0,40}\|\s{0,4}(nc|ncat|netcat|openssl)\b/
  condition:
    any of them and filesize < 1MB and not quoted_in_a_log and not yara_source_reverse_shell
}
