# SPDX-License-Identifier: Apache-2.0
# Files, their definitions and package index, the output, and the programs.

# The compiler of definitions: `firsthour` and the build only.
# Has the plan's reader, too, to check what it made: firsthour links no collector.
add_library(artifact_compiler STATIC artifacts/compile_plan.cc artifacts/plan.cc)
target_include_directories(artifact_compiler PUBLIC ${PROJECT_SOURCE_DIR})
target_link_libraries(artifact_compiler PUBLIC casefile PRIVATE casefile_yaml library_yaml house_rules)

add_executable(compile_plan artifacts/compile_plan_main.cc)
target_link_libraries(compile_plan PRIVATE artifact_compiler house_rules)
set_target_properties(compile_plan PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}")

set(definitions
  artifacts/account.yaml
  artifacts/application.yaml
  artifacts/browser.yaml
  artifacts/cloud.yaml
  artifacts/configuration.yaml
  artifacts/container.yaml
  artifacts/history.yaml
  artifacts/log.yaml
  artifacts/package.yaml
  artifacts/persistence.yaml
  artifacts/security.yaml
  artifacts/temporary.yaml
  artifacts/walk.yaml
  artifacts/web.yaml)
set(plan_source ${CMAKE_CURRENT_BINARY_DIR}/builtin_plan.cc)
add_custom_command(
  OUTPUT ${plan_source} ${CMAKE_CURRENT_BINARY_DIR}/plan.json
  COMMAND compile_plan ${CMAKE_CURRENT_BINARY_DIR}/plan.json ${plan_source} ${CMAKE_CURRENT_SOURCE_DIR}/artifacts
  DEPENDS compile_plan ${definitions}
  COMMENT "Compiling the artifact definitions"
  VERBATIM)

target_sources(collectors_objects PRIVATE
  ${plan_source}
  artifacts/plan.cc
  collectors.cc
  container/bolt_file.cc
  container/containers.cc
  container/docker_container.cc
  container/docker_resource.cc
  container/docker_resources.cc
  container/engine_files.cc
  container/engine_socket.cc
  container/json_value.cc
  container/oci_container.cc
  container/virtual_machine.cc
  container/virtual_machines.cc
  container/xml_reader.cc
  files/file_records.cc
  files/file_source.cc
  files/file_taker.cc
  files/files.cc
  files/find.cc
  files/local_users.cc
  files/mount_guard.cc
  files/history_setting.cc
  files/named_histories.cc
  files/service_files.cc
  files/service_paths.cc
  files/web_roots.cc
  package/berkeley_hash.cc
  package/dpkg_database.cc
  package/ndb_packages.cc
  package/other_databases.cc
  package/pacman_mtree.cc
  package/package_files.cc
  package/package_index.cc
  package/packages.cc
  package/rpm_database.cc
  package/rpm_header.cc
  package/sqlite_table.cc)
# Where one may write: also asked by `firsthour`, which links no collector.
add_library(output_place STATIC output/output_place.cc system/mount_table.cc)
target_include_directories(output_place PUBLIC ${PROJECT_SOURCE_DIR})
target_link_libraries(output_place PUBLIC tl::expected PRIVATE house_rules)
target_link_libraries(collectors_objects PUBLIC output_place)

target_sources(collectors_objects PRIVATE
  output/record_file.cc)

# What rotated logs and package digests are compressed with; zstd comes with the case files.
target_sources(collectors_objects PRIVATE compressed/expanded_source.cc)
if(FIRSTHOUR_STATIC_COLLECTORS)
  target_link_libraries(collectors_objects PUBLIC static_z static_lzma)
else()
  target_link_libraries(collectors_objects PUBLIC ZLIB::ZLIB PkgConfig::lzma)
endif()

# The programs. Fully static: nothing of a suspected host is loaded.
add_library(collector_program STATIC
  main_documents.cc
  main_guardian.cc
  main_options.cc
  main_place.cc
  main_process.cc
  main_run.cc
  main_recipients.cc
  main_selection.cc
  main_sources.cc
  main_talk.cc)
target_compile_definitions(collector_program PRIVATE FIRSTHOUR_VERSION="${PROJECT_VERSION}")
target_link_libraries(collector_program PUBLIC collectors_objects casefile_static PRIVATE house_rules)
if(FIRSTHOUR_STATIC_COLLECTORS)
  target_link_libraries(collector_program PRIVATE static_program_options)
else()
  target_link_libraries(collector_program PRIVATE Boost::program_options)
endif()

# firsthour_collector(NAME SOURCES…); those that capture link the capture library, the others do not.
function(firsthour_collector name)
  add_executable(${name} ${ARGN})
  target_compile_definitions(${name} PRIVATE FIRSTHOUR_VERSION="${PROJECT_VERSION}")
  if("main_traffic.cc" IN_LIST ARGN)
    target_link_libraries(${name} PRIVATE collectors_traffic)
  endif()
  target_link_libraries(${name} PRIVATE collector_program house_rules)
  if(FIRSTHOUR_STATIC_COLLECTORS)
    target_compile_options(${name} PRIVATE -fPIE)
    target_link_options(${name} PRIVATE -static-pie -Wl,-z,relro,-z,now)
  endif()
  install(TARGETS ${name})
endfunction()

firsthour_collector(collect-host main_collect_host.cc)
firsthour_collector(collect-files main_collect_files.cc)
firsthour_collector(collect-memory main_collect_memory.cc)
firsthour_collector(collect main_collect.cc main_ring.cc main_traffic.cc)
firsthour_collector(collect-traffic main_collect_traffic.cc main_ring.cc main_traffic.cc)
