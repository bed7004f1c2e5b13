/*
 * check_values.h - what the checks of the kernels share: the same random numbers everywhere, and memory with an untouchable
 * page before and behind. The file that includes it sees MAP_ANONYMOUS.
 */
#ifndef SAGITTA_TESTS_CHECK_VALUES_H
#define SAGITTA_TESTS_CHECK_VALUES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static uint64_t random_state = 88172645463325252u;

static inline uint64_t random_bits(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static inline double random_unit(void)
{
    return (double)(random_bits() >> 11) * 0x1p-53;
}

/* bytes: whole pages. Returns: the first writable byte. */
static inline char *guarded_memory(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *all = mmap(NULL, bytes + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED || mprotect(all + page, bytes, PROT_READ | PROT_WRITE) != 0) {
        perror("mmap");
        exit(1);
    }
    return all + page;
}

#endif
