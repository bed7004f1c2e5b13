/*
 * fuzz_target.h - what a fuzz target is: one function, called with bytes from outside, that must survive all of them.
 *
 * The name and the meaning are those of libFuzzer, so that a target runs under clang without a change:
 *
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined TARGET.c ROOM_SOURCES... -o fuzz && ./fuzz CORPUS_FOLDER
 *
 * With gcc it is linked with fuzz_main.c, which replays files and mutations of them.
 */
#ifndef SAGITTA_TESTS_FUZZ_TARGET_H
#define SAGITTA_TESTS_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* Use the bytes. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
