# The levels of kernels against their definition; a program of its own, see there.
add_executable(check_kernels simd/check_kernels.c)
target_link_libraries(check_kernels PRIVATE sagitta_simd sagitta_build m)
add_test(NAME kernels COMMAND check_kernels)
set_tests_properties(kernels PROPERTIES TIMEOUT 300 FAIL_REGULAR_EXPRESSION "${SAGITTA_FAIL_PATTERNS}"
    ENVIRONMENT "${SAGITTA_TEST_ENVIRONMENT}")

# The same on aarch64, under an emulator.
add_test(NAME kernels_aarch64 COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/simd/check_aarch64.sh ${CMAKE_SOURCE_DIR}
    ${CMAKE_CURRENT_BINARY_DIR}/aarch64 $<TARGET_FILE:check_kernels>)
set_tests_properties(kernels_aarch64 PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77)

# The pixel kernels, in the same two ways.
add_executable(check_pixels simd/check_pixels.c)
target_link_libraries(check_pixels PRIVATE sagitta_simd sagitta_build m)
add_test(NAME kernels_pixels COMMAND check_pixels)
set_tests_properties(kernels_pixels PROPERTIES TIMEOUT 300 FAIL_REGULAR_EXPRESSION "${SAGITTA_FAIL_PATTERNS}"
    ENVIRONMENT "${SAGITTA_TEST_ENVIRONMENT}")
add_test(NAME kernels_pixels_aarch64 COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/simd/check_aarch64.sh ${CMAKE_SOURCE_DIR}
    ${CMAKE_CURRENT_BINARY_DIR}/aarch64_pixels $<TARGET_FILE:check_pixels>)
set_tests_properties(kernels_pixels_aarch64 PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77)
