/*
 * utf8.h - text from outside (file names, damage lines) made fit for files and terminals that expect UTF-8.
 */
#ifndef SAGITTA_REPORT_UTF8_H
#define SAGITTA_REPORT_UTF8_H

#include <stddef.h>

/* Length in bytes, 1..4, of the well-formed UTF-8 character at text; 0 if there is none (also at the end). */
size_t sag__utf8_length(const char *text);

/* Bytes that the cleaned text of a string of length_bytes can need, terminating zero included. */
#define SAG__UTF8_CLEAN_BYTES(length_bytes) (3 * (length_bytes) + 1)

/*
 * Copy text with every byte that is not UTF-8 replaced by U+FFFD and every control character by '?'.
 * out: size_bytes > 0, always terminated, cut between characters when too small.
 */
void sag__utf8_clean(char *out, size_t size_bytes, const char *text);

#endif
