# SPDX-License-Identifier: Apache-2.0
# share/firsthour: what the program reads besides evidence. Laid out in the build folder as it is installed, so
# that the program finds it in both places (../share/firsthour beside its folder).
set(data_folder "${PROJECT_BINARY_DIR}/share/firsthour")
set(data_parts
  yara ${PROJECT_SOURCE_DIR}/triage/rules/yara
  sigma ${PROJECT_SOURCE_DIR}/triage/rules/sigma
  mappings ${PROJECT_SOURCE_DIR}/triage/sigma/mappings
  network ${PROJECT_SOURCE_DIR}/triage/network/data
  forms ${PROJECT_SOURCE_DIR}/playbooks/forms
  tables ${PROJECT_SOURCE_DIR}/playbooks/tables
  playbooks ${PROJECT_SOURCE_DIR}/playbooks/library
  man ${PROJECT_SOURCE_DIR}/cli/man
  kit ${PROJECT_SOURCE_DIR}/cli/kit/data
  readme ${PROJECT_BINARY_DIR}/readme
  licences ${PROJECT_BINARY_DIR}/licences)

# For the offline help of a kit.
foreach(readme README.md README.zh-CN.md)
  configure_file("${PROJECT_SOURCE_DIR}/${readme}" "${PROJECT_BINARY_DIR}/readme/${readme}" COPYONLY)
endforeach()
# The licences of what the static programs hold: a kit hands those programs out. Debian's copyright files name the
# long licences by their place in /usr/share/common-licenses.
set(linked_packages gcc-12-base libboost-program-options1.74-dev libbz2-dev libc6 libcpp-httplib-dev libexpected-dev libfmt-dev libjansson-dev
  liblzma-dev libmagic-dev libpcap0.8-dev libpugixml-dev libre2-dev libsqlite3-dev libssl-dev libstdc++6 libyaml-cpp-dev libyara-dev
  libzstd-dev nlohmann-json3-dev zlib1g-dev)
file(REMOVE "${PROJECT_BINARY_DIR}/licences/missing.txt")
foreach(package ${linked_packages})
  if(EXISTS "/usr/share/doc/${package}/copyright")
    configure_file("/usr/share/doc/${package}/copyright" "${PROJECT_BINARY_DIR}/licences/${package}.txt" COPYONLY)
  else()
    message(STATUS "No /usr/share/doc/${package}/copyright: kits go without this licence text")
    file(APPEND "${PROJECT_BINARY_DIR}/licences/missing.txt" "${package}\n")
  endif()
endforeach()
foreach(licence Apache-2.0 Artistic BSD GPL-2 GPL-3 LGPL-2.1 LGPL-3)
  if(EXISTS "/usr/share/common-licenses/${licence}")
    configure_file("/usr/share/common-licenses/${licence}" "${PROJECT_BINARY_DIR}/licences/common/${licence}.txt" COPYONLY)
  endif()
endforeach()
configure_file("${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_BINARY_DIR}/licences/firsthour.txt" COPYONLY)

set(data_stamps "")
while(data_parts)
  list(POP_FRONT data_parts part source)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS "${source}/*")
  set(stamp "${PROJECT_BINARY_DIR}/share/${part}.stamp")
  add_custom_command(OUTPUT "${stamp}"
    COMMAND ${CMAKE_COMMAND} -E rm -rf "${data_folder}/${part}"
    COMMAND ${CMAKE_COMMAND} -E copy_directory "${source}" "${data_folder}/${part}"
    COMMAND ${CMAKE_COMMAND} -E touch "${stamp}"
    DEPENDS ${files}
    VERBATIM)
  list(APPEND data_stamps "${stamp}")
  install(DIRECTORY "${source}/" DESTINATION "${CMAKE_INSTALL_DATADIR}/firsthour/${part}")
endwhile()
add_custom_target(firsthour_data ALL DEPENDS ${data_stamps})
add_dependencies(firsthour firsthour_data)

# Man pages and the completion are made by the program itself.
set(generated "${PROJECT_BINARY_DIR}/share/generated")
file(GLOB prose CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/cli/man/*.md")
add_custom_command(OUTPUT "${generated}/stamp"
  COMMAND ${CMAKE_COMMAND} -E make_directory "${generated}/bash"
  COMMAND firsthour --quiet generate man --source "${PROJECT_SOURCE_DIR}/cli/man" --out "${generated}/man1" > "${generated}/pages"
  COMMAND firsthour generate completions > "${generated}/bash/firsthour"
  COMMAND ${CMAKE_COMMAND} -E touch "${generated}/stamp"
  DEPENDS firsthour ${prose}
  VERBATIM)
add_custom_target(firsthour_pages ALL DEPENDS "${generated}/stamp")

install(TARGETS firsthour RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(DIRECTORY "${generated}/man1/" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES "${generated}/bash/firsthour" DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
