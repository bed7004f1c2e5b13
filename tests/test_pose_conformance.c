/*
 * Compares the pose pipeline with landmarks and masks that MediaPipe Pose itself found on the same frames, and
 * prints a table. Distances are in percent of the torso length (mid-shoulder to mid-hip) of the reference.
 * Exit code 77 (skipped): the folder named by SAGITTA_SHARED, which holds the reference, is absent.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sagitta/pose.h>

#define EXIT_SKIPPED 77
#define POINTS 33
#define POINT_COLUMNS 4
#define FRAMES_MAX 400
#define LINE_BYTES 16384
#define PATH_BYTES 1024

#define MEDIAN_MAX_PERCENT 0.02
#define P95_MAX_PERCENT 0.5
#define MASK_DIFFERENCE_MAX 0.0001        /* mean absolute difference, of 1 */
#define MASK_OTHER_SIDE_MAX_PERCENT 0.005 /* pixels on the other side of one half */

typedef struct conformance_case {
    const char *clip;
    const char *model;
    int width_px;
    int height_px;
    int frame_count;
    int mask_frame[3]; /* with a reference mask; 0: none */
} conformance_case;

static const conformance_case cases[] = {
    {"side_bodyweight_tshirt", "lite", 640, 360, 354, {0}},
    {"side_bodyweight_tshirt", "full", 640, 360, 354, {30, 60, 150}},
    {"side_bodyweight_tshirt", "heavy", 640, 360, 354, {0}},
    {"side_barbell_gym", "full", 608, 1080, 200, {0}},
    {"front_hands_behind_head_60fps", "full", 896, 1592, 120, {0}},
    {"side_bareback", "full", 1920, 1080, 190, {0}},
    {"oblique_bodyweight_fast", "full", 640, 360, 200, {0}},
};

static void die(const char *what, const char *subject)
{
    fprintf(stderr, "FAILED: %s %s\n", what, subject);
    exit(EXIT_FAILURE);
}

static void *allocate(size_t bytes)
{
    void *memory = malloc(bytes);
    if (memory == NULL) {
        die("out of memory", "");
    }
    return memory;
}

/* Decode the first pictures with the ffmpeg program, as the reference's pictures were. */
static FILE *open_pictures(const char *path, int count, const char *pixel_format)
{
    char command[2 * PATH_BYTES];
    snprintf(command, sizeof command,
             "ffmpeg -v error -nostdin -i '%s' -frames:v %d -fps_mode passthrough -f rawvideo -pix_fmt %s -", path,
             count, pixel_format);
    FILE *stream = popen(command, "r");
    if (stream == NULL) {
        die("cannot start ffmpeg for", path);
    }
    return stream;
}

/* One frame of the reference. */
typedef struct reference {
    bool found;
    double x[POINTS]; /* of the width */
    double y[POINTS]; /* of the height */
} reference;

/* Read the landmarks of a line "frame,x,y,z,v,x,y,z,v,..."; nothing after the frame means nobody. */
static reference parse_reference(const char *line, int frame, const char *path)
{
    reference out = {0};
    char *end = NULL;
    if (strtol(line, &end, 10) != frame || *end != ',') {
        die("frames out of order in", path);
    }
    out.found = end[1] != ',' && end[1] != '\n' && end[1] != '\0';
    for (int i = 0; out.found && i < POINTS * POINT_COLUMNS; i++) {
        if (*end != ',') {
            die("a short line in", path);
        }
        double value = strtod(end + 1, &end);
        if (i % POINT_COLUMNS == 0) {
            out.x[i / POINT_COLUMNS] = value;
        } else if (i % POINT_COLUMNS == 1) {
            out.y[i / POINT_COLUMNS] = value;
        }
    }
    return out;
}

static double torso_px(const reference *r, const conformance_case *c)
{
    double dx = (r->x[SAG_JOINT_LEFT_SHOULDER] + r->x[SAG_JOINT_RIGHT_SHOULDER] - r->x[SAG_JOINT_LEFT_HIP] -
                 r->x[SAG_JOINT_RIGHT_HIP]) / 2.0 * c->width_px;
    double dy = (r->y[SAG_JOINT_LEFT_SHOULDER] + r->y[SAG_JOINT_RIGHT_SHOULDER] - r->y[SAG_JOINT_LEFT_HIP] -
                 r->y[SAG_JOINT_RIGHT_HIP]) / 2.0 * c->height_px;
    return hypot(dx, dy);
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Compare the newest mask with the reference of that frame; print one line. Returns whether it is near enough. */
static bool check_mask(const char *folder, const conformance_case *c, int frame, const sag_tracker *tracker)
{
    size_t count = (size_t)c->width_px * (size_t)c->height_px;
    float *mask = allocate(count * sizeof *mask);
    unsigned char *expected = allocate(count);
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/data/mediapipe/%s.%s.mask%d.png", folder, c->clip, c->model, frame);
    FILE *stream = open_pictures(path, 1, "gray");
    if (fread(expected, 1, count, stream) != count || pclose(stream) != 0) {
        die("cannot read", path);
    }
    if (sag_tracker_warp_mask(tracker, mask, c->width_px, c->height_px) != SAG_STATUS_OK) {
        die("no mask for", path);
    }
    double sum = 0.0;
    size_t other_side = 0;
    for (size_t i = 0; i < count; i++) {
        sum += fabs((double)mask[i] - expected[i] / 255.0);
        other_side += ((double)mask[i] >= 0.5) != (expected[i] >= 128);
    }
    double difference = sum / (double)count;
    double percent = 100.0 * (double)other_side / (double)count;
    bool good = difference <= MASK_DIFFERENCE_MAX && percent <= MASK_OTHER_SIDE_MAX_PERCENT;
    printf("%-30s %-5s mask %3d: mean difference %.5f, other side of 0.5 %.4f %%  %s\n", c->clip, c->model, frame,
           difference, percent, good ? "ok" : "FAILED");
    free(expected);
    free(mask);
    return good;
}

/* What a run over the frames of one case adds up. */
typedef struct tally {
    double *distance_percent;
    size_t distance_count;
    int mismatch_count; /* frames found here but not there, or the reverse */
    bool masks_good;
} tally;

static void compare_frame(tally *t, const reference *r, const sag_skeleton *skeleton, const conformance_case *c)
{
    if (r->found != skeleton->found) {
        t->mismatch_count++;
    } else if (r->found) {
        double torso = torso_px(r, c);
        for (int i = 0; i < POINTS; i++) {
            double dx = (double)skeleton->joint[i].x_px - r->x[i] * c->width_px;
            double dy = (double)skeleton->joint[i].y_px - r->y[i] * c->height_px;
            t->distance_percent[t->distance_count++] = 100.0 * hypot(dx, dy) / torso;
        }
    }
}

static void run_frames(tally *t, const char *folder, const conformance_case *c, sag_tracker *tracker)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/data/mediapipe/%s.%s.csv", folder, c->clip, c->model);
    FILE *table = fopen(path, "r");
    char *line = allocate(LINE_BYTES);
    if (table == NULL || fgets(line, LINE_BYTES, table) == NULL) {
        die("cannot read", path);
    }
    char clip[PATH_BYTES];
    snprintf(clip, sizeof clip, "%s/data/clips/%s.mp4", folder, c->clip);
    FILE *pictures = open_pictures(clip, c->frame_count, "rgb24");
    size_t bytes = 3 * (size_t)c->width_px * (size_t)c->height_px;
    unsigned char *rgb = allocate(bytes);
    for (int frame = 0; frame < c->frame_count; frame++) {
        if (fread(rgb, 1, bytes, pictures) != bytes) {
            die("too few frames (is ffmpeg installed?) in", clip);
        }
        if (fgets(line, LINE_BYTES, table) == NULL) {
            die("too few lines in", path);
        }
        const reference r = parse_reference(line, frame, path);
        /* The time stamps that the reference was made with, whatever the clip's rate. */
        const sag_frame input = {.rgb = rgb,
                                 .stride_bytes = 3 * (ptrdiff_t)c->width_px,
                                 .width_px = c->width_px,
                                 .height_px = c->height_px,
                                 .index = frame,
                                 .t_ns = 1000000000 + frame * (int64_t)1000000000 / 30};
        sag_skeleton skeleton;
        if (sag_tracker_step(tracker, &skeleton, &input) != SAG_STATUS_OK) {
            die("a step failed on", clip);
        }
        compare_frame(t, &r, &skeleton, c);
        for (int i = 0; i < 3; i++) {
            if (c->mask_frame[i] == frame && frame > 0) {
                t->masks_good &= check_mask(folder, c, frame, tracker);
            }
        }
    }
    pclose(pictures);
    fclose(table);
    free(rgb);
    free(line);
}

static bool run_case(const char *folder, const conformance_case *c)
{
    sag_tracker_options options;
    sag_tracker_options_init(&options);
    options.model_name = c->model;
    options.with_mask = c->mask_frame[0] > 0;
    sag_error err;
    sag_tracker *tracker = NULL;
    if (sag_tracker_open(&tracker, &options, &err) != SAG_STATUS_OK) {
        die("cannot open the tracker:", err.text);
    }
    tally t = {.distance_percent = allocate(FRAMES_MAX * POINTS * sizeof(double)), .masks_good = true};
    run_frames(&t, folder, c, tracker);
    sag_tracker_close(tracker);

    qsort(t.distance_percent, t.distance_count, sizeof(double), compare_doubles);
    bool good = t.distance_count > 0 && t.mismatch_count == 0 && t.masks_good;
    double median = NAN;
    double p95 = NAN;
    double largest = NAN;
    if (t.distance_count > 0) {
        median = t.distance_percent[t.distance_count / 2];
        p95 = t.distance_percent[t.distance_count * 95 / 100];
        largest = t.distance_percent[t.distance_count - 1];
        good &= median <= MEDIAN_MAX_PERCENT && p95 <= P95_MAX_PERCENT;
    }
    printf("%-30s %-5s %6d %8d %10.5f %10.5f %9.3f  %s\n", c->clip, c->model, c->frame_count, t.mismatch_count,
           median, p95, largest, good ? "ok" : "FAILED");
    fflush(stdout);
    free(t.distance_percent);
    return good;
}

int main(void)
{
    const char *folder = getenv("SAGITTA_SHARED");
    struct stat facts;
    if (folder == NULL || stat(folder, &facts) != 0) {
        printf("SKIPPED: the reference footage is absent (no folder %s, set SAGITTA_SHARED)\n",
               folder != NULL ? folder : "given");
        return EXIT_SKIPPED;
    }
    printf("%-30s %-5s %6s %8s %10s %10s %9s  (%% of torso length)\n", "clip", "model", "frames", "mismatch", "median",
           "p95", "max");
    bool good = true;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        good &= run_case(folder, &cases[i]);
    }
    printf("%s\n", good ? "all conform" : "FAILED: see the lines above");
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
