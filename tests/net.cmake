sagitta_test(net ROOMS net)
set_property(TEST net APPEND PROPERTY ENVIRONMENT "SAGITTA_MODELS=${CMAKE_SOURCE_DIR}/models")
