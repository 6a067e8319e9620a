// SPDX-License-Identifier: Apache-2.0
// Files below some paths. Regular files only; symbolic links are not followed. A million names take about 50
// MB. Folders may be deeper than a path of the kernel is long (4 KiB).
#pragma once

#include "triage/engine/targets.h"
#include "triage/triage.h"

#include <sys/stat.h>

#include <map>
#include <string>
#include <string_view>
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
  // Each knows the one it is in, so that a hostile tree costs its names and not the sum of its paths.
  struct Folder {
    std::uint32_t above =
        0;                   // itself: the beginning of the path, as it was given; "" for a file given itself
    std::uint64_t name = 0;  // in names_
  };

  void take(std::uint32_t folder, const std::string& name, const struct stat& facts,
            std::vector<NotScanned>& not_scanned);
  void take_folder(const std::string& path, std::vector<NotScanned>& not_scanned);
  void take_names_in(std::uint32_t folder, std::vector<std::uint32_t>& waiting,
                     std::vector<NotScanned>& not_scanned);
  std::uint64_t keep(std::string_view name);
  std::uint32_t add_folder(std::uint32_t above, std::string_view name);
  [[nodiscard]] std::string path_of(std::uint32_t folder, std::string_view name) const;
  [[nodiscard]] std::string path_of(const File& file) const;

  std::vector<File> files_;
  std::vector<Folder> folders_;
  std::string names_;
  std::map<std::uint32_t, std::string> owners_;  // account names
};

}  // namespace firsthour::triage
