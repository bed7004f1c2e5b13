#include "clock.h"

#include <dirent.h>
#include <stdlib.h>
#include <time.h>

static int64_t read_ns(clockid_t clock)
{
    struct timespec now = {0, 0};
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t sag__clock_wall_ns(void)
{
    return read_ns(CLOCK_MONOTONIC);
}

int64_t sag__clock_thread_cpu_ns(void)
{
    return read_ns(CLOCK_THREAD_CPUTIME_ID);
}

int64_t sag__clock_process_cpu_ns(void)
{
    return read_ns(CLOCK_PROCESS_CPUTIME_ID);
}

/* Linux: the clock of the time that a thread has run, by the thread's number. It is what pthread_getcpuclockid gives. */
static clockid_t clock_of_thread(long thread)
{
    return (clockid_t)(~(unsigned)thread << 3 | 6u);
}

int64_t sag__clock_living_cpu_ns(void)
{
    DIR *threads = opendir("/proc/self/task");
    if (threads == NULL) {
        return sag__clock_process_cpu_ns();
    }
    int64_t sum_ns = 0;
    for (struct dirent *entry; (entry = readdir(threads)) != NULL;) {
        long thread = strtol(entry->d_name, NULL, 10); /* 0 for . and .. */
        sum_ns += thread > 0 ? read_ns(clock_of_thread(thread)) : 0;
    }
    closedir(threads);
    return sum_ns;
}
