// SPDX-License-Identifier: Apache-2.0
#include "collectors/container/docker_resource.h"

#include "casefile/json.h"
#include "collectors/container/json_value.h"

namespace firsthour::collectors {
namespace {

constexpr std::size_t kMostSubnets = 64;

// Lists of pools are JSON inside a string of JSON.
void add_subnets(const Json& network, const char* member, std::vector<std::string>& subnets) {
  const auto list = parse_json(text_at(network, {member}));
  if (!list || !list->is_array()) return;
  for (const Json& each : *list) {
    auto pool = text_at(each, {"PreferredPool"});
    if (!pool.empty() && subnets.size() < kMostSubnets) subnets.push_back(std::move(pool));
  }
}

}  // namespace

Result<DockerResource> parse_docker_network(std::string_view value) {
  const auto begin = value.find('{');
  if (begin == std::string_view::npos) return fail(Errc::malformed, "no network of Docker");
  const auto json = parse_json(value.substr(begin));
  if (!json || !json->is_object()) return fail(Errc::malformed, "no network of Docker");
  DockerResource network;
  network.kind = "network";
  network.id = text_at(*json, {"id"});
  network.name = text_at(*json, {"name"});
  network.driver = text_at(*json, {"networkType"});
  network.internal = flag_at(*json, {"internal"});
  network.created = time_at(*json, {"created"});
  add_subnets(*json, "ipamV4Config", network.subnets);
  add_subnets(*json, "ipamV6Config", network.subnets);
  if (network.id.empty()) return fail(Errc::malformed, "a network of Docker without an ID");
  return network;
}

Result<DockerResource> parse_docker_volume(std::string_view text) {
  const auto json = parse_json(text);
  if (!json || !json->is_object()) return fail(Errc::malformed, "no options of a volume");
  DockerResource volume;
  volume.kind = "volume";
  volume.driver = text_at(*json, {"MountType"});
  volume.device = text_at(*json, {"MountDevice"});
  volume.options = text_at(*json, {"MountOpts"});
  return volume;
}

}  // namespace firsthour::collectors
