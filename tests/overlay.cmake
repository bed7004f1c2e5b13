sagitta_test(overlay ROOMS overlay)
target_link_libraries(test_overlay PRIVATE PkgConfig::CAIRO)
