/*
 * outfile.h - write a file that is either whole under its name or not there at all; read a whole file.
 *
 * open writes to a hidden neighbour in the same folder; commit flushes, syncs and renames it; discard removes it.
 * Text is appended; a format that goes back in its file (MP4) can seek and read back.
 * Numbers are formatted in the C locale whatever the program's locale is.
 * Thread: one file is used by one thread at a time.
 */
#ifndef SAGITTA_BASE_OUTFILE_H
#define SAGITTA_BASE_OUTFILE_H

#include <stddef.h>
#include <stdint.h>

#include <sagitta/status.h>

typedef struct sag__outfile sag__outfile;

/*
 * Begin a file. An existing file of that name stays untouched until commit.
 * Returns SAG_STATUS_OK, _IO, _NO_MEMORY. Ownership: *out transferred on success, ends with commit or discard.
 */
sag_status sag__outfile_open(sag__outfile **out, const char *path, sag_error *err);

/*
 * Append formatted text, less than 128 KiB at once, or bytes. A write error is kept and reported by commit.
 */
void sag__outfile_printf(sag__outfile *file, const char *format, ...) __attribute__((format(printf, 2, 3)));
void sag__outfile_write(sag__outfile *file, const void *bytes, size_t size_bytes);

/*
 * A place for up to size_bytes, at most SAG__OUTFILE_RESERVE_BYTES_MAX, that the caller writes to himself: fast for
 * many small pieces. It holds until the next call; what stands in front of end is appended by sag__outfile_take.
 */
#define SAG__OUTFILE_RESERVE_BYTES_MAX 8192
char *sag__outfile_reserve(sag__outfile *file, size_t size_bytes);
void sag__outfile_take(sag__outfile *file, const char *end);

/* Go to a place in the file, counted from its beginning: the next write goes there. A failure is kept as above. */
void sag__outfile_seek(sag__outfile *file, int64_t offset_bytes);

/* Read back what was written. Returns: the bytes read, 0 at the end of the file, -1 on failure, which is kept. */
int64_t sag__outfile_read_back(sag__outfile *file, int64_t offset_bytes, void *bytes, size_t size_bytes);

/* Returns: the errno of the first failure so far, 0 if there is none. Buffered bytes may fail later, at commit. */
int sag__outfile_get_errno(const sag__outfile *file);

/* Wait until the disk has what was written; commit does it where it was not done before. A failure is kept as above. */
void sag__outfile_sync(sag__outfile *file);

/*
 * Let the disk have what was written with a text behind it, and go on in front of that text: if nothing more comes, the
 * file under its temporary name ends with it. A failure is kept as above.
 */
void sag__outfile_checkpoint(sag__outfile *file, const char *text);

/* Make the file real and close it. On failure nothing of it remains. Returns SAG_STATUS_OK or _IO. */
sag_status sag__outfile_commit(sag__outfile *file, sag_error *err);

/* Drop the file. Accepts NULL. */
void sag__outfile_discard(sag__outfile *file);

/*
 * Open a regular file for reading; a pipe without a writer is refused instead of waited for.
 * size_bytes: its length, may be NULL. Returns SAG_STATUS_OK, _NOT_FOUND, _IO (also: not a regular file).
 * Ownership: *descriptor is owned by the caller, release with close; -1 on failure.
 */
sag_status sag__file_open(int *descriptor, int64_t *size_bytes, const char *path, sag_error *err);

/*
 * Read a regular file of at most limit_bytes into memory; a zero byte is appended.
 * Returns SAG_STATUS_OK, _NOT_FOUND, _IO (also: not a regular file), _LIMIT, _NO_MEMORY.
 * Ownership: *out is owned by the caller, release with free.
 */
sag_status sag__file_read(char **out, size_t *size_bytes, const char *path, size_t limit_bytes, sag_error *err);

#endif
