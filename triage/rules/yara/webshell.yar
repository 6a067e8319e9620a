// SPDX-License-Identifier: Apache-2.0
// Web shells: scripts that run what a request carries. A rule file (or a page about rules) holds the same words, so
// each rule leaves out text that is YARA source itself.

private rule yara_source_webshell
{
  strings:
    $strings = /\n\s*strings:/
    $condition = /\n\s*condition:/
  condition:
    all of them
}

rule webshell_php_runs_request
{
  meta:
    description = "PHP script runs code or commands taken from the request"
    description_zh = "PHP 脚本执行来自请求的代码或命令"
    severity = "high"
    attack = "T1505.003"
  strings:
    $tag = /<\?(php|=|\s)/ nocase
    $run = /\b(eval|assert|system|passthru|shell_exec|popen|proc_open|pcntl_exec|exec|create_function)\s{0,4}\(\s{0,4}((@|base64_decode|gzinflate|gzuncompress|str_rot13|stripslashes|trim|urldecode|strrev)\s{0,4}\(?\s{0,4}){0,4}\$_(GET|POST|REQUEST|COOKIE|SERVER|FILES)\s{0,4}\[/ nocase
    $backtick = /`\s{0,4}\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[[^`\n]{1,40}`/ nocase
    $variable_function = /\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[[^\]\n]{1,20}\]\s{0,4}\(\s{0,4}@?\$_(GET|POST|REQUEST|COOKIE)/ nocase
  condition:
    $tag and any of ($run, $backtick, $variable_function) and filesize < 2MB and not yara_source_webshell
}

rule webshell_php_request_through_variable
{
  meta:
    description = "short PHP script puts a request value into a variable and runs it"
    description_zh = "短小的 PHP 脚本把请求参数赋给变量后执行"
    severity = "high"
    attack = "T1505.003"
  strings:
    $assign = /\$\w{1,24}\s{0,4}=\s{0,4}@?((base64_decode|gzinflate|str_rot13|trim|urldecode)\s{0,4}\(\s{0,4}){0,3}\$_(GET|POST|REQUEST|COOKIE)\s{0,4}\[/ nocase
    $run = /\b(eval|assert|system|passthru|shell_exec|popen|proc_open)\s{0,4}\(\s{0,4}@?\$\w{1,24}\s{0,4}[\),]/ nocase
    $tag = /<\?(php|=|\s)/ nocase
  condition:
    all of them and filesize < 4KB and not yara_source_webshell
}

rule webshell_php_packed_payload
{
  meta:
    description = "PHP script unpacks and runs a payload of its own"
    description_zh = "PHP 脚本解包并执行自带的载荷"
    severity = "high"
    attack = "T1027"
  strings:
    $run = /\b(eval|assert)\s{0,4}\(\s{0,4}((@|gzinflate|gzuncompress|str_rot13|strrev|base64_decode)\s{0,4}\(?\s{0,4}){2,6}['"][A-Za-z0-9+\/=]{120}/ nocase
  condition:
    $run and filesize < 2MB and not yara_source_webshell
}

rule webshell_php_encrypted_channel
{
  meta:
    description = "PHP script decrypts the request body and runs it"
    description_zh = "PHP 脚本解密请求正文并执行"
    severity = "high"
    attack = "T1505.003"
  strings:
    $input = "php://input" nocase
    $decrypt = /openssl_decrypt\s{0,4}\(|mcrypt_decrypt\s{0,4}\(|\^\s{0,4}\$key\b/ nocase
    $run = /\b(eval|assert|call_user_func)\s{0,4}\(/ nocase
    $tag = "<?" 
  condition:
    all of them and filesize < 20KB and not yara_source_webshell
}

rule webshell_jsp_runs_request
{
  meta:
    description = "JSP page starts a program named by the request"
    description_zh = "JSP 页面启动请求指定的程序"
    severity = "high"
    attack = "T1505.003"
  strings:
    $page = "<%"
    $exec = /(getRuntime\s{0,4}\(\s{0,4}\)\s{0,4}\.\s{0,4}exec|new\s{1,4}ProcessBuilder)\s{0,4}\(/
    $parameter = /request\s{0,4}\.\s{0,4}get(Parameter|Header)\s{0,4}\(/
  condition:
    all of them and filesize < 256KB and not yara_source_webshell
}

rule webshell_jsp_loads_class_from_request
{
  meta:
    description = "JSP page decrypts a class from the request and loads it"
    description_zh = "JSP 页面解密请求中的类并加载执行"
    severity = "high"
    attack = "T1505.003"
  strings:
    $page = "<%"
    $define = /\bdefineClass\s{0,4}\(/
    $request = /request\s{0,4}\.\s{0,4}(getReader|getInputStream|getParameter)\s{0,4}\(/
  condition:
    all of them and filesize < 64KB and not yara_source_webshell
}

rule webshell_asp_runs_request
{
  meta:
    description = "ASP or ASP.NET page evaluates a value of the request"
    description_zh = "ASP/ASP.NET 页面执行请求中的内容"
    severity = "high"
    attack = "T1505.003"
  strings:
    $run = /\b(eval|execute|executeglobal)\s{0,4}\(?\s{0,4}request\s{0,4}[\.\(\[]/ nocase
    $page = "<%"
  condition:
    all of them and filesize < 256KB and not yara_source_webshell
}
