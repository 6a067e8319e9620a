// SPDX-License-Identifier: Apache-2.0
#include "cli/timeline_page.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "cli/html_text.h"

#include <fmt/format.h>

namespace firsthour::cli {
namespace {

constexpr std::string_view kStyle =
    "body{margin:1rem;line-height:1.4;font-family:\"Noto Sans CJK SC\",\"Microsoft YaHei\",\"PingFang "
    "SC\",sans-serif}"
    "input{width:100%;font:inherit;padding:.3rem;box-sizing:border-box}"
    "table{border-collapse:collapse;width:100%;margin-top:.5rem}"
    "th,td{border-bottom:1px solid #ccc;padding:.15rem .4rem;text-align:left;vertical-align:top}"
    "td{overflow-wrap:anywhere}td:first-child{white-space:nowrap}.tag{color:#a00}.a{color:#777}";

// Words are ANDed; a minus before one means "not".
constexpr std::string_view kScript =
    "const box=document.getElementById('filter'),shown=document.getElementById('shown');"
    "const rows=[...document.querySelectorAll('tbody tr')];"
    "const texts=rows.map(r=>r.textContent.toLowerCase());let timer;"
    "function run(){const words=box.value.toLowerCase().split(/\\s+/).filter(w=>w);let n=0;"
    "rows.forEach((r,i)=>{const "
    "on=words.every(w=>w.length>1&&w[0]==='-'?!texts[i].includes(w.slice(1)):texts[i].includes(w));"
    "r.hidden=!on;if(on)n++});shown.textContent=n}"
    "box.addEventListener('input',()=>{clearTimeout(timer);timer=setTimeout(run,150)});run();";

std::string_view in(Language language, std::string_view en, std::string_view zh) {
  return language == Language::zh ? zh : en;
}

std::string cell(std::string_view text) { return "<td>" + html_escape(text) + "</td>"; }

}  // namespace

std::string timeline_page_head(Language language, std::string_view case_name) {
  const std::string title = html_escape(in(language, "Timeline", "时间线")) + ": " + html_escape(case_name);
  const std::string script_digest = to_base64(sha256(kScript).bytes);
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src 'sha256-{}'\">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
      in(language, "en", "zh-CN"), script_digest, title, kStyle, title);
  page += fmt::format(
      "<p>{}</p>\n<input id=\"filter\" placeholder=\"{}\" autofocus>\n<p><span id=\"shown\"></span> {}</p>\n",
      in(language, "Times are UTC. A time that a log states without its zone or year says so.",
         "时间均为 UTC。日志未写明时区或年份的，逐条注明。"),
      in(language, "filter: words that must stand in a row, -word for one that must not",
         "筛选：行中须有的词；-词 表示不得有"),
      in(language, "entries shown", "条显示"));
  page += "<table>\n<thead><tr>";
  for (const auto& [en, zh] : {std::pair{"time", "时间"},
                               {"what", "事项"},
                               {"host", "主机"},
                               {"user", "用户"},
                               {"message", "内容"},
                               {"stands in", "出处"}}) {
    page += "<th>" + std::string{in(language, en, zh)} + "</th>";
  }
  return page + "</tr></thead>\n<tbody>\n";
}

std::string timeline_page_row(const triage::TimelineEntry& entry) {
  std::string row = "<tr><td>" + html_escape(rfc3339(entry.time));
  if (entry.basis != "stated") row += " <span class=\"a\">" + html_escape(entry.basis) + "</span>";
  row += "</td>" + cell(entry.description) + cell(entry.host) + cell(entry.user) + "<td>" +
         html_escape(escape_for_terminal(entry.message));
  for (const std::string& tag : entry.tags) row += " <span class=\"tag\">" + html_escape(tag) + "</span>";
  std::string place = entry.item;
  if (entry.path != entry.message && !entry.path.empty()) place += " " + entry.path;
  if (entry.line > 0) place += ":" + std::to_string(entry.line);
  return row + "</td>" + cell(escape_for_terminal(place)) + "</tr>\n";
}

std::string timeline_page_end(Language language, const triage::TimelineReport& report,
                              std::uint64_t left_out) {
  std::string page = "</tbody>\n</table>\n";
  if (left_out > 0) {
    page +=
        fmt::format("<p><strong>{} {}</strong></p>\n", left_out,
                    in(language, "later entries are not on this page; --from and --to choose another part.",
                       "条更晚的记录未列入本页；可用 --from 与 --to 另选时段。"));
  }
  page += fmt::format("<p>{}: {}</p>\n",
                      in(language, "Entries without a time, not in the timeline", "无时间而未列入的记录"),
                      report.without_time);
  page += "<ul>\n";
  for (const triage::TimelineLog& log : report.logs) {
    if (log.zone.empty() && log.losses == 0 && log.backwards == 0) continue;
    page += "<li>" + html_escape(escape_for_terminal(log.path)) + ": " + html_escape(log.zone);
    if (log.losses > 0)
      page += fmt::format("; {} {}", log.losses, in(language, "places that could not be read", "处未能读出"));
    if (log.backwards > 0)
      page += fmt::format("; {} {}", log.backwards, in(language, "steps back in time", "处时间倒退"));
    page += "</li>\n";
  }
  for (const triage::NotScanned& one : report.not_read) {
    page += "<li>" + html_escape(escape_for_terminal(one.path)) + ": " + html_escape(one.reason) + "</li>\n";
  }
  return page + "</ul>\n<script>" + std::string{kScript} + "</script>\n</body>\n</html>\n";
}

}  // namespace firsthour::cli
