/*
 * memory.h - the allocations of "open": aligned, padded, zeroed, checked for overflow.
 *
 * Nothing here is called while frames are stepped.
 */
#ifndef SAGITTA_BASE_MEMORY_H
#define SAGITTA_BASE_MEMORY_H

#include <stddef.h>

/* Alignment of buffers that kernels work on, in bytes. */
#define SAG__ALIGN_BYTES 64

/*
 * Allocate count * size_bytes zeroed bytes, 64-byte aligned, with at least 64 readable bytes of padding behind.
 * Returns: NULL when out of memory, or when the size overflows. Ownership: release with sag__memory_free.
 */
void *sag__memory_alloc(size_t count, size_t size_bytes);

/* Release. Accepts NULL. */
void sag__memory_free(void *memory);

#endif
