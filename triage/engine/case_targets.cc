// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/case_targets.h"

#include "casefile/bytes.h"
#include "casefile/digest.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace firsthour::triage {
namespace {

Result<> copy_all(ByteSource& from, int to) {
  std::array<std::byte, 256U << 10U> piece;
  for (;;) {
    const auto read = from.read(piece);
    if (!read) return tl::unexpected{read.error()};
    if (*read == 0) return {};
    std::span<const std::byte> rest{piece.data(), *read};
    while (!rest.empty()) {
      const ssize_t written = ::write(to, rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return fail_errno("cannot be copied into memory");
      rest = rest.subspan(static_cast<std::size_t>(written));
    }
  }
}

std::string attribute(const Item& item, const char* name) {
  const auto found = item.attributes.find(name);
  return found == item.attributes.end() ? "" : found->second;
}

}  // namespace

Target CaseTargets::at(std::size_t place) const {
  const CaseItem& item = items_[place];
  Target target;
  target.item = item.id;
  target.path = item.item.path;
  target.host = item.item.host;
  target.owner = attribute(item.item, "file.owner");
  target.kind = item.item.kind;
  target.size = item.item.size;
  const auto since_1970 = [](const Instant& at) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(at.nanoseconds, 0));
  };
  if (item.item.file && item.item.file->modified) target.modified = since_1970(*item.item.file->modified);
  target.collected = since_1970(item.item.finished);
  if (item.item.sha256) target.sha256 = item.item.sha256->hex();
  return target;
}

Result<Descriptor> CaseTargets::open(std::size_t place) const {
  auto source = from_.content(items_[place]);
  if (!source) return tl::unexpected{source.error()};
  Descriptor memory{::memfd_create("item", MFD_CLOEXEC)};
  if (!memory) return fail_errno("cannot be copied into memory");
  if (auto copied = copy_all(**source, memory.get()); !copied) return tl::unexpected{copied.error()};
  return memory;
}

std::string CaseTargets::fingerprint() const {
  Hasher all{Algorithm::sha256};
  for (const CaseItem& item : items_)
    all.update(item.id + "\n" + (item.item.sha256 ? item.item.sha256->hex() : "") + "\n");
  return all.finish_hex();
}

}  // namespace firsthour::triage
