// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/bag_folder.h"

#include "casefile/encoding.h"
#include "casefile/pack/manifest.h"
#include "casefile/store/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace firsthour::pack {
namespace {

constexpr std::size_t kBuffer = 64 << 10;

}  // namespace

Result<BagText> BagText::create(int folder, std::string name) {
  Descriptor file{::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644)};
  if (!file) return fail_errno("cannot create " + name);
  return BagText{std::move(file), std::move(name)};
}

Result<> BagText::append(std::span<const std::byte> bytes) {
  hash256_.update(bytes);
  hash512_.update(bytes);
  size_ += bytes.size();
  if (buffer_.size() + bytes.size() < kBuffer) {
    buffer_ += as_text(bytes);
    return {};
  }
  if (auto flushed = flush(); !flushed) return flushed;
  return write_all(file_.get(), as_text(bytes), name_);
}

Result<> BagText::append(std::string_view text) { return append(as_bytes(text)); }

Result<> BagText::flush() {
  auto written = write_all(file_.get(), buffer_, name_);
  buffer_.clear();
  return written;
}

Result<> BagText::finish() {
  if (auto flushed = flush(); !flushed) return flushed;
  sha256_ = hash256_.finish_hex();
  sha512_ = hash512_.finish_hex();
  file_.reset();
  return {};
}

BagFolder::BagFolder(int folder, BagText m256, BagText m512, BagText t256, BagText t512)
    : folder_{folder},
      manifest256_{std::move(m256)},
      manifest512_{std::move(m512)},
      tags256_{std::move(t256)},
      tags512_{std::move(t512)},
      block_(1 << 20) {}

Result<BagFolder> BagFolder::create(int folder) {
  std::vector<BagText> texts;
  for (const char* name :
       {"manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt", "tagmanifest-sha512.txt"}) {
    auto text = BagText::create(folder, name);
    if (!text) return tl::unexpected{text.error()};
    texts.push_back(std::move(*text));
  }
  if (::mkdirat(folder, "data", 0755) != 0) return fail_errno("cannot make data");
  return BagFolder{folder, std::move(texts[0]), std::move(texts[1]), std::move(texts[2]),
                   std::move(texts[3])};
}

Result<BagText> BagFolder::create_below(const std::string& name) {
  const std::string parent = name.substr(0, std::min(name.size(), name.rfind('/') + 1));
  if (parent != made_) {
    for (std::size_t slash = parent.find('/'); slash != std::string::npos;
         slash = parent.find('/', slash + 1))
      if (::mkdirat(folder_, parent.substr(0, slash).c_str(), 0755) != 0 && errno != EEXIST)
        return fail_errno("cannot make " + parent);
    made_ = parent;
  }
  return BagText::create(folder_, name);
}

Result<> BagFolder::list(BagText& in256, BagText& in512, const BagText& file) {
  auto listed = in256.append(file.sha256() + "  " + file.name() + "\n");
  if (listed) listed = in512.append(file.sha512() + "  " + file.name() + "\n");
  return listed;
}

Result<BagFolder::Copied> BagFolder::payload(const std::string& name, ByteSource& from,
                                             const std::function<Result<>(std::size_t)>& tick) {
  auto file = create_below(name);
  if (!file) return tl::unexpected{file.error()};
  for (;;) {
    const auto got = from.read(block_);
    if (!got) return tl::unexpected{got.error()};
    if (*got == 0) break;
    if (auto written = file->append(std::span{block_}.first(*got)); !written)
      return tl::unexpected{written.error()};
    if (auto going = tick(*got); !going) return tl::unexpected{going.error()};
  }
  if (auto finished = file->finish(); !finished) return tl::unexpected{finished.error()};
  if (auto listed = list(manifest256_, manifest512_, *file); !listed) return tl::unexpected{listed.error()};
  ++files_;
  bytes_ += file->size();
  return Copied{file->size(), file->sha256()};
}

Result<BagText> BagFolder::open_tag(const std::string& name) { return create_below(name); }

Result<> BagFolder::close_tag(BagText& text) {
  if (auto finished = text.finish(); !finished) return finished;
  return list(tags256_, tags512_, text);
}

Result<> BagFolder::tag(const std::string& name, std::string_view text) {
  auto file = create_below(name);
  if (!file) return tl::unexpected{file.error()};
  if (auto written = file->append(text); !written) return written;
  return close_tag(*file);
}

Result<std::string> BagFolder::finish(const std::vector<std::pair<std::string, std::string>>& info) {
  std::string lines;
  for (const auto& [label, value] : info) lines += label + ": " + value + "\n";
  lines += "Payload-Oxum: " + std::to_string(bytes_) + "." + std::to_string(files_) + "\n";
  auto done = tag("bag-info.txt", lines);
  if (done) done = tag("bagit.txt", kBagit);
  for (BagText* manifest : {&manifest256_, &manifest512_})
    if (done) done = close_tag(*manifest);
  for (BagText* manifest : {&tags256_, &tags512_})
    if (done) done = manifest->finish();
  if (done && ::syncfs(folder_) != 0) done = fail_errno("cannot make the bag durable");
  if (!done) return tl::unexpected{done.error()};
  return manifest256_.sha256();
}

}  // namespace firsthour::pack
