// SPDX-License-Identifier: Apache-2.0
// view.directory and view.walk: what the listings of this run showed beside their entries, and a look at the
// folders where things are hidden.
#include "collectors/host/listing_watch.h"
#include "collectors/system/mount_hazards.h"
#include "collectors/view/cross_check.h"
#include "collectors/view/view.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kMountsLimit = 64 << 20;

// Where rootkits put themselves and what they hide first. A folder that is not there is no failure.
constexpr std::array kLikely{"/",
                             "/bin",
                             "/sbin",
                             "/lib",
                             "/lib64",
                             "/lib/modules",
                             "/etc",
                             "/etc/cron.d",
                             "/etc/init.d",
                             "/etc/ld.so.conf.d",
                             "/etc/modules-load.d",
                             "/etc/systemd/system",
                             "/etc/udev/rules.d",
                             "/etc/pam.d",
                             "/lib/systemd/system",
                             "/lib/udev/rules.d",
                             "/usr",
                             "/usr/bin",
                             "/usr/sbin",
                             "/usr/lib",
                             "/usr/lib64",
                             "/usr/share",
                             "/usr/local",
                             "/usr/local/bin",
                             "/usr/local/sbin",
                             "/usr/local/lib",
                             "/usr/include",
                             "/opt",
                             "/srv",
                             "/root",
                             "/root/.ssh",
                             "/home",
                             "/tmp",
                             "/var",
                             "/var/tmp",
                             "/var/lib",
                             "/var/log",
                             "/var/run",
                             "/var/spool/cron",
                             "/var/spool/cron/crontabs",
                             "/var/www",
                             "/dev",
                             "/dev/shm",
                             "/proc",
                             "/proc/net",
                             "/proc/sys",
                             "/proc/fs",
                             "/sys",
                             "/sys/module",
                             "/sys/kernel",
                             "/sys/fs/bpf",
                             "/run",
                             "/boot",
                             "/mnt",
                             "/media"};

class DirectoryCheck {
 public:
  explicit DirectoryCheck(Context& context) : context_{context}, files_{context} {}

  SourceOutcome run(bool with_likely) {
    ListingWatch* watch = context_.host.listings();
    if (watch == nullptr) {
      add_problem(outcome_, Outcome::skipped, "listings of this host are not watched");
      return std::move(outcome_);
    }
    if (with_likely) list_likely();
    const auto faults = watch->take();
    if (!faults.empty() && wait_before_recheck(context_)) {
      confirm(*watch, faults);
    } else {
      // A buffer does not lie by chance; a link count may only be one of a moment ago.
      for (const auto& fault : faults)
        if (fault.buffer) write(fault, {}, 0);
    }
    report(watch->totals());
    files_.finish(outcome_);
    return std::move(outcome_);
  }

 private:
  void list_likely() {
    std::vector<Mount> mounts;
    if (const auto text = context_.host.read("/proc/self/mountinfo", kMountsLimit))
      mounts = parse_mounts(text->bytes);
    const MountHazards hazards{mounts};
    for (const char* folder : kLikely) {
      if (context_.stopping()) break;
      if (hazards.path_may_hang(folder))
        closed_.push_back(std::string{folder} + ": on a file system that may hang");
      else
        static_cast<void>(context_.host.list(folder));
    }
  }

  void confirm(ListingWatch& watch, const std::vector<ListingFault>& faults) {
    // Several collectors list the same folder and meet the same fault: it is asked about again and written
    // once.
    std::set<std::tuple<std::string, bool, std::vector<std::string>>> met;
    for (const auto& fault : faults) {
      auto names = fault.buffer ? fault.buffer->names : std::vector<std::string>{};
      if (!met.emplace(fault.path, fault.links.has_value(), std::move(names)).second) continue;
      const auto entries = context_.host.list(fault.path);
      const auto again = watch.take();
      const bool repeated = std::any_of(again.begin(), again.end(), [&](const ListingFault& other) {
        return other.links.has_value() == fault.links.has_value();
      });
      if (repeated || fault.buffer)
        write(fault, entries ? *entries : std::vector<DirectoryEntry>{}, repeated ? 1 : 0);
    }
  }

  void write(const ListingFault& fault, const std::vector<DirectoryEntry>& listed, unsigned rechecks) {
    Difference difference{"directory", fault.path, {"getdents64.buffer"}, {"getdents64.records"}, {}};
    std::vector<std::string> names;
    std::string_view kind = "link-count";
    if (fault.links) {
      difference.seen_by = {"stat.links"};
      difference.missing_from = {"getdents64.subfolders"};
      if (fault.links->links < fault.links->subfolders + 2)
        std::swap(difference.seen_by, difference.missing_from);
      difference.detail = std::to_string(fault.links->links) + " links, " +
                          std::to_string(fault.links->subfolders) + " sub-folders listed";
      ++link_differences_;
    } else {
      kind = name_of(fault.buffer->kind);
      difference.detail = std::to_string(fault.buffer->bytes) + " bytes at byte " +
                          std::to_string(fault.buffer->offset) +
                          " of the buffer that no honest listing leaves";
      // Records moved to the front leave a second copy of the last ones behind.
      for (const auto& name : fault.buffer->names)
        if (std::none_of(listed.begin(), listed.end(), [&](const auto& entry) { return entry.name == name; }))
          names.push_back(name);
      ++buffer_differences_;
    }
    RecordWriter record = files_.begin(difference, rechecks);
    record.put_bytes("file.path", fault.path);
    record.put("directory.fault", kind);
    if (!names.empty()) record.put_list("directory.slack_names", names);
    files_.add(std::move(record));
  }

  void report(const ListingTotals& totals) {
    if (totals.buffer_faults + totals.link_faults > ListingWatch::kMostKept)
      closed_.push_back("of " + std::to_string(totals.buffer_faults + totals.link_faults) +
                        " faults seen only the first were kept");
    files_.add(CrossCheck{"directory.buffer",
                          {"getdents64.records", "getdents64.buffer"},
                          closed_,
                          totals.folders,
                          buffer_differences_});
    files_.add(CrossCheck{"directory.links",
                          {"stat.links", "getdents64.subfolders"},
                          {},
                          totals.link_counts,
                          link_differences_});
  }

  Context& context_;
  CrossViewFiles files_;
  SourceOutcome outcome_;
  std::vector<std::string> closed_;
  std::uint64_t buffer_differences_ = 0, link_differences_ = 0;
};

}  // namespace

SourceOutcome collect_directory_views(Context& context) { return DirectoryCheck{context}.run(true); }

SourceOutcome collect_walk_views(Context& context) { return DirectoryCheck{context}.run(false); }

}  // namespace firsthour::collectors
