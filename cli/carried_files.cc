// SPDX-License-Identifier: Apache-2.0
#include "cli/carried_files.h"

#include "casefile/bytes.h"
#include "casefile/descriptor.h"
#include "casefile/encoding.h"
#include "casefile/folder.h"
#include "casefile/instant.h"
#include "casefile/json.h"
#include "cli/case_door.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace firsthour::cli {
namespace {

using triage::CarriedFile;
using triage::TrafficInput;

constexpr std::uint64_t kMostInCase = 1000, kMostBytesInCase = std::uint64_t{1} << 30;
constexpr const char* kKind = "carried-file";
constexpr const char* kWay = "triage.way";
constexpr const char* kName = "file.name";
constexpr const char* kNoRoom = "larger than 256 MiB, or too many at one time";

class IntoCase final : public CarriedTaker {
 public:
  // Parent with digest and name, or with the way and "": triage takes contents with findings out, too.
  using Known = std::set<std::tuple<std::string, std::string, std::string>>;
  IntoCase(CaseWriter& the_case, std::vector<TrafficInput> inputs, Known known)
      : case_{the_case}, inputs_{std::move(inputs)}, known_{std::move(known)} {}

  Result<> take(const CarriedFile& file) override {
    const std::string& parent = inputs_[file.input].item;
    if (!file.kept) return leave(kNoRoom);
    const bool taken_by_triage = !file.way.empty() && known_.contains({parent, way_of(file), {}});
    if (taken_by_triage || known_.contains({parent, file.sha256, display_utf8(file.name)})) {
      ++counts_.known;
      return {};
    }
    if (counts_.taken >= kMostInCase || counts_.bytes + file.bytes.size() > kMostBytesInCase)
      return leave("1,000 files or 1 GiB were taken in this run");
    auto item = item_of(file, parent);
    if (!item) return tl::unexpected{item.error()};
    MemorySource source{as_bytes(file.bytes)};
    const auto derived = case_.derive(std::move(*item), parent, source);
    // A sealed case takes no more evidence.
    if (!derived && derived.error().code == Errc::denied) return leave(derived.error().what);
    if (!derived) return tl::unexpected{derived.error()};
    known_.emplace(parent, file.sha256, display_utf8(file.name));
    ++counts_.taken;
    counts_.bytes += file.bytes.size();
    return {};
  }
  Result<> finish() override { return {}; }

 private:
  Result<> leave(std::string why) {
    if (counts_.left++ == 0) counts_.why = std::move(why);
    return {};
  }

  Result<Item> item_of(const CarriedFile& file, const std::string& parent_id) {
    const auto parent = case_.item(parent_id);
    if (!parent) return tl::unexpected{parent.error()};
    const std::string name = file.name.empty() ? "body" : file.name;
    Item item;
    item.kind = kKind;
    item.source = "traffic";
    item.path = parent->item.path + "!/" + (file.way.empty() ? name : file.way);
    item.host = parent->item.host;
    item.size = file.bytes.size();
    item.started = item.finished = SystemClock{}.now();
    if (!file.complete) {
      item.outcome = Outcome::gap;
      item.reason = "the capture does not have all of it";
    }
    item.attributes = {{kName, display_utf8(file.name)},
                       {"network.protocol", std::string{file.protocol}},
                       {"network.community_id", file.community_id},
                       {"network.direction", file.from_client ? "from-client" : "from-server"},
                       {"client.address", file.client},
                       {"server.address", file.server},
                       {"event.start", rfc3339(file.first)},
                       {"event.end", rfc3339(file.last)}};
    if (!file.type.empty()) item.attributes["file.mime_type"] = display_utf8(file.type);
    if (!file.way.empty()) item.attributes[kWay] = way_of(file);
    return item;
  }

  static std::string way_of(const CarriedFile& file) { return "!/" + display_utf8(file.way); }

  CaseWriter& case_;
  std::vector<TrafficInput> inputs_;
  Known known_;
};

// What every file system and every shell can bear: nothing that leads elsewhere, hides or acts.
std::string safe_name(std::string_view name) {
  constexpr std::size_t kLongest = 64;
  std::string safe;
  for (const char c : name.substr(name.size() > kLongest ? name.size() - kLongest : 0)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '-' || c == '_';
    safe += plain ? c : '_';
  }
  return safe.empty() ? "body" : safe;
}

class IntoFolder final : public CarriedTaker {
 public:
  IntoFolder(std::string path, Descriptor folder, std::vector<TrafficInput> inputs)
      : path_{std::move(path)}, folder_{std::move(folder)}, inputs_{std::move(inputs)} {}

  Result<> take(const CarriedFile& file) override {
    std::string stored;
    if (file.kept) {
      // ".bin": evidence that was a program a moment ago must not start at a click.
      stored = file.sha256.substr(0, 16) + "-" + safe_name(file.name) + ".bin";
      if (written_.insert(file.sha256).second) {
        if (auto put = write(stored, as_bytes(file.bytes)); !put) return put;
        names_[file.sha256] = stored;
        ++counts_.taken;
        counts_.bytes += file.bytes.size();
      } else {
        stored = names_[file.sha256];
        ++counts_.known;
      }
    } else if (counts_.left++ == 0) {
      counts_.why = kNoRoom;
    }
    return list_->write(as_bytes(line_of(file, stored).dump() + "\n"));
  }

  Result<> begin() {
    auto fd = create("files.jsonl");
    if (!fd) return tl::unexpected{fd.error()};
    list_fd_ = *fd;
    list_ = sink_to_fd(*fd);
    return {};
  }

  Result<> finish() override {
    const bool kept = ::fsync(list_fd_) == 0 && ::fsync(folder_.get()) == 0;
    return kept ? Result<>{} : fail_errno("cannot write " + path_);
  }

 private:
  [[nodiscard]] Json line_of(const CarriedFile& file, const std::string& stored) const {
    Json line{{"stored", stored},
              {"name", display_utf8(file.name)},
              {"capture", display_utf8(inputs_[file.input].name)},
              {"protocol", file.protocol},
              {"client", file.client},
              {"server", file.server},
              {"community_id", file.community_id},
              {"direction", file.from_client ? "from-client" : "from-server"},
              {"first", rfc3339(file.first)},
              {"last", rfc3339(file.last)},
              {"first_packet", file.first_packet},
              {"last_packet", file.last_packet},
              {"size", file.length},
              {"sha256", file.sha256},
              {"complete", file.complete}};
    if (!file.type.empty()) line["mime_type"] = display_utf8(file.type);
    return line;
  }

  Result<> write(const std::string& name, std::span<const std::byte> bytes) const {
    const auto fd = create(name);
    if (!fd) return tl::unexpected{fd.error()};
    const auto sink = sink_to_fd(*fd);
    if (auto written = sink->write(bytes); !written) return written;
    return ::fsync(*fd) == 0 ? Result<>{} : fail_errno("cannot write " + path_ + "/" + name);
  }

  [[nodiscard]] Result<int> create(const std::string& name) const {
    const int fd =
        ::openat(folder_.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) return fail_errno("cannot write " + path_ + "/" + name);
    return fd;
  }

  std::string path_;
  Descriptor folder_;
  std::vector<TrafficInput> inputs_;
  std::set<std::string> written_;             // digests
  std::map<std::string, std::string> names_;  // by digest
  int list_fd_ = -1;
  std::unique_ptr<ByteSink> list_;  // files.jsonl; owns the descriptor
};

}  // namespace

Try<std::unique_ptr<CarriedTaker>> into_case(CaseWriter& the_case, const std::vector<TrafficInput>& inputs) {
  IntoCase::Known known;
  const auto walked = the_case.each_item([&](const CaseItem& item) -> Result<> {
    if (const auto way = item.item.attributes.find(kWay); way != item.item.attributes.end())
      known.emplace(item.parent, way->second, std::string{});
    if (item.item.kind != kKind || !item.item.sha256) return {};
    const auto name = item.item.attributes.find(kName);
    known.emplace(item.parent, item.item.sha256->hex(),
                  name == item.item.attributes.end() ? std::string{} : name->second);
    return {};
  });
  if (!walked) return give_up(case_failure(walked.error()));
  return std::make_unique<IntoCase>(the_case, inputs, std::move(known));
}

Try<std::unique_ptr<CarriedTaker>> into_folder(const std::string& path,
                                               const std::vector<TrafficInput>& inputs) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    return give_up(Failure{fail_errno("cannot make the folder " + path).value()});
  Descriptor folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  if (!folder) return give_up(Failure{fail_errno("cannot open " + path).value()});
  const Listing there = entries_of(path);
  if (!there.paths.empty() || !there.failed.empty())
    return give_up(Exit::failed, path + " is not empty",
                   "files of strangers get a folder of their own: name one that is new or empty");
  auto taker = std::make_unique<IntoFolder>(path, std::move(folder), inputs);
  if (auto begun = taker->begin(); !begun) return give_up(begun.error());
  return taker;
}

}  // namespace firsthour::cli
