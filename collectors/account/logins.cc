// SPDX-License-Identifier: Apache-2.0
// host.login: who was let in, who was not, and when last.
#include "casefile/encoding.h"
#include "collectors/account/account.h"
#include "collectors/account/login_database.h"
#include "collectors/account/login_record.h"
#include "collectors/account/passwd.h"
#include "collectors/compressed/expanded_source.h"
#include "collectors/files/file_source.h"
#include "collectors/output/record_file.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kPiece = 400 * 384;  // a whole number of records in either layout

std::uint64_t most_records(Profile profile) {
  switch (profile) {
    case Profile::quick:
      return 50'000;
    case Profile::standard:
      return 1'000'000;
    case Profile::full:
      break;
  }
  return UINT64_MAX;
}

constexpr std::uint64_t kMostExpanded = 512 << 20;  // of one compressed file

// Fills `into` as far as the source goes.
Result<std::size_t> fill(ByteSource& from, std::span<std::byte> into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    const auto got = from.read(into.subspan(filled));
    if (!got) return got;
    if (*got == 0) break;
    filled += *got;
  }
  return filled;
}

class Run {
 public:
  Run(Context& context, SourceOutcome& outcome)
      : context_{context}, outcome_{outcome}, records_{context, "host.login"} {}

  void take_sessions(std::string_view source, const std::string& path);
  // The same of a file that logrotate has compressed; offsets are those of the expanded bytes.
  void take_compressed(std::string_view source, const std::string& path);
  [[nodiscard]] Compression compression(const std::string& path);
  void take_last_logins(const std::string& path);
  void take_database(LoginDatabase kind, const std::string& path);
  void problem(const std::string& path, std::string_view what, Outcome kind = Outcome::partial) {
    add_problem(outcome_, kind, display_utf8(path) + ": " + std::string{what});
  }
  void finish() { records_.finish(outcome_); }

 private:
  class SessionTeller;
  // Null when the file is not there (normal) or cannot be read (then it is said).
  std::unique_ptr<OpenFile> open(const std::string& path);
  // Calls `each` for every whole record of `size` bytes that lies, at least in part, in data.
  template <class Each>
  void each_record(OpenFile& file, const std::string& path, std::size_t size, std::uint64_t from, Each each);
  void put(std::string_view source, const std::string& path, std::uint64_t offset, const LoginRecord& login,
           std::uint64_t zero_records);
  // Calls `piece` with the offset and the bytes of each piece of the expanded file.
  template <class Piece>
  void expand_pieces(OpenFile& file, Compression compression, const std::string& path, bool say, Piece piece);

  Context& context_;
  SourceOutcome& outcome_;
  RecordFile records_;
  std::vector<std::byte> buffer_ = std::vector<std::byte>(kPiece);
};

std::unique_ptr<OpenFile> Run::open(const std::string& path) {
  auto file = context_.host.open(path);
  if (file) return std::move(*file);
  if (file.error().code != Errc::not_found) add_problem(outcome_, Outcome::partial, file.error().what);
  return nullptr;
}

template <class Each>
void Run::each_record(OpenFile& file, const std::string& path, std::size_t size, std::uint64_t from,
                      Each each) {
  std::uint64_t at = from;  // of the next record to be read
  for (const Extent& range : file.data_ranges()) {
    at = std::max(at, range.offset / size * size);
    const std::uint64_t end = range.offset + range.length;
    while (at + size <= file.status().facts.size && at < end) {
      if (context_.stopping())
        return problem(path, "stopped at byte " + std::to_string(at), Outcome::timed_out);
      const auto wanted =
          std::min<std::uint64_t>(buffer_.size() / size * size, (end - at + size - 1) / size * size);
      const auto got = file.read_at(at, std::span{buffer_}.first(static_cast<std::size_t>(wanted)));
      if (!got) return problem(path, got.error().what);
      const std::size_t whole = *got / size * size;
      if (whole == 0) return;
      for (std::size_t i = 0; i < whole; i += size)
        each(at + i, std::span<const std::byte>{buffer_}.subspan(i, size));
      at += whole;
    }
  }
}

void Run::put(std::string_view source, const std::string& path, std::uint64_t offset,
              const LoginRecord& login, std::uint64_t zero_records) {
  RecordWriter record{"host.login"};
  record.put("login.source", source);
  record.put("login.record_type", login_type_name(login.type));
  if (!login.user.empty()) record.put_bytes("user.name", login.user);
  if (!login.line.empty()) record.put_bytes("login.line", login.line);
  if (!login.host.empty()) record.put_bytes("source.address", login.host);
  if (!login.ip.empty()) record.put("source.ip", login.ip);
  if (login.pid > 0) record.put("process.pid", login.pid);
  record.put("login.time", login.time);
  record.put("login.offset", offset);
  if (zero_records > 0) record.put("login.zero_records", zero_records);
  record.put_bytes("file.path", path);
  records_.add(std::move(record));
}

// Zeroed records are what some log wipers leave; a run of them is told once.
class Run::SessionTeller {
 public:
  SessionTeller(Run& run, std::string_view source, const std::string& path)
      : run_{run}, source_{source}, path_{path} {}
  void take(std::uint64_t offset, const LoginRecord& login) {
    if (login.all_zero) {
      if (zeros_++ == 0) zeros_at_ = offset;
      return;
    }
    tell_zeros();
    run_.put(source_, path_, offset, login, 0);
  }
  void tell_zeros() {
    if (zeros_ > 0) run_.put(source_, path_, zeros_at_, LoginRecord{}, zeros_);
    zeros_ = 0;
  }

 private:
  Run& run_;
  std::string_view source_;
  const std::string& path_;
  std::uint64_t zeros_ = 0, zeros_at_ = 0;
};

void Run::take_sessions(std::string_view source, const std::string& path) {
  const auto file = open(path);
  if (!file) return;
  const auto head = file->read_at(0, buffer_);
  if (!head) return problem(path, head.error().what);
  const LoginLayout layout =
      login_layout_of(std::span{buffer_}.first(std::min<std::size_t>(*head, 64 * 400)));
  const std::size_t size = login_record_size(layout);
  const std::uint64_t count = file->status().facts.size / size;
  std::uint64_t from = 0;
  if (const auto most = most_records(context_.profile); count > most) {
    from = (count - most) * size;
    problem(path, "the oldest " + std::to_string(count - most) + " records are left out in this profile");
  }
  if (const auto rest = file->status().facts.size % size; rest != 0)
    problem(path, std::to_string(rest) + " bytes after the last whole record");

  SessionTeller teller{*this, source, path};
  each_record(*file, path, size, from, [&](std::uint64_t offset, std::span<const std::byte> bytes) {
    teller.take(offset, *parse_login_record(bytes, layout));
  });
  teller.tell_zeros();
}

template <class Piece>
void Run::expand_pieces(OpenFile& file, Compression compression, const std::string& path, bool say,
                        Piece piece) {
  const Selection all = select_ranges(file.data_ranges(), file.status().facts.size, 0, false);
  FileSource from{file, all, context_};
  const auto expanded = expand(from, compression);
  for (std::uint64_t offset = 0; offset < kMostExpanded;) {
    const auto got = fill(*expanded, buffer_);
    if (!got) {
      if (say) problem(path, got.error().what);
      return;
    }
    piece(offset, std::span<const std::byte>{buffer_}.first(*got));
    if (*got < buffer_.size()) return;
    offset += *got;
  }
  if (say) problem(path, "over 512 MiB when expanded");
}

void Run::take_compressed(std::string_view source, const std::string& path) {
  const auto file = open(path);
  if (!file) return;
  const auto kind = compression(path);
  // Once to learn how long it is, and of which layout; then the records that the profile takes.
  LoginLayout layout{};
  std::uint64_t length = 0;
  expand_pieces(*file, kind, path, false, [&](std::uint64_t offset, std::span<const std::byte> bytes) {
    if (offset == 0) layout = login_layout_of(bytes.first(std::min<std::size_t>(bytes.size(), 64 * 400)));
    length = offset + bytes.size();
  });
  const std::size_t size = login_record_size(layout);
  const std::uint64_t count = length / size, most = most_records(context_.profile);
  const std::uint64_t from = count > most ? (count - most) * size : 0;
  if (from != 0)
    problem(path, "the oldest " + std::to_string(count - most) + " records are left out in this profile");
  SessionTeller teller{*this, source, path};
  expand_pieces(*file, kind, path, true, [&](std::uint64_t offset, std::span<const std::byte> bytes) {
    for (; bytes.size() >= size; bytes = bytes.subspan(size), offset += size)
      if (offset >= from) teller.take(offset, *parse_login_record(bytes.first(size), layout));
  });
  teller.tell_zeros();
}

Compression Run::compression(const std::string& path) {
  const auto head = context_.host.read(path, 6);
  return head ? compression_of(std::as_bytes(std::span{head->bytes})) : Compression::none;
}

void Run::take_last_logins(const std::string& path) {
  const auto file = open(path);
  if (!file) return;
  std::map<std::uint64_t, std::string> names;
  if (const auto passwd = context_.host.read("/etc/passwd", kPasswdLimit))
    for (auto& user : parse_passwd(passwd->bytes)) names.try_emplace(user.id, std::move(user.name));
  // Neither size divides the other; a file of both multiples is of the common layout.
  const std::uint64_t bytes_in_all = file->status().facts.size;
  const bool wide = bytes_in_all % last_login_size(LoginLayout::narrow) != 0 &&
                    bytes_in_all % last_login_size(LoginLayout::wide) == 0;
  const LoginLayout layout = wide ? LoginLayout::wide : LoginLayout::narrow;
  const std::size_t size = last_login_size(layout);
  each_record(*file, path, size, 0, [&](std::uint64_t offset, std::span<const std::byte> bytes) {
    const auto login = parse_last_login(bytes, layout);
    if (!login->time && login->line.empty() && login->host.empty()) return;
    RecordWriter record{"host.login"};
    record.put("login.source", "lastlog");
    record.put("user.id", std::to_string(offset / size));
    if (const auto name = names.find(offset / size); name != names.end())
      record.put_bytes("user.name", name->second);
    if (!login->line.empty()) record.put_bytes("login.line", login->line);
    if (!login->host.empty()) record.put_bytes("source.address", login->host);
    record.put("login.time", login->time);
    record.put("login.offset", offset);
    record.put_bytes("file.path", path);
    records_.add(std::move(record));
  });
}

void Run::take_database(LoginDatabase kind, const std::string& path) {
  // Rows come the oldest first: what a profile leaves out has to be known before.
  std::uint64_t too_many = 0;
  if (const auto most = most_records(context_.profile); most != UINT64_MAX) {
    std::uint64_t rows = 0;
    static_cast<void>(read_login_database(context_.host, path, kind, [&](const DatabaseLogin&) {
      ++rows;
      return !context_.stopping();
    }));
    too_many = rows - std::min(rows, most);
  }
  std::uint64_t row = 0;
  const auto put_row = [&](const DatabaseLogin& login) {
    if (context_.stopping()) return false;
    if (row++ < too_many) return true;
    RecordWriter record{"host.login"};
    record.put("login.source", kind == LoginDatabase::wtmpdb ? "wtmpdb" : "lastlog2");
    if (!login.type.empty()) record.put("login.record_type", login.type);
    if (!login.user.empty()) record.put_bytes("user.name", login.user);
    if (!login.line.empty()) record.put_bytes("login.line", login.line);
    if (!login.host.empty()) record.put_bytes("source.address", login.host);
    if (!login.service.empty()) record.put_bytes("login.service", login.service);
    record.put("login.time", login.time);
    record.put("login.end", login.end);
    record.put_bytes("file.path", path);
    records_.add(std::move(record));
    return true;
  };
  const auto read = read_login_database(context_.host, path, kind, put_row);
  if (!read && read.error().code != Errc::not_found) return problem(path, read.error().what);
  if (!read) {
    if (context_.host.status(path, true)) problem(path, read.error().what);
    return;
  }
  if (!read->empty()) problem(path, *read);
  if (too_many != 0)
    problem(path, "the oldest " + std::to_string(too_many) + " records are left out in this profile");
}

// "wtmp", "wtmp.1", "wtmp-20261101", but not "wtmpdb".
bool is_rotation_of(std::string_view name, std::string_view base) {
  return name == base || (name.starts_with(base) && (name[base.size()] == '.' || name[base.size()] == '-'));
}

}  // namespace

SourceOutcome collect_logins(Context& context) {
  SourceOutcome outcome;
  Run run{context, outcome};
  run.take_sessions("utmp", "/run/utmp");
  std::vector<std::string> names;
  const auto listed =
      context.host.list_in_pieces("/var/log", [&](const std::vector<DirectoryEntry>& entries) {
        for (const auto& entry : entries)
          if (is_rotation_of(entry.name, "wtmp") || is_rotation_of(entry.name, "btmp"))
            names.push_back(entry.name);
        return true;
      });
  if (listed) {
    std::sort(names.begin(), names.end());
    for (const std::string_view source : {"wtmp", "btmp"})
      for (const auto& name : names) {
        if (!is_rotation_of(name, source)) continue;
        const auto path = "/var/log/" + name;
        if (run.compression(path) != Compression::none)
          run.take_compressed(source, path);
        else if (name.ends_with(".bz2"))
          run.problem(path, "compressed by bzip2, not parsed here");
        else
          run.take_sessions(source, path);
      }
  } else if (listed.error().code != Errc::not_found) {
    add_problem(outcome, Outcome::partial, listed.error().what);
  }
  run.take_last_logins("/var/log/lastlog");
  // What newer systems have instead.
  run.take_database(LoginDatabase::wtmpdb, "/var/lib/wtmpdb/wtmp.db");
  run.take_database(LoginDatabase::lastlog2, "/var/lib/lastlog/lastlog2.db");
  run.finish();
  return outcome;
}

}  // namespace firsthour::collectors
