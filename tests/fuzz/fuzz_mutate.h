/*
 * fuzz_mutate.h - change a protocol buffers message so that it stays one: a number, a text, a whole field, with the
 * lengths of the messages around it set right. Damage of single bytes seldom gets past the parser.
 *
 * Thread: by one thread at a time.
 */
#ifndef SAGITTA_TESTS_FUZZ_MUTATE_H
#define SAGITTA_TESTS_FUZZ_MUTATE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Make one change.
 * bytes: size of capacity bytes; the first skip are no part of the message. seed: says which change.
 * Returns: the new size. What is not a message stays as it is.
 */
size_t fuzz_mutate_message(uint8_t *bytes, size_t size, size_t capacity, size_t skip, uint32_t seed);

#endif
