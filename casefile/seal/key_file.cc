// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/key_file.h"

#include "casefile/descriptor.h"
#include "casefile/freed.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace firsthour {

Result<> write_new_file(const std::string& path, std::string_view text, mode_t mode) {
  const Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)};
  if (!file) return fail_errno("cannot create " + path);
  const auto written = ::write(file.get(), text.data(), text.size());
  if (written != static_cast<ssize_t>(text.size()) || ::fsync(file.get()) != 0) {
    const int error = written >= 0 && written != static_cast<ssize_t>(text.size()) ? ENOSPC : errno;
    ::unlink(path.c_str());
    return fail_errno("cannot write " + path, error);
  }
  return {};
}

Result<std::string> read_private_file(const std::string& path) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (!file) return fail_errno("cannot open key " + path);
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0) return fail_errno("cannot read key " + path);
  if (!S_ISREG(facts.st_mode)) return fail(Errc::malformed, path + " is no regular file");
  if (facts.st_mode & 077)
    return fail(Errc::denied, "key " + path + " can be read by others; set its mode to 0600");
  std::string text(64 << 10, '\0');
  const auto length = ::read(file.get(), text.data(), text.size());
  if (length < 0) return fail_errno("cannot read key " + path);
  text.resize(static_cast<std::size_t>(length));
  return text;
}

Result<> make_private_folder(const std::string& folder) {
  for (std::size_t end = 1; end != std::string::npos;) {
    end = folder.find('/', end + 1);
    const std::string part = folder.substr(0, end);
    if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) return fail_errno("cannot make " + part);
  }
  return {};
}

Result<std::vector<std::string>> files_that_end(const std::string& folder, std::string_view end) {
  const std::unique_ptr<DIR, Freed<::closedir>> entries{::opendir(folder.c_str())};
  if (!entries) return fail_errno("cannot read key folder " + folder);
  std::vector<std::string> paths;
  while (const dirent* entry = ::readdir(entries.get()))
    if (std::string_view{entry->d_name}.ends_with(end)) paths.push_back(folder + "/" + entry->d_name);
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace firsthour
