# Finds the Parma Polyhedra Library. Defines PPL_FOUND and the target PPL::ppl.
find_path(PPL_INCLUDE_DIR ppl.hh)
find_library(PPL_LIBRARY ppl)
mark_as_advanced(PPL_INCLUDE_DIR PPL_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(PPL
  REQUIRED_VARS PPL_LIBRARY PPL_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install PPL (Debian: libppl-dev)")

if(PPL_FOUND AND NOT TARGET PPL::ppl)
  find_package(GMP QUIET REQUIRED)
  add_library(PPL::ppl UNKNOWN IMPORTED)
  # As a system directory: PPL's headers do not compile without warnings.
  set_target_properties(PPL::ppl PROPERTIES
    IMPORTED_LOCATION "${PPL_LIBRARY}" INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${PPL_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES GMP::gmpxx)
endif()
