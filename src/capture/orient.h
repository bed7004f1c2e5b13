/*
 * orient.h - the eight ways a picture can be turned and mirrored, from metadata to pixels.
 *
 * Coordinates are image coordinates: x to the right, y down.
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_CAPTURE_ORIENT_H
#define SAGITTA_CAPTURE_ORIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exchange x and y first, then reverse what is flagged. All false: leave the picture as it is. */
typedef struct sag__orient {
    bool transpose;
    bool reverse_x;
    bool reverse_y;
} sag__orient;

/*
 * Read the linear part of a transformation, x' = a x + c y and y' = b x + d y, in any common scale.
 * Returns false, leaving *out as "leave it", when it is no quarter turn within 1 degree.
 */
bool sag__orient_from_matrix(sag__orient *out, int32_t a, int32_t b, int32_t c, int32_t d);

/* Read the Exif tag Orientation (TIFF 6.0, tag 274). Returns false and "leave it" when value is not 1 to 8. */
bool sag__orient_from_exif(sag__orient *out, long value);

/* Split into a left-right mirror applied first (*mirrored) and a clockwise turn of 0, 90, 180 or 270 degrees. */
int sag__orient_get_rotation_deg(sag__orient orient, bool *mirrored);

/*
 * Turn RGB pixels. width_px and height_px are those of the source; the target holds height_px by width_px when
 * orient.transpose is set. Source and target do not overlap.
 */
void sag__orient_apply(uint8_t *target, ptrdiff_t target_stride_bytes, const uint8_t *source,
                       ptrdiff_t source_stride_bytes, int width_px, int height_px, sag__orient orient);

#endif
