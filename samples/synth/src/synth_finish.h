/*
 * From linear light to bytes: blur as of a lens, sRGB curve, noise as of a sensor. Noise depends on seed, frame and
 * pixel alone.
 */
#ifndef SYNTH_FINISH_H
#define SYNTH_FINISH_H

#include <stdint.h>

enum { SYNTH_BLUR_RADIUS_MAX = 24 };

typedef struct synth_finish {
    int width, height, radius;
    float weight[SYNTH_BLUR_RADIUS_MAX + 1]; /* centre first */
    double noise_levels;
    uint64_t seed;
    float level[4097];   /* linear light 0..1 in 4096 steps -> 0..255 */
} synth_finish;

void synth_finish_init(synth_finish *f, int width, int height, double blur_px, double noise_levels, int seed);

/* One row of the horizontal pass, linear RGB to linear RGB. */
void synth_finish_row_across(const synth_finish *f, float *out, const float *in, int row);

/* One row of the vertical pass, curve and noise; `in` is the whole image. */
void synth_finish_row_down(const synth_finish *f, uint8_t *out, const float *in, int row, int frame);

#endif
