/*
 * failing_allocation.h - counts the allocations of our own objects and lets one of them fail. Included by one file of a
 * program that is linked with SAGITTA_COUNT_ALLOCATIONS (tests/CMakeLists.txt); libraries are linked dynamically and
 * keep theirs.
 */
#ifndef SAGITTA_TESTS_FAILING_ALLOCATION_H
#define SAGITTA_TESTS_FAILING_ALLOCATION_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

static _Atomic long allocation_count; /* those of all threads */
static long fail_at = LONG_MAX; /* the allocation with this number fails; the first is 1 */

static bool allowed(void)
{
    return ++allocation_count != fail_at;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
char *__wrap_strdup(const char *text);

void *__wrap_malloc(size_t size)
{
    return allowed() ? __real_malloc(size) : NULL;
}

void *__wrap_calloc(size_t count, size_t size)
{
    return allowed() ? __real_calloc(count, size) : NULL;
}

void *__wrap_realloc(void *memory, size_t size)
{
    return allowed() ? __real_realloc(memory, size) : NULL;
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return allowed() ? __real_aligned_alloc(alignment, size) : NULL;
}

char *__wrap_strdup(const char *text)
{
    return allowed() ? __real_strdup(text) : NULL;
}

#endif
