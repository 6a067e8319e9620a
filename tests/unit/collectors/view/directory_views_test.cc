// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/listing_watch.h"
#include "collectors/view/view.h"
#include "tests/support/altered_host.h"
#include "tests/support/made_root.h"
#include "tests/support/memory_collection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using tests::AlteredHost;
using tests::MadeRoot;
using tests::MemoryCollection;

struct Look {
  explicit Look(const std::string& root) : host{root} { wishes.recheck = std::chrono::milliseconds{0}; }
  void take(SourceOutcome (*collect)(Context&)) {
    Context context{.host = host, .out = out, .deadline = {}, .wishes = &wishes};
    EXPECT_EQ(collect(context).outcome, Outcome::complete);
  }
  AlteredHost host;
  MemoryCollection out;
  Wishes wishes;
};

TEST(DirectoryViews, SaysHowMuchWasComparedAndThatNothingDiffers) {
  const MadeRoot root;
  root.folder("/etc/cron.d");
  root.folder("/usr/bin");
  Look look{root.path()};
  look.take(collect_directory_views);
  EXPECT_TRUE(look.out.records("host.cross_view").empty());
  const auto checks = look.out.records("host.cross_check");
  ASSERT_EQ(checks.size(), 2u);
  EXPECT_EQ(checks[0]["cross_check.name"], "directory.buffer");
  EXPECT_GE(checks[0]["cross_check.compared"], 5);
}

TEST(DirectoryViews, AFaultOfABufferIsARecordWithTheNameThatWasLeft) {
  const MadeRoot root;
  root.folder("/srv");
  Look look{root.path()};
  look.host.listings()->add("/srv", {{BufferFaultKind::record_length, 24, 32, {"hidden_door"}}},
                            std::nullopt);
  look.take(collect_walk_views);
  const auto views = look.out.records("host.cross_view");
  ASSERT_EQ(views.size(), 1u);
  EXPECT_EQ(views[0]["cross_view.subject"], "directory");
  EXPECT_EQ(views[0]["file.path"], "/srv");
  EXPECT_EQ(views[0]["directory.fault"], "record-length");
  EXPECT_EQ(views[0]["directory.slack_names"], Json::parse(R"(["hidden_door"])"));
}

TEST(DirectoryViews, ASecondCopyOfAListedNameIsNotCalledHidden) {
  const MadeRoot root;
  root.file("/srv/open", "");
  Look look{root.path()};
  look.host.listings()->add("/srv", {{BufferFaultKind::bytes_after_end, 24, 32, {"open"}}}, std::nullopt);
  look.take(collect_walk_views);
  const auto views = look.out.records("host.cross_view");
  ASSERT_EQ(views.size(), 1u);
  EXPECT_FALSE(views[0].contains("directory.slack_names"));
}

TEST(DirectoryViews, ALinkCountThatFitsAtTheSecondLookIsNone) {
  const MadeRoot root;
  root.folder("/srv/one");
  Look look{root.path()};
  look.host.listings()->add("/srv", {}, LinkCount{4, 1});
  look.take(collect_walk_views);
  EXPECT_TRUE(look.out.records("host.cross_view").empty());
}

}  // namespace
}  // namespace firsthour::collectors
