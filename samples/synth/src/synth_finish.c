#include "synth_finish.h"

#include <math.h>
#include <string.h>

void synth_finish_init(synth_finish *f, int width, int height, double blur_px, double noise_levels, int seed)
{
    memset(f, 0, sizeof *f);
    f->width = width;
    f->height = height;
    f->noise_levels = noise_levels;
    f->seed = (uint64_t)seed;
    f->radius = blur_px > 0.05 ? (int)ceil(3.0 * blur_px) : 0;
    if (f->radius > SYNTH_BLUR_RADIUS_MAX)
        f->radius = SYNTH_BLUR_RADIUS_MAX;
    double w[SYNTH_BLUR_RADIUS_MAX + 1] = {1.0}, sum = 1.0;
    for (int i = 1; i <= f->radius; i++) {
        w[i] = exp(-0.5 * (i / blur_px) * (i / blur_px));
        sum += 2.0 * w[i];
    }
    for (int i = 0; i <= f->radius; i++)
        f->weight[i] = (float)(w[i] / sum);
    for (int i = 0; i <= 4096; i++) {
        double v = i / 4096.0;
        f->level[i] = (float)(255.0 * (v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1.0 / 2.4) - 0.055));
    }
}

static int inside(int v, int count)
{
    return v < 0 ? 0 : v >= count ? count - 1 : v;
}

void synth_finish_row_across(const synth_finish *f, float *out, const float *in, int row)
{
    const float *src = in + (size_t)row * (size_t)f->width * 3;
    float *dst = out + (size_t)row * (size_t)f->width * 3;
    for (int x = 0; x < f->width; x++)
        for (int c = 0; c < 3; c++) {
            float v = src[3 * x + c] * f->weight[0];
            for (int i = 1; i <= f->radius; i++)
                v += (src[3 * inside(x - i, f->width) + c] + src[3 * inside(x + i, f->width) + c]) * f->weight[i];
            dst[3 * x + c] = v;
        }
}

static uint64_t scramble(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* Nearly normal noise of three channels, mostly common to them. */
static void grain(uint64_t bits, float sd, float out[3])
{
    float luma = (float)((bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24 & 255)) * (1.0f / 255.0f) - 2.0f;
    float red = (float)((bits >> 32 & 255) + (bits >> 40 & 255)) * (1.0f / 255.0f) - 1.0f;
    float blue = (float)((bits >> 48 & 255) + (bits >> 56 & 255)) * (1.0f / 255.0f) - 1.0f;
    float scale = sd * 1.6f;
    out[0] = scale * (luma + 0.7f * red);
    out[1] = scale * luma;
    out[2] = scale * (luma + 0.9f * blue);
}

void synth_finish_row_down(const synth_finish *f, uint8_t *out, const float *in, int row, int frame)
{
    size_t pitch = (size_t)f->width * 3;
    uint64_t stream = scramble(f->seed * 0x9E3779B97F4A7C15u + (uint64_t)frame * 0xD1B54A32D192ED03u + (uint64_t)row);
    uint8_t *dst = out + (size_t)row * pitch;
    for (int x = 0; x < f->width; x++) {
        float noise[3] = {0, 0, 0};
        if (f->noise_levels > 0.0)
            grain(scramble(stream + (uint64_t)x * 0x9E3779B97F4A7C15u), (float)f->noise_levels, noise);
        for (int c = 0; c < 3; c++) {
            size_t at = (size_t)(3 * x + c);
            float v = in[(size_t)row * pitch + at] * f->weight[0];
            for (int i = 1; i <= f->radius; i++)
                v += (in[(size_t)inside(row - i, f->height) * pitch + at] + in[(size_t)inside(row + i, f->height) * pitch + at]) *
                     f->weight[i];
            v = v < 0.0f ? 0.0f : v > 1.0f ? 1.0f : v;
            float fine = v * 4096.0f;
            int i = (int)fine;
            i = i > 4095 ? 4095 : i;
            float level = f->level[i] + (f->level[i + 1] - f->level[i]) * (fine - (float)i) + noise[c];
            dst[at] = (uint8_t)(level < 0.0f ? 0.0f : level > 254.5f ? 255.0f : level + 0.5f);
        }
    }
}
