// SPDX-License-Identifier: Apache-2.0
#include "cli/exported_file.h"

#include <fcntl.h>
#include <unistd.h>

namespace firsthour::cli {

Try<std::unique_ptr<ExportedFile>> ExportedFile::make(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return give_up(Failure{fail_errno("cannot write " + path).value()});
  return std::unique_ptr<ExportedFile>{new ExportedFile{path, fd}};
}

ExportedFile::~ExportedFile() {
  if (!committed_) ::unlink(path_.c_str());
}

Result<> ExportedFile::write(std::span<const std::byte> data) {
  hasher_.update(data);
  return sink_->write(data);
}

Result<std::string> ExportedFile::commit() {
  if (::fsync(fd_) != 0) return fail_errno("cannot write " + path_);
  committed_ = true;
  return hasher_.finish_hex();
}

}  // namespace firsthour::cli
