# Our own allocations go through counters: libraries are linked dynamically and keep theirs.
sagitta_test(allocation ROOMS session TIMEOUT 600 LABELS model)
target_link_options(test_allocation PRIVATE
    ${SAGITTA_COUNT_ALLOCATIONS} -Wl,--wrap=_Znwm,--wrap=_Znam)

# Criterion cannot run under ThreadSanitizer: what has threads is tested by programs of their own, labelled `threads`.
add_executable(test_ahead test_ahead.c)
target_link_libraries(test_ahead PRIVATE sagitta_session sagitta_build)
add_test(NAME ahead COMMAND test_ahead)
set_tests_properties(ahead PROPERTIES TIMEOUT 120 LABELS threads
    FAIL_REGULAR_EXPRESSION "${SAGITTA_FAIL_PATTERNS};WARNING: ThreadSanitizer"
    ENVIRONMENT "${SAGITTA_TEST_ENVIRONMENT}")

add_executable(test_newest test_newest.c)
target_link_libraries(test_newest PRIVATE sagitta_session sagitta_build)
add_test(NAME newest COMMAND test_newest)
set_tests_properties(newest PROPERTIES TIMEOUT 120 LABELS threads
    FAIL_REGULAR_EXPRESSION "${SAGITTA_FAIL_PATTERNS};WARNING: ThreadSanitizer"
    ENVIRONMENT "${SAGITTA_TEST_ENVIRONMENT}")

sagitta_test(session ROOMS session TIMEOUT 300 LABELS model asan-too)
target_compile_definitions(test_session PRIVATE SAGITTA_SAMPLES="${CMAKE_SOURCE_DIR}/samples")
set_property(TEST session APPEND PROPERTY ENVIRONMENT "SAGITTA_MODELS=${CMAKE_SOURCE_DIR}/models")
