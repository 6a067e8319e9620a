// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/summary_part.h"
#include "playbooks/reports/summary_template.h"
#include "playbooks/reports/writers.h"

namespace firsthour::playbooks {
namespace {

constexpr std::string_view kFiguresName = "figures.json";

Document start(const Summary& summary, Language language) {
  const Say say{language};
  Document document;
  document.name = summary.whole_year ? "annual" : "periodic";
  document.title = summary.whole_year
                       ? say("网络安全服务年度汇总报告", "Annual summary of the security service")
                       : say("网络安全服务阶段汇总报告", "Periodic summary of the security service");
  document.subtitle = day_text(summary.period.first) + say(" 至 ", " to ") + day_text(summary.period.last);
  document.running = summary.contract.name.empty() ? summary.contract.id : summary.contract.name;
  document.language = language;
  document.made = summary.made;
  document.made_from =
      say(fmt::format(
              "由 {} 个案件的账本生成，各案件的记录数与根值见附件四；同样的记录再次生成，内容逐字节相同。",
              summary.sources.size()),
          fmt::format("Made from the ledgers of {} cases, whose sizes and roots are in annex 4. The same "
                      "events give the same bytes again.",
                      summary.sources.size()));
  return document;
}

}  // namespace

Result<std::vector<OutputFile>> make_summary_report(const Summary& summary,
                                                    const std::vector<Format>& formats, Language language,
                                                    const SummaryTemplate& form) {
  Document document = start(summary, language);
  add_summary_front(summary, language, document);
  add_summary_incidents(summary, language, document);
  add_summary_times(summary, language, document);
  add_summary_work(summary, language, document);
  add_summary_end(summary, language, document);
  std::vector<OutputFile> files;
  for (const Format format : formats) {
    const std::string name = document.title + "." + std::string{extension_of(format)};
    if (format != Format::docx || form.docx.empty()) {
      files.push_back({name, document.title, written(document, format)});
      continue;
    }
    auto filled = fill_template(form.docx, summary_template_values(summary, language, document));
    if (!filled) return fail(form.name, filled.error());
    files.push_back({name, document.title, std::move(*filled)});
  }
  files.push_back({std::string{kFiguresName}, document.title, figures_json(summary)});
  return files;
}

}  // namespace firsthour::playbooks
