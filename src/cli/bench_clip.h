/*
 * bench_clip.h - where the time of a whole analysis goes, and how much more it is than the networks alone take.
 */
#ifndef SAGITTA_CLI_BENCH_CLIP_H
#define SAGITTA_CLI_BENCH_CLIP_H

#include <sagitta/bench.h>

#include "exit_code.h"

/*
 * Analyze a clip several times, files and pictures into a folder that is removed, and after each time run the networks
 * alone as often; print the parts and the ratio. The first request to stop ends it with what was measured.
 */
exit_code bench_clip(const char *path, const sag_bench_options *options);

#endif
