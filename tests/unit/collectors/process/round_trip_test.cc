// SPDX-License-Identifier: Apache-2.0
// What the collectors write is a collection that reads back whole.
#include "casefile/bytes.h"
#include "casefile/collection_reader.h"
#include "casefile/collection_writer.h"
#include "casefile/encoding.h"
#include "collectors/account/account.h"
#include "collectors/process/process.h"
#include "collectors/process/process_table.h"
#include "collectors/system/system.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace firsthour::collectors {
namespace {

class Counting final : public CollectionHandler {
 public:
  Result<> outline(std::string_view) override { return {}; }
  Result<> content_begin(std::string_view, std::uint64_t) override { return {}; }
  Result<> content_bytes(std::span<const std::byte>) override { return {}; }
  Result<> content_end(std::string_view, const Sha256&) override { return {}; }
  Result<> item(const Item& item) override {
    ++kinds[item.kind];
    if (item.kind == "records") records.insert(item.path);
    return {};
  }
  Result<> outcome(std::string_view) override { return {}; }
  std::map<std::string, int> kinds;
  std::set<std::string> records;
};

TEST(RoundTrip, TheVolatileSetOfThisMachine) {
  const auto host = open_host("/").value();
  std::string bytes;
  StringSink sink{bytes};
  const auto writer = CollectionWriter::start(sink, {.name = "test", .compress = false}, "{}").value();
  ProcessTable table;
  Context context{.host = *host,
                  .out = *writer,
                  .profile = Profile::quick,
                  .plan = nullptr,
                  .processes = &table,
                  .packages = nullptr,
                  .budget = 1 << 20,
                  .deadline = {},
                  .stop = nullptr};
  std::uint64_t items = 0;
  for (auto* collect :
       {collect_identity, collect_clocks, collect_processes, collect_open_files, collect_namespaces,
        collect_containers, collect_mounts, collect_users, collect_logins, collect_authorized_keys})
    items += collect(context).items;
  ASSERT_TRUE(writer->finish("{}"));

  Counting read;
  MemorySource source{as_bytes(bytes)};
  const auto reading = read_collection(source, read);
  ASSERT_TRUE(reading) << reading.error().what;
  EXPECT_EQ(reading->end, CollectionEnd::whole);
  EXPECT_TRUE(reading->problems.empty());
  EXPECT_EQ(reading->items, items) << "what the collectors say they wrote";
  for (const char* kind :
       {"host.identity", "host.clock", "host.process", "host.open_file", "host.namespace", "host.container",
        "host.mount", "host.user", "host.group", "host.login", "host.authorized_key"})
    EXPECT_TRUE(read.records.contains(kind)) << kind;
  EXPECT_GT(read.kinds["kernel-file"], 0);
}

}  // namespace
}  // namespace firsthour::collectors
