// SPDX-License-Identifier: Apache-2.0
#include "cli/taking_in_capture.h"

#include "casefile/capture_manifest.h"
#include "casefile/digest.h"
#include "casefile/json.h"
#include "cli/adding.h"
#include "cli/capture_messages.h"
#include "cli/case_door.h"
#include "cli/digest_option.h"
#include "cli/messages.h"
#include "cli/sizes.h"
#include "cli/stop.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargestManifest = 1ULL << 30;

std::string manifest_in(const std::string& folder) {
  return (fs::path{folder} / std::string{kCaptureManifestName}).string();
}

std::string digest_of(std::string_view text, Algorithm algorithm) {
  Hasher hasher{algorithm};
  hasher.update(text);
  return hasher.finish_hex();
}

// As it stands on paper: blanks and case do not matter.
std::string plain_digest(std::string_view said) {
  std::string plain;
  for (const char c : said)
    if (std::isxdigit(static_cast<unsigned char>(c)) != 0)
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return plain;
}

class CaptureIntake {
 public:
  CaptureIntake(const Invocation& call, std::string folder) : call_{call}, folder_{std::move(folder)} {}

  Try<Exit> run() {
    auto text = read_file(manifest_in(folder_), kLargestManifest);
    if (!text) return give_up(fail(folder_, text.error()).value());
    auto read = read_capture_manifest(*text);
    if (!read) return give_up(fail(manifest_in(folder_), read.error()).value());
    manifest_ = std::move(*read);
    if (auto expected = check_expected(*text); !expected) return give_up(expected.error());
    check_chain();
    if (auto listed = list_files(); !listed) return give_up(listed.error());
    auto opened = write_case(call_);
    if (!opened) return give_up(opened.error());
    auto taken = take_all(**opened);
    auto closed = close_case(**opened, exit_);
    if (!taken) return give_up(taken.error());
    if (!closed) return closed;
    tell();
    return stop_asked() ? Exit::interrupted : exit_;
  }

 private:
  Try<> check_expected(const std::string& text) {
    const auto said = call_.said.value("expect");
    if (!said) return {};
    const std::string plain = plain_digest(*said);
    if (plain == digest_of(text, Algorithm::sha256) || plain == digest_of(text, Algorithm::sm3)) return {};
    return give_up(Exit::evidence_altered, manifest_in(folder_) + " has another digest than the one on paper",
                   "nothing was taken in");
  }

  void problem(const std::string& where, const std::string& what) {
    problems_.push_back(where + ": " + what);
    exit_ = Exit::evidence_altered;
    call_.terminal.warn(say::ring_problem, where, what);
    call_.terminal.emit(Json{{"type", "problem"}, {"where", where}, {"what", what}});
  }

  void check_chain() {
    for (const std::string& what : manifest_.problems) problem(std::string{kCaptureManifestName}, what);
    if (!manifest_.ended.empty()) return;
    call_.terminal.warn(say::ring_not_ended);
    exit_ = weightier(exit_, Exit::partial);
  }

  // What lies in the folder and no line speaks of.
  Try<> list_files() {
    std::set<std::string> known;
    for (const CapturedFile& file : manifest_.files) known.insert(file.name);
    std::error_code error;
    for (fs::directory_iterator at{folder_, error}, end; !error && at != end; at.increment(error)) {
      const std::string name = at->path().filename().string();
      if (!known.contains(name) && name.ends_with(".pcapng")) not_closed_.push_back(name);
    }
    if (error) return give_up(fail_errno("cannot read " + folder_, error.value()).value());
    std::sort(not_closed_.begin(), not_closed_.end());
    return {};
  }

  Try<> take_all(CaseWriter& the_case) {
    auto digests = asked_digests(call_);
    if (!digests) return give_up(digests.error());
    digests_ = std::move(*digests);
    if (auto manifest = take(the_case, std::string{kCaptureManifestName}, "capture-manifest", {}); !manifest)
      return manifest;
    for (const CapturedFile& file : manifest_.files) {
      if (stop_asked()) break;
      if (auto taken = take_closed(the_case, file); !taken) return taken;
    }
    for (const std::string& name : not_closed_) {
      if (stop_asked()) break;
      call_.terminal.warn(say::ring_not_closed, call_.terminal.name(name));
      exit_ = weightier(exit_, Exit::partial);
      if (auto taken = take(the_case, name, "capture", {{"capture.closed", "false"}}); !taken) return taken;
    }
    if (auto noted = the_case.append(event_type::action, event()); !noted) return give_up(noted.error());
    return {};
  }

  Try<> take_closed(CaseWriter& the_case, const CapturedFile& file) {
    if (file.deleted) {
      ++deleted_;
      return {};
    }
    const auto source = open_source((fs::path{folder_} / file.name).string());
    if (!source)
      return problem(file.name, "is not there, and no line says that the ring deleted it"), Try<>{};
    const auto digest = digest_source(**source);
    if (!digest || *digest != file.sha256)
      return problem(file.name, "is not what was sealed: it stays outside"), Try<>{};
    packets_ += file.packets;
    std::uint64_t dropped = 0;
    for (const InterfaceCount& count : file.interfaces) dropped += count.dropped_by_kernel;
    return take(the_case, file.name, "capture",
                {{"capture.closed", "true"},
                 {"capture.number", std::to_string(file.number)},
                 {"capture.packets", std::to_string(file.packets)},
                 {"capture.dropped_by_kernel", std::to_string(dropped)},
                 {"capture.start", file.first ? rfc3339(*file.first) : ""},
                 {"capture.end", file.last ? rfc3339(*file.last) : ""}});
  }

  static Result<std::string> digest_source(ByteSource& from) {
    Hasher hasher{Algorithm::sha256};
    std::string piece(1 << 20, '\0');
    while (true) {
      const auto got = from.read(std::as_writable_bytes(std::span{piece}));
      if (!got) return tl::unexpected{got.error()};
      if (*got == 0) return hasher.finish_hex();
      hasher.update(std::string_view{piece}.substr(0, *got));
    }
  }

  Try<> take(CaseWriter& the_case, const std::string& name, const std::string& kind,
             std::map<std::string, std::string> attributes) {
    std::erase_if(attributes, [](const auto& one) { return one.second.empty(); });
    const Adding adding{kind, "traffic", std::move(attributes), {}};
    BringOptions options;
    options.digests = digests_;
    const auto brought = add_file(call_, the_case, (fs::path{folder_} / name).string(), adding, options);
    if (!brought) {
      if (brought.error().code == Errc::no_space || brought.error().code == Errc::interrupted)
        return give_up(brought.error());
      call_.terminal.error(Failure{brought.error()});
      exit_ = weightier(exit_, Exit::partial);
      return {};
    }
    const CaseItem& stored = brought->item;
    bytes_ += stored.item.size;
    ++items_;
    const std::string digest = stored.item.sha256 ? stored.item.sha256->hex() : "";
    call_.terminal.detail(stored.id + "  " + call_.terminal.name(name) + "  " + digest);
    call_.terminal.emit(Json{
        {"type", "item"}, {"id", stored.id}, {"size", stored.item.size}, {"sha256", digest}, {"path", name}});
    return {};
  }

  [[nodiscard]] std::uint64_t dropped() const {
    std::uint64_t all = 0;
    for (const InterfaceCount& count : manifest_.totals) all += count.dropped_by_kernel;
    return all;
  }

  [[nodiscard]] Json event() const {
    return Json{{"what", "capture"},
                {"folder", call_.terminal.name(folder_)},
                {"files", items_ - 1},
                {"packets", packets_},
                {"deleted_by_ring", deleted_},
                {"not_closed", not_closed_},
                {"dropped_by_kernel", dropped()},
                {"not_written", manifest_.not_written},
                {"ended", manifest_.ended},
                {"torn_bytes", manifest_.torn},
                {"problems", problems_}};
  }

  void tell() {
    if (!manifest_.ended.empty())
      call_.terminal.say(say::ring_ended,
                         end_in_words(manifest_.ended, call_.terminal.language() == Language::zh));
    call_.terminal.say(say::ring_taken, items_ - 1, packets_, human_size(bytes_), deleted_, dropped(),
                       manifest_.not_written);
    call_.terminal.emit(Json{{"type", "summary"},
                             {"items", items_},
                             {"bytes", bytes_},
                             {"packets", packets_},
                             {"problems", problems_.size()},
                             {"exit", static_cast<int>(exit_)}});
  }

  const Invocation& call_;
  std::string folder_;
  CaptureManifest manifest_;
  std::vector<Algorithm> digests_;
  std::vector<std::string> not_closed_, problems_;
  std::uint64_t items_ = 0, bytes_ = 0, packets_ = 0, deleted_ = 0;
  Exit exit_ = Exit::done;
};

}  // namespace

bool looks_like_capture_ring(const std::string& folder) {
  std::error_code error;
  return fs::is_regular_file(manifest_in(folder), error);
}

Try<Exit> take_in_capture(const Invocation& call, const std::string& folder) {
  return CaptureIntake{call, folder}.run();
}

}  // namespace firsthour::cli
