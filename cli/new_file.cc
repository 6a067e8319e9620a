// SPDX-License-Identifier: Apache-2.0
#include "cli/new_file.h"

#include "casefile/bytes.h"
#include "casefile/encoding.h"

#include <fcntl.h>
#include <unistd.h>

namespace firsthour::cli {

Try<> write_new_file(const std::string& file, std::string_view bytes) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd < 0) return give_up(fail_errno("cannot create " + file).value());
  if (auto written = sink_to_fd(fd)->write(as_bytes(bytes)); !written) {
    ::unlink(file.c_str());
    return give_up(written.error());
  }
  return {};
}

}  // namespace firsthour::cli
