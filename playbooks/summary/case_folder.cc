// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "playbooks/summary/case_extract.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

namespace firsthour::playbooks {
namespace {

namespace fs = std::filesystem;

// Those of one folder, by name; of its other folders when asked. What is called a case and is no folder (a
// link that leads nowhere, a pipe) is one that cannot be read, and not one that is not there.
Result<> find_cases(const fs::path& from, bool deeper, std::vector<std::string>& found) {
  std::error_code error;
  fs::directory_iterator entry{from, error};
  for (; !error && entry != fs::directory_iterator{}; entry.increment(error)) {
    std::error_code ignored;
    if (entry->path().extension() == ".case") {
      found.push_back(entry->path().string());
    } else if (deeper && entry->is_directory(ignored)) {
      if (auto inner = find_cases(entry->path(), false, found); !inner) return inner;
    }
  }
  if (error) return fail_errno("cannot read " + from.string(), error.value());
  return {};
}

// A year is often sorted into months: folders one level down are looked into.
Result<std::vector<std::string>> cases_in(const std::string& folder) {
  std::vector<std::string> found;
  if (auto all = find_cases(folder, true, found); !all) return tl::unexpected{all.error()};
  std::sort(found.begin(), found.end());
  return found;
}

// A name that is none of theirs is a slip of the pen, and the case would be counted.
Result<> all_are_there(const SummaryRequest& request, const std::vector<std::string>& paths) {
  for (const Left& left : request.without) {
    const bool there = std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
      const fs::path name = fs::path{path}.filename();
      return left.file == name.string() || left.file == name.stem().string();
    });
    if (!there)
      return fail(Errc::usage, "no case '" + escape_for_terminal(left.file) + "' in " + request.folder);
  }
  return {};
}

const Left* left_out(const SummaryRequest& request, const std::string& path) {
  const fs::path name = fs::path{path}.filename();
  for (const Left& left : request.without)
    if (left.file == name.string() || left.file == name.stem().string()) return &left;
  return nullptr;
}

std::string within_folder(const SummaryRequest& request, const std::string& path) {
  return fs::path{path}.lexically_relative(request.folder).string();
}

// The workers take the next case each; what they find stands at the case's own place.
class Reading {
 public:
  Reading(const std::vector<std::string>& paths, const SummaryRequest& request)
      : paths_{paths}, request_{request}, results_(paths.size()) {}

  Result<> run() {
    const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t wanted = request_.threads > 0 ? request_.threads : processors;
    std::vector<std::thread> workers;
    for (std::size_t i = 1; i < std::min(wanted, paths_.size()); ++i)
      workers.emplace_back([this] { work(); });
    work();
    for (std::thread& worker : workers) worker.join();
    if (stopped_) return fail(Errc::interrupted, "interrupted");
    return {};
  }
  [[nodiscard]] std::vector<CaseResult>& results() { return results_; }

 private:
  void work() {
    for (;;) {
      const std::size_t mine = next_++;
      if (mine >= paths_.size() || stopped_) return;
      results_[mine] = extract_case(paths_[mine], request_);
      const std::lock_guard lock{mutex_};
      if (request_.progress && !request_.progress(++done_, paths_.size())) stopped_ = true;
    }
  }

  const std::vector<std::string>& paths_;
  const SummaryRequest& request_;
  std::vector<CaseResult> results_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::size_t done_ = 0;
};

}  // namespace

Result<CaseFolder> read_case_folder(const SummaryRequest& request) {
  auto found = cases_in(request.folder);
  if (!found) return tl::unexpected{found.error()};
  // Made again later, a case that was left out may be gone for good.
  if (!request.only_named)
    if (auto there = all_are_there(request, *found); !there) return tl::unexpected{there.error()};
  CaseFolder folder;
  std::vector<std::string> paths;
  for (std::string& path : *found) {
    if (const Left* left = left_out(request, path))
      folder.left_out.push_back({fs::path{path}.filename().string(), left->reason});
    else
      paths.push_back(std::move(path));
  }
  Reading reading{paths, request};
  if (auto read = reading.run(); !read) return tl::unexpected{read.error()};
  std::map<std::string, std::string> met;  // by id: its place in the folder
  for (std::size_t i = 0; i < paths.size(); ++i) {
    auto& result = reading.results()[i];
    if (auto* bad = std::get_if<BadCase>(&result)) folder.bad.push_back(std::move(*bad));
    auto* good = std::get_if<CaseExtract>(&result);
    if (!good) continue;
    // A copy or a link would count everything twice.
    const auto [first, fresh] = met.emplace(good->source.id, within_folder(request, paths[i]));
    if (fresh)
      folder.cases.push_back(std::move(*good));
    else
      folder.bad.push_back(
          {within_folder(request, paths[i]), "is the same case as " + first->second, std::nullopt});
  }
  if (request.only_named)
    for (const auto& [id, size] : request.sizes)
      if (!met.contains(id)) folder.bad.push_back({id, "no case of this id is in the folder", std::nullopt});
  return folder;
}

}  // namespace firsthour::playbooks
