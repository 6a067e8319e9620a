// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/playbooks/sample_case.h"

#include "casefile/finding.h"
#include "playbooks/incident.h"

namespace firsthour::testing {
namespace {

constexpr std::string_view kAnswers = R"(
authority:
  given_by: 韩梅梅
  unit: 某市公安局科技信息化处
  document: 应急处置委托单 2026-0147
  scope: 仅限 web01 主机及其日志
  medium: 取证U盘 KIT-03
  given_at: 2026-11-22T12:55+08:00
  may_leave_site: no
capacity: contractor
people:
  - {name: 李雷, unit: 某安全服务公司, role: 现场负责人, phone: "13800000000"}
  - {name: 王芳, unit: 某安全服务公司, role: 取证}
witness: {reason_for_none: 夜间现场无符合条件的人员}
clocks:
  - {clock: reference, basis: 国家授时中心 NTP, time: 2026-11-22T13:36:10+08:00, offset_ns: "-2150000000"}
incident:
  name: web01 网站被植入后门
)";

constexpr std::string_view kProcesses =
    R"({"type":"host.process","process.pid":1,"process.name":"systemd","process.start":"2026-11-03T01:02:03.000000000Z","process.command_line":"/sbin/init","user.name":"root"}
{"type":"host.process","process.pid":2,"process.kernel_thread":true,"process.name":"kthreadd","process.start":"2026-11-03T01:02:03.000000000Z"}
{"type":"host.process","process.pid":4312,"process.name":"kworker","process.start":"2026-11-21T18:22:41.000000000Z","process.command_line":"/tmp/.x/kworker --url 203.0.113.9:4444 --password=hunter2","process.executable_deleted":true,"user.name":"www-data"}
{"type":"host.process","process.pid":4400,"process.name":"mysqldump","process.start":"2026-11-21T19:00:00.000000000Z","process.command_line":"mysqldump -u root -pS3cr3t app","user.name":"root"}
)";

constexpr std::string_view kLogins =
    R"({"type":"host.login","login.source":"wtmp","login.record_type":"USER_PROCESS","user.name":"deploy","login.line":"pts/0","source.ip":"198.51.100.23","login.time":"2026-11-21T17:58:02.000000000Z"}
{"type":"host.login","login.source":"btmp","login.record_type":"USER_PROCESS","user.name":"root","source.ip":"198.51.100.23","login.time":"2026-11-21T17:50:00.000000000Z"}
{"type":"host.login","login.source":"btmp","login.record_type":"USER_PROCESS","user.name":"root","source.ip":"198.51.100.23","login.time":"2026-11-21T17:50:01.000000000Z"}
)";

constexpr std::string_view kSockets =
    R"({"type":"host.socket","network.transport":"tcp","source.ip":"0.0.0.0","source.port":443,"socket.state":"LISTEN","process.name":"nginx","process.executable":"/usr/sbin/nginx","socket.executable_package_state":"owned"}
{"type":"host.socket","network.transport":"tcp","source.ip":"::","source.port":4444,"socket.state":"LISTEN","process.name":"kworker","process.executable":"/tmp/.x/kworker","socket.executable_package_state":"unowned"}
{"type":"host.socket","network.transport":"tcp","source.ip":"192.0.2.7","source.port":22,"destination.ip":"198.51.100.23","destination.port":50122,"socket.state":"ESTABLISHED"}
)";

constexpr std::string_view kIdentity =
    R"({"type":"host.identity","host.name":"web01","host.os.full":"Debian GNU/Linux 12","host.os.kernel":"6.1.0-28-amd64","host.architecture":"x86_64","host.boot_time":"2026-11-03T01:02:03.000000000Z","host.uptime_seconds":1658103,"host.timezone":"Asia/Shanghai","host.cpu_count":8,"host.memory_bytes":16777216000,"collector.uid":0})";

constexpr std::string_view kUsers =
    R"({"type":"host.user","user.name":"root","user.id":"0","user.shell":"/bin/bash","user.password_state":"set"}
{"type":"host.user","user.name":"deploy","user.id":"1000","user.shell":"/bin/bash","user.password_state":"set"}
{"type":"host.user","user.name":"daemon","user.id":"1","user.shell":"/usr/sbin/nologin","user.password_state":"locked"}
)";

constexpr std::string_view kClocks =
    R"({"type":"host.clock","clock.source":"host.realtime","clock.time":"2026-11-22T05:36:08.120000000Z","clock.read_at":"2026-11-22T05:36:08.120000000Z","clock.basis":"clock_gettime"}
{"type":"host.clock","clock.source":"host.rtc","clock.time":"2026-11-22T05:36:09.000000000Z","clock.offset_ns":880000000,"clock.basis":"/sys/class/rtc/rtc0"}
)";

constexpr std::string_view kOutline =
    R"({"time":"2026-11-22T05:36:08.000000000Z","host":"web01","profile":"quick",
  "tool":{"name":"collect","version":"0.1.0","sha256":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"},
  "root":"/","medium":"/media/KIT-03","plan":{"sha256":"cc","left_out":["log.journal"]}})";
constexpr std::string_view kOutcome = R"({"time":"2026-11-22T05:36:19.000000000Z","end":"done","sources":[
  {"name":"host.clock","outcome":"complete","records":2,"items":1,"bytes":412,"milliseconds":3},
  {"name":"host.socket","outcome":"complete","records":3,"items":1,"bytes":612,"milliseconds":21},
  {"name":"host.process","outcome":"complete","records":4,"items":5,"bytes":10456,"milliseconds":640},
  {"name":"files","outcome":"partial","reason":"the budget of 100 MiB was reached","items":3,"bytes":104857600,"milliseconds":8120}],
  "not_run":["traffic"]})";

Item record_item(std::string kind, std::int64_t second) {
  Item item;
  item.kind = "records";
  item.source = kind;
  item.path = std::move(kind);
  item.host = "web01";
  item.started = Instant::from_seconds(1'795'325'768 + second);
  item.finished = Instant::from_seconds(1'795'325'769 + second);
  return item;
}

Item file_item(std::string source, std::string path, std::int64_t modified) {
  Item item;
  item.kind = "file";
  item.source = std::move(source);
  item.path = std::move(path);
  item.host = "web01";
  item.finished = Instant::from_seconds(1'795'325'775);
  item.file = FileFacts{};
  item.file->uid = 33;
  item.file->modified = Instant::from_seconds(modified);
  return item;
}

void add_items(MemoryCase& the_case, const SampleOptions& options) {
  the_case.add("c1/000001", record_item("host.clock", 0), kClocks);
  the_case.add("c1/000002", record_item("host.identity", 0), kIdentity);
  the_case.add("c1/000003", record_item("host.socket", 1), kSockets);
  the_case.add("c1/000004", record_item("host.process", 2), kProcesses);
  the_case.add("c1/000005", record_item("host.login", 3), kLogins);
  the_case.add("c1/000006", record_item("host.user", 3), kUsers);
  the_case.add("c1/000007", file_item("web.root", "/var/www/html/upload/img.php", 1'795'284'161),
               "<?php /* sample */");
  the_case.add("c1/000008", file_item("persistence.cron", "/etc/cron.d/update", 1'795'284'300),
               "* * * * * root true\n");
  Item denied = file_item("persistence.ssh", "/home/deploy/.ssh", 0);
  denied.file.reset();
  denied.outcome = Outcome::denied;
  denied.reason = "permission denied";
  the_case.add("c1/000009", denied, "");
  Item skipped = file_item("log.web", "/var/log/nginx/access.log.1", 0);
  skipped.file.reset();
  skipped.outcome = Outcome::skipped;
  skipped.reason = "the budget of 100 MiB was reached";
  the_case.add("c1/000010", skipped, "");
  for (int i = 0; i < options.further_files; ++i)
    the_case.add("c1/1" + std::to_string(100'000 + i),
                 file_item("log.other", "/var/log/other/" + std::to_string(i), 0),
                 "line " + std::to_string(i));
}

Finding deleted_executable() {
  Finding finding;
  finding.id = "0123456789abcdef";
  finding.detector = "sigma";
  finding.rule = "host-deleted-executable-running";
  finding.title = "A running program's file was deleted";
  finding.title_zh = "正在运行的程序文件已被删除";
  finding.severity = Severity::high;
  finding.item = "c1/000004";
  finding.path = "/tmp/.x/kworker";
  finding.host = "web01";
  finding.record =
      R"({"process.command_line":"/tmp/.x/kworker --url 203.0.113.9:4444 --password=hunter2","process.executable_deleted":true,"process.pid":4312,"process.name":"kworker"})";
  finding.matches = {{"selection.process.executable_deleted", 0, 0}};
  finding.why = "Process 4312 (kworker, user www-data) runs /tmp/.x/kworker, which is no longer on disk.";
  finding.why_zh = "进程 4312（kworker，用户 www-data）运行的 /tmp/.x/kworker 已不在磁盘上。";
  finding.attack = {"T1070.004", "T1036.005"};
  return finding;
}

Finding webshell() {
  Finding finding;
  finding.id = "1123456789abcdef";
  finding.detector = "yara";
  finding.rule = "webshell_php_eval_request";
  finding.title = "PHP file runs what a request brings";
  finding.title_zh = "PHP 文件执行请求中的代码（网站后门）";
  finding.severity = Severity::critical;
  finding.item = "c1/000007";
  finding.path = "/var/www/html/upload/img.php";
  finding.host = "web01";
  finding.matches = {{"$eval", 6, 14}, {"$request", 40, 9}};
  finding.why = "The file evaluates a parameter of the request.";
  finding.why_zh = "文件直接执行请求参数。";
  finding.attack = {"T1505.003"};
  return finding;
}

Finding medium_one() {
  Finding finding = webshell();
  finding.id = "2123456789abcdef";
  finding.detector = "sigma";
  finding.rule = "host-cron-new";
  finding.title = "Cron file changed in the last two days";
  finding.title_zh = "两日内变动的计划任务";
  finding.severity = Severity::medium;
  finding.item = "c1/000008";
  finding.path = "/etc/cron.d/update";
  finding.matches.clear();
  finding.why = "/etc/cron.d/update was modified on 2026-11-22 02:05 and belongs to no package.";
  finding.why_zh = "/etc/cron.d/update 于 2026-11-22 02:05 修改，不属于任何软件包。";
  finding.attack = {"T1053.003"};
  return finding;
}

Finding listener() {
  Finding finding = webshell();
  finding.id = "3123456789abcdef";
  finding.detector = "host";
  finding.rule = "host-listener-unowned";
  finding.title = "Listener outside the package database";
  finding.title_zh = "监听端口的程序不属于任何软件包";
  finding.severity = Severity::info;
  finding.item = "c1/000003";
  finding.path = "[::]:4444";
  finding.matches.clear();
  finding.why = finding.why_zh = "";
  finding.attack.clear();
  return finding;
}

playbooks::Incident incident(bool exercise) {
  playbooks::Incident i;
  i.id = "IR-2026-0007";
  i.name = "web01 网站被植入后门";
  i.summary = "值班人员发现网站首页异常跳转，随后报告。";
  i.exercise = exercise;
  i.unit = "某市公安局";
  i.system = "门户网站集群";
  i.protection_level = "三级";
  i.place = "数据中心 B 区 12 机柜";
  i.reporter = "赵敏";
  i.reporter_phone = "010-00000000";
  i.channel = "电话";
  i.taken_by = "李雷";
  i.crew = "李雷、王芳";
  i.measures = "断开外网访问，保留现场。";
  i.discovered = parse_rfc3339("2026-11-22T12:40+08:00");
  i.reported = parse_rfc3339("2026-11-22T12:48+08:00");
  i.accepted = parse_rfc3339("2026-11-22T12:49+08:00");
  i.dispatched = parse_rfc3339("2026-11-22T12:52+08:00");
  i.arrived = parse_rfc3339("2026-11-22T13:31:30+08:00");
  return i;
}

}  // namespace

std::unique_ptr<MemoryCase> sample_case(const SampleOptions& options) {
  auto the_case = std::make_unique<MemoryCase>();
  the_case->append(
      event_type::opened,
      {{"name", "web01-20261122"},
       {"case", "6f1c2d3e-0001-4a5b-8c9d-0123456789ab"},
       {"exercise", options.exercise},
       {"keys", Json::array({{{"name", "kit-03"},
                              {"fingerprint",
                               "9f3a 11c0 5d2e 77aa 0b1c 4e5f 6071 8293 a4b5 c6d7 e8f9 0a1b 2c3d 4e5f "
                               "6a7b 8c9d"}}})}});
  the_case->append(event_type::authorised, playbooks::to_json(*playbooks::parse_answers(kAnswers)));
  the_case->append(event_type::incident, playbooks::to_json(incident(options.exercise)));
  the_case->append(event_type::action, {{"what", "collect"}, {"command", "collect --out - --profile quick"}});
  the_case->append(event_type::ingesting, {{"collection", "c1"},
                                           {"source", "/media/kit/web01-20261122T053706Z.tar.zst"},
                                           {"outline", the_case->keep(kOutline)}});
  add_items(*the_case, options);
  the_case->append(
      event_type::ingested,
      {{"collection", "c1"},
       {"items", 10 + options.further_files},
       {"bytes", 104'900'000},
       {"end", "whole"},
       {"stream", {{"size", 104'912'896}, {"sha256", std::string(64, '1')}, {"sm3", std::string(64, '2')}}},
       {"compared", true},
       {"expected", {{"digest", std::string(64, '1')}, {"matches", true}}},
       {"outcome", the_case->keep(kOutcome)},
       {"problems", 0}});
  for (const Finding& finding : {deleted_executable(), webshell(), medium_one(), listener()})
    the_case->append(event_type::finding, to_json(finding));
  the_case->append(
      event_type::analysed,
      {{"what", "triage"},
       {"items", 10},
       {"bytes", 104'900'000},
       {"not_scanned_count", 1},
       {"not_scanned",
        Json::array(
            {{{"item", "c1/000009"}, {"path", "/home/deploy/.ssh"}, {"reason", "no content: denied"}}})},
       {"unknown", Json::array({"package ownership of /opt/app: no package database"})},
       {"unknown_count", 1},
       {"rule_problems", Json::array({{{"file", "local.yar"}, {"line", 12}, {"what", "syntax error"}}})},
       {"rules_digest", std::string(64, 'd')}});
  return the_case;
}

std::string sample_checkpoint() {
  return "firsthour.case/6f1c2d3e-0001-4a5b-8c9d-0123456789ab\n21\nCsUYapGGPo4dkMgIAUqom/"
         "Xajj7h2fB2MPA3j2jxq2I=\n\n"
         "— kit-03 "
         "9F3aEcBdLnd3qjmoF3oTwVG/2YQxqYFDs1kDzV8QbRHzx1O7fQGtQ0XWcUyH3Lr5pYp7uD8sDqk1iG9JZf4TqBLwYw0=\n";
}

}  // namespace firsthour::testing
