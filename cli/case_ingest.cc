// SPDX-License-Identifier: Apache-2.0
// firsthour case ingest: a collection into a case, every byte verified.
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/decryption.h"
#include "cli/digest_option.h"
#include "cli/listening.h"
#include "cli/messages.h"
#include "cli/split_parts.h"
#include "cli/stop.h"
#include "cli/taking_in.h"
#include "cli/taking_in_bag.h"
#include "cli/taking_in_capture.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"expect",
           "DIGEST",
           {"the digest on paper, SHA-256 or SM3: compared, and the answer recorded",
            "纸面上的摘要（SHA-256 或 SM3）：比对并记录结果"}},
    kIdentityOption,
    kPassphraseFileOption,
    kDigestOption,
    kKeyOption,
    kNationalKeyOption,
};

Try<Exit> run(const Invocation& call) {
  const auto& words = call.said.words;
  if (words.size() == 2 && is_folder(words[1]))
    return looks_like_capture_ring(words[1]) ? take_in_capture(call, words[1]) : take_in_bag(call, words[1]);
  const auto collections = collections_named({words.begin() + 1, words.end()});
  if (!collections) return give_up(collections.error());
  if (collections->size() > 1 && call.said.has("expect"))
    return give_up(Exit::usage, "--expect is of one collection, and several were named");
  const auto keys = keys_for_reading(call);
  if (!keys) return give_up(keys.error());
  const auto digests = asked_digests(call);
  if (!digests) return give_up(digests.error());
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  CaseWriter& the_case = **opened;
  Exit exit = Exit::done;
  std::uint64_t items = 0, bytes = 0;
  for (const CollectionFiles& collection : *collections) {
    if (stop_asked()) break;
    if (collections->size() > 1) call.terminal.say(say::taking_file, collection.name);
    IngestOptions options;
    options.expect = call.said.value("expect").value_or("");
    options.keys = &*keys;
    options.source = collection.name;
    options.digests = *digests;
    const auto source = open_collection_of(call, collection);
    if (!source) {
      if (auto closed = close_case(the_case, exit); !closed) return closed;
      return give_up(source.error());
    }
    const auto result = take_in(call, the_case, **source, std::move(options));
    if (!result) {
      if (auto closed = close_case(the_case, exit); !closed) return closed;
      return give_up(result.error());
    }
    exit = weightier(exit, tell_of(call, *result));
    items += result->items;
    bytes += result->bytes;
  }
  if (auto closed = close_case(the_case, exit); !closed) return closed;
  call.terminal.emit(
      Json{{"type", "summary"}, {"items", items}, {"bytes", bytes}, {"exit", static_cast<int>(exit)}});
  return stop_asked() ? Exit::interrupted : exit;
}

}  // namespace

constinit const CommandBody case_ingest_command{kOptions, run};

}  // namespace firsthour::cli
