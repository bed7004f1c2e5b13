/*
 * clock.h - how long something took. Only for telling people: nothing that is measured of a movement depends on it.
 *
 * Nanoseconds; only differences mean something.
 */
#ifndef SAGITTA_BASE_CLOCK_H
#define SAGITTA_BASE_CLOCK_H

#include <stdint.h>

/* A clock on the wall that is never set back. */
int64_t sag__clock_wall_ns(void);

/* What the calling thread has had of the cores. */
int64_t sag__clock_thread_cpu_ns(void);

/* What this process has had. Threads that run at the moment are counted as of their core's last tick, some ms ago. */
int64_t sag__clock_process_cpu_ns(void);

/* What the living threads of this process have had, all of them exactly. Takes some ten microseconds. */
int64_t sag__clock_living_cpu_ns(void);

#endif
