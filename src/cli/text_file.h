/*
 * text_file.h - the small files the program itself writes: whole under their name or not there, and read whole.
 *
 * All functions set errno when they fail.
 */
#ifndef SAGITTA_CLI_TEXT_FILE_H
#define SAGITTA_CLI_TEXT_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Longest path that is put together here, in bytes with the terminating zero. */
#define TEXT_FILE_PATH_BYTES 4352

/* "FOLDER/NAME" into path (TEXT_FILE_PATH_BYTES). Returns false, errno ENAMETOOLONG, when it does not fit. */
bool text_file_join(char *path, const char *folder, const char *name);

/* The part of a path behind its last folder, slashes at the end left out. Returns: borrowed, *length bytes of it. */
const char *text_file_base_name(const char *path, int *length);

/* Create a folder with its parents. Returns true also when it is there. */
bool text_file_make_folder(const char *folder);

/* Prove that a file can be created in a folder. */
bool text_file_can_write_in(const char *folder);

/* Write FOLDER/NAME, replacing what has that name once the text is complete. */
bool text_file_write(const char *folder, const char *name, const char *text);

/*
 * Read FOLDER/NAME, a regular file of at most limit_bytes without zero bytes.
 * Returns: the text, owned by the caller, release with free; NULL on failure.
 */
char *text_file_read(const char *folder, const char *name, size_t limit_bytes);

#endif
