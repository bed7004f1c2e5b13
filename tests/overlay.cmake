sagitta_test(overlay ROOMS overlay)
sagitta_test(overlay_video ROOMS overlay)
target_link_libraries(test_overlay PRIVATE PkgConfig::CAIRO)
target_link_libraries(test_overlay_video PRIVATE PkgConfig::CAIRO)
