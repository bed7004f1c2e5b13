/* JPEG pictures of a camera: sound ones, and every way of being broken. */
#include <criterion/criterion.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fake_camera.h"
#include "jpeg_decoder.h"

#define WIDTH 97
#define HEIGHT 61
#define STRIDE (3 * WIDTH + 5)

static uint8_t data[65536];
static uint8_t rgb[STRIDE * HEIGHT];
static size_t size;
static sag__jpeg_decoder *decoder;

static void open_decoder(void)
{
    size = fake_camera_jpeg(data, sizeof data, WIDTH, HEIGHT, 120);
    decoder = sag__jpeg_decoder_create();
}

static void close_decoder(void)
{
    sag__jpeg_decoder_destroy(decoder);
}

/* Decode from a block of exactly the size, so that a sanitizer sees a read beyond it. */
static sag_status decode(size_t bytes)
{
    uint8_t *copy = malloc(bytes > 0 ? bytes : 1);
    memcpy(copy, data, bytes);
    sag_status status = sag__jpeg_decode(decoder, rgb, STRIDE, WIDTH, HEIGHT, copy, bytes);
    free(copy);
    return status;
}

TestSuite(jpeg_decoder, .init = open_decoder, .fini = close_decoder);

Test(jpeg_decoder, sound)
{
    memset(rgb, 0xa5, sizeof rgb);
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(decode(size), SAG_STATUS_OK);
    }
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            int const wanted = 120 + (x * 7 + y * 13) % 23 - 11;
            cr_assert_leq(abs(rgb[y * STRIDE + 3 * x + 1] - wanted), 6, "%d %d", x, y);
        }
        cr_assert_eq(rgb[y * STRIDE + 3 * WIDTH], 0xa5);
    }
}

/* The end marker, and zeros behind it, are no part of the picture. */
Test(jpeg_decoder, no_end_marker_and_padding)
{
    cr_assert_eq(decode(size - 2), SAG_STATUS_OK);
    memset(data + size, 0, 512);
    cr_assert_eq(decode(size + 512), SAG_STATUS_OK);
}

Test(jpeg_decoder, every_truncation)
{
    for (size_t bytes = 0; bytes + 16 < size; bytes++) {
        cr_assert_eq(decode(bytes), SAG_STATUS_FORMAT, "%zu of %zu bytes", bytes, size);
    }
    cr_assert_eq(decode(size), SAG_STATUS_OK);
}

Test(jpeg_decoder, noise_does_no_harm)
{
    uint32_t state = 1;
    uint8_t original[4];
    for (int i = 0; i < 4000; i++) {
        size_t place[4];
        for (int k = 0; k < 4; k++) {
            state = state * 1664525u + 1013904223u;
            place[k] = state % size;
            original[k] = data[place[k]];
            data[place[k]] = (uint8_t)(state >> 24);
        }
        sag_status status = decode(size);
        cr_assert(status == SAG_STATUS_OK || status == SAG_STATUS_FORMAT);
        for (int k = 3; k >= 0; k--) {
            data[place[k]] = original[k];
        }
    }
    cr_assert_eq(decode(size), SAG_STATUS_OK);
}

Test(jpeg_decoder, another_size_or_no_jpeg)
{
    cr_assert_eq(sag__jpeg_decode(decoder, rgb, STRIDE, WIDTH - 1, HEIGHT, data, size), SAG_STATUS_FORMAT);
    cr_assert_eq(sag__jpeg_decode(decoder, rgb, STRIDE, WIDTH, HEIGHT - 1, data, size), SAG_STATUS_FORMAT);
    memset(data, 0, size);
    cr_assert_eq(decode(size), SAG_STATUS_FORMAT);
}

/* Cameras leave the Huffman tables out: the marker segments DHT (ff c4). */
Test(jpeg_decoder, without_huffman_tables)
{
    size_t out = 2;
    for (size_t in = 2; in < size;) {
        size_t const length = data[in + 1] == 0xda ? size - in : 2u + (size_t)(data[in + 2] << 8 | data[in + 3]);
        if (data[in + 1] != 0xc4) {
            memmove(data + out, data + in, length);
            out += length;
        }
        in += length;
    }
    cr_assert_lt(out, size);
    cr_assert_eq(decode(out), SAG_STATUS_OK);
    cr_assert_leq(abs(rgb[1] - 109), 6);
}
