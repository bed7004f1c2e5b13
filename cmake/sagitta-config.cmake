include(${CMAKE_CURRENT_LIST_DIR}/sagitta-targets.cmake)
