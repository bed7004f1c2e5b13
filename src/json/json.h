/*
 * json.h - the one face of cJSON: read small trusted-format files with checks, write numbers with fixed decimals.
 *
 * Reading: documents from outside; a missing key or a wrong type is one line naming the file and the key.
 * Writing: build a tree, print it once. Numbers are stored as text with the decimals asked for, so that two runs
 * and two locales give the same bytes.
 */
#ifndef SAGITTA_JSON_JSON_H
#define SAGITTA_JSON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sagitta/status.h>

/* A value inside a document, and the document itself (its root). Opaque. */
typedef struct sag__json sag__json;

/* Largest document read, in bytes: a report of SAG_REP_COUNT_MAX repetitions has room. */
#define SAG__JSON_LIMIT_BYTES (32u << 20)

/* Read a file. Returns OK, _NOT_FOUND, _IO, _FORMAT, _NO_MEMORY. Ownership: *root transferred, sag__json_destroy. */
sag_status sag__json_read(sag__json **root, const char *path, sag_error *err);

/* Release a whole document by its root. Accepts NULL. */
void sag__json_destroy(sag__json *root);

/* Member of an object, NULL if absent (or if object is NULL). Ownership: borrowed from the document. */
const sag__json *sag__json_member(const sag__json *object, const char *key);
/* Element i of an array, NULL outside. Size of an array, 0 for anything else. */
const sag__json *sag__json_element(const sag__json *array, size_t i);
size_t sag__json_size(const sag__json *array);

/* Copy a string value into text. Returns false if the value is NULL, no string, or longer than size_bytes - 1. */
bool sag__json_string(const sag__json *value, char *text, size_t size_bytes);
/* A finite number within [min, max]; false otherwise. */
bool sag__json_number(const sag__json *value, double *number, double min, double max);
/* true for the literal true. */
bool sag__json_is_true(const sag__json *value);

/*
 * Building. Every add appends to object under key, or to an array when key is NULL. NULL means out of memory.
 * Thread: one thread builds one tree at a time, from create to print.
 */
sag__json *sag__json_create_object(void);
sag__json *sag__json_add_object(sag__json *parent, const char *key);
sag__json *sag__json_add_array(sag__json *parent, const char *key);
/* If parent is NULL or memory is out, nothing is added and the tree will not print. */
void sag__json_add_string(sag__json *parent, const char *key, const char *text);
/* Not finite becomes null. decimals 0..9. */
void sag__json_add_number(sag__json *parent, const char *key, double value, int decimals);
void sag__json_add_integer(sag__json *parent, const char *key, int64_t value);
void sag__json_add_bool(sag__json *parent, const char *key, bool value);
void sag__json_add_null(sag__json *parent, const char *key);

/*
 * Print the tree, indented, newline at the end.
 * Returns: NULL if memory ran out now or while it was built. Ownership: release with free.
 */
char *sag__json_print(const sag__json *root);

/* Print the tree into a file that is whole or absent. root: may be NULL. Returns SAG_STATUS_OK, _IO or _NO_MEMORY. */
sag_status sag__json_write(const char *path, const sag__json *root, sag_error *err);

#endif
