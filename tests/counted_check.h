/*
 * counted_check.h - checks for programs that Criterion cannot run: each failure is told and counted.
 */
#ifndef SAGITTA_TESTS_COUNTED_CHECK_H
#define SAGITTA_TESTS_COUNTED_CHECK_H

#include <stdio.h>

static int failure_count;

#define CHECK(condition, ...)                                                                                        \
    do {                                                                                                             \
        if (!(condition)) {                                                                                          \
            failure_count++;                                                                                         \
            printf("line %d: ", __LINE__);                                                                           \
            printf(__VA_ARGS__);                                                                                     \
            putchar('\n');                                                                                           \
        }                                                                                                            \
    } while (0)

#endif
