// SPDX-License-Identifier: Apache-2.0
// Reading a ledger beside which a crash left its journal, without writing into the case: on a
// write-blocked stick the rollback is not possible there, and immutable=1 would show a torn ledger.
#include "casefile/bytes.h"
#include "casefile/store/durable_file.h"
#include "casefile/store/ledger.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace firsthour {
namespace {

constexpr std::uint64_t kLongestJournal = std::uint64_t{1} << 32;

class PrivateFolder {
 public:
  static Result<PrivateFolder> make() {
    const char* configured = std::getenv("TMPDIR");
    std::string path = std::string{configured && *configured ? configured : "/tmp"} + "/firsthour-XXXXXX";
    if (!::mkdtemp(path.data())) return fail_errno("cannot make a private copy in " + path);
    return PrivateFolder{std::move(path)};
  }
  PrivateFolder(PrivateFolder&& other) noexcept : path_{std::exchange(other.path_, {})} {}
  PrivateFolder& operator=(PrivateFolder&&) = delete;
  ~PrivateFolder() {
    if (path_.empty()) return;
    ::unlink((file() + "-journal").c_str());
    ::unlink(file().c_str());
    ::rmdir(path_.c_str());
  }
  [[nodiscard]] std::string file() const { return path_ + "/case.sqlite"; }

 private:
  explicit PrivateFolder(std::string path) : path_{std::move(path)} {}
  std::string path_;
};

Result<Descriptor> new_private_file(const std::string& file) {
  Descriptor made{::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!made) return fail_errno("cannot make a private copy " + file);
  return made;
}

Result<> copy_journal(const std::string& from, const std::string& to) {
  const auto bytes = read_file(from, kLongestJournal);
  if (!bytes) return fail("ledger: journal", bytes.error());
  const auto copy = new_private_file(to);
  if (!copy) return tl::unexpected{copy.error()};
  return write_all(copy->get(), *bytes, to);
}

}  // namespace

Result<Ledger> Ledger::open_private_copy(const Database& hot, const std::string& file) {
  const auto folder = PrivateFolder::make();
  if (!folder) return tl::unexpected{folder.error()};
  const auto copy = new_private_file(folder->file());
  if (!copy) return tl::unexpected{copy.error()};
  if (auto copied = hot.copy_raw(copy->get()); !copied) return tl::unexpected{copied.error()};
  if (auto copied = copy_journal(file + "-journal", folder->file() + "-journal"); !copied)
    return tl::unexpected{copied.error()};
  auto db = Database::open(folder->file(), Database::Access::write);
  if (!db) return tl::unexpected{db.error()};
  // The first read rolls back; from then on the file may be gone from its folder.
  const auto first = db->number("SELECT count(*) FROM sqlite_schema");
  if (!first) return tl::unexpected{first.error()};
  if (auto set = db->run("PRAGMA query_only=ON"); !set) return tl::unexpected{set.error()};
  Ledger ledger{std::move(*db)};
  ledger.rolled_back_ = true;
  return ledger;
}

}  // namespace firsthour
