// SPDX-License-Identifier: Apache-2.0
// A bag becomes a collection on the way: a thread writes one into a pipe from which the case takes it in, so
// that a foreign bag gets what every collection gets (verification, events, a stop that loses nothing).
#include "casefile/bag.h"
#include "casefile/collection_writer.h"
#include "casefile/encoding.h"
#include "casefile/json.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>

namespace firsthour {
namespace {

constexpr std::uint64_t kSmall = 64 << 10;  // such files share a segment

// A file of the bag that gives an error instead of its end when it is not what was read before.
class UnchangedSource final : public ByteSource {
 public:
  UnchangedSource(int fd, const Sha256& expected, const std::atomic<bool>& stop)
      : source_{source_from_fd(fd)}, expected_{expected}, stop_{stop} {}
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override {
    if (stop_) return fail(Errc::interrupted, "stopped");
    auto got = source_->read(into);
    if (got && *got > 0) hasher_.update(into.first(*got));
    if (got && *got == 0 && hasher_.clone().finish() != expected_)
      return fail(Errc::tampered, "changed since it was verified");
    return got;
  }

 private:
  std::unique_ptr<ByteSource> source_;
  Sha256 expected_;
  const std::atomic<bool>& stop_;
  Hasher hasher_{Algorithm::sha256};
};

// What to say of the bag as a whole: the collection's outline.
std::string outline_of(const std::string& folder, const Bag& bag, Instant now) {
  Json tags = Json::object(), info = Json::array();
  for (const auto& [name, digest] : bag.tag_files) tags[display_utf8(name)] = digest.hex();
  for (const auto& [label, value] : bag.info) info.push_back({display_utf8(label), display_utf8(value)});
  return canonical(Json{{"time", rfc3339(now)},
                        {"bag",
                         {{"folder", display_utf8(folder)},
                          {"version", bag.version},
                          {"encoding", display_utf8(bag.encoding)},
                          {"info", info},
                          {"tag_files", tags},
                          {"warnings", bag.warnings}}}});
}

// The writing half. Its problems are the caller's to read once the thread has ended.
class BagWriting {
 public:
  BagWriting(const std::string& path, const Bag& bag, int into)
      : path_{path}, bag_{bag}, sink_{sink_to_fd(into)} {}

  void run() {
    // A reader that gave up is an error of write(2), not the end of the program.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    if (auto written = write(); !written && written.error().code != Errc::interrupted)
      problems_.push_back(written.error().what);
    sink_.reset();
  }
  // The file that is being read ends here; what came before is good.
  void stop() { stop_ = true; }
  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }

 private:
  Result<> write() {
    Descriptor folder{::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder) return fail_errno("cannot open " + path_);
    const Instant now = SystemClock{}.now();
    auto writer =
        CollectionWriter::start(*sink_, {"bag-" + compact_utc(now), false}, outline_of(path_, bag_, now));
    if (!writer) return tl::unexpected{writer.error()};
    for (const BagFile& file : bag_.files) {
      if (stop_) return fail(Errc::interrupted, "stopped");
      if (auto added = add(**writer, folder.get(), file); !added) return added;
    }
    const auto finished = (*writer)->finish(canonical(Json{{"complete", problems_.empty()}}));
    if (!finished) return tl::unexpected{finished.error()};
    return {};
  }

  Result<> add(CollectionWriter& writer, int folder, const BagFile& file) {
    Item item;
    item.kind = "file";
    item.source = "bag";
    item.path = file.name;
    // Made anew from the bytes that are taken in: those of the manifests, when the file has not changed.
    for (const auto& [name, digest] : file.digests)
      if (name != "sha256") item.digests[name] = "";
    item.started = item.finished = SystemClock{}.now();
    auto opened = open_below(folder, file.name);
    if (!opened) return note(writer, std::move(item), opened.error().what);
    struct stat facts {};
    if (::fstat(opened->get(), &facts) != 0 || static_cast<std::uint64_t>(facts.st_size) != file.size)
      return note(writer, std::move(item), "its size changed since it was verified");
    item.file = FileFacts{};
    item.file->mode = facts.st_mode;
    item.file->size = file.size;
    item.file->links = facts.st_nlink;
    item.file->inode = facts.st_ino;
    item.file->device = facts.st_dev;
    item.file->uid = facts.st_uid;
    item.file->gid = facts.st_gid;
    item.file->modified = Instant::from_seconds(facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec);
    UnchangedSource source{opened->release(), file.sha256, stop_};
    if (file.size > kSmall) return add_large(writer, std::move(item), source, file);
    const auto content = read_all(source, kSmall);
    if (!content && content.error().code == Errc::interrupted) return tl::unexpected{content.error()};
    if (!content) return note(writer, std::move(item), content.error().what);
    return writer.add(std::move(item), as_bytes(*content));
  }

  Result<> add_large(CollectionWriter& writer, Item item, UnchangedSource& source, const BagFile& file) {
    if (auto added = writer.add(std::move(item), source, file.size); !added) return added;
    // The writer stops at the size it was promised; the judgement stands at the end.
    std::byte one{};
    const auto end = source.read({&one, 1});
    if (!end && end.error().code == Errc::interrupted) return tl::unexpected{end.error()};
    if (!end || *end != 0)
      problems_.push_back(escape_for_terminal(file.name) + ": changed since it was verified");
    return {};
  }

  Result<> note(CollectionWriter& writer, Item item, const std::string& why) {
    problems_.push_back(escape_for_terminal(item.path) + ": " + why);
    item.outcome = Outcome::failed;
    item.reason = why;
    return writer.note(std::move(item));
  }

  const std::string& path_;
  const Bag& bag_;
  std::unique_ptr<ByteSink> sink_;
  std::vector<std::string> problems_;
  std::atomic<bool> stop_{false};
};

}  // namespace

Result<IngestResult> ingest_bag(CaseWriter& into, const std::string& folder, const Bag& bag,
                                IngestOptions options) {
  if (!bag.problems.empty()) return fail(Errc::usage, "a bag with problems is not taken in");
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("cannot make a pipe");
  auto source = source_from_fd(ends[0]);
  BagWriting writing{folder, bag, ends[1]};
  // A stop ends the source, not the ingest: what came is made durable and recorded.
  options.progress = [&writing, progress = std::move(options.progress)](std::uint64_t items,
                                                                        std::uint64_t bytes) {
    if (progress && !progress(items, bytes)) writing.stop();
    return true;
  };
  std::thread thread{[&] { writing.run(); }};
  auto result = into.ingest(*source, options);
  source.reset();  // a writer that still writes gets an error
  thread.join();
  if (!result) return result;
  if (!writing.problems().empty()) result->tampered = true;
  result->problems.insert(result->problems.end(), writing.problems().begin(), writing.problems().end());
  return result;
}

}  // namespace firsthour
