/* The crop of the networks' input, from every pixel format in every level: frames that are not in the cache. */
#include <sagitta/bench.h>

#include <math.h>

#include "clock.h"
#include "colours.h"
#include "fail.h"
#include "memory.h"
#include "sample.h"
#include "stats.h"

#define WIDTH_PX 1920
#define HEIGHT_PX 1080
#define SIZE_PX 256

/* Frames in turn, more than a cache holds; each is written anew before its turn, as a camera would. */
#define FRAMES 8

/* A person of most of the picture's height, standing a bit askew. */
static const sag_region region = {960.0f, 540.0f, 900.0f, 0.1f};

static const char *const format_names[SAG_PIXEL_FORMAT_COUNT] = {"RGB24", "BGR24", "YUYV", "NV12", "GREY"};

/* Bytes of a frame in the largest format. */
#define FRAME_BYTES ((size_t)3 * WIDTH_PX * HEIGHT_PX)

typedef struct crop_bench {
    uint8_t *bytes; /* FRAMES frames */
    float *out;
    double *time_ns[SAG_CPU_LEVEL_COUNT];
    double *ratio;
    double *scratch;
} crop_bench;

static sag_frame frame_of(const crop_bench *b, sag_pixel_format format, int which)
{
    static const int pixel_bytes[SAG_PIXEL_FORMAT_COUNT] = {3, 3, 2, 1, 1};
    const uint8_t *first = b->bytes + (size_t)which * FRAME_BYTES;
    ptrdiff_t stride = (ptrdiff_t)pixel_bytes[format] * WIDTH_PX;
    sag_frame frame = {.rgb = first, .stride_bytes = 3 * WIDTH_PX, .width_px = WIDTH_PX, .height_px = HEIGHT_PX};
    if (format != SAG_PIXEL_FORMAT_RGB24) {
        frame.raw = (sag_raw){.plane = {first}, .stride_bytes = {stride}, .format = format,
                              .colours = sag__colours_make(SAG__COLOUR_MATRIX_BT601, false)};
    }
    if (format == SAG_PIXEL_FORMAT_NV12) {
        frame.raw.plane[1] = first + stride * HEIGHT_PX;
        frame.raw.stride_bytes[1] = stride;
    }
    return frame;
}

/* Write all other frames, so that this one is pushed out of the caches. */
static void touch_others(const crop_bench *b, int which)
{
    for (int i = 0; i < FRAMES; i++) {
        uint8_t *frame = b->bytes + (size_t)i * FRAME_BYTES;
        for (size_t k = 0; i != which && k < FRAME_BYTES; k += 64) {
            frame[k]++;
        }
    }
}

static void run_round(const crop_bench *b, sag_pixel_format format, int round)
{
    const sag__sample_layout layout = {.channel_step = 1, .pixel_step = 3};
    for (int turn = 0; turn < SAG_CPU_LEVEL_COUNT; turn++) {
        int l = (turn + round) % SAG_CPU_LEVEL_COUNT;
        const sag__kernels *kernels = sag__kernels_find((sag_cpu_level)l);
        if (kernels == NULL) {
            continue;
        }
        int which = (round * SAG_CPU_LEVEL_COUNT + turn) % FRAMES;
        const sag_frame frame = frame_of(b, format, which);
        touch_others(b, which);
        int64_t start_ns = sag__clock_wall_ns();
        sag__sample_region(kernels, b->out, layout, SIZE_PX, &frame, &region, 1.0f / 255.0f, 0.0f);
        b->time_ns[l][round] = (double)(sag__clock_wall_ns() - start_ns);
    }
}

static void sum_up(const crop_bench *b, sag_bench_crop *out, size_t rounds)
{
    out->round_count = (int)rounds;
    for (int l = 0; l < SAG_CPU_LEVEL_COUNT && rounds > 0; l++) {
        if (!sag_cpu_level_is_there((sag_cpu_level)l)) {
            continue;
        }
        for (size_t i = 0; i < rounds; i++) {
            b->ratio[i] = b->time_ns[SAG_CPU_LEVEL_SCALAR][i] / fmax(b->time_ns[l][i], 1.0);
        }
        out->time_min_ns[l] = sag__stats_quantile(b->time_ns[l], rounds, 0.0, b->scratch);
        out->time_median_ns[l] = sag__stats_median(b->time_ns[l], rounds, b->scratch);
        out->scalar_ratio[l] = sag__stats_median(b->ratio, rounds, b->scratch);
    }
}

sag_status sag_bench_crops(const sag_bench_options *options,
                           void (*crop)(void *context, const sag_bench_crop *crop), void *context, sag_error *err)
{
    size_t rounds = options->run_count > 0 ? (size_t)options->run_count : 0;
    crop_bench b = {.bytes = sag__memory_alloc(FRAMES, FRAME_BYTES),
                    .out = sag__memory_alloc((size_t)3 * SIZE_PX * SIZE_PX, sizeof *b.out)};
    double *values = sag__memory_alloc((SAG_CPU_LEVEL_COUNT + 2) * rounds + 1, sizeof *values);
    sag_status status = SAG_STATUS_OK;
    if (b.bytes == NULL || b.out == NULL || values == NULL) {
        status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot measure the crop: out of memory");
    }
    for (size_t i = 0; status == SAG_STATUS_OK && i < FRAMES * FRAME_BYTES; i++) {
        b.bytes[i] = (uint8_t)(i * 2654435761u >> 13);
    }
    for (size_t l = 0; l < SAG_CPU_LEVEL_COUNT; l++) {
        b.time_ns[l] = values != NULL ? values + l * rounds : NULL;
    }
    b.ratio = values != NULL ? values + SAG_CPU_LEVEL_COUNT * rounds : NULL;
    b.scratch = values != NULL ? b.ratio + rounds : NULL;
    bool stopped = false;
    for (int f = 0; status == SAG_STATUS_OK && f < SAG_PIXEL_FORMAT_COUNT && !stopped; f++) {
        sag_bench_crop measured = {.format = format_names[f]};
        size_t round = 0;
        for (; round < rounds && !stopped; round++) {
            run_round(&b, (sag_pixel_format)f, (int)round);
            stopped = options->stop != NULL && *options->stop != 0;
        }
        sum_up(&b, &measured, round);
        crop(context, &measured);
    }
    sag__memory_free(values);
    sag__memory_free(b.out);
    sag__memory_free(b.bytes);
    return status;
}
