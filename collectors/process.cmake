# SPDX-License-Identifier: Apache-2.0
# The host interface, processes, accounts, and the system itself.
target_sources(collectors_objects PRIVATE
  collector.cc
  account/authorized_key.cc
  account/authorized_keys.cc
  account/login_record.cc
  account/logins.cc
  account/passwd.cc
  account/sshd_config.cc
  account/users.cc
  host/directory.cc
  host/lookup.cc
  host/open_file.cc
  host/patient_read.cc
  host/posix_host.cc
  host/status.cc
  process/command_line.cc
  process/containers.cc
  process/control_group.cc
  process/deleted_executables.cc
  process/descriptor_link.cc
  process/executable.cc
  process/memory_map.cc
  process/namespaces.cc
  process/open_files.cc
  process/pass.cc
  process/process_facts.cc
  process/process_record.cc
  process/process_table.cc
  process/processes.cc
  process/stat.cc
  process/status.cc
  system/clocks.cc
  system/identity.cc
  system/mount_hazards.cc
  system/mounts.cc
  system/os_release.cc)
