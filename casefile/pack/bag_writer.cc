// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/bag_writer.h"

#include "casefile/encoding.h"
#include "casefile/pack/tar_header.h"

namespace firsthour::pack {

BagWriter::BagWriter(ByteSink& out, bool compress, std::string folder, std::uint64_t modified)
    : out_{out, compress}, folder_{std::move(folder)}, modified_{modified} {}

Result<> BagWriter::put(std::string_view bytes) {
  if (state_) {
    if (auto written = out_.write(as_bytes(bytes)); !written)
      state_ = fail("cannot write collection", written.error());
  }
  return state_;
}

Result<> BagWriter::put_file(std::string_view name, std::string_view bytes) {
  // One write for a small file: each is a packet on a pipe or a block on a stick.
  std::string whole = tar_header({folder_, std::string{name}, bytes.size(), modified_});
  whole += bytes;
  whole.append(tar_padding(bytes.size()), '\0');
  return put(whole);
}

Result<> BagWriter::tag_file(std::string_view name, std::string_view text) {
  tags_.emplace_back(name, sha256(text));
  return put_file(name, text);
}

Result<> BagWriter::payload_file(PayloadName name, std::string_view bytes) {
  manifest_.add(name, bytes.size(), sha256(bytes));
  return put_file(name.text(), bytes);
}

Result<> BagWriter::begin(PayloadName name, std::uint64_t size) {
  open_name_ = name;
  open_size_ = size;
  return put(tar_header({folder_, name.text(), size, modified_}));
}

Result<> BagWriter::write(std::span<const std::byte> bytes) {
  open_digest_.update(bytes);
  return put(as_text(bytes));
}

Result<> BagWriter::end() {
  manifest_.add(open_name_, open_size_, open_digest_.finish());
  return put(std::string(tar_padding(open_size_), '\0'));
}

Result<> BagWriter::end_frame() {
  if (state_) {
    if (auto ended = out_.end_frame(); !ended) state_ = fail("cannot write collection", ended.error());
  }
  return state_;
}

Result<> BagWriter::put_manifest() {
  // Line by line: the manifest of a million files does not fit where the million digests do.
  std::uint64_t size = 0;
  for (const ManifestEntry& entry : manifest_.files)
    size += manifest_line(entry.digest, entry.name.text()).size();
  constexpr std::string_view kName = "manifest-sha256.txt";
  Hasher digest{Algorithm::sha256};
  if (auto begun = put(tar_header({folder_, std::string{kName}, size, modified_})); !begun) return begun;
  std::string lines;
  for (std::size_t i = 0; i < manifest_.files.size(); ++i) {
    lines += manifest_line(manifest_.files[i].digest, manifest_.files[i].name.text());
    if (lines.size() < 64 * 1024 && i + 1 < manifest_.files.size()) continue;
    digest.update(lines);
    if (auto written = put(lines); !written) return written;
    lines.clear();
  }
  tags_.emplace_back(kName, digest.finish());
  return put(std::string(tar_padding(size), '\0'));
}

Result<> BagWriter::finish() {
  if (auto written = put_manifest(); !written) return written;
  if (auto written = put_file("tagmanifest-sha256.txt", tag_manifest(tags_)); !written) return written;
  if (auto written = put(std::string(2 * kTarBlock, '\0')); !written) return written;
  if (auto ended = out_.end_stream(); !ended) state_ = fail("cannot write collection", ended.error());
  return state_;
}

}  // namespace firsthour::pack
