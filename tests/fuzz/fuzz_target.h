/*
 * fuzz_target.h - what a fuzz target is: a function, called with bytes from outside, that must survive all of them, and
 * one that makes new bytes of old ones.
 *
 * Names and meaning are those of libFuzzer, so that a target runs under clang without a change:
 *
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined fuzz_onnx.c fuzz_mutate.c ROOM_SOURCES... -o fuzz
 *   ./fuzz CORPUS_FOLDER
 *
 * With gcc it is linked with fuzz_main.c, which replays files and mutations of them.
 */
#ifndef SAGITTA_TESTS_FUZZ_TARGET_H
#define SAGITTA_TESTS_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* Use the bytes. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Change the bytes in a way that fits the target; there is room for size_max. Returns: the new size. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned int seed);

/* Change the bytes in any way: libFuzzer's, or that of fuzz_main.c. Returns: the new size. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t size_max);

#endif
