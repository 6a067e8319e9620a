// SPDX-License-Identifier: Apache-2.0
// The only user of libarchive.
#include "triage/unfold/archive.h"

#include "casefile/freed.h"
#include "triage/unfold/container.h"
#include "triage/unfold/inflate.h"
#include "triage/unfold/rar5.h"

#include <archive.h>
#include <archive_entry.h>
#include <iconv.h>
#include <locale.h>
#include <sys/auxv.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <utility>
#include <vector>

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

  // Made once, before a sandbox makes it impossible to look for a locale. The static program looks for none,
  // since it may run on the examined host: names that a format has in Unicode only cannot be read there.
  static locale_t utf8() {
    static const locale_t locale = is_static() ? nullptr : ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;
  }
  static bool is_static() { return ::getauxval(AT_BASE) == 0; }  // no dynamic linker

 private:
  locale_t before_;
};

// How each kind is read: what libarchive is offered is only this, so that nothing is taken for something else
// (a disk image that begins with zeros is an empty tar to it).
struct Way {
  std::string_view kind;
  int filter;  // ARCHIVE_FILTER_NONE for archives
  int (*format)(archive*);
};

int rar_of_either_age(archive* reader) {
  archive_read_support_format_rar(reader);
  return archive_read_support_format_rar5(reader);
}

// The payload is a compressed cpio; which compression, libarchive tells by its magic.
int rpm(archive* reader) {
  archive_read_support_filter_rpm(reader);
  archive_read_support_filter_bzip2(reader);
  archive_read_support_filter_gzip(reader);
  archive_read_support_filter_lzma(reader);
  archive_read_support_filter_xz(reader);
  archive_read_support_filter_zstd(reader);
  return archive_read_support_format_cpio(reader);
}

// Archives one behind the other, as `cat` makes them, are read to the last.
int tar(archive* reader) {
  archive_read_support_format_tar(reader);
  return archive_read_set_format_option(reader, "tar", "read_concatenated_archives", "1");
}

constexpr Way kWays[] = {{"zip", ARCHIVE_FILTER_NONE, archive_read_support_format_zip},
                         {"7zip", ARCHIVE_FILTER_NONE, archive_read_support_format_7zip},
                         {"rar", ARCHIVE_FILTER_NONE, rar_of_either_age},
                         {"cab", ARCHIVE_FILTER_NONE, archive_read_support_format_cab},
                         {"ar", ARCHIVE_FILTER_NONE, archive_read_support_format_ar},
                         {"rpm", ARCHIVE_FILTER_NONE, rpm},
                         {"cpio", ARCHIVE_FILTER_NONE, archive_read_support_format_cpio},
                         {"tar", ARCHIVE_FILTER_NONE, tar},
                         {"iso9660", ARCHIVE_FILTER_NONE, archive_read_support_format_iso9660},
                         {"lha", ARCHIVE_FILTER_NONE, archive_read_support_format_lha},
                         {"gzip", ARCHIVE_FILTER_GZIP, archive_read_support_format_raw},
                         {"bzip2", ARCHIVE_FILTER_BZIP2, archive_read_support_format_raw},
                         {"xz", ARCHIVE_FILTER_XZ, archive_read_support_format_raw},
                         {"lzma", ARCHIVE_FILTER_LZMA, archive_read_support_format_raw},
                         {"zstd", ARCHIVE_FILTER_ZSTD, archive_read_support_format_raw},
                         {"lz4", ARCHIVE_FILTER_LZ4, archive_read_support_format_raw},
                         {"lzip", ARCHIVE_FILTER_LZIP, archive_read_support_format_raw},
                         {"compress", ARCHIVE_FILTER_COMPRESS, archive_read_support_format_raw}};

const Way* way_of(std::string_view kind) {
  const Way* const way = std::ranges::find(kWays, kind, &Way::kind);
  return way == std::end(kWays) ? nullptr : way;
}

// One filter and no bidding: a stream that holds itself is one step like any other. But compress reads its
// header while it is appended, when there is nothing to read yet (3.6.2 crashes): that one bids.
Reader opened(std::span<const std::byte> content, int filter, int (*format)(archive*)) {
  Reader reader{archive_read_new()};
  if (!reader) return reader;
  format(reader.get());
  if (filter == ARCHIVE_FILTER_COMPRESS)
    archive_read_support_filter_compress(reader.get());
  else if (filter != ARCHIVE_FILTER_NONE)
    archive_read_append_filter(reader.get(), filter);
  // A failure is told again by the next call, with the same words.
  archive_read_open_memory(reader.get(), content.data(), content.size());
  return reader;
}

// What a compressed stream begins with. A tar or cpio in it is read while it is unpacked, whatever its size;
// anything else is a content of its own.
std::string_view kind_in_stream(std::span<const std::byte> content, int filter) {
  const Reader reader = opened(content, filter, archive_read_support_format_raw);
  archive_entry* entry = nullptr;
  const void* block = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  if (!reader || archive_read_next_header(reader.get(), &entry) != ARCHIVE_OK ||
      archive_read_data_block(reader.get(), &block, &size, &offset) != ARCHIVE_OK)
    return {};
  return container_kind({static_cast<const std::byte*>(block), size});
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

bool says(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

class Walk {
 public:
  Walk(std::span<const std::byte> content, std::string_view kind, std::string_view name, UnfoldBudget& budget,
       InsideVisitor& visitor)
      : content_{content}, kind_{kind}, name_{name}, budget_{budget}, visitor_{visitor} {}

  // Whether anything was given.
  bool run() {
    const Way* const way = way_of(kind_);
    if (!way) return false;
    const Utf8Names names;
    auto format = way->format;
    if (way->filter != ARCHIVE_FILTER_NONE) {
      const std::string_view inner = kind_in_stream(content_, way->filter);
      if (inner == "tar" || inner == "cpio") format = way_of(inner)->format;
    }
    if (kind_ == "rar") encrypted_ = encrypted_rar5_members(content_);
    const Reader reader = opened(content_, way->filter, format);
    if (!reader) return visitor_.loss("", "needs more memory than a worker may have"), false;
    while (next(reader.get())) {
    }
    if (broken_ && !given_ && budget_.contents < budget_.limits.contents) {
      add_what_was_cut();
      budget_.contents += data_.empty() ? 0 : 1;
      if (!data_.empty()) static_cast<void>(give(inner_name(name_)));
    }
    if (skipped_ > 0)
      visitor_.loss("", "damaged " + std::string{kind_} + ": " + std::to_string(skipped_) +
                            " places are no header and were passed over");
    return given_;
  }

 private:
  // False at the end, or when a limit or the visitor ends it.
  bool next(archive* reader) {
    archive_entry* entry = nullptr;
    const int got = archive_read_next_header(reader, &entry);
    if (got == ARCHIVE_EOF) return false;
    if (got == ARCHIVE_RETRY) return ++skipped_ < kMostSkipped && in_time("");
    if (got != ARCHIVE_OK && got != ARCHIVE_WARN) {
      visitor_.loss("", why(reader));
      broken_ = true;
      data_.clear();
      return false;
    }
    const bool raw = archive_format(reader) == ARCHIVE_FORMAT_RAW;
    const std::string name = raw ? inner_name(name_) : name_of(entry);
    const bool encrypted = archive_entry_is_data_encrypted(entry) ||
                           archive_entry_is_metadata_encrypted(entry) || is_encrypted_rar5(place_++);
    // A folder or link with bytes of its own is odd, and so looked at; in cpio the last of several links is
    // where the bytes are.
    const bool plain = archive_entry_filetype(entry) == AE_IFREG && !archive_entry_hardlink(entry);
    if (!plain && archive_entry_size(entry) <= 0) return in_time(name);
    return take(reader, entry, name, encrypted);
  }

  bool take(archive* reader, archive_entry* entry, const std::string& name, bool encrypted) {
    if (budget_.contents >= budget_.limits.contents) {
      visitor_.loss("", "more than " + std::to_string(budget_.limits.contents) +
                            " contents: those from this one on were left out: " + name);
      return false;
    }
    ++budget_.contents;
    if (encrypted) {
      visitor_.loss(name, "encrypted");
      return in_time(name);
    }
    const auto said = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(entry), 0));
    data_.clear();
    data_.reserve(std::min({said, budget_.limits.member, kBelieved}));
    const Reading reading = read(reader, name);
    const bool worth = reading == Reading::whole && archive_entry_filetype(entry) == AE_IFREG;
    if ((worth || !data_.empty()) && reading != Reading::none && !give(name)) return false;
    return reading != Reading::stop && in_time(name);
  }

  // Of a gzip that was cut or damaged, as logs are when a disk is full, libarchive keeps the last 64 KiB to
  // itself, and so all of a short one; zlib gives what there is.
  void add_what_was_cut() {
    if (kind_ != "gzip") return;
    const std::uint64_t left = budget_.limits.bytes - std::min(budget_.bytes, budget_.limits.bytes);
    auto cut = Inflater{}.inflate(content_, std::min(budget_.limits.member, left));
    if (!cut || cut->bomb || cut->bytes.size() <= data_.size()) return;
    budget_.bytes += cut->bytes.size() - data_.size();
    data_ = std::move(cut->bytes);
  }

  bool give(const std::string& name) {
    given_ = true;
    return visitor_.content({name, kind_, std::as_bytes(std::span{data_})});
  }

  // `none`: nothing of it may be given. `stop`: what there is may be, and nothing can come behind it.
  enum class Reading { whole, part, none, stop };

  // libarchive reads a member in blocks with offsets; holes between them are zeros.
  Reading read(archive* reader, const std::string& name) {
    for (bool warned = false;;) {
      const void* block = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      const int got = archive_read_data_block(reader, &block, &size, &offset);
      if (got == ARCHIVE_EOF) return hole_at_end(reader, offset, name);
      if (got == ARCHIVE_RETRY && ++skipped_ < kMostSkipped) continue;
      if (got != ARCHIVE_OK && got != ARCHIVE_WARN) {
        visitor_.loss(name, why(reader));
        if (archive_format(reader) == ARCHIVE_FORMAT_RAW) add_what_was_cut();
        return got == ARCHIVE_FATAL ? Reading::stop : Reading::part;
      }
      // A sum or size that is wrong. What came is matched nevertheless.
      if (got == ARCHIVE_WARN && !std::exchange(warned, true)) visitor_.loss(name, why(reader));
      if (offset < 0 || static_cast<std::uint64_t>(offset) < data_.size()) {
        visitor_.loss(name, "damaged: its blocks lie over each other");
        return Reading::part;
      }
      const Reading room = make_room(static_cast<std::uint64_t>(offset), size, name);
      if (room != Reading::whole) return room;
      data_.append(static_cast<const char*>(block), size);
    }
  }

  // Only tar says how long a file is that ends in a hole.
  Reading hole_at_end(archive* reader, la_int64_t size, const std::string& name) {
    const bool tar = (archive_format(reader) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;
    if (!tar || size < 0 || static_cast<std::uint64_t>(size) <= data_.size()) return Reading::whole;
    return make_room(static_cast<std::uint64_t>(size), 0, name);
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
      return gone();
    }
    if (produced_ > budget_.limits.ratio_from && produced_ / budget_.limits.ratio > content_.size()) {
      visitor_.loss(name, "a bomb: more than " + std::to_string(budget_.limits.ratio) +
                              " times as large as its archive; the rest was left out");
      return gone();
    }
    if (!in_time(name)) return gone();
    data_.resize(offset);
    return Reading::whole;
  }

  // A limit that is reached in the midst of a member: it is not given in part.
  Reading gone() {
    data_.clear();
    return Reading::stop;
  }

  bool in_time(const std::string& name) {
    if (std::chrono::steady_clock::now() < budget_.deadline) return true;
    visitor_.loss(name, "no time was left for the rest");
    return false;
  }

  [[nodiscard]] bool is_encrypted_rar5(std::size_t place) const {
    return place < encrypted_.size() && encrypted_[place];
  }

  // libarchive's words for what it cannot do.
  [[nodiscard]] std::string why(archive* reader) const {
    const char* const said = archive_error_string(reader);
    const std::string text = said ? said : "cannot be read";
    // Asked before a format is chosen, libarchive 3.6.2 looks behind the end of its table of formats.
    const bool chosen = archive_format(reader) != 0;
    if (says(text, "ncrypt") || (chosen && archive_read_has_encrypted_entries(reader) > 0))
      return "encrypted";
    if (archive_errno(reader) == ENOMEM) return "needs more memory than a worker may have";
    if (says(text, "nsupported") || says(text, "not supported"))
      return "a kind of " + std::string{kind_} + " that cannot be read: " + text;
    if (says(text, "Unrecognized")) return "damaged " + std::string{kind_} + ": its beginning cannot be read";
    return "damaged " + std::string{kind_} + ": " + text;
  }

  static constexpr std::uint64_t kBelieved = 64ull << 20U;  // of a size that is only said
  static constexpr std::uint64_t kMostSkipped = 100'000;

  std::span<const std::byte> content_;
  std::string_view kind_, name_;
  UnfoldBudget& budget_;
  InsideVisitor& visitor_;
  std::string data_;
  std::uint64_t produced_ = 0;
  std::uint64_t skipped_ = 0;
  bool given_ = false, broken_ = false;
  std::vector<bool> encrypted_;
  std::size_t place_ = 0;  // of the next member
};

}  // namespace

void prepare_unfolding() {
  if (Utf8Names::is_static()) return;
  Utf8Names::utf8();
  if (const iconv_t converter = ::iconv_open("UTF-8", "UTF-8"); converter != iconv_t(-1))
    ::iconv_close(converter);
}

bool unfold_archive(std::span<const std::byte> content, std::string_view kind, std::string_view name,
                    UnfoldBudget& budget, InsideVisitor& visitor) {
  return Walk{content, kind, name, budget, visitor}.run();
}

}  // namespace firsthour::triage
