sagitta_test(camera_mode ROOMS camera)
sagitta_test(camera_pixels ROOMS camera)

# Cameras that follow a script; their JPEG pictures are made with libjpeg.
add_library(fake_camera STATIC fake_camera.c)
target_link_libraries(fake_camera PUBLIC sagitta_camera PRIVATE sagitta_build PkgConfig::JPEG)
target_include_directories(fake_camera PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
foreach(test jpeg_decoder camera)
    sagitta_test(${test} ROOMS camera)
    target_link_libraries(test_${test} PRIVATE fake_camera)
endforeach()

# Our own allocations go through counters.
sagitta_test(camera_allocation ROOMS camera)
target_link_libraries(test_camera_allocation PRIVATE fake_camera)
target_link_options(test_camera_allocation PRIVATE ${SAGITTA_COUNT_ALLOCATIONS})

# Streams a real camera and says what came; for trying drivers out, not run by ctest.
add_executable(try_camera try_camera.c)
target_link_libraries(try_camera PRIVATE sagitta_camera sagitta_build)
