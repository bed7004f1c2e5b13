sagitta_test(angle ROOMS geom)
sagitta_test(joint_angles ROOMS geom simd)
sagitta_test(stats ROOMS geom)
sagitta_test(filter ROOMS geom)
sagitta_test(motion ROOMS geom)
sagitta_test(outline ROOMS geom)
sagitta_test(outline_pack ROOMS geom)

# The counterpart of bench/numpy_angles.py, which a person runs.
add_executable(angle_times bench/angle_times.c)
target_link_libraries(angle_times PRIVATE sagitta_geom sagitta_simd sagitta_base sagitta_build m)
