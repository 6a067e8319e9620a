// SPDX-License-Identifier: Apache-2.0
#include "cli/listening.h"

#include "casefile/json.h"
#include "casefile/wire.h"
#include "cli/messages.h"
#include "cli/stop.h"

namespace firsthour::cli {

bool is_listening(std::string_view name) { return name.starts_with("listen://"); }

Try<std::unique_ptr<ByteSource>> open_collection_of(const Invocation& call,
                                                    const CollectionFiles& collection) {
  if (!is_listening(collection.name)) return open_collection(collection);
  const auto address = parse_wire_address(collection.name);
  if (!address) return give_up(Failure{address.error()});
  const auto code = new_wire_code();
  if (!code) return give_up(Failure{code.error()});
  auto source = WireSource::listen(**address, wire_code_from(*code).value(), stop_asked);
  if (!source) return give_up(Failure{source.error()});
  call.terminal.say(say::listening, collection.name, (*address)->port, *code);
  call.terminal.emit(Json{{"type", "listening"}, {"address", collection.name}, {"code", *code}});
  return std::unique_ptr<ByteSource>{std::move(*source)};
}

}  // namespace firsthour::cli
