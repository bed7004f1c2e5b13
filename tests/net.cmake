sagitta_test(net ROOMS net)
set_property(TEST net APPEND PROPERTY ENVIRONMENT "SAGITTA_MODELS=${CMAKE_SOURCE_DIR}/models")

# Small graphs, one for each operator and variant, with values computed by numpy.
set(SAGITTA_GRAPHS ${CMAKE_CURRENT_BINARY_DIR}/net_graphs)
add_test(NAME net_make_graphs
         COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/net/make_graphs.py ${SAGITTA_GRAPHS})
set_tests_properties(net_make_graphs PROPERTIES TIMEOUT 120 FIXTURES_SETUP net_graphs
    ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
add_executable(test_net_graphs test_net_graphs.c)
target_link_libraries(test_net_graphs PRIVATE sagitta_net sagitta_build m)
add_executable(test_net_allocation test_net_allocation.c)
target_link_libraries(test_net_allocation PRIVATE sagitta_net sagitta_build)
target_link_options(test_net_allocation PRIVATE ${SAGITTA_COUNT_ALLOCATIONS})
add_test(NAME net_allocation COMMAND test_net_allocation ${SAGITTA_GRAPHS})
set_tests_properties(net_allocation PROPERTIES TIMEOUT 300 FIXTURES_REQUIRED net_graphs SKIP_RETURN_CODE 77
    FAIL_REGULAR_EXPRESSION "${SAGITTA_FAIL_PATTERNS}" ENVIRONMENT "${SAGITTA_TEST_ENVIRONMENT}")

# oneDNN has other kernels, and other errors, for each kind of processor; a lesser kind can be played.
foreach(isa DEFAULT AVX512_CORE AVX2 SSE41)
    string(TOLOWER net_graphs_${isa} name)
    add_test(NAME ${name} COMMAND test_net_graphs ${SAGITTA_GRAPHS})
    set_tests_properties(${name} PROPERTIES TIMEOUT 300 FIXTURES_REQUIRED net_graphs
        FAIL_REGULAR_EXPRESSION "${SAGITTA_FAIL_PATTERNS}"
        ENVIRONMENT "${SAGITTA_TEST_ENVIRONMENT};ONEDNN_MAX_CPU_ISA=${isa}")
endforeach()

# The networks themselves: both engines on the same inputs.
add_executable(test_net_models test_net_models.c)
target_link_libraries(test_net_models PRIVATE sagitta_pose sagitta_capture sagitta_build m)
add_test(NAME net_models COMMAND test_net_models)
set_tests_properties(net_models PROPERTIES TIMEOUT 300 LABELS model SKIP_RETURN_CODE 77
    FAIL_REGULAR_EXPRESSION "${SAGITTA_FAIL_PATTERNS}"
    ENVIRONMENT "${SAGITTA_TEST_ENVIRONMENT};SAGITTA_MODELS=${CMAKE_SOURCE_DIR}/models")

# The reader under damaged models; fuzz/fuzz_target.h says how to run the target under libFuzzer.
if(SAGITTA_ONEDNN_FOUND)
    add_executable(fuzz_onnx fuzz/fuzz_onnx.c fuzz/fuzz_mutate.c fuzz/fuzz_main.c)
    target_link_libraries(fuzz_onnx PRIVATE sagitta_net sagitta_build onnx_schema)
    add_test(NAME net_fuzz COMMAND fuzz_onnx --rounds 30 --ending .fuzz ${SAGITTA_GRAPHS})
    set_tests_properties(net_fuzz PROPERTIES TIMEOUT 900 FIXTURES_REQUIRED net_graphs
        FAIL_REGULAR_EXPRESSION "${SAGITTA_FAIL_PATTERNS}" ENVIRONMENT "${SAGITTA_TEST_ENVIRONMENT}")
endif()
