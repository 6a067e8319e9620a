// SPDX-License-Identifier: Apache-2.0
// JSON of others: Docker's files, OCI specifications, lists of containers-storage, cloud-init's instance
// data, answers of an engine.
#include "collectors/container/docker_container.h"
#include "collectors/container/docker_resource.h"
#include "collectors/container/engine_socket.h"
#include "collectors/container/oci_container.h"
#include "collectors/system/cloud_identity.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::collectors;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto container = parse_docker_container(text, text); container && container->id.empty())
    std::abort();
  static_cast<void>(parse_oci_container(text));
  if (const auto list = parse_storage_containers(text))
    for (const KnownContainer& each : *list)
      if (each.id.empty()) std::abort();
  if (const auto answer = parse_engine_answer(text, "docker"))
    for (const KnownContainer& each : *answer)
      if (each.id.empty()) std::abort();
  if (const auto network = parse_docker_network(text); network && network->id.empty()) std::abort();
  static_cast<void>(parse_docker_volume(text));
  CloudIdentity cloud;
  add_instance_data(text, cloud);
  return 0;
}
