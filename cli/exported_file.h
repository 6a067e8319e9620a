// SPDX-License-Identifier: Apache-2.0
// A file that leaves the case: written anew, digested on the way.
#pragma once

#include "casefile/bytes.h"
#include "casefile/digest.h"
#include "cli/command.h"

#include <memory>
#include <string>

namespace firsthour::cli {

// Removed when it is not committed.
class ExportedFile final : public ByteSink {
 public:
  // Fails when there is such a file.
  [[nodiscard]] static Try<std::unique_ptr<ExportedFile>> make(const std::string& path);
  ExportedFile(const ExportedFile&) = delete;
  ExportedFile& operator=(const ExportedFile&) = delete;
  ~ExportedFile() override;
  [[nodiscard]] Result<> write(std::span<const std::byte> data) override;
  // The SHA-256 of the bytes, hex, once they are on the medium.
  [[nodiscard]] Result<std::string> commit();

 private:
  ExportedFile(std::string path, int fd) : path_{std::move(path)}, fd_{fd}, sink_{sink_to_fd(fd)} {}
  std::string path_;
  int fd_;
  std::unique_ptr<ByteSink> sink_;
  Hasher hasher_{Algorithm::sha256};
  bool committed_ = false;
};

}  // namespace firsthour::cli
