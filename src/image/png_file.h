/*
 * png_file.h - PNG files in and out, as 8-bit RGB with text chunks (libpng; ISO/IEC 15948).
 *
 * The same pixels and texts always give the same bytes: no time stamp, fixed compression settings.
 * Thread: no shared state.
 */
#ifndef SAGITTA_IMAGE_PNG_H
#define SAGITTA_IMAGE_PNG_H

#include <stddef.h>
#include <stdint.h>

#include <sagitta/status.h>

/* Most pixels of a picture that sag__png_read accepts (192 MiB of RGB). */
#define SAG__PNG_READ_PIXELS_MAX (1 << 26)
/* Most text chunks of one picture, in and out. */
#define SAG__PNG_TEXTS_MAX 64

/* One fact inside the file. */
typedef struct sag__png_text {
    const char *key;   /* 1 to 79 printable ASCII characters, no space at either end or doubled */
    const char *value; /* UTF-8; ASCII is stored as tEXt, anything else as iTXt; bad bytes are stored as '?' */
} sag__png_text;

/* A picture read from a file. */
typedef struct sag__png {
    uint8_t *rgb; /* owned, 64-byte aligned rows */
    ptrdiff_t stride_bytes;
    int width_px;
    int height_px;
    sag__png_text *text; /* owned with its strings; in file order */
    size_t text_count;
} sag__png;

/*
 * Write a picture; the file is whole under its name or absent.
 * rgb: three bytes a pixel, rows stride_bytes apart. texts: text_count of them, may be NULL with 0.
 * Returns SAG_STATUS_OK, _IO, _NO_MEMORY, _ARGUMENT (a side outside 1 to SAG_FRAME_SIDE_MAX_PX, a bad key, too many
 *   texts). Ownership: nothing is kept.
 */
sag_status sag__png_write(const char *path, const uint8_t *rgb, int width_px, int height_px, ptrdiff_t stride_bytes,
                          const sag__png_text *texts, size_t text_count, sag_error *err);

/*
 * Read any PNG file as 8-bit RGB: gray and palette are expanded, 16 bits are scaled to 8, alpha is dropped.
 * Returns SAG_STATUS_OK, _NOT_FOUND, _IO, _FORMAT, _LIMIT, _NO_MEMORY.
 * Ownership: *out is filled on success, release with sag__png_release; zeroed on failure.
 */
sag_status sag__png_read(sag__png *out, const char *path, sag_error *err);

/*
 * Read the texts that stand before the pixels, where sag__png_write puts them, and no pixels: rgb is NULL.
 * Returns and ownership as sag__png_read; damage of the pixels is not seen.
 */
sag_status sag__png_read_texts(sag__png *out, const char *path, sag_error *err);

/* Release what sag__png_read or sag__png_read_texts filled. Accepts NULL and a zeroed picture. */
void sag__png_release(sag__png *picture);

#endif
