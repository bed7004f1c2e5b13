/*
 * Every kernel of every level against its definition, bit for bit.
 *
 * Each kernel runs with every n of 0 .. 67 and some large ones, on usual, extreme and broken values, with buffers that
 * begin misaligned and end at a page that cannot be touched; around the outputs lie guard bytes. Prints the levels that
 * this processor lacks, and a digest of what the definition gives, which is the same on every architecture.
 * A program of its own, without libraries, so that it can be built for another processor and run under an emulator.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_values.h"
#include "kernels.h"

enum { INPUTS = 6, WIDE = SAG__KERNELS_CHANNELS, REACH_MAX = 40, GUARD = 64, BUFFER = 1 << 20 };

/* ---- values ---- */

enum { FILL_USUAL, FILL_EXTREME, FILL_BROKEN, FILL_EQUAL, FILL_COUNT };

static double value_of(int fill, bool is_float)
{
    static const double extreme[] = {0.0, -0.0, 1e-30, -1e-30, 1e30, -1e30, 1.0, -1.0, 0x1p-126, 0x1p-149, 3e38, -3e38};
    static const double broken[] = {NAN, INFINITY, -INFINITY, 0.0, -0.0};
    uint64_t pick = random_bits();
    switch (fill) {
    case FILL_EXTREME:
        if (pick % 4 != 0) {
            double value = extreme[(pick >> 8) % (sizeof extreme / sizeof *extreme)];
            return is_float || (pick >> 16) % 2 == 0 ? value : value * value * value;
        }
        break;
    case FILL_BROKEN:
        if (pick % 8 == 0) {
            return broken[(pick >> 8) % (sizeof broken / sizeof *broken)];
        }
        break;
    case FILL_EQUAL:
        return (double)(pick % 3);
    default:
        break;
    }
    return 4000.0 * random_unit() - 1000.0;
}

/* ---- buffers: writable bytes with an untouchable page before and behind ---- */

typedef struct buffer {
    char *begin;
    char *end;
} buffer;

static buffer buffer_make(void)
{
    char *begin = guarded_memory(BUFFER);
    return (buffer){begin, begin + BUFFER};
}

/* Bytes at an end of a buffer: the back one always lies misaligned when the size is odd in elements. */
static void *place(buffer room, size_t bytes, bool at_end)
{
    return at_end ? room.end - bytes : room.begin;
}

/* ---- the kernels ---- */

typedef struct call {
    const sag__kernels *kernels;
    void *out[2];
    const void *in[INPUTS];
    size_t n;
    size_t reach;
    const uint32_t *place;
} call;

typedef struct kernel_case {
    const char *name;
    bool is_float;
    int in_count;
    int out_count;
    bool in_place;     /* out[k] starts as a copy of in[k] */
    int n_min;
    size_t per_item;   /* values of an output, and of the inputs, for each of the n */
    size_t beside;     /* values more of each input */
    void (*run)(const call *c);
} kernel_case;

static sag__points points(const call *c, int k)
{
    return (sag__points){c->in[k], c->in[k + 1]};
}

static void run_joint_angle(const call *c)
{
    c->kernels->joint_angle(c->out[0], points(c, 0), points(c, 2), points(c, 4), c->n);
}

static void run_inclination(const call *c)
{
    c->kernels->inclination(c->out[0], points(c, 0), points(c, 2), c->n);
}

static void run_distance(const call *c)
{
    c->kernels->distance(c->out[0], points(c, 0), points(c, 2), c->n);
}

static void run_line_offset(const call *c)
{
    c->kernels->line_offset(c->out[0], points(c, 0), points(c, 2), points(c, 4), c->n);
}

static void run_weighted_sum(const call *c)
{
    double sum[2];
    c->kernels->weighted_sum(sum, c->in[0], c->in[1], c->n);
    if (c->n >= 4) {
        memcpy(c->out[0], sum, sizeof sum);
    }
}

static void run_one_euro(const call *c)
{
    c->kernels->one_euro(c->out[0], c->out[1], c->in[2], 29.97f, 1.5f, 0.3f, 0.17f, c->n);
}

static void run_atan2(const call *c)
{
    c->kernels->atan2_f64(c->out[0], c->in[0], c->in[1], c->n);
}

static void run_atan2_in_place(const call *c)
{
    c->kernels->atan2_f64(c->out[0], c->out[0], c->in[1], c->n);
}

static void run_length(const call *c)
{
    c->kernels->length_f64(c->out[0], c->in[0], c->in[1], c->n);
}

static void run_odd_window(const call *c)
{
    c->kernels->odd_window_f64(c->out[0], (const double *)c->in[0] + c->reach, c->in[1], c->reach, c->n);
}

static void run_nearest(const call *c)
{
    double least = c->kernels->nearest_f64(c->in[0], c->in[1], 300.0, 400.0, c->n);
    if (c->n > 0) {
        memcpy(c->out[0], &least, sizeof least);
    }
}

static void run_hampel(const call *c)
{
    c->kernels->hampel7_f64(c->out[0], (const double *)c->in[0] + 3, 4.4478, 30.0, c->n);
}

static void run_section(const call *c)
{
    const double low_pass[3] = {0.13, -0.77, 0.29};
    c->kernels->section_rows(c->out[0], c->n, +1, low_pass);
    c->kernels->section_rows(c->out[0], c->n, -1, low_pass);
}

static void run_slope(const call *c)
{
    c->kernels->slope_rows(c->out[0], c->in[0], c->in[1], c->n);
}

static void run_hermite(const call *c)
{
    c->kernels->hermite_rows(c->out[0], c->in[0], c->in[1], c->place, c->in[2], c->in[3], c->n);
}

static const kernel_case cases[] = {
    {"joint_angle", true, 6, 1, false, 0, 1, 0, run_joint_angle},
    {"inclination", true, 4, 1, false, 0, 1, 0, run_inclination},
    {"distance", true, 4, 1, false, 0, 1, 0, run_distance},
    {"line_offset", true, 6, 1, false, 0, 1, 0, run_line_offset},
    {"weighted_sum", true, 2, 1, false, 0, 1, 0, run_weighted_sum},
    {"one_euro", true, 3, 2, true, 0, 1, 0, run_one_euro},
    {"atan2_f64", false, 2, 1, false, 0, 1, 0, run_atan2},
    {"atan2_f64 in place", false, 2, 1, true, 0, 1, 0, run_atan2_in_place},
    {"length_f64", false, 2, 1, false, 0, 1, 0, run_length},
    {"odd_window_f64", false, 2, 1, false, 0, 1, 2 * REACH_MAX, run_odd_window},
    {"nearest_f64", false, 2, 1, false, 0, 1, 0, run_nearest},
    {"hampel7_f64", false, 1, 1, false, 0, 1, 6, run_hampel},
    {"section_rows", false, 1, 1, true, 0, WIDE, 0, run_section},
    {"slope_rows", false, 2, 1, false, 2, WIDE, 0, run_slope},
    {"hermite_rows", false, 4, 1, false, 0, WIDE, WIDE, run_hermite},
};

enum { CASES = sizeof cases / sizeof *cases };

/* ---- comparing ---- */

typedef struct check_room {
    buffer in[INPUTS];
    buffer out[2];
    char *expected[2];
    uint32_t *place;
    uint64_t digest;
} check_room;

static bool same(const char *a, const char *b, bool is_float)
{
    if (is_float) {
        float x, y;
        memcpy(&x, a, sizeof x);
        memcpy(&y, b, sizeof y);
        return memcmp(a, b, sizeof x) == 0 || (isnan(x) && isnan(y));
    }
    double x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return memcmp(a, b, sizeof x) == 0 || (isnan(x) && isnan(y));
}

static void add_digest(check_room *room, const char *bytes, size_t size, bool is_float)
{
    size_t step = is_float ? sizeof(float) : sizeof(double);
    for (size_t i = 0; i < size; i += step) {
        uint64_t word = 0;
        bool is_nan = !same(bytes + i, bytes + i, is_float);
        float f = 0.0f;
        double d = 0.0;
        memcpy(is_float ? (void *)&f : (void *)&d, bytes + i, step);
        is_nan = isnan(f) || isnan(d);
        memcpy(&word, bytes + i, step);
        word = is_nan ? 1 : word;
        room->digest = (room->digest ^ word) * 0x100000001b3u;
    }
}

static bool is_guard(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != (char)0xA5) {
            return false;
        }
    }
    return true;
}

/* Fill the inputs of a call. Times rise, whatever the fill, where the kernel asks for them. */
static void fill_inputs(check_room *room, call *c, const kernel_case *k, int fill, bool at_end)
{
    size_t size = k->is_float ? sizeof(float) : sizeof(double);
    for (int i = 0; i < k->in_count; i++) {
        size_t count = c->n * k->per_item + k->beside;
        count = k->run == run_slope && i == 1 ? c->n : k->run == run_hermite && i >= 2 ? c->n : count;
        char *at = place(room->in[i], count * size, at_end);
        for (size_t v = 0; v < count; v++) {
            double value = value_of(fill, k->is_float);
            if (k->run == run_slope && i == 1) {
                value = (double)v / 30.0 + 0.01 * random_unit();
            }
            if (k->is_float) {
                float narrow = (float)value;
                memcpy(at + v * size, &narrow, size);
            } else {
                memcpy(at + v * size, &value, size);
            }
        }
        c->in[i] = at;
    }
    for (size_t v = 0; v < c->n; v++) {
        room->place[v] = (uint32_t)(random_bits() % c->n);
    }
    c->place = room->place;
    c->reach = 1 + random_bits() % REACH_MAX;
}

static bool run_case(check_room *room, const kernel_case *k, const sag__kernels *level, size_t n, int fill, bool at_end)
{
    size_t size = k->is_float ? sizeof(float) : sizeof(double);
    size_t bytes = n * k->per_item * size;
    call c = {.n = n};
    fill_inputs(room, &c, k, fill, at_end);
    for (int pass = 0; pass < 2; pass++) {
        c.kernels = pass == 0 ? sag__kernels_find(SAG_CPU_LEVEL_SCALAR) : level;
        for (int o = 0; o < k->out_count; o++) {
            char *out = (char *)place(room->out[o], bytes + (at_end ? 0 : 2 * GUARD), at_end) + (at_end ? 0 : GUARD);
            memset(out - GUARD, 0xA5, bytes + GUARD + (at_end ? 0 : GUARD));
            if (k->in_place) {
                memcpy(out, c.in[o], bytes);
            }
            c.out[o] = out;
        }
        k->run(&c);
        for (int o = 0; o < k->out_count; o++) {
            char *out = c.out[o];
            if (!is_guard(out - GUARD, GUARD) || (!at_end && !is_guard(out + bytes, GUARD))) {
                printf("%s, n %zu: writes beside its output\n", k->name, n);
                return false;
            }
            if (pass == 0) {
                memcpy(room->expected[o], out, bytes);
                add_digest(room, out, bytes, k->is_float);
            }
            for (size_t i = 0; pass == 1 && i < bytes; i += size) {
                if (!same(out + i, room->expected[o] + i, k->is_float)) {
                    printf("%s, n %zu, fill %d: value %zu differs from the definition\n", k->name, n, fill, i / size);
                    return false;
                }
            }
        }
    }
    return true;
}

static bool check_level(check_room *room, const sag__kernels *level)
{
    static const size_t large[] = {127, 128, 1000, 4099};
    bool good = true;
    for (int i = 0; i < CASES; i++) {
        for (size_t n = (size_t)cases[i].n_min; n < 68 + sizeof large / sizeof *large; n++) {
            size_t count = n < 68 ? n : large[n - 68];
            for (int fill = 0; fill < FILL_COUNT; fill++) {
                good = run_case(room, &cases[i], level, count, fill, true) && good;
                good = run_case(room, &cases[i], level, count, fill, false) && good;
            }
        }
    }
    return good;
}

/* ---- the stated error of the angles ---- */

static bool check_accuracy(void)
{
    const sag__kernels *scalar = sag__kernels_find(SAG_CPU_LEVEL_SCALAR);
    double worst_f32 = 0.0;
    double worst_ulp = 0.0;
    for (int i = 0; i < 2000000; i++) {
        double angle = 6.283185307179586 * random_unit() - 3.141592653589793;
        double size = exp(40.0 * random_unit() - 20.0);
        double tiny = i % 8 == 0 ? pow(10.0, -12.0 * random_unit()) : 1.0; /* near the axes too */
        double x = size * cos(angle);
        double y = size * sin(angle) * tiny;
        double got;
        scalar->atan2_f64(&got, &y, &x, 1);
        long double exact = atan2l((long double)y, (long double)x);
        double ulp = nextafter(fabs((double)exact), INFINITY) - fabs((double)exact);
        worst_ulp = fmax(worst_ulp, (double)(fabsl((long double)got - exact) / (long double)ulp));
        float zero = 0.0f, fx = (float)x, fy = (float)-y, gotf;
        scalar->inclination(&gotf, (sag__points){&zero, &zero}, (sag__points){&fx, &fy}, 1);
        long double exactf = atan2l((long double)fx, -(long double)fy);
        worst_f32 = fmax(worst_f32, (double)fabsl((long double)gotf - exactf));
    }
    printf("atan2: float within %.3g rad, double within %.2f ulp\n", worst_f32, worst_ulp);
    return worst_f32 <= 3e-7 && worst_ulp <= 2.5;
}

int main(void)
{
    check_room room = {.digest = 0xcbf29ce484222325u, .place = malloc(8192 * sizeof(uint32_t))};
    for (int i = 0; i < INPUTS; i++) {
        room.in[i] = buffer_make();
    }
    for (int o = 0; o < 2; o++) {
        room.out[o] = buffer_make();
        room.expected[o] = malloc(BUFFER);
    }
    bool good = check_accuracy();
    check_level(&room, sag__kernels_find(SAG_CPU_LEVEL_SCALAR));
    printf("digest of the definition: %016llx\n", (unsigned long long)room.digest);
    int checked = 0;
    for (int l = 1; l < SAG_CPU_LEVEL_COUNT; l++) {
        const sag__kernels *level = sag__kernels_find((sag_cpu_level)l);
        if (level == NULL) {
            printf("%s: not on this processor, not checked\n", sag_cpu_level_name((sag_cpu_level)l));
            continue;
        }
        bool same_bits = check_level(&room, level);
        printf("%s: %d kernels %s\n", sag_cpu_level_name((sag_cpu_level)l), (int)CASES,
               same_bits ? "equal the definition" : "DIFFER");
        good = good && same_bits;
        checked++;
    }
    for (int o = 0; o < 2; o++) {
        free(room.expected[o]);
    }
    free(room.place);
    if (checked == 0) {
        puts("no level was checked");
    }
    return good && checked > 0 ? 0 : 1;
}
