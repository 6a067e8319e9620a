// SPDX-License-Identifier: Apache-2.0
// What the sections of the case report share: the facts, the language, the document they add to.
#pragma once

#include "casefile/mask_secrets.h"
#include "playbooks/reports/builders.h"
#include "playbooks/reports/form_values.h"
#include "playbooks/reports/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

inline constexpr std::size_t kMostRows = 60;  // of a table; what is left out is counted below it

class ReportPart {
 public:
  ReportPart(const ReportInput& input, const std::vector<HostFacts>& hosts, Document& document)
      : input_{input}, facts_{input.facts}, hosts_{hosts}, say_{input.language}, document_{document} {}

 protected:
  void add(Block block) { document_.blocks.push_back(std::move(block)); }
  void heading(std::string_view zh, std::string_view en) { add(Heading{1, say_(zh, en)}); }
  void sub_heading(std::string text) { add(Heading{2, std::move(text)}); }
  void quiet(std::string_view zh, std::string_view en) { add(Paragraph{{Run{say_(zh, en), Mark::quiet}}}); }
  [[nodiscard]] std::string number(std::uint64_t n) const { return grouped(n); }
  void warning(const std::string& zh, const std::string& en) {
    add(Note{NoteKind::warning, {Run{say_(zh, en)}}});
  }
  static std::string joined(const std::vector<std::string>& texts, std::string_view separator) {
    std::string out;
    for (const std::string& text : texts) {
      if (text.empty()) continue;
      if (!out.empty()) out += separator;
      out += text;
    }
    return out;
  }
  void more(std::uint64_t total, std::uint64_t shown) {
    if (total > shown)
      quiet(fmt::format("共 {} 条，此处列出 {} 条；其余见案件文件。", total, shown),
            fmt::format("{} in all, {} shown here; the rest is in the case.", total, shown));
  }
  static std::string short_size(std::uint64_t bytes) {
    if (bytes < 1024) return fmt::format("{} B", bytes);
    if (bytes < 1024 * 1024) return fmt::format("{:.1f} KiB", static_cast<double>(bytes) / 1024);
    if (bytes < 1024ULL * 1024 * 1024)
      return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / (1024 * 1024));
    return fmt::format("{:.2f} GiB", static_cast<double>(bytes) / (1024.0 * 1024 * 1024));
  }
  [[nodiscard]] std::uint64_t count(Severity severity) const {
    return static_cast<std::uint64_t>(
        std::count_if(facts_.findings.begin(), facts_.findings.end(),
                      [&](const Finding& f) { return f.severity == severity; }));
  }
  [[nodiscard]] std::string title_of(const Finding& f) const {
    if (input_.language == Language::zh && !f.title_zh.empty()) return mask_secrets(f.title_zh);
    return mask_secrets(f.title.empty() ? f.rule : f.title);
  }
  [[nodiscard]] std::string why_of(const Finding& f) const {
    return mask_secrets(input_.language == Language::zh && !f.why_zh.empty() ? f.why_zh : f.why);
  }

  const ReportInput& input_;
  const CaseFacts& facts_;
  const std::vector<HostFacts>& hosts_;
  Say say_;
  Document& document_;
};

// The sections that have a file of their own, in the order of the report.
void add_findings(const ReportInput& input, const std::vector<HostFacts>& hosts, Document& document);
void add_host(const ReportInput& input, const std::vector<HostFacts>& hosts, const HostFacts& host,
              Document& document);
void add_time_line(const ReportInput& input, const std::vector<HostFacts>& hosts, Document& document);
void add_origin(const ReportInput& input, const std::vector<HostFacts>& hosts, Document& document);
void add_coverage(const ReportInput& input, const std::vector<HostFacts>& hosts, Document& document);

}  // namespace firsthour::playbooks
