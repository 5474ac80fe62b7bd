# What cpack makes of it: a package for Debian. script/package builds it, with the fuzz targets.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME warpage)
set(CPACK_PACKAGE_CONTACT "the warpage authors <warpage@noreply.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "finds time warps in paravirtual clock pages")
set(CPACK_PACKAGE_DESCRIPTION "A hypervisor publishes a page that turns the TSC into time, and guest
CPUs read it while it is updated. warpage takes the code of both, as plain
kernel C, and proves the pair right for any number of readers, or prints an
execution that is wrong; and it races both with real threads.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS ${CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
# It compiles users' files: with this clang, with binutils' linker and objcopy.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "clang-${LLVM_MAJOR}, binutils, libc6-dev")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "afl++")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};warpage;ALL;/")
if(WARPAGE_FUZZ_TARGETS)
	list(APPEND CPACK_INSTALL_CMAKE_PROJECTS "${WARPAGE_FUZZ_TARGETS};warpage;ALL;/")
endif()
include(CPack)
