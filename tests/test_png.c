#include <criterion/criterion.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sagitta/frame.h>

#include "outfile.h"
#include "png_file.h"

static char folder[] = "/tmp/sagitta-png-XXXXXX";
static char path[64];
static char other_path[64];
static sag_error err;

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.png", folder);
    snprintf(other_path, sizeof other_path, "%s/b.png", folder);
}

static void remove_folder(void)
{
    unlink(path);
    unlink(other_path);
    if (rmdir(folder) != 0) {
        abort(); /* a temporary file was left */
    }
}

TestSuite(png, .init = make_folder, .fini = remove_folder);

/* 5 x 3 pixels in rows of 17 bytes; the last two bytes of a row do not belong to the picture. */
enum { WIDTH_PX = 5, HEIGHT_PX = 3, STRIDE_BYTES = 17 };

static void paint(uint8_t *rgb, uint8_t beyond)
{
    for (int i = 0; i < STRIDE_BYTES * HEIGHT_PX; i++) {
        rgb[i] = i % STRIDE_BYTES < 3 * WIDTH_PX ? (uint8_t)(37 * i + 11) : beyond;
    }
}

static char *slurp(const char *name, size_t *size_bytes)
{
    char *bytes = NULL;
    cr_assert_eq(sag__file_read(&bytes, size_bytes, name, 1 << 20, &err), SAG_STATUS_OK);
    return bytes;
}

static void spill(const char *name, const void *bytes, size_t size_bytes)
{
    FILE *stream = fopen(name, "wb");
    cr_assert_not_null(stream);
    cr_assert_eq(fwrite(bytes, 1, size_bytes, stream), size_bytes);
    fclose(stream);
}

static bool contains(const char *bytes, size_t size_bytes, const char *word)
{
    for (size_t i = 0; i + strlen(word) <= size_bytes; i++) {
        if (memcmp(bytes + i, word, strlen(word)) == 0) {
            return true;
        }
    }
    return false;
}

Test(png, gives_back_pixels_and_texts)
{
    uint8_t rgb[STRIDE_BYTES * HEIGHT_PX];
    paint(rgb, 0);
    const sag__png_text texts[] = {{"Title", "rep 2"}, {"Source", "Kniebeuge \xc3\xbc\xe2\x82\xac.mp4"}, {"Empty", ""}};
    cr_assert_eq(sag__png_write(path, rgb, WIDTH_PX, HEIGHT_PX, STRIDE_BYTES, texts, 3, &err), SAG_STATUS_OK);

    sag__png picture;
    cr_assert_eq(sag__png_read(&picture, path, &err), SAG_STATUS_OK);
    cr_assert_eq(picture.width_px, WIDTH_PX);
    cr_assert_eq(picture.height_px, HEIGHT_PX);
    for (int y = 0; y < HEIGHT_PX; y++) {
        cr_assert_eq(memcmp(picture.rgb + y * picture.stride_bytes, rgb + y * STRIDE_BYTES, 3 * WIDTH_PX), 0);
    }
    cr_assert_eq(picture.text_count, 3);
    for (size_t i = 0; i < 3; i++) {
        cr_assert_str_eq(picture.text[i].key, texts[i].key);
        cr_assert_str_eq(picture.text[i].value, texts[i].value);
    }
    sag__png_release(&picture);

    size_t size_bytes = 0;
    char *bytes = slurp(path, &size_bytes);
    cr_assert(contains(bytes, size_bytes, "tEXtTitle"));
    cr_assert(contains(bytes, size_bytes, "iTXtSource"));
    cr_assert_not(contains(bytes, size_bytes, "tIME"));
    free(bytes);
}

Test(png, writes_the_same_bytes_twice)
{
    uint8_t rgb[STRIDE_BYTES * HEIGHT_PX];
    const sag__png_text text = {"Title", "x"};
    paint(rgb, 0);
    cr_assert_eq(sag__png_write(path, rgb, WIDTH_PX, HEIGHT_PX, STRIDE_BYTES, &text, 1, &err), SAG_STATUS_OK);
    paint(rgb, 255);
    cr_assert_eq(sag__png_write(other_path, rgb, WIDTH_PX, HEIGHT_PX, STRIDE_BYTES, &text, 1, &err), SAG_STATUS_OK);
    size_t size_bytes = 0;
    size_t other_size_bytes = 0;
    char *bytes = slurp(path, &size_bytes);
    char *other = slurp(other_path, &other_size_bytes);
    cr_assert_eq(size_bytes, other_size_bytes);
    cr_assert_eq(memcmp(bytes, other, size_bytes), 0);
    free(bytes);
    free(other);
}

Test(png, replaces_what_is_no_utf8)
{
    uint8_t rgb[3] = {1, 2, 3};
    const sag__png_text text = {"Source", "a\xff\xc3(\xed\xa0\x80\xc3\xa9\xe2\x82"};
    cr_assert_eq(sag__png_write(path, rgb, 1, 1, 3, &text, 1, &err), SAG_STATUS_OK);
    sag__png picture;
    cr_assert_eq(sag__png_read(&picture, path, &err), SAG_STATUS_OK);
    cr_assert_str_eq(picture.text[0].value, "a?\?(?\?\?\xc3\xa9?\?");
    sag__png_release(&picture);
}

Test(png, refuses_bad_arguments_and_leaves_nothing)
{
    uint8_t rgb[3] = {1, 2, 3};
    static const char *const bad_keys[] = {NULL, "", " a", "a ", "a  b", "a\nb", "\xc3\xa9",
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890"};
    for (size_t i = 0; i < sizeof bad_keys / sizeof *bad_keys; i++) {
        sag__png_text text = {bad_keys[i], "x"};
        cr_assert_eq(sag__png_write(path, rgb, 1, 1, 3, &text, 1, &err), SAG_STATUS_ARGUMENT, "key %zu", i);
    }
    cr_assert_eq(sag__png_write(path, rgb, 0, 1, 3, NULL, 0, &err), SAG_STATUS_ARGUMENT);
    cr_assert_eq(sag__png_write(path, rgb, 1, -1, 3, NULL, 0, &err), SAG_STATUS_ARGUMENT);
    cr_assert_eq(sag__png_write(path, rgb, SAG_FRAME_SIDE_MAX_PX + 1, 1, 3, NULL, 0, &err), SAG_STATUS_ARGUMENT);
    cr_assert_neq(access(path, F_OK), 0);
    cr_assert_eq(sag__png_write("/nonexistent/a.png", rgb, 1, 1, 3, NULL, 0, &err), SAG_STATUS_IO);
    cr_assert_not_null(strstr(err.text, "/nonexistent/a.png"));
}

Test(png, holds_the_limits_of_side_and_texts)
{
    uint8_t *row = calloc(SAG_FRAME_SIDE_MAX_PX, 3);
    cr_assert_not_null(row);
    sag__png_text texts[SAG__PNG_TEXTS_MAX + 1];
    for (int i = 0; i <= SAG__PNG_TEXTS_MAX; i++) {
        texts[i] = (sag__png_text){"Key", "value"};
    }
    int const side_px = SAG_FRAME_SIDE_MAX_PX;
    cr_assert_eq(sag__png_write(path, row, side_px, 1, 3 * side_px, texts, SAG__PNG_TEXTS_MAX, &err), SAG_STATUS_OK);
    sag__png picture;
    cr_assert_eq(sag__png_read(&picture, path, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_eq(picture.width_px, side_px);
    cr_assert_eq(picture.text_count, SAG__PNG_TEXTS_MAX);
    sag__png_release(&picture);
    cr_assert_eq(sag__png_write(path, row, 1, 1, 3, texts, SAG__PNG_TEXTS_MAX + 1, &err), SAG_STATUS_ARGUMENT);
    free(row);
}

/* Every cut and every damaged byte gives a failure or a picture, never a crash or a leak. */
Test(png, survives_damage)
{
    uint8_t rgb[STRIDE_BYTES * HEIGHT_PX];
    paint(rgb, 0);
    const sag__png_text texts[] = {{"Title", "rep 2"}, {"Source", "\xc3\xbc"}};
    cr_assert_eq(sag__png_write(path, rgb, WIDTH_PX, HEIGHT_PX, STRIDE_BYTES, texts, 2, &err), SAG_STATUS_OK);
    size_t size_bytes = 0;
    char *bytes = slurp(path, &size_bytes);
    sag__png picture;
    for (size_t cut = 0; cut < size_bytes; cut++) {
        spill(other_path, bytes, cut);
        cr_assert_eq(sag__png_read(&picture, other_path, &err), SAG_STATUS_FORMAT, "cut at %zu", cut);
        cr_assert_null(picture.rgb);
        cr_assert_not_null(strstr(err.text, other_path));
    }
    size_t refused_count = 0;
    for (size_t i = 0; i < size_bytes; i++) {
        bytes[i] = (char)(bytes[i] ^ 0x55);
        spill(other_path, bytes, size_bytes);
        refused_count += sag__png_read(&picture, other_path, &err) != SAG_STATUS_OK;
        sag__png_release(&picture);
        bytes[i] = (char)(bytes[i] ^ 0x55);
    }
    cr_assert_gt(refused_count, size_bytes / 2);
    free(bytes);
}

/* They stand in front of the pixels, whatever became of those. */
Test(png, gives_texts_alone)
{
    uint8_t rgb[STRIDE_BYTES * HEIGHT_PX];
    paint(rgb, 0);
    const sag__png_text texts[] = {{"Title", "rep 2"}, {"Source", "\xc3\xbc"}};
    cr_assert_eq(sag__png_write(path, rgb, WIDTH_PX, HEIGHT_PX, STRIDE_BYTES, texts, 2, &err), SAG_STATUS_OK);
    size_t size_bytes = 0;
    char *bytes = slurp(path, &size_bytes);
    size_t whole_count = 0;
    for (size_t cut = 0; cut <= size_bytes; cut++) {
        spill(other_path, bytes, cut);
        sag__png picture;
        sag_status status = sag__png_read_texts(&picture, other_path, &err);
        cr_assert(status == SAG_STATUS_OK || status == SAG_STATUS_FORMAT, "cut at %zu: %d", cut, (int)status);
        cr_assert_null(picture.rgb);
        cr_assert_eq(picture.text_count, status == SAG_STATUS_OK ? 2 : 0);
        if (status == SAG_STATUS_OK) {
            whole_count++;
            cr_assert_eq(picture.width_px, WIDTH_PX);
            for (int i = 0; i < 2; i++) {
                cr_assert_str_eq(picture.text[i].key, texts[i].key);
                cr_assert_str_eq(picture.text[i].value, texts[i].value);
            }
        }
        sag__png_release(&picture);
    }
    cr_assert_gt(whole_count, 1, "a file without its end tells its texts too");
    free(bytes);
}

Test(png, refuses_huge_and_absent_files)
{
    /* A header of 16384 x 16384 pixels, with its checksum, and nothing behind it. */
    static const unsigned char header[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R',
                                           0, 0, 0x40, 0, 0, 0, 0x40, 0, 8, 2, 0, 0, 0, 0x26, 0xaa, 0x87, 0xd3,
                                           0, 0, 0, 0, 'I', 'D', 'A', 'T', 0x35, 0xaf, 0x06, 0x1e};
    spill(path, header, sizeof header);
    sag__png picture;
    cr_assert_eq(sag__png_read(&picture, path, &err), SAG_STATUS_LIMIT, "%s", err.text);
    cr_assert_eq(sag__png_read(&picture, "/nonexistent.png", &err), SAG_STATUS_NOT_FOUND);
    spill(path, "plain text, no picture", 22);
    cr_assert_eq(sag__png_read(&picture, path, &err), SAG_STATUS_FORMAT);
    cr_assert_not_null(strstr(err.text, "not a PNG file"));
}
