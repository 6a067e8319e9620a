// SPDX-License-Identifier: Apache-2.0
#include "collectors/main_sources.h"

#include "casefile/collection_writer.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <memory>
#include <optional>

namespace firsthour::collectors {
namespace {

using namespace std::chrono_literals;

// One for the whole program: a thread that was given up looks at it until the end.
Care& care() {
  static Care one;
  return one;
}

std::atomic<bool> never{false};

void hang() {
  const Care::Call call{&care(), "/mnt/dead/etc/passwd"};
  never.wait(false);
}

class Hanging final : public ByteSource {
 public:
  Result<std::size_t> read(std::span<std::byte>) override {
    hang();
    return 0;
  }
};

Item item_called(std::string_view path) {
  Item item;
  item.kind = "file";
  item.source = "test";
  item.path = path;
  return item;
}

SourceOutcome good(Context& context) {
  SourceOutcome outcome;
  if (auto noted = context.out.note(item_called("/good")); !noted) outcome.outcome = Outcome::failed;
  return outcome;
}
SourceOutcome hangs_while_listing(Context&) {
  hang();
  return {};
}
SourceOutcome hangs_with_a_stream_open(Context& context) {
  const auto stream = context.out.open(item_called("/half"));
  static_cast<void>(stream->write(std::as_bytes(std::span{std::string_view{"what was read until then"}})));
  hang();
  return {};
}
SourceOutcome hangs_with_the_writer(Context& context) {
  Hanging source;
  static_cast<void>(context.out.add(item_called("/big"), source, 1 << 20));
  return {};
}

constexpr Collector kFirst{"test.first", "host", 1, Profile::quick, "", good};
constexpr Collector kListing{"test.listing", "host", 2, Profile::quick, "", hangs_while_listing};
constexpr Collector kStream{"test.stream", "host", 2, Profile::quick, "", hangs_with_a_stream_open};
constexpr Collector kWriter{"test.writer", "host", 2, Profile::quick, "", hangs_with_the_writer};
constexpr Collector kLast{"test.last", "files", 7, Profile::quick, "", good};

// Kept in memory, and never freed where a thread hangs in it.
class Sink final : public ByteSink {
 public:
  Result<> write(std::span<const std::byte> data) override {
    text.append(reinterpret_cast<const char*>(data.data()), data.size());
    return {};
  }
  std::string text;
};

struct Setting {
  tests::MadeRoot root;
  tests::HostRun host{root.path()};
  Sink sink;
  std::unique_ptr<CollectionWriter> writer = CollectionWriter::start(sink, {"test", false}, "{}").value();
  std::unique_ptr<Output> output = Output::open({root.at("/out"), 0}).value();
  Talk talk{"test"};
  std::atomic<bool> stop{false};
  Context context{.host = *host.host, .out = *writer, .deadline = {}, .stop = &stop};
  OutcomeFacts outcome;

  bool run(std::initializer_list<const Collector*> sources) {
    SourceRuns runs{{care(), *output, talk, {}, 5min, 5min, {}, 1s}};
    runs.run(std::vector<const Collector*>{sources}, context, outcome);
    return runs.cut_short();
  }
};

TEST(SourceRuns, ASourceThatHangsIsGivenUpAndTheOthersCome) {
  auto& setting = *new Setting;
  EXPECT_FALSE(setting.run({&kFirst, &kListing, &kLast}));
  ASSERT_EQ(setting.outcome.sources.size(), 3U);
  EXPECT_EQ(setting.outcome.sources[0].outcome.outcome, Outcome::complete);
  EXPECT_EQ(setting.outcome.sources[1].outcome.outcome, Outcome::timed_out);
  EXPECT_NE(setting.outcome.sources[1].outcome.reason.find("/mnt/dead/etc/passwd: no answer"),
            std::string::npos);
  EXPECT_EQ(setting.outcome.sources[2].outcome.outcome, Outcome::complete);
  EXPECT_TRUE(setting.writer->finish("{}"));
}

TEST(SourceRuns, AnItemLeftHalfReadStandsAsTimedOut) {
  auto& setting = *new Setting;
  EXPECT_FALSE(setting.run({&kStream, &kLast}));
  ASSERT_TRUE(setting.writer->finish("{}")) << "an open stream would refuse";
  EXPECT_NE(setting.sink.text.find("\"outcome\":\"timed-out\""), std::string::npos);
  EXPECT_NE(setting.sink.text.find("what was read until then"), std::string::npos);
}

TEST(SourceRuns, AHangThatHoldsTheWriterCutsTheCollection) {
  auto& setting = *new Setting;
  EXPECT_TRUE(setting.run({&kFirst, &kWriter, &kLast}));
  ASSERT_EQ(setting.outcome.sources.size(), 2U);
  EXPECT_EQ(setting.outcome.sources[1].outcome.outcome, Outcome::timed_out);
  EXPECT_EQ(setting.outcome.not_run, std::vector<std::string>{"test.last"});
}

}  // namespace
}  // namespace firsthour::collectors
