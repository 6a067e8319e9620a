// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/board_file.h"

#include "casefile/descriptor.h"
#include "casefile/json.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargest = 1 << 20;

std::string file_of(const std::string& folder, const std::string& case_id) {
  return folder + "/" + case_id + ".json";
}

// At most kLargest bytes of a regular file of ours that nobody else can read.
Result<std::string> read_private(const std::string& path) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
  if (!file) return fail_errno("cannot open " + path);
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode))
    return fail(Errc::malformed, path + " is no regular file");
  if (facts.st_uid != ::geteuid() || (facts.st_mode & 077) != 0)
    return fail(Errc::denied, path + " is not for its owner alone (chmod 600)");
  std::string text(kLargest + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno("cannot read " + path);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > kLargest) return fail(Errc::malformed, path + " is too large");
  text.resize(size);
  return text;
}

}  // namespace

Result<std::string> board_folder(const Environment& environment) {
  const auto set = [&](const char* name) {
    const char* value = environment(name);
    return value != nullptr && *value == '/' ? std::string{value} : std::string{};
  };
  std::string base = set("XDG_STATE_HOME");
  if (base.empty() && !set("HOME").empty()) base = set("HOME") + "/.local/state";
  if (base.empty()) return fail(Errc::not_found, "neither XDG_STATE_HOME nor HOME is set");
  const std::string folder = base + "/firsthour/serve";
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(Errc::io, "cannot make " + folder + ": " + error.message());
  if (::chmod(folder.c_str(), 0700) != 0) return fail_errno("cannot keep " + folder + " to its owner");
  return folder;
}

Result<BoardFile> read_board_file(const std::string& folder, const std::string& case_id) {
  const std::string path = file_of(folder, case_id);
  const auto text = read_private(path);
  if (!text) return text.error().code == Errc::not_found ? Result<BoardFile>{} : tl::unexpected{text.error()};
  const auto json = parse_json(*text);
  if (!json || !json->is_object())
    return fail(Errc::malformed, path + " is not what serve writes; remove it");
  BoardFile file;
  if (const auto links = json->find("links"); links != json->end() && links->is_object()) {
    for (const auto& [role, digest] : links->items())
      if (digest.is_string()) file.links[role] = digest.get<std::string>();
  }
  const auto port = json->find("port");
  if (port != json->end() && port->is_number_unsigned() && port->get<std::uint64_t>() <= 65'535)
    file.port = port->get<std::uint16_t>();
  return file;
}

Result<> write_private_file(const std::string& path, std::string_view text) {
  const std::string fresh = path + ".new";
  ::unlink(fresh.c_str());
  const Descriptor file{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!file) return fail_errno("cannot write " + fresh);
  while (!text.empty()) {
    const ssize_t put = ::write(file.get(), text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail_errno("cannot write " + fresh);
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  if (::fsync(file.get()) != 0) return fail_errno("cannot write " + fresh);
  if (std::rename(fresh.c_str(), path.c_str()) != 0) return fail_errno("cannot write " + path);
  return {};
}

Result<> write_board_file(const std::string& folder, const std::string& case_id, const BoardFile& what) {
  const Json json{{"links", what.links}, {"port", what.port}};
  return write_private_file(file_of(folder, case_id), json.dump() + "\n");
}

}  // namespace firsthour::cli
