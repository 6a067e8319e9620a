// SPDX-License-Identifier: Apache-2.0
// Where page baselines are read from: copies of sites, lists of digests, captures.
#include "casefile/digest.h"
#include "triage/files_below.h"
#include "triage/network/analysis.h"
#include "triage/network/dissect/text.h"
#include "triage/network/page_baseline.h"
#include "triage/traffic.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace firsthour::triage {
namespace {

using network::PageBaseline;

constexpr std::uint64_t kLargestPage = 64ull << 20, kLargestList = 256ull << 20;

// What a server runs: its answer is not the file.
bool is_program(std::string_view name) {
  constexpr std::array<std::string_view, 9> kPrograms{".php",  ".asp", ".aspx", ".ashx", ".jsp",
                                                      ".jspx", ".cgi", ".pl",   ".do"};
  const std::string low = network::lower(name);
  return std::ranges::any_of(kPrograms, [&](std::string_view end) { return low.ends_with(end); });
}

// A file of a copy or list: below its top, and, as mirrors are laid out, below a folder called after the
// host.
void add_file(PageBaseline& to, std::string_view path, const std::string& sha256, std::uint64_t length) {
  while (path.starts_with("./")) path.remove_prefix(2);
  while (path.starts_with('/')) path.remove_prefix(1);
  PageBaseline::Page& page = to.add("", "/" + std::string{path}, sha256, length, true);
  const std::size_t slash = path.find('/');
  // A folder with another name does no harm: nobody asks for it as a host.
  if (slash != path.npos) to.also(path.substr(0, slash), path.substr(slash), page);
}

Result<> add_folder(PageBaseline& to, const std::string& folder, std::vector<std::string>& problems) {
  std::vector<RuleProblem> unread;
  const auto files = files_below(
      folder, [](std::string_view) { return true; }, unread);
  if (!files) return tl::unexpected{files.error()};
  for (const RuleProblem& problem : unread) problems.push_back(problem.file + ": " + problem.what);
  std::uint64_t programs = 0;
  for (const std::string& file : *files) {
    if (is_program(file)) {
      ++programs;
      continue;
    }
    const auto bytes = read_file(file, kLargestPage);
    if (bytes)
      add_file(to, std::string_view{file}.substr(folder.size()), sha256(*bytes).hex(), bytes->size());
    else
      problems.push_back("baseline: " + file + ": " + bytes.error().what);
  }
  if (programs > 0)
    problems.push_back("baseline: " + std::to_string(programs) +
                       " scripts that a server runs were left out: their answers are not their bytes");
  return {};
}

class PagesOfCapture final : public network::Observer {
 public:
  explicit PagesOfCapture(PageBaseline& to) : to_{to} {}
  void http(const network::Flow& flow, const network::HttpExchange& e) override {
    if (e.rtsp || !e.request || !e.response || e.request->method != "GET" || e.response->status != 200)
      return;
    const network::HttpBody& body = e.response->body;
    if (!body.complete || body.length == 0) return;
    const std::string_view host = e.request->header("host");
    const bool decoded = !body.decoded_sha256.empty();
    to_.add(host.empty() ? flow.server.address.text() : std::string{host}, e.request->target,
            decoded ? body.decoded_sha256 : body.sha256, decoded ? body.decoded_length : body.length, false);
  }

 private:
  PageBaseline& to_;
};

Result<> add_capture(PageBaseline& to, const std::string& file) {
  auto source = open_source(file);
  if (!source) return tl::unexpected{source.error()};
  PagesOfCapture pages{to};
  network::TrafficAnalysis analysis{{}, {&pages}};
  if (auto read = analysis.read(**source, file); !read) return read;
  analysis.finish();
  return {};
}

// "HEX  name", as sha256sum writes it.
Result<> add_list(PageBaseline& to, const std::string& file, std::vector<std::string>& problems) {
  const auto text = read_file(file, kLargestList);
  if (!text) return tl::unexpected{text.error()};
  std::uint64_t number = 0;
  for (std::string_view rest = *text; !rest.empty();) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const std::string_view hex = line.substr(0, 64);
    if (line.size() < 67 || hex.find_first_not_of("0123456789abcdefABCDEF") != hex.npos || line[64] != ' ')
      problems.push_back("baseline: " + file + ":" + std::to_string(number) + ": no line of sha256sum");
    else if (!is_program(line))
      add_file(to, line.substr(66), network::lower(hex), 0);
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<const network::PageBaseline>> load_page_baseline(const std::vector<std::string>& paths,
                                                                        std::vector<std::string>& problems) {
  auto pages = std::make_shared<PageBaseline>();
  for (const std::string& path : paths) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
      if (auto added = add_folder(*pages, path, problems); !added) return tl::unexpected{added.error()};
      continue;
    }
    auto source = open_source(path);
    std::array<std::byte, 4> head{};
    const auto got = source ? (*source)->read(head) : Result<std::size_t>{tl::unexpected{source.error()}};
    if (!got) return tl::unexpected{got.error()};
    const bool capture = *got == head.size() && looks_like_capture(head);
    if (auto added = capture ? add_capture(*pages, path) : add_list(*pages, path, problems); !added)
      return tl::unexpected{added.error()};
  }
  if (pages->size() == 0) return fail(Errc::malformed, "the baseline has no page");
  return pages;
}

}  // namespace firsthour::triage
