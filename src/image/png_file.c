#include "png_file.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include <sagitta/frame.h>

#include "fail.h"
#include "memory.h"
#include "outfile.h"

/*
 * Fixed, so that the bytes of a file depend on its content alone. Level 6 with all filters takes some 7 times as long
 * for 8 % fewer bytes; Paeth's filter takes half as long again as this one, and the sizes differ by 5 % either way.
 */
#define COMPRESSION_LEVEL 1
#define FILTERS PNG_FILTER_UP
#define FILE_LIMIT_BYTES ((size_t)512 << 20)
#define CHUNK_LIMIT_BYTES ((png_alloc_size_t)8 << 20)
#define KEY_BYTES_MAX 79
#define PIXEL_BYTES 3

/*
 * libpng reports an error by longjmp. Everything that changes between setjmp and an error lives in one of these
 * two structs of the caller, never in a local variable of the function that called setjmp.
 */
typedef struct png_writer {
    png_structp png;
    png_infop info;
    sag__outfile *file;
    png_text *chunk; /* chunk_count of them, texts owned */
    size_t chunk_count;
    char problem[160];
} png_writer;

typedef struct png_reader {
    png_structp png;
    png_infop info;
    const unsigned char *bytes;
    size_t size_bytes;
    size_t position_bytes;
    sag_status status;
    char problem[160];
    int pass_count;
    sag__png picture;
} png_reader;

static void keep_problem(char *problem, size_t size_bytes, const char *message)
{
    size_t length = strlen(message);
    if (length >= size_bytes) {
        length = size_bytes - 1;
    }
    memcpy(problem, message, length);
    problem[length] = '\0';
}

static void ignore_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

/* Length in bytes of the well-formed UTF-8 sequence at s, 0 if there is none (Unicode 15, table 3-7). */
static size_t utf8_length(const unsigned char *s)
{
    if (s[0] < 0x80) {
        return 1;
    }
    size_t length = s[0] >= 0xc2 && s[0] <= 0xdf ? 2 : (s[0] & 0xf0) == 0xe0 ? 3 : s[0] >= 0xf0 && s[0] <= 0xf4 ? 4 : 0;
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool too_short = (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xf0 && s[1] < 0x90);
    bool surrogate = s[0] == 0xed && s[1] > 0x9f;
    bool too_high = s[0] == 0xf4 && s[1] > 0x8f;
    return too_short || surrogate || too_high ? 0 : length;
}

/* Copy text with '?' for every byte that is no UTF-8. Returns NULL when out of memory. */
static char *copy_text(const char *text, bool *ascii)
{
    char *copy = strdup(text);
    *ascii = true;
    for (unsigned char *c = (unsigned char *)copy; c != NULL && *c != '\0';) {
        size_t length = utf8_length(c);
        if (length == 0) {
            *c = '?';
            length = 1;
        }
        *ascii = *ascii && length == 1;
        c += length;
    }
    return copy;
}

static bool is_key(const char *key)
{
    size_t length = key == NULL ? 0 : strlen(key);
    if (length == 0 || length > KEY_BYTES_MAX || key[0] == ' ' || key[length - 1] == ' ') {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)key[i] < 0x20 || (unsigned char)key[i] > 0x7e || (key[i] == ' ' && key[i + 1] == ' ')) {
            return false;
        }
    }
    return true;
}

static void on_write_error(png_structp png, png_const_charp message)
{
    png_writer *writer = png_get_error_ptr(png);
    keep_problem(writer->problem, sizeof writer->problem, message);
    png_longjmp(png, 1);
}

static void write_bytes(png_structp png, png_bytep bytes, size_t size_bytes)
{
    sag__outfile_write(png_get_io_ptr(png), bytes, size_bytes);
}

static void flush_nothing(png_structp png)
{
    (void)png;
}

static bool make_chunks(png_writer *writer, const sag__png_text *texts, size_t text_count)
{
    if (text_count == 0) {
        return true;
    }
    writer->chunk = calloc(text_count, sizeof *writer->chunk);
    if (writer->chunk == NULL) {
        return false;
    }
    for (size_t i = 0; i < text_count; i++) {
        bool ascii = true;
        char *value = copy_text(texts[i].value, &ascii);
        char *key = strdup(texts[i].key);
        png_text *chunk = &writer->chunk[writer->chunk_count++];
        chunk->compression = ascii ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
        chunk->key = key;
        chunk->text = value;
        if (key == NULL || value == NULL) {
            return false;
        }
    }
    return true;
}

static bool write_picture(png_writer *writer, const uint8_t *rgb, int width_px, int height_px, ptrdiff_t stride_bytes)
{
    if (setjmp(png_jmpbuf(writer->png)) != 0) {
        return false;
    }
    png_structp png = writer->png;
    png_infop info = writer->info;
    png_set_write_fn(png, writer->file, write_bytes, flush_nothing);
    png_set_user_limits(png, SAG_FRAME_SIDE_MAX_PX, SAG_FRAME_SIDE_MAX_PX);
    png_set_compression_level(png, COMPRESSION_LEVEL);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, FILTERS);
    png_set_IHDR(png, info, (png_uint_32)width_px, (png_uint_32)height_px, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (writer->chunk_count > 0) {
        png_set_text(png, info, writer->chunk, (int)writer->chunk_count);
    }
    png_write_info(png, info);
    for (int y = 0; y < height_px; y++) {
        png_write_row(png, rgb + y * stride_bytes);
    }
    png_write_end(png, NULL);
    return true;
}

static void release_writer(png_writer *writer)
{
    png_destroy_write_struct(&writer->png, &writer->info);
    for (size_t i = 0; i < writer->chunk_count; i++) {
        free(writer->chunk[i].key);
        free(writer->chunk[i].text);
    }
    free(writer->chunk);
    sag__outfile_discard(writer->file);
}

static sag_status check_picture(const char *path, int width_px, int height_px, const sag__png_text *texts,
                                size_t text_count, sag_error *err)
{
    if (width_px < 1 || height_px < 1 || width_px > SAG_FRAME_SIDE_MAX_PX || height_px > SAG_FRAME_SIDE_MAX_PX) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write %s: a picture of %d x %d pixels", path, width_px,
                         height_px);
    }
    if (text_count > SAG__PNG_TEXTS_MAX) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write %s: %zu texts, the limit is %d", path, text_count,
                         SAG__PNG_TEXTS_MAX);
    }
    for (size_t i = 0; i < text_count; i++) {
        if (!is_key(texts[i].key)) {
            return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write %s: text %zu has no valid key", path, i);
        }
    }
    return SAG_STATUS_OK;
}

sag_status sag__png_write(const char *path, const uint8_t *rgb, int width_px, int height_px, ptrdiff_t stride_bytes,
                          const sag__png_text *texts, size_t text_count, sag_error *err)
{
    sag_status status = check_picture(path, width_px, height_px, texts, text_count, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    png_writer writer = {0};
    status = sag__outfile_open(&writer.file, path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer, on_write_error, ignore_warning);
    writer.info = writer.png == NULL ? NULL : png_create_info_struct(writer.png);
    if (writer.info == NULL || !make_chunks(&writer, texts, text_count)) {
        status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot write %s: out of memory", path);
    } else if (!write_picture(&writer, rgb, width_px, height_px, stride_bytes)) {
        status = sag__fail(err, SAG_STATUS_IO, "cannot write %s: %s", path, writer.problem);
    } else {
        status = sag__outfile_commit(writer.file, err);
        writer.file = NULL;
    }
    release_writer(&writer);
    return status;
}

static void on_read_error(png_structp png, png_const_charp message)
{
    png_reader *reader = png_get_error_ptr(png);
    keep_problem(reader->problem, sizeof reader->problem, message);
    png_longjmp(png, 1);
}

static void read_bytes(png_structp png, png_bytep bytes, size_t size_bytes)
{
    png_reader *reader = png_get_io_ptr(png);
    if (size_bytes > reader->size_bytes - reader->position_bytes) {
        png_error(png, "the file is cut short");
    }
    memcpy(bytes, reader->bytes + reader->position_bytes, size_bytes);
    reader->position_bytes += size_bytes;
}

/* Stop reading with a status of our own. */
static _Noreturn void stop_reading(png_reader *reader, sag_status status, const char *problem)
{
    reader->status = status;
    png_error(reader->png, problem);
}

static void read_header(png_reader *reader)
{
    png_structp png = reader->png;
    png_infop info = reader->info;
    png_set_read_fn(png, reader, read_bytes);
    /* The largest sides libpng knows: a picture that is too large shall say so, not look damaged. */
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(png, CHUNK_LIMIT_BYTES);
    png_set_chunk_cache_max(png, SAG__PNG_TEXTS_MAX + 16);
    png_read_info(png, info);
    png_uint_32 width_px = png_get_image_width(png, info);
    png_uint_32 height_px = png_get_image_height(png, info);
    if (width_px > SAG_FRAME_SIDE_MAX_PX || height_px > SAG_FRAME_SIDE_MAX_PX ||
        (uint64_t)width_px * height_px > SAG__PNG_READ_PIXELS_MAX) {
        stop_reading(reader, SAG_STATUS_LIMIT, "the picture is too large");
    }
    png_set_scale_16(png);
    png_set_expand(png);
    png_set_gray_to_rgb(png);
    png_set_strip_alpha(png);
    reader->pass_count = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_rowbytes(png, info) != (size_t)width_px * PIXEL_BYTES) {
        stop_reading(reader, SAG_STATUS_FORMAT, "unexpected row size");
    }
    reader->picture.width_px = (int)width_px;
    reader->picture.height_px = (int)height_px;
}

static void read_pixels(png_reader *reader)
{
    sag__png *picture = &reader->picture;
    size_t row_bytes = (size_t)picture->width_px * PIXEL_BYTES;
    size_t stride_bytes = (row_bytes + SAG__ALIGN_BYTES - 1) / SAG__ALIGN_BYTES * SAG__ALIGN_BYTES;
    picture->stride_bytes = (ptrdiff_t)stride_bytes;
    picture->rgb = sag__memory_alloc((size_t)picture->height_px, stride_bytes);
    if (picture->rgb == NULL) {
        stop_reading(reader, SAG_STATUS_NO_MEMORY, "out of memory");
    }
    for (int pass = 0; pass < reader->pass_count; pass++) {
        for (int y = 0; y < picture->height_px; y++) {
            png_read_row(reader->png, picture->rgb + y * picture->stride_bytes, NULL);
        }
    }
    png_read_end(reader->png, reader->info);
}

static void read_texts(png_reader *reader)
{
    png_textp chunk = NULL;
    int count = 0;
    png_get_text(reader->png, reader->info, &chunk, &count);
    if (count > SAG__PNG_TEXTS_MAX) {
        stop_reading(reader, SAG_STATUS_LIMIT, "too many texts");
    }
    if (count <= 0) {
        return;
    }
    sag__png *picture = &reader->picture;
    picture->text = calloc((size_t)count, sizeof *picture->text);
    if (picture->text == NULL) {
        stop_reading(reader, SAG_STATUS_NO_MEMORY, "out of memory");
    }
    picture->text_count = (size_t)count;
    for (int i = 0; i < count; i++) {
        picture->text[i].key = strdup(chunk[i].key);
        picture->text[i].value = strdup(chunk[i].text != NULL ? chunk[i].text : "");
        if (picture->text[i].key == NULL || picture->text[i].value == NULL) {
            stop_reading(reader, SAG_STATUS_NO_MEMORY, "out of memory");
        }
    }
}

static bool read_picture(png_reader *reader, bool with_pixels)
{
    if (setjmp(png_jmpbuf(reader->png)) != 0) {
        return false;
    }
    read_header(reader);
    if (with_pixels) {
        read_pixels(reader);
    }
    read_texts(reader);
    return true;
}

static sag_status read_file(sag__png *out, const char *path, bool with_pixels, sag_error *err)
{
    *out = (sag__png){0};
    char *bytes = NULL;
    size_t size_bytes = 0;
    sag_status status = sag__file_read(&bytes, &size_bytes, path, FILE_LIMIT_BYTES, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    png_reader reader = {.bytes = (const unsigned char *)bytes, .size_bytes = size_bytes, .status = SAG_STATUS_FORMAT};
    if (size_bytes < 8 || png_sig_cmp(reader.bytes, 0, 8) != 0) {
        free(bytes);
        return sag__fail(err, SAG_STATUS_FORMAT, "cannot read %s: not a PNG file", path);
    }
    reader.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader, on_read_error, ignore_warning);
    reader.info = reader.png == NULL ? NULL : png_create_info_struct(reader.png);
    if (reader.info == NULL) {
        status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read %s: out of memory", path);
    } else if (!read_picture(&reader, with_pixels)) {
        status = sag__fail(err, reader.status, "cannot read %s: %s", path, reader.problem);
    }
    png_destroy_read_struct(&reader.png, &reader.info, NULL);
    free(bytes);
    if (status != SAG_STATUS_OK) {
        sag__png_release(&reader.picture);
        return status;
    }
    *out = reader.picture;
    return SAG_STATUS_OK;
}

sag_status sag__png_read(sag__png *out, const char *path, sag_error *err)
{
    return read_file(out, path, true, err);
}

sag_status sag__png_read_texts(sag__png *out, const char *path, sag_error *err)
{
    return read_file(out, path, false, err);
}

void sag__png_release(sag__png *picture)
{
    if (picture == NULL) {
        return;
    }
    sag__memory_free(picture->rgb);
    for (size_t i = 0; i < picture->text_count; i++) {
        free((char *)(uintptr_t)picture->text[i].key);
        free((char *)(uintptr_t)picture->text[i].value);
    }
    free(picture->text);
    *picture = (sag__png){0};
}
