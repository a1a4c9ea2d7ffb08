# Installs the libraries with their headers and a CMake package, so that find_package(crease) gives crease::core and
# crease::algorithms. The find modules go along: the package needs them where it is used.
include(CMakePackageConfigHelpers)

set(crease_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/crease)

set_target_properties(crease_core PROPERTIES EXPORT_NAME core)
set_target_properties(crease_algorithms PROPERTIES EXPORT_NAME algorithms)
install(TARGETS crease_core crease_algorithms EXPORT creaseTargets)
install(EXPORT creaseTargets NAMESPACE crease:: DESTINATION ${crease_package_dir})
install(DIRECTORY core algorithms DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/crease FILES_MATCHING PATTERN "*.h")

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/creaseConfig.cmake.in ${PROJECT_BINARY_DIR}/creaseConfig.cmake
  INSTALL_DESTINATION ${crease_package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/creaseConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/creaseConfig.cmake
  ${PROJECT_BINARY_DIR}/creaseConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/FindFLINT.cmake
  ${CMAKE_CURRENT_LIST_DIR}/FindGLPK.cmake
  ${CMAKE_CURRENT_LIST_DIR}/FindGMP.cmake
  DESTINATION ${crease_package_dir})
