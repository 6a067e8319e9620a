// SPDX-License-Identifier: Apache-2.0
// made_document zh|en|exercise|PAGES docx|html|md|json: a made document on standard output; how long the
// writer took and how much memory the process had at most, on standard error.
#include "playbooks/reports/writers.h"
#include "tests/unit/playbooks/whole_document.h"

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using namespace firsthour::playbooks;

Document document_for(const std::string& what) {
  if (what == "en") return firsthour::testing::whole_document(Language::en, false);
  if (what == "zh" || what == "exercise")
    return firsthour::testing::whole_document(Language::zh, what == "exercise");
  return firsthour::testing::long_document(std::strtoul(what.c_str(), nullptr, 10));
}

std::string written(const Document& document, const std::string& format) {
  if (format == "html") return as_html(document);
  if (format == "md") return as_markdown(document);
  return format == "json" ? as_json_text(document) : as_docx(document);
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::fputs("made_document zh|en|exercise|PAGES docx|html|md|json\n", stderr);
    return 2;
  }
  const Document document = document_for(words[1]);
  const auto begun = std::chrono::steady_clock::now();
  const std::string bytes = written(document, words[2]);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::fprintf(stderr, "%.3f s, %zu bytes, %ld KiB at most\n", took.count(), bytes.size(), used.ru_maxrss);
  return std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size() ? 0 : 1;
}
