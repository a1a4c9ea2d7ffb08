# oneTBB from source, for the thread sanitizer: it takes every hand-over of a task through a library that it did not
# instrument for a data race.
include(FetchContent)
FetchContent_Declare(tbb
  URL http://deb.debian.org/debian/pool/main/o/onetbb/onetbb_2021.8.0.orig.tar.xz
  URL_HASH SHA256=7e9111b8bb59c8800bf6d0b06afe7b0891937443d2dae1ee1101c8e2ede6a7ef)
FetchContent_GetProperties(tbb)
if(NOT tbb_POPULATED)
  FetchContent_Populate(tbb)
  set(TBB_SANITIZE thread)
  set(TBB_STRICT OFF CACHE BOOL "Warnings of oneTBB as errors")
  set(TBB_TEST OFF CACHE BOOL "Tests of oneTBB")
  add_subdirectory(${tbb_SOURCE_DIR} ${tbb_BINARY_DIR} EXCLUDE_FROM_ALL)
endif()
