// SPDX-License-Identifier: Apache-2.0
// This machine, as a rootkit would show it: a host that lies in its listings and on its paths.
#pragma once

#include "collectors/host.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::tests {

class AlteredHost final : public collectors::Host {
 public:
  explicit AlteredHost(const std::string& root = "/") : truth_{collectors::open_host(root).value()} {}

  // The entry `name` is left out of the listing of `folder`.
  void omit(const std::string& folder, const std::string& name) { omitted_[folder].insert(name); }
  // The listing of `folder` has one entry more.
  void insert(const std::string& folder, const std::string& name) { inserted_[folder].insert(name); }
  // `path` and all below it are not found.
  void vanish(const std::string& path) { vanished_.insert(path); }
  // `path` reads as `bytes`.
  void replace(const std::string& path, const std::string& bytes) { replaced_[path] = bytes; }

  // A listing of `path` never comes back, as of a thread that is given up: the first one throws NoAnswer.
  struct NoAnswer {};
  void silence(const std::string& path) { silent_ = path; }

  [[nodiscard]] bool live() const override { return truth_->live(); }
  [[nodiscard]] const std::string& root() const override { return truth_->root(); }
  [[nodiscard]] Result<collectors::FileBytes> read(std::string_view path,
                                                   std::uint64_t limit) const override {
    if (gone(path)) return missing(path);
    if (const auto found = replaced_.find(path); found != replaced_.end())
      return collectors::FileBytes{found->second.substr(0, limit), found->second.size() > limit};
    return truth_->read(path, limit);
  }
  [[nodiscard]] Result<std::unique_ptr<collectors::OpenFile>> open(std::string_view path) const override {
    if (gone(path)) return missing(path);
    return truth_->open(path);
  }
  [[nodiscard]] Result<std::string> read_link(std::string_view path) const override {
    if (gone(path)) return missing(path);
    return truth_->read_link(path);
  }
  [[nodiscard]] Result<collectors::FileStatus> status(std::string_view path, bool follow) const override {
    if (gone(path)) return missing(path);
    return truth_->status(path, follow);
  }
  [[nodiscard]] Result<std::vector<collectors::DirectoryEntry>> list(std::string_view path) const override {
    if (gone(path)) return missing(path);
    if (path == silent_) throw NoAnswer{};
    auto entries = truth_->list(path);
    if (!entries) return entries;
    if (const auto found = omitted_.find(path); found != omitted_.end())
      std::erase_if(*entries, [&](const auto& entry) { return found->second.contains(entry.name); });
    if (const auto found = inserted_.find(path); found != inserted_.end())
      for (const auto& name : found->second) entries->push_back({name, 4, 1});
    return entries;
  }
  [[nodiscard]] Result<std::string> extended_attribute(std::string_view path,
                                                       const char* name) const override {
    return truth_->extended_attribute(path, name);
  }
  [[nodiscard]] Result<std::uint64_t> file_system(std::string_view path) const override {
    return truth_->file_system(path);
  }
  [[nodiscard]] Result<collectors::NamespaceFacts> namespace_facts(std::string_view path) const override {
    return truth_->namespace_facts(path);
  }
  [[nodiscard]] collectors::ListingWatch* listings() const override { return truth_->listings(); }
  [[nodiscard]] Instant now() const override { return truth_->now(); }

 private:
  [[nodiscard]] bool gone(std::string_view path) const {
    return std::any_of(vanished_.begin(), vanished_.end(), [&](const std::string& hidden) {
      return path.starts_with(hidden) && (path.size() == hidden.size() || path[hidden.size()] == '/');
    });
  }
  [[nodiscard]] static tl::unexpected<Error> missing(std::string_view path) {
    return fail(Errc::not_found, std::string{path} + ": No such file or directory");
  }

  std::unique_ptr<collectors::Host> truth_;
  std::string silent_;
  std::map<std::string, std::set<std::string>, std::less<>> omitted_, inserted_;
  std::map<std::string, std::string, std::less<>> replaced_;
  std::set<std::string, std::less<>> vanished_;
};

}  // namespace firsthour::tests
