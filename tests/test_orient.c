#include <criterion/criterion.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "orient.h"

/*
 * The reference: put every pixel where the matrix sends it. Coordinates are doubled and centred, so that quarter
 * turns map the grid onto itself. Pixel value: its number in the source.
 */
static void turn_by_matrix(uint8_t *target, int width_px, int height_px, int a, int b, int c, int d)
{
    int const out_width_px = a != 0 ? width_px : height_px;
    int const out_height_px = a != 0 ? height_px : width_px;
    for (int y = 0; y < height_px; y++) {
        for (int x = 0; x < width_px; x++) {
            int p = 2 * x - (width_px - 1);
            int q = 2 * y - (height_px - 1);
            int to_x = (a * p + c * q + out_width_px - 1) / 2;
            int to_y = (b * p + d * q + out_height_px - 1) / 2;
            for (int k = 0; k < 3; k++) {
                target[3 * (to_y * out_width_px + to_x) + k] = (uint8_t)(3 * (y * width_px + x) + k);
            }
        }
    }
}

/* All eight, on sizes below, at and above the tile. Clockwise with y down: 90 degrees sends x to y, y to -x. */
Test(orient, moves_every_pixel_where_the_matrix_sends_it)
{
    static const struct {
        int a, b, c, d, rotation_deg;
        bool mirrored;
        long exif;
    } cases[] = {
        {1, 0, 0, 1, 0, false, 1},    {-1, 0, 0, 1, 0, true, 2},     {-1, 0, 0, -1, 180, false, 3},
        {1, 0, 0, -1, 180, true, 4},  {0, 1, 1, 0, 270, true, 5},    {0, 1, -1, 0, 90, false, 6},
        {0, -1, -1, 0, 90, true, 7},  {0, -1, 1, 0, 270, false, 8},
    };
    static const int sizes[][2] = {{1, 1}, {3, 2}, {2, 5}, {64, 64}, {65, 64}, {63, 129}, {130, 31}, {66, 1}, {1, 65}};
    static uint8_t expected[3 * 130 * 130];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sag__orient orient;
        sag__orient exif;
        bool mirrored = false;
        cr_assert(sag__orient_from_matrix(&orient, 65536 * cases[i].a, 65536 * cases[i].b, 65536 * cases[i].c,
                                          65536 * cases[i].d));
        cr_assert(sag__orient_from_exif(&exif, cases[i].exif));
        cr_assert_eq(memcmp(&orient, &exif, sizeof orient), 0, "Exif %ld", cases[i].exif);
        cr_assert_eq(sag__orient_get_rotation_deg(orient, &mirrored), cases[i].rotation_deg, "case %zu", i);
        cr_assert_eq(mirrored, cases[i].mirrored, "case %zu", i);
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            int width_px = sizes[k][0];
            int height_px = sizes[k][1];
            size_t size_bytes = 3 * (size_t)width_px * (size_t)height_px;
            /* Not a byte more than the pixels, for the address sanitizer. */
            uint8_t *source = malloc(size_bytes);
            uint8_t *target = malloc(size_bytes);
            for (size_t n = 0; n < size_bytes; n++) {
                source[n] = (uint8_t)n;
            }
            turn_by_matrix(expected, width_px, height_px, cases[i].a, cases[i].b, cases[i].c, cases[i].d);
            memset(target, 0xaa, size_bytes);
            sag__orient_apply(target, 3 * (orient.transpose ? height_px : width_px), source, 3 * width_px, width_px,
                              height_px, orient);
            cr_assert_eq(memcmp(target, expected, size_bytes), 0, "case %zu, size %zu", i, k);
            free(source);
            free(target);
        }
    }
}

Test(orient, leaves_odd_angles_alone)
{
    sag__orient orient = {true, true, true};
    cr_assert_not(sag__orient_from_matrix(&orient, 46341, 46341, -46341, 46341));
    cr_assert_not(orient.transpose || orient.reverse_x || orient.reverse_y);
    cr_assert_not(sag__orient_from_matrix(&orient, 0, 0, 0, 0));
    cr_assert_not(sag__orient_from_matrix(&orient, 65536, 0, 0, 0));
    cr_assert_not(sag__orient_from_matrix(&orient, INT32_MIN, INT32_MIN, 0, INT32_MAX));
    cr_assert(sag__orient_from_matrix(&orient, 65530, 655, -655, 65530));
    cr_assert_not(sag__orient_from_exif(&orient, 0));
    cr_assert_not(sag__orient_from_exif(&orient, 9));
}
