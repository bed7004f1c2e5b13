# What `cmake --install` puts where, and how other projects find it: find_package(sagitta) and pkg-config.
if(NOT TARGET sagitta OR NOT TARGET sagitta_cli)
    return()
endif()
include(CMakePackageConfigHelpers)

# The library's binary interface changes with SOVERSION.
set_target_properties(sagitta PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION 0 LINK_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/sagitta.map)
target_link_options(sagitta PRIVATE -Wl,--version-script=${CMAKE_CURRENT_LIST_DIR}/sagitta.map)

# An installed tree may be moved: the program finds its library from its own place.
file(RELATIVE_PATH library_from_program ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
set_target_properties(sagitta_cli PROPERTIES INSTALL_RPATH "$ORIGIN/${library_from_program}")

install(TARGETS sagitta sagitta_headers EXPORT sagitta FILE_SET HEADERS)
install(TARGETS sagitta_cli)
install(EXPORT sagitta NAMESPACE sagitta:: FILE sagitta-targets.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/sagitta)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/sagitta-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/sagitta-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/sagitta-config-version.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/sagitta)

file(RELATIVE_PATH prefix_from_pc ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(${CMAKE_CURRENT_LIST_DIR}/sagitta.pc.in sagitta.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/sagitta.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# The manifests, and the networks as far as models/install.sh has made them.
install(DIRECTORY models/ DESTINATION ${CMAKE_INSTALL_DATADIR}/sagitta/models
        FILES_MATCHING PATTERN "*.json" PATTERN "onnx/*.onnx"
        PATTERN node_modules EXCLUDE PATTERN "package*.json" EXCLUDE)
install(FILES LICENSE NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})
