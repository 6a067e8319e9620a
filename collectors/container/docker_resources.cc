// SPDX-License-Identifier: Apache-2.0
// host.container_resource: what containers of Docker are joined by and keep their data in.
#include "casefile/mask_secrets.h"
#include "collectors/container/bolt_file.h"
#include "collectors/container/docker_resource.h"
#include "collectors/container/engine_files.h"
#include "collectors/output/record_file.h"
#include "collectors/process/process.h"

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLargestText = 1 << 20;
constexpr std::string_view kNetworks = "docker/network/v1.0/network/";

void write(RecordFile& file, const DockerResource& resource, const std::string& path) {
  RecordWriter record{"host.container_resource"};
  const auto put = [&](std::string_view key, const std::string& text) {
    if (!text.empty()) record.put_bytes(key, text);
  };
  put("container_resource.kind", resource.kind);
  put("container_resource.name", resource.name);
  put("container_resource.id", resource.id);
  put("container_resource.driver", resource.driver);
  put("container_resource.device", mask_secrets(resource.device));
  put("container_resource.options", mask_secrets(resource.options));
  if (!resource.subnets.empty()) record.put_list("container_resource.subnets", resource.subnets);
  record.put("container_resource.internal", resource.internal);
  record.put("container_resource.created", resource.created);
  put("file.path", path);
  file.add(std::move(record));
}

void read_networks(Context& context, RecordFile& file, const std::string& root, SourceOutcome& outcome) {
  const auto path = root + "/network/files/local-kv.db";
  const auto database = context.host.open(path);
  if (!database) {
    if (database.error().code != Errc::not_found)
      add_problem(outcome, Outcome::partial, database.error().what);
    return;
  }
  const auto read = read_bolt_file(**database, [&](std::span<const std::string>, std::string_view key,
                                                   std::string_view value) {
    const auto network = key.starts_with(kNetworks) ? parse_docker_network(value) : fail(Errc::not_found, "");
    if (network) write(file, *network, path);
    return !context.stopping();
  });
  if (!read || !read->empty())
    add_problem(outcome, Outcome::partial, path + ": " + (read ? *read : read.error().what));
}

void read_volumes(Context& context, RecordFile& file, const std::string& root, SourceOutcome& outcome) {
  const auto folder = root + "/volumes";
  const auto volumes = context.host.list(folder);
  if (!volumes) {
    if (volumes.error().code != Errc::not_found) add_problem(outcome, Outcome::partial, volumes.error().what);
    return;
  }
  for (const auto& entry : *volumes) {
    const auto path = folder + '/' + entry.name;
    const auto status = context.host.status(path, false);
    if (!status || !status->is_directory() || context.stopping()) continue;
    DockerResource volume;
    if (const auto text = context.host.read(path + "/opts.json", kLargestText))
      if (auto options = parse_docker_volume(text->bytes)) volume = std::move(*options);
    volume.kind = "volume";
    volume.name = entry.name;
    write(file, volume, path);
  }
}

}  // namespace

SourceOutcome collect_container_resources(Context& context) {
  SourceOutcome outcome;
  RecordFile file{context, "host.container_resource"};
  for (const auto& root : docker_roots(context.host, context.processes)) {
    read_networks(context, file, root, outcome);
    read_volumes(context, file, root, outcome);
  }
  file.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
