sagitta_test(pose_parts ROOMS pose)
sagitta_test(pose_sample ROOMS image)
sagitta_test(identity ROOMS pose)
sagitta_test(pose_tracker ROOMS pose)
sagitta_test(model ROOMS pose)
foreach(name pose_tracker model)
    set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT "SAGITTA_MODELS=${CMAKE_SOURCE_DIR}/models")
endforeach()

# Against MediaPipe's own landmarks and masks, which are no part of the repository.
add_executable(test_pose_conformance test_pose_conformance.c)
target_link_libraries(test_pose_conformance PRIVATE sagitta_pose sagitta_build m)
add_test(NAME conformance COMMAND test_pose_conformance)
set_tests_properties(conformance PROPERTIES TIMEOUT 900 LABELS model SKIP_RETURN_CODE 77
    FAIL_REGULAR_EXPRESSION "${SAGITTA_FAIL_PATTERNS}"
    ENVIRONMENT "SAGITTA_SHARED=${CMAKE_SOURCE_DIR}/../shared;SAGITTA_MODELS=${CMAKE_SOURCE_DIR}/models")
