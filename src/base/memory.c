#define _DEFAULT_SOURCE /* madvise */

#include "memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* The kernel gives memory page by page when it is first touched: a large page costs no more than a few small ones. */
#define PAGE_BYTES ((size_t)1 << 21)
#define LARGE_BYTES (PAGE_BYTES / 2)

static void *allocate(size_t total, size_t align_bytes)
{
    return aligned_alloc(align_bytes, (total + align_bytes - 1) / align_bytes * align_bytes);
}

void *sag__memory_alloc(size_t count, size_t size_bytes)
{
    size_t total = 0;
    if (__builtin_mul_overflow(count, size_bytes, &total) || total > SIZE_MAX - 2 * PAGE_BYTES) {
        return NULL;
    }
    total += SAG__ALIGN_BYTES;
    void *memory = NULL;
    if (total >= LARGE_BYTES) {
        memory = allocate(total, PAGE_BYTES);
#ifdef MADV_HUGEPAGE
        if (memory != NULL) {
            (void)madvise(memory, (total + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES, MADV_HUGEPAGE);
        }
#endif
    } else {
        memory = allocate(total, SAG__ALIGN_BYTES);
    }
    if (memory != NULL) {
        memset(memory, 0, total);
    }
    return memory;
}

void sag__memory_free(void *memory)
{
    free(memory);
}
