// SPDX-License-Identifier: Apache-2.0
// All that procfs says of one process, read at once; and the record made of it.
#pragma once

#include "collectors/host.h"
#include "collectors/process/command_line.h"
#include "collectors/process/executable.h"
#include "collectors/process/image.h"
#include "collectors/process/process_table.h"
#include "collectors/process/stat.h"
#include "collectors/process/status.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// A kernel file as it was read; denied is kept, absence is not.
struct KernelFile {
  std::string_view name;  // "environ"
  Instant started, finished;
  Result<FileBytes> content;
};

struct ProcessFacts {
  ProcessStat stat;
  ProcessStatus status;
  CommandLine command;
  std::vector<std::string> preload;
  std::optional<Executable> executable;
  std::optional<std::string> working_directory, root;
  std::array<std::optional<std::string>, 3> standard;  // targets of descriptors 0, 1 and 2
  std::optional<std::uint32_t> login_user, audit_session;
  std::vector<std::string> mapped_deleted;
  std::optional<std::uint64_t> anonymous_executable;  // regions
  ProcessImage image;
  std::vector<KernelFile> files;
};

// not_found when the process has gone, or when its PID has meanwhile become another's.
[[nodiscard]] Result<ProcessFacts> read_process(const Host& host, const ProcessEntry& entry,
                                                const MountHazards& hazards);

}  // namespace firsthour::collectors
