#include "memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *sag__memory_alloc(size_t count, size_t size_bytes)
{
    size_t total = 0;
    if (__builtin_mul_overflow(count, size_bytes, &total) || total > SIZE_MAX - 2 * SAG__ALIGN_BYTES) {
        return NULL;
    }
    total = (total + 2 * SAG__ALIGN_BYTES - 1) / SAG__ALIGN_BYTES * SAG__ALIGN_BYTES;
    void *memory = aligned_alloc(SAG__ALIGN_BYTES, total);
    if (memory != NULL) {
        memset(memory, 0, total);
    }
    return memory;
}

void sag__memory_free(void *memory)
{
    free(memory);
}
