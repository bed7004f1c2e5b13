/*
 * Runs the networks of models/onnx with both engines on the same inputs, and prints how far their outputs are apart.
 * Inputs: noise, a smooth pattern, and crops of real clips where the folder named by SAGITTA_SHARED is there. The crops
 * are those of the pipeline: the detector's letterbox, and the square around the person that it found in it.
 * Exit code 77 (skipped): only one engine was built in.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sagitta/model.h>
#include <sagitta/source.h>

#include "detector.h"
#include "landmarks.h"
#include "net.h"
#include "region.h"
#include "sample.h"

#define EXIT_SKIPPED 77
#define PATH_BYTES 1024
#define OUTPUTS 5

/* The landmarks may differ by this: breathing moves them more. Measured are 4e-4 px with people, 4e-3 px without. */
#define LANDMARK_MAX_PX 0.05
#define POINT_VALUES 5
#define POINT_XY 2

/* The other outputs are told, and bounded some times above what is measured. The mask is compared at each pixel. */
#define LOGIT_MAX 0.05
#define WORLD_MAX_M 0.005
#define RATIO_MAX 0.001
#define MASK_MAX 0.02
#define BOX_MAX_PX 0.1

typedef enum unit { UNIT_LANDMARKS, UNIT_RATIO, UNIT_WORLD, UNIT_LOGIT, UNIT_MASK, UNIT_BOX } unit;

static const struct {
    const char *title;
    double max;
} units[] = {
    [UNIT_LANDMARKS] = {"px", LANDMARK_MAX_PX},
    [UNIT_RATIO] = {"ratio", RATIO_MAX},
    [UNIT_WORLD] = {"m", WORLD_MAX_M},
    [UNIT_LOGIT] = {"logit", LOGIT_MAX},
    [UNIT_MASK] = {"ratio", MASK_MAX},
    [UNIT_BOX] = {"px", BOX_MAX_PX},
};

typedef struct described {
    const char *model;
    int side_px;
    float range_min; /* of the input; the most is 1 */
    sag__net_output output[OUTPUTS];
    unit unit[OUTPUTS];
    size_t output_count;
} described;

#define LANDMARK_NETWORK(name)                                                                                     \
    {                                                                                                              \
        name, SAG__LANDMARKS_SIDE_PX, 0.0f,                                                                        \
            {{"landmarks", SAG__LANDMARKS_POINTS * POINT_VALUES, 0},                                               \
             {"presence", 1, 0},                                                                                   \
             {"world", SAG__LANDMARKS_POINTS * 3, 0},                                                              \
             {"heatmap", SAG__LANDMARKS_POINTS * SAG__LANDMARKS_MAP_SIDE * SAG__LANDMARKS_MAP_SIDE, 0},            \
             {"mask", SAG__LANDMARKS_MASK_SIDE * SAG__LANDMARKS_MASK_SIDE, 1}},                                    \
            {UNIT_LANDMARKS, UNIT_RATIO, UNIT_WORLD, UNIT_LOGIT, UNIT_MASK}, 5                                     \
    }

static const described networks[] = {
    {"blazepose-detector",
     SAG__DETECTOR_SIDE_PX,
     -1.0f,
     {{"boxes", SAG__DETECTOR_ANCHORS * SAG__DETECTOR_VALUES, 0}, {"scores", SAG__DETECTOR_ANCHORS, 0}},
     {UNIT_BOX, UNIT_LOGIT},
     2},
    LANDMARK_NETWORK("blazepose-lite"),
    LANDMARK_NETWORK("blazepose-full"),
    LANDMARK_NETWORK("blazepose-heavy"),
};

#define INPUTS_MAX 16

/* One picture for all networks. */
typedef struct picture {
    char title[64];
    float *letterbox; /* for the detector, -1 to 1 */
    float *crop;      /* for the landmark networks, 0 to 1 */
} picture;

typedef struct album {
    picture picture[INPUTS_MAX];
    int count;
    sag__detector *detector;
} album;

static void die(const char *what, const char *subject)
{
    printf("FAILED: %s %s\n", what, subject);
    exit(EXIT_FAILURE);
}

static picture *add_picture(album *a, const char *title)
{
    picture *p = &a->picture[a->count++];
    snprintf(p->title, sizeof p->title, "%s", title);
    p->letterbox = malloc(sizeof(float) * 3 * SAG__DETECTOR_SIDE_PX * SAG__DETECTOR_SIDE_PX);
    p->crop = malloc(sizeof(float) * 3 * SAG__LANDMARKS_SIDE_PX * SAG__LANDMARKS_SIDE_PX);
    if (p->letterbox == NULL || p->crop == NULL) {
        die("out of memory", "");
    }
    return p;
}

/* ---- pictures without a person ---- */

/* A number 0 to 1 of a fixed sequence (xorshift). */
static double next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return (double)*state / 4294967296.0;
}

static void fill_noise(float *plane, int side, double low, uint32_t *state)
{
    for (int i = 0; i < 3 * side * side; i++) {
        plane[i] = (float)(low + (1.0 - low) * next_random(state));
    }
}

static void fill_waves(float *plane, int side, double low, double waves)
{
    for (int channel = 0; channel < 3; channel++) {
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double angle = 6.283185307 * waves * (x * (1.0 + 0.3 * channel) + y * (0.7 - 0.2 * channel)) / side;
                plane[(channel * side + y) * side + x] = (float)(low + (1.0 - low) * (0.5 + 0.5 * sin(angle)));
            }
        }
    }
}

static void add_patterns(album *a)
{
    uint32_t state = 20230417;
    for (int i = 0; i < 2; i++) {
        picture *p = add_picture(a, i == 0 ? "noise" : "noise, other");
        fill_noise(p->letterbox, SAG__DETECTOR_SIDE_PX, -1.0, &state);
        fill_noise(p->crop, SAG__LANDMARKS_SIDE_PX, 0.0, &state);
    }
    static const double waves[] = {0.0, 2.0, 17.0};
    static const char *const titles[] = {"grey", "slow waves", "fast waves"};
    for (int i = 0; i < 3; i++) {
        picture *p = add_picture(a, titles[i]);
        fill_waves(p->letterbox, SAG__DETECTOR_SIDE_PX, -1.0, waves[i]);
        fill_waves(p->crop, SAG__LANDMARKS_SIDE_PX, 0.0, waves[i]);
    }
}

/* ---- people ---- */

static void open_detector(album *a, const char *models)
{
    sag_model model;
    sag_error err = {0};
    if (sag_model_load(&model, models, "blazepose-detector", &err) != SAG_STATUS_OK ||
        sag__detector_open(&a->detector, &model, sag__kernels_choose(), SAG__NET_ENGINE_OPENCV, 1, &err) !=
            SAG_STATUS_OK) {
        die("cannot open the detector:", err.text);
    }
}

/* The inputs that the pipeline makes of a frame; nothing if nobody is seen. */
static void add_frame(album *a, const char *title, const sag_frame *frame)
{
    sag__detection people[SAG__DETECTOR_PEOPLE_MAX];
    int count = 0;
    sag_region region;
    if (sag__detector_step(a->detector, people, &count, frame) != SAG_STATUS_OK) {
        die("the detector failed on", title);
    }
    if (count == 0 || !sag__region_make(&region, &people[0].points, frame->width_px, frame->height_px)) {
        printf("%s: nobody is seen\n", title);
        return;
    }
    picture *p = add_picture(a, title);
    const sag__kernels *kernels = sag__kernels_choose();
    sag__sample_letterbox(kernels, p->letterbox,
                          (sag__sample_layout){SAG__DETECTOR_SIDE_PX * SAG__DETECTOR_SIDE_PX, 1},
                          SAG__DETECTOR_SIDE_PX, frame, 2.0f / 255.0f, -1.0f, -1.0f);
    sag__sample_region(kernels, p->crop,
                       (sag__sample_layout){SAG__LANDMARKS_SIDE_PX * SAG__LANDMARKS_SIDE_PX, 1},
                       SAG__LANDMARKS_SIDE_PX, frame, &region, 1.0f / 255.0f, 0.0f);
}

static void add_clip(album *a, const char *shared, const char *clip, int64_t index)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/data/clips/%s.mp4", shared, clip);
    sag_source *source = NULL;
    sag_error err = {0};
    if (sag_source_open(&source, path, NULL, &err) != SAG_STATUS_OK) {
        die("cannot open:", err.text);
    }
    sag_frame frame = {0};
    sag_status status = SAG_STATUS_OK;
    for (int64_t i = 0; i < index && status == SAG_STATUS_OK; i++) {
        status = sag_source_skip(source, &frame, &err);
    }
    if (status != SAG_STATUS_OK || sag_source_step(source, &frame, &err) != SAG_STATUS_OK) {
        die("too few frames:", path);
    }
    char title[64];
    snprintf(title, sizeof title, "%.40s %d", clip, (int)index);
    add_frame(a, title, &frame);
    sag_source_close(source);
}

static void add_people(album *a, const char *shared)
{
    struct stat facts;
    if (shared == NULL || stat(shared, &facts) != 0) {
        printf("The clips are absent (no folder %s, set SAGITTA_SHARED): patterns only\n",
               shared != NULL ? shared : "given");
        return;
    }
    static const struct {
        const char *clip;
        int64_t index;
    } frames[] = {{"side_bodyweight_tshirt", 60},
                  {"side_bareback", 95},
                  {"side_barbell_gym", 150},
                  {"oblique_bodyweight_fast", 30},
                  {"balance_cam03", 20},
                  {"negative_deadlift_side", 100},
                  {"front_hands_behind_head_60fps", 90}};
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        add_clip(a, shared, frames[i].clip, frames[i].index);
    }
}

/* ---- comparison ---- */

static sag__net *open_net(const described *d, const char *models, sag__net_engine engine)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/onnx/%s.onnx", models, d->model);
    sag__net_options options = {
        .path = path,
        .input_name = "input",
        .channel_count = 3,
        .height_px = d->side_px,
        .width_px = d->side_px,
        .output_count = d->output_count,
        .thread_count = 1,
        .engine = engine,
    };
    memcpy(options.output, d->output, sizeof d->output);
    sag__net *net = NULL;
    sag_error err = {0};
    if (sag__net_open(&net, &options, &err) != SAG_STATUS_OK) {
        die("cannot open:", err.text);
    }
    return net;
}

static void run_all(sag__net *net, const described *d, const picture *p)
{
    const float *input = d->range_min < 0.0f ? p->letterbox : p->crop;
    memcpy(sag__net_input(net), input, sizeof(float) * 3 * (size_t)d->side_px * (size_t)d->side_px);
    for (int stage = 0; stage <= d->output[d->output_count - 1].stage; stage++) {
        sag_error err = {0};
        if (sag__net_run(net, stage, &err) != SAG_STATUS_OK) {
            die("a run failed:", err.text);
        }
    }
}

static double sigmoid(double logit)
{
    return 1.0 / (1.0 + exp(-logit));
}

/* The largest difference of an output, in its unit; infinite where a value is not a number. */
static double difference(const float *a, const float *b, size_t count, unit kind)
{
    double largest = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (kind == UNIT_LANDMARKS && i % POINT_VALUES >= POINT_XY) {
            continue;
        }
        double x = (double)a[i];
        double y = (double)b[i];
        double apart = kind == UNIT_MASK ? fabs(sigmoid(x) - sigmoid(y)) : fabs(x - y);
        if (!(apart <= largest)) {
            largest = isnan(apart) ? INFINITY : apart;
        }
    }
    return largest;
}

static void print_header(const described *d)
{
    printf("\n%-20s %-36s", d->model, "");
    for (size_t k = 0; k < d->output_count; k++) {
        char title[32];
        snprintf(title, sizeof title, "%s %s", d->output[k].name, units[d->unit[k]].title);
        printf("  %14s", title);
    }
    printf("\n");
}

static void print_row(const described *d, const char *title, const double *apart, const char *verdict)
{
    printf("%-20s %-36s", "", title);
    for (size_t k = 0; k < d->output_count; k++) {
        printf("  %14.1e", apart[k]);
    }
    printf("  %s\n", verdict);
}

/* Compare one network on all pictures; print its table. Returns whether all is near enough. */
static bool compare(const described *d, const char *models, const album *a)
{
    sag__net *first = open_net(d, models, SAG__NET_ENGINE_ONEDNN);
    sag__net *second = open_net(d, models, SAG__NET_ENGINE_OPENCV);
    bool good = true;
    double worst[OUTPUTS] = {0.0};
    print_header(d);
    for (int i = 0; i < a->count; i++) {
        run_all(first, d, &a->picture[i]);
        run_all(second, d, &a->picture[i]);
        bool near = true;
        double apart[OUTPUTS];
        for (size_t k = 0; k < d->output_count; k++) {
            apart[k] = difference(sag__net_get_output(first, k), sag__net_get_output(second, k),
                                  d->output[k].value_count, d->unit[k]);
            worst[k] = fmax(worst[k], apart[k]);
            near = near && apart[k] <= units[d->unit[k]].max;
        }
        print_row(d, a->picture[i].title, apart, near ? "ok" : "FAILED");
        good = good && near;
    }
    print_row(d, "largest", worst, "");
    fflush(stdout);
    sag__net_close(first);
    sag__net_close(second);
    return good;
}

int main(void)
{
    const char *onednn = sag__net_describe_engine(SAG__NET_ENGINE_ONEDNN);
    if (onednn == NULL) {
        printf("SKIPPED: oneDNN was not built in, there is nothing to compare\n");
        return EXIT_SKIPPED;
    }
    const char *models = getenv("SAGITTA_MODELS");
    models = models != NULL ? models : "models";
    album a = {.count = 0};
    open_detector(&a, models);
    add_patterns(&a);
    add_people(&a, getenv("SAGITTA_SHARED"));
    sag__detector_close(a.detector);
    printf("%s against %s, largest absolute differences\n", onednn, sag__net_describe_engine(SAG__NET_ENGINE_OPENCV));
    bool good = true;
    for (size_t i = 0; i < sizeof networks / sizeof networks[0]; i++) {
        good &= compare(&networks[i], models, &a);
    }
    printf("\nTested: %zu networks on %d inputs: %s\n", sizeof networks / sizeof networks[0], a.count,
           good ? "all agree" : "FAILED, see the lines above");
    for (int i = 0; i < a.count; i++) {
        free(a.picture[i].letterbox);
        free(a.picture[i].crop);
    }
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
