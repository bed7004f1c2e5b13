sagitta_test(recording ROOMS report)
sagitta_test(report ROOMS report)
sagitta_test(rows ROOMS report)
# SAGITTA_GOLDEN_UPDATE=1 ctest -R '^(report|rows)$' writes the golden files anew.
sagitta_golden_test(report report)
set_property(TEST rows APPEND PROPERTY ENVIRONMENT "SAGITTA_GOLDEN=${CMAKE_CURRENT_SOURCE_DIR}/golden/report")
# Criterion cannot run under ThreadSanitizer: what has threads is tested by programs of their own, labelled `threads`.
add_executable(test_recording_batch test_recording_batch.c)
target_link_libraries(test_recording_batch PRIVATE sagitta_report sagitta_build)
add_test(NAME recording_batch COMMAND test_recording_batch)
set_tests_properties(recording_batch PROPERTIES TIMEOUT 300 LABELS threads
    FAIL_REGULAR_EXPRESSION "${SAGITTA_FAIL_PATTERNS};WARNING: ThreadSanitizer"
    ENVIRONMENT "${SAGITTA_TEST_ENVIRONMENT}")
