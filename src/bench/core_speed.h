/*
 * core_speed.h - what the core and its memory do here at the moment: the clock, and how fast bytes are copied.
 *
 * Each call measures some pieces of 20 microseconds or more and gives the best, see fma_peak.c for why.
 */
#ifndef SAGITTA_BENCH_CORE_SPEED_H
#define SAGITTA_BENCH_CORE_SPEED_H

#include <stddef.h>

/*
 * Cycles per second of the core, an estimate: a chain of dependent additions of registers, each of which takes one cycle
 * on the processors that we know. 0 where that chain is not known.
 */
double sag__core_speed_clock(void);

/*
 * Bytes moved per second when half of a block is copied into the other half: those read and those written.
 * block: bytes_count bytes, which change.
 */
double sag__core_speed_copy(void *block, size_t bytes_count);

#endif
