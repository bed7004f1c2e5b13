#define _DEFAULT_SOURCE /* madvise */

#include "heap.h"

#include <stdint.h>
#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>

#define PAGE_BYTES ((uintptr_t)1 << 21)
#define HEAP_BYTES ((uintptr_t)24 << 20)
#define KEPT_BYTES (256 << 20)

void heap_prepare(void)
{
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    char *memory = malloc(HEAP_BYTES);
#ifdef MADV_HUGEPAGE
    if (memory != NULL) {
        uintptr_t skipped = (PAGE_BYTES - (uintptr_t)memory % PAGE_BYTES) % PAGE_BYTES;
        (void)madvise(memory + skipped, (HEAP_BYTES - skipped) / PAGE_BYTES * PAGE_BYTES, MADV_HUGEPAGE);
    }
#endif
    free(memory);
}
#else
void heap_prepare(void)
{
}
#endif
