# The levels of kernels against their definition: programs of their own, see there; each once more on aarch64, under an
# emulator. sagitta_kernel_check(NAME PROGRAM): tests/simd/PROGRAM.c as the tests NAME and NAME_aarch64.
function(sagitta_kernel_check name program)
    add_executable(${program} simd/${program}.c)
    target_link_libraries(${program} PRIVATE sagitta_simd sagitta_build m)
    add_test(NAME ${name} COMMAND ${program})
    set_tests_properties(${name} PROPERTIES TIMEOUT 300 FAIL_REGULAR_EXPRESSION "${SAGITTA_FAIL_PATTERNS}"
        ENVIRONMENT "${SAGITTA_TEST_ENVIRONMENT}")
    add_test(NAME ${name}_aarch64 COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/simd/check_aarch64.sh ${CMAKE_SOURCE_DIR}
        ${CMAKE_CURRENT_BINARY_DIR}/${name}_aarch64 $<TARGET_FILE:${program}>)
    set_tests_properties(${name}_aarch64 PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77)
endfunction()

sagitta_kernel_check(kernels check_kernels)
sagitta_kernel_check(kernels_pixels check_pixels)
