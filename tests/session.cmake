# Our own allocations go through counters: libraries are linked dynamically and keep theirs.
sagitta_test(allocation ROOMS session TIMEOUT 600 LABELS model)
target_link_options(test_allocation PRIVATE
    -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=strdup,--wrap=_Znwm,--wrap=_Znam)
