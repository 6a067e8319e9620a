// SPDX-License-Identifier: Apache-2.0
// Files below some paths. Regular files only; symbolic links are not followed. A million names take about 50
// MB.
#pragma once

#include "triage/engine/targets.h"
#include "triage/triage.h"

#include <sys/stat.h>

#include <map>
#include <string>
#include <vector>

namespace firsthour::triage {

class PathTargets final : public Targets {
 public:
  // In the order of their names' bytes, folder by folder. What cannot be listed or is no file goes to
  // `not_scanned`. not_found when one of the paths does not exist.
  [[nodiscard]] static Result<PathTargets> below(const std::vector<std::string>& paths,
                                                 std::vector<NotScanned>& not_scanned);

  [[nodiscard]] std::size_t count() const override { return files_.size(); }
  [[nodiscard]] std::uint64_t size(std::size_t place) const override { return files_[place].size; }
  [[nodiscard]] Target at(std::size_t place) const override;
  [[nodiscard]] Result<Descriptor> open(std::size_t place) const override;
  // Over names, sizes and times of change: what would make another run.
  [[nodiscard]] std::string fingerprint() const;

 private:
  struct File {
    std::uint64_t size = 0;
    std::int64_t changed = 0, modified = 0;  // ctime, mtime, ns
    std::uint64_t name = 0;                  // in names_, ended by a NUL
    std::uint32_t folder = 0;                // in folders_
    std::uint32_t uid = 0;
  };

  void take(const std::string& name, const struct stat& facts, std::vector<NotScanned>& not_scanned);
  void take_folder(const std::string& path, std::vector<NotScanned>& not_scanned);
  [[nodiscard]] std::string path_of(const File& file) const;

  std::vector<File> files_;
  std::vector<std::string> folders_;  // "" for a path that was given itself
  std::string names_;
  std::map<std::uint32_t, std::string> owners_;  // account names
};

}  // namespace firsthour::triage
