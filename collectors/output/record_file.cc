// SPDX-License-Identifier: Apache-2.0
#include "collectors/output/record_file.h"

#include "collectors/files/taken_files.h"

#include <span>
#include <utility>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kInMemory = 1 << 20;
constexpr std::uint64_t kKernelFileLimit = 64 << 20;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span{text.data(), text.size()});
}

Outcome outcome_of(Errc code) {
  switch (code) {
    case Errc::denied:
      return Outcome::denied;
    case Errc::timed_out:
      return Outcome::timed_out;
    default:
      return Outcome::failed;
  }
}

// The rest of a long text, from where the first piece ended.
Result<std::uint64_t> stream_text(Context& context, std::string_view path, ItemStream& into) {
  const auto file = context.host.open(path);
  if (!file) return tl::unexpected{file.error()};
  std::vector<std::byte> buffer(256 * 1024);
  std::uint64_t offset = 0;
  while (offset < kKernelFileLimit && !context.stopping()) {
    const auto got = (*file)->read_at(offset, buffer);
    if (!got) return tl::unexpected{got.error()};
    if (*got == 0) return offset;
    if (auto written = into.write(std::span{buffer}.first(*got)); !written)
      return tl::unexpected{written.error()};
    offset += *got;
  }
  return fail(Errc::no_space, context.stopping() ? "stopped" : "longer than 64 MiB");
}

}  // namespace

void add_problem(SourceOutcome& outcome, Outcome kind, std::string_view reason) {
  if (outcome.outcome == Outcome::complete) outcome.outcome = kind;
  if (outcome.reason.size() > 2000 || outcome.reason.find(reason) != std::string::npos) return;
  if (!outcome.reason.empty()) outcome.reason += "; ";
  outcome.reason += reason;
}

RecordFile::RecordFile(Context& context, std::string_view kind)
    : context_{context}, kind_{kind}, started_{context.host.now()} {}

Item RecordFile::item() const {
  Item item;
  item.kind = "records";
  item.source = kind_;
  item.path = kind_;
  item.started = started_;
  item.finished = context_.host.now();
  return item;
}

void RecordFile::add(RecordWriter record) {
  lines_ += std::move(record).line();
  ++records_;
  if (lines_.size() >= kInMemory) flush();
}

void RecordFile::flush() {
  if (!failure_.empty()) return;
  if (!stream_) stream_ = context_.out.open(item());
  bytes_ += lines_.size();
  if (auto written = stream_->write(bytes_of(lines_)); !written) failure_ = written.error().what;
  lines_.clear();
}

void RecordFile::finish(SourceOutcome& outcome) {
  if (stream_) {
    flush();
    auto done = stream_->finish(outcome.outcome, outcome.reason);
    if (!done && failure_.empty()) failure_ = done.error().what;
  } else {
    auto whole = item();
    whole.outcome = outcome.outcome;
    whole.reason = outcome.reason;
    bytes_ += lines_.size();
    if (auto added = context_.out.add(std::move(whole), bytes_of(lines_)); !added)
      failure_ = added.error().what;
  }
  outcome.records += records_;
  outcome.bytes += bytes_;
  ++outcome.items;
  if (!failure_.empty()) {
    outcome.outcome = Outcome::failed;
    outcome.reason = "cannot write records: " + failure_;
  }
}

void add_kernel_file(Context& context, std::string_view source, std::string_view path,
                     SourceOutcome& outcome) {
  if (context.taken != nullptr && !context.taken->is_new_kernel_file(path)) return;
  Item item;
  item.kind = "kernel-file";
  item.source = source;
  item.path = path;
  item.started = context.host.now();
  const auto text = context.host.read(path, kInMemory);
  item.finished = context.host.now();
  if (!text) {
    if (text.error().code == Errc::not_found) return;
    item.outcome = outcome_of(text.error().code);
    item.reason = text.error().what;
    if (auto noted = context.out.note(std::move(item)); !noted)
      add_problem(outcome, Outcome::failed, noted.error().what);
    return;
  }
  ++outcome.items;
  if (!text->cut) {
    outcome.bytes += text->bytes.size();
    if (auto added = context.out.add(std::move(item), bytes_of(text->bytes)); !added)
      add_problem(outcome, Outcome::failed, added.error().what);
    return;
  }
  const auto stream = context.out.open(std::move(item));
  const auto streamed = stream_text(context, path, *stream);
  outcome.bytes += streamed.value_or(0);
  auto done = streamed ? stream->finish(Outcome::complete, {})
                       : stream->finish(Outcome::partial, streamed.error().what);
  if (!done) add_problem(outcome, Outcome::failed, done.error().what);
}

}  // namespace firsthour::collectors
