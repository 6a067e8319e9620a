# SPDX-License-Identifier: Apache-2.0
# One at a time: BPF programs are seen across namespaces.
foreach(scene intrusion clean opt)
  add_test(NAME planted.${scene}
    COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/planted/host.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${scene})
  set_tests_properties(planted.${scene} PROPERTIES
    LABELS scenario SKIP_RETURN_CODE 77 RESOURCE_LOCK planted_host TIMEOUT 600)
endforeach()

add_test(NAME respond.interrupted
  COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/interrupted.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
set_tests_properties(respond.interrupted PROPERTIES LABELS scenario TIMEOUT 600)

# The first two take an option of their own for the whole, not a sample.
foreach(proof three_readers crash_points checking_by_hand)
  add_test(NAME case.${proof}
    COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/${proof}.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
  set_tests_properties(case.${proof} PROPERTIES LABELS scenario SKIP_RETURN_CODE 77 TIMEOUT 900)
endforeach()

add_test(NAME case.second_reader
  COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/second_reader.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
set_tests_properties(case.second_reader PROPERTIES LABELS scenario TIMEOUT 600)

# The whole of this machine is compared with dpkg -V: not beside a test that changes packages' files.
add_test(NAME scenario.packages
  COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/packages.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
add_test(NAME scenario.oracle_podman
  COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/oracle_podman.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
set_tests_properties(scenario.oracle_podman PROPERTIES LABELS scenario SKIP_RETURN_CODE 77 TIMEOUT 600)
add_test(NAME scenario.oracle_accounts
  COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/oracle_accounts.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
set_tests_properties(scenario.oracle_accounts PROPERTIES LABELS scenario SKIP_RETURN_CODE 77 TIMEOUT 600)
set_tests_properties(scenario.packages PROPERTIES LABELS scenario SKIP_RETURN_CODE 77 TIMEOUT 600)

# Beside a test that loads BPF programs the lists would differ.
add_test(NAME scenario.oracle_kernel
  COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/oracle_kernel.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
set_tests_properties(scenario.oracle_kernel PROPERTIES
  LABELS scenario SKIP_RETURN_CODE 77 RESOURCE_LOCK planted_host TIMEOUT 600)

add_test(NAME scenario.oracle_network
  COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/oracle_network.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
set_tests_properties(scenario.oracle_network PROPERTIES LABELS scenario SKIP_RETURN_CODE 77 TIMEOUT 600)

# A year of cases, summarised by the commands.
add_executable(make_year
  ${PROJECT_SOURCE_DIR}/tests/support/make_year.cc ${PROJECT_SOURCE_DIR}/tests/support/year_generator.cc)
target_include_directories(make_year PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(make_year PRIVATE playbooks house_rules)
set_target_properties(make_year PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
add_test(NAME scenario.annual
  COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/annual.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
set_tests_properties(scenario.annual PROPERTIES LABELS scenario TIMEOUT 600)
add_test(NAME scenario.office
  COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/office.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
set_tests_properties(scenario.office PROPERTIES LABELS scenario SKIP_RETURN_CODE 77 TIMEOUT 900)
