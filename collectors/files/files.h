// SPDX-License-Identifier: Apache-2.0
// The collectors of files: each takes the entries of the plan whose family is its own. Content becomes items
// named by the definition; walks become host.file records.
#pragma once

#include "collectors/collector.h"

namespace firsthour::collectors {

[[nodiscard]] SourceOutcome collect_persistence_files(Context& context);
[[nodiscard]] SourceOutcome collect_account_files(Context& context);
[[nodiscard]] SourceOutcome collect_package_files(Context& context);
[[nodiscard]] SourceOutcome collect_history_files(Context& context);
[[nodiscard]] SourceOutcome collect_web_files(Context& context);
[[nodiscard]] SourceOutcome collect_temporary_files(Context& context);
[[nodiscard]] SourceOutcome collect_log_files(Context& context);
// What services and security products were told: families `configuration` and `security`.
[[nodiscard]] SourceOutcome collect_configuration_files(Context& context);
// Families `container` (and virtual machines) and `cloud`.
[[nodiscard]] SourceOutcome collect_container_files(Context& context);
// What programs of people remember: families `application` and `browser`.
[[nodiscard]] SourceOutcome collect_application_files(Context& context);
// Configuration and logs that running processes name in their arguments, keep open, or have beside their
// program: items "configuration.service" and "log.service".
[[nodiscard]] SourceOutcome collect_service_files(Context& context);
// What further definitions (--plan) ask for, of families that are not ours.
[[nodiscard]] SourceOutcome collect_other_files(Context& context);
// host.file records of SUID, SGID and capability files, with digests and package.
[[nodiscard]] SourceOutcome collect_privileged_files(Context& context);
// host.file records of the bodyfile roots, with digests of executables.
[[nodiscard]] SourceOutcome collect_bodyfile(Context& context);

}  // namespace firsthour::collectors
