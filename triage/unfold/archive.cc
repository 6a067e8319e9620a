// SPDX-License-Identifier: Apache-2.0
// The only user of libarchive.
#include "triage/unfold/archive.h"

#include "casefile/freed.h"

#include <archive.h>
#include <archive_entry.h>
#include <iconv.h>
#include <locale.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

namespace firsthour::triage {
namespace {

using Reader = std::unique_ptr<archive, Freed<archive_read_free>>;

// Names come out in the locale's encoding: UTF-8 keeps what a format has in Unicode, and leaves bytes as
// bytes.
class Utf8Names {
 public:
  Utf8Names() : before_{::uselocale(utf8())} {}
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;
  ~Utf8Names() { ::uselocale(before_); }

  // Made once, before a sandbox makes it impossible to look for a locale.
  static locale_t utf8() {
    static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;
  }

 private:
  locale_t before_;
};

// All that libarchive reads by itself, but for lists of names (mtree) and what runs other programs (lrzip,
// grzip).
void support_all(archive* reader) {
  archive_read_support_filter_bzip2(reader);
  archive_read_support_filter_compress(reader);
  archive_read_support_filter_gzip(reader);
  archive_read_support_filter_lz4(reader);
  archive_read_support_filter_lzip(reader);
  archive_read_support_filter_lzma(reader);
  archive_read_support_filter_rpm(reader);
  archive_read_support_filter_xz(reader);
  archive_read_support_filter_zstd(reader);
  archive_read_support_format_7zip(reader);
  archive_read_support_format_ar(reader);
  archive_read_support_format_cab(reader);
  archive_read_support_format_cpio(reader);
  archive_read_support_format_iso9660(reader);
  archive_read_support_format_lha(reader);
  archive_read_support_format_rar(reader);
  archive_read_support_format_rar5(reader);
  archive_read_support_format_tar(reader);
  archive_read_support_format_zip(reader);
}

bool is_stream(std::string_view kind) {
  constexpr std::array<std::string_view, 7> kStreams{"gzip", "bzip2", "xz",      "zstd",
                                                     "lz4",  "lzip",  "compress"};
  return std::ranges::find(kStreams, kind) != kStreams.end();
}

std::string name_of(archive_entry* entry) {
  if (const char* name = archive_entry_pathname(entry)) return name;
  if (const char* name = archive_entry_pathname_utf8(entry)) return name;
  return "(a name that cannot be read)";
}

// "a.log.gz" holds "a.log"; "x.tgz" is no such name, since a tar in it has names of its own.
std::string inner_name(std::string_view name) {
  if (const std::size_t slash = name.rfind('/'); slash != name.npos) name.remove_prefix(slash + 1);
  const std::size_t dot = name.rfind('.');
  return dot == name.npos || dot == 0 ? "content" : std::string{name.substr(0, dot)};
}

std::string words_of(archive* reader) {
  const char* const text = archive_error_string(reader);
  return text ? text : "cannot be read";
}

class Walk {
 public:
  Walk(std::span<const std::byte> content, std::string_view kind, std::string_view name, UnfoldBudget& budget,
       InsideVisitor& visitor)
      : content_{content}, kind_{kind}, name_{name}, budget_{budget}, visitor_{visitor} {}

  void run() {
    const Utf8Names names;
    const Reader reader{archive_read_new()};
    if (!reader) return visitor_.loss("", "needs more memory than a worker may have");
    support_all(reader.get());
    if (is_stream(kind_)) archive_read_support_format_raw(reader.get());
    if (archive_read_open_memory(reader.get(), content_.data(), content_.size()) != ARCHIVE_OK)
      return visitor_.loss("", damaged(reader.get()));
    while (next(reader.get())) {
    }
  }

 private:
  // False at the end, or when a limit or the visitor ends it.
  bool next(archive* reader) {
    archive_entry* entry = nullptr;
    const int got = archive_read_next_header(reader, &entry);
    if (got == ARCHIVE_EOF) return false;
    if (got == ARCHIVE_RETRY) return ++retries_ < 100;
    if (got != ARCHIVE_OK && got != ARCHIVE_WARN) {
      visitor_.loss("", archive_read_has_encrypted_entries(reader) > 0 ? "encrypted" : damaged(reader));
      return false;
    }
    const bool raw = archive_format(reader) == ARCHIVE_FORMAT_RAW;
    const std::string name = raw ? inner_name(name_) : name_of(entry);
    // A folder or link with bytes of its own is odd, and so looked at.
    const bool plain = archive_entry_filetype(entry) == AE_IFREG || archive_entry_size(entry) > 0;
    if (archive_entry_hardlink(entry) || !plain) return in_time(name);
    return take(reader, entry, name);
  }

  bool take(archive* reader, archive_entry* entry, const std::string& name) {
    if (budget_.contents >= budget_.limits.contents) {
      visitor_.loss("", "more than " + std::to_string(budget_.limits.contents) +
                            " contents: those from this one on were left out: " + name);
      return false;
    }
    ++budget_.contents;
    if (archive_entry_is_data_encrypted(entry) || archive_entry_is_metadata_encrypted(entry)) {
      visitor_.loss(name, "encrypted");
      return in_time(name);
    }
    switch (read(reader, name)) {
      case Reading::whole:
        if (data_.empty() && archive_entry_filetype(entry) != AE_IFREG) return in_time(name);
        return visitor_.content({name, kind_, as_bytes()}) && in_time(name);
      case Reading::part:
        return (data_.empty() || visitor_.content({name, kind_, as_bytes()})) && in_time(name);
      case Reading::none:
        return in_time(name);
      case Reading::stop:
        break;
    }
    return false;
  }

  enum class Reading { whole, part, none, stop };

  // libarchive reads a member in blocks with offsets; holes between them are zeros.
  Reading read(archive* reader, const std::string& name) {
    data_.clear();
    for (;;) {
      const void* block = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      const int got = archive_read_data_block(reader, &block, &size, &offset);
      if (got == ARCHIVE_EOF) return Reading::whole;
      if (got == ARCHIVE_RETRY && ++retries_ < 100) continue;
      if (got != ARCHIVE_OK && got != ARCHIVE_WARN) {
        visitor_.loss(name, archive_read_has_encrypted_entries(reader) > 0 ? "encrypted" : damaged(reader));
        return got == ARCHIVE_FATAL ? last_words() : Reading::part;
      }
      if (offset < 0 || static_cast<std::uint64_t>(offset) < data_.size()) {
        visitor_.loss(name, "damaged: its blocks lie over each other");
        return Reading::part;
      }
      const Reading room = make_room(static_cast<std::uint64_t>(offset), size, name);
      if (room != Reading::whole) return room;
      data_.append(static_cast<const char*>(block), size);
    }
  }

  // What came before a fatal fault is matched, and nothing can come behind it.
  Reading last_words() {
    if (!data_.empty())
      static_cast<void>(visitor_.content({"(its last member, in part)", kind_, as_bytes()}));
    return Reading::stop;
  }

  Reading make_room(std::uint64_t offset, std::size_t size, const std::string& name) {
    const std::uint64_t end = offset + size;
    if (end > budget_.limits.member) {
      visitor_.loss(name, "larger than " + std::to_string(budget_.limits.member >> 20U) + " MiB");
      return Reading::none;
    }
    budget_.bytes += end - data_.size();
    produced_ += end - data_.size();
    if (budget_.bytes > budget_.limits.bytes) {
      visitor_.loss(name, "all that is inside is more than " + std::to_string(budget_.limits.bytes >> 20U) +
                              " MiB: the rest was left out");
      return Reading::stop;
    }
    if (produced_ > budget_.limits.ratio_from && produced_ / budget_.limits.ratio > content_.size()) {
      visitor_.loss(name, "a bomb: more than " + std::to_string(budget_.limits.ratio) +
                              " times as large as its archive; the rest was left out");
      return Reading::stop;
    }
    if (!in_time(name)) return Reading::stop;
    data_.resize(offset);
    return Reading::whole;
  }

  bool in_time(const std::string& name) {
    if (std::chrono::steady_clock::now() < budget_.deadline) return true;
    visitor_.loss(name, "no time was left for the rest");
    return false;
  }

  [[nodiscard]] std::string damaged(archive* reader) const {
    return "damaged " + std::string{kind_} + ": " + words_of(reader);
  }
  [[nodiscard]] std::span<const std::byte> as_bytes() const { return std::as_bytes(std::span{data_}); }

  std::span<const std::byte> content_;
  std::string_view kind_, name_;
  UnfoldBudget& budget_;
  InsideVisitor& visitor_;
  std::string data_;
  std::uint64_t produced_ = 0;
  int retries_ = 0;
};

}  // namespace

void prepare_unfolding() {
  Utf8Names::utf8();
  if (const iconv_t converter = ::iconv_open("UTF-8", "UTF-8"); converter != iconv_t(-1))
    ::iconv_close(converter);
}

void unfold_archive(std::span<const std::byte> content, std::string_view kind, std::string_view name,
                    UnfoldBudget& budget, InsideVisitor& visitor) {
  Walk{content, kind, name, budget, visitor}.run();
}

}  // namespace firsthour::triage
