sagitta_test(movie ROOMS movie capture TIMEOUT 120)
target_link_libraries(test_movie PRIVATE PkgConfig::FFMPEG)
# Our own allocations go through counters: libraries are linked dynamically and keep theirs.
sagitta_test(movie_allocation ROOMS movie)
target_link_options(test_movie_allocation PRIVATE ${SAGITTA_COUNT_ALLOCATIONS})
