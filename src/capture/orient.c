#include "orient.h"

#include <math.h>
#include <string.h>

/* Side of the square tiles that keep both sides of a turn in the cache. */
#define TILE_PX 64
#define PIXEL_BYTES 3

/* A row of a tile fetches for the next tile at every so many rows: a cache line holds 21 pixels of a source row. */
#define FETCH_ROWS 16

bool sag__orient_from_matrix(sag__orient *out, int32_t a, int32_t b, int32_t c, int32_t d)
{
    *out = (sag__orient){false, false, false};
    double straight = fmin(fabs((double)a), fabs((double)d));
    double across = fmin(fabs((double)b), fabs((double)c));
    double const tangent_max = 0.0175; /* 1 degree */
    if (fmax(fabs((double)b), fabs((double)c)) <= tangent_max * straight && straight > 0.0) {
        *out = (sag__orient){false, a < 0, d < 0};
        return true;
    }
    if (fmax(fabs((double)a), fabs((double)d)) <= tangent_max * across && across > 0.0) {
        *out = (sag__orient){true, c < 0, b < 0};
        return true;
    }
    return false;
}

bool sag__orient_from_exif(sag__orient *out, long value)
{
    static const sag__orient table[9] = {
        [1] = {false, false, false}, [2] = {false, true, false}, [3] = {false, true, true},
        [4] = {false, false, true},  [5] = {true, false, false}, [6] = {true, true, false},
        [7] = {true, true, true},    [8] = {true, false, true},
    };
    bool known = value >= 1 && value <= 8;
    *out = table[known ? value : 1];
    return known;
}

int sag__orient_get_rotation_deg(sag__orient orient, bool *mirrored)
{
    /* Where the picture's right-pointing axis goes, once the mirror is undone. */
    *mirrored = orient.transpose != (orient.reverse_x != orient.reverse_y);
    if (!orient.transpose) {
        return orient.reverse_x != *mirrored ? 180 : 0;
    }
    return orient.reverse_y != *mirrored ? 270 : 90;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/*
 * Copy `count` pixels, step_bytes apart in the source, side by side. Four bytes at a time, the fourth being replaced by
 * the next pixel; so the last pixel takes three, and so does the first: one of them may be the last of a source buffer.
 */
static void gather(uint8_t *to, const uint8_t *from, ptrdiff_t step_bytes, int count)
{
    memcpy(to, from, PIXEL_BYTES);
    for (int i = 1; i < count - 1; i++) {
        to += PIXEL_BYTES;
        from += step_bytes;
        memcpy(to, from, PIXEL_BYTES + 1);
    }
    if (count > 1) {
        memcpy(to + PIXEL_BYTES, from + step_bytes, PIXEL_BYTES);
    }
}

/*
 * Begin to fetch pixels that will be gathered. They may lie outside the picture: a fetch reads nothing.
 * Inlined always: GCC takes a function that only fetches for one that does nothing, and drops its calls.
 */
static inline __attribute__((always_inline)) void fetch(const uint8_t *from, ptrdiff_t offset_bytes,
                                                              ptrdiff_t step_bytes, int count)
{
    uintptr_t address = (uintptr_t)from + (uintptr_t)offset_bytes;
    for (int i = 0; i < count; i++, address += (uintptr_t)step_bytes) {
        __builtin_prefetch((const void *)address);
    }
}

void sag__orient_apply(uint8_t *target, ptrdiff_t target_stride_bytes, const uint8_t *source,
                       ptrdiff_t source_stride_bytes, int width_px, int height_px, sag__orient orient)
{
    int const out_width_px = orient.transpose ? height_px : width_px;
    int const out_height_px = orient.transpose ? width_px : height_px;
    if (!orient.transpose && !orient.reverse_x) {
        for (int y = 0; y < height_px; y++) {
            int from = orient.reverse_y ? height_px - 1 - y : y;
            memcpy(target + y * target_stride_bytes, source + from * source_stride_bytes,
                   (size_t)width_px * PIXEL_BYTES);
        }
        return;
    }
    /* Target pixel (x, y) comes from origin + x * step_x + y * step_y. */
    ptrdiff_t step_x = orient.transpose ? source_stride_bytes : PIXEL_BYTES;
    ptrdiff_t step_y = orient.transpose ? PIXEL_BYTES : source_stride_bytes;
    const uint8_t *origin = source;
    if (orient.reverse_x) {
        origin += (out_width_px - 1) * step_x;
        step_x = -step_x;
    }
    if (orient.reverse_y) {
        origin += (out_height_px - 1) * step_y;
        step_y = -step_y;
    }
    for (int top = 0; top < out_height_px; top += TILE_PX) {
        int const bottom = smaller(top + TILE_PX, out_height_px);
        for (int left = 0; left < out_width_px; left += TILE_PX) {
            int const right = smaller(left + TILE_PX, out_width_px);
            for (int y = top; y < bottom; y++) {
                const uint8_t *from = origin + left * step_x + y * step_y;
                if ((y - top) % FETCH_ROWS == 0) {
                    fetch(from, TILE_PX * step_x, step_x, TILE_PX);
                }
                gather(target + y * target_stride_bytes + (ptrdiff_t)left * PIXEL_BYTES, from, step_x, right - left);
            }
        }
    }
}
