/*
 * Runs the small ONNX graphs that net/make_graphs.py wrote with each engine, and compares with the values it computed.
 * Usage: test_net_graphs FOLDER [CASE...]
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"

#define PATH_BYTES 1024
#define LINE_BYTES 1024

/*
 * How far a value may be off: absolute, and relative to the expected one. Single precision with some hundred terms of
 * size one gives errors near 1e-6, convolutions by Winograd's transform and polynomials for exp up to ten times that.
 * A wrong tap, pad or rounding of a coordinate is off by a tenth and more, the values being of size one.
 */
#define DIFFERENCE_MAX 1e-4

typedef struct graph_case {
    char name[128];
    int shape[3];
    char onednn[64];
    char opencv[16];
    size_t output_count;
    size_t value_count[SAG__NET_OUTPUTS_MAX];
    int stage[SAG__NET_OUTPUTS_MAX];
} graph_case;

static const char *const output_names[SAG__NET_OUTPUTS_MAX] = {"out0", "out1", "out2", "out3",
                                                               "out4", "out5", "out6", "out7"};

/* What a case needs while it is tested. */
typedef struct bench {
    const graph_case *c;
    const char *engine_name;
    char path[PATH_BYTES];
    size_t input_count;
    float *input;
    float *other_input;
    float *expected[SAG__NET_OUTPUTS_MAX];
    float *first[SAG__NET_OUTPUTS_MAX]; /* what the first run gave */
    int stage_last;
    int failure_count;
    bool any_input_layout;
} bench;

static void die(const char *what, const char *subject)
{
    printf("FAILED: %s %s\n", what, subject);
    exit(EXIT_FAILURE);
}

static void *allocate(size_t bytes)
{
    void *memory = malloc(bytes + 1);
    if (memory == NULL) {
        die("out of memory", "");
    }
    return memory;
}

static float *read_floats(const char *folder, const char *name, const char *ending, size_t count)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s.%s", folder, name, ending);
    float *values = allocate((count + 1) * sizeof *values);
    FILE *file = fopen(path, "rb");
    if (file == NULL || fread(values, sizeof *values, count + 1, file) != count) {
        die("no file of the right size:", path);
    }
    fclose(file);
    return values;
}

/* NAME C H W ONEDNN OPENCV COUNT VALUES:STAGE ... */
static graph_case parse_case(char *line)
{
    graph_case c = {.output_count = 0};
    int used = 0;
    if (sscanf(line, "%127s %d %d %d %63s %15s %zu%n", c.name, &c.shape[0], &c.shape[1], &c.shape[2], c.onednn,
               c.opencv, &c.output_count, &used) != 7 || c.output_count < 1 ||
        c.output_count > SAG__NET_OUTPUTS_MAX) {
        die("not a case:", line);
    }
    for (size_t i = 0; i < c.output_count; i++) {
        int more = 0;
        if (sscanf(line + used, " %zu:%d%n", &c.value_count[i], &c.stage[i], &more) != 2) {
            die("not a case:", line);
        }
        used += more;
    }
    return c;
}

static bench prepare(const char *folder, const graph_case *c)
{
    bench b = {.c = c, .input_count = (size_t)c->shape[0] * (size_t)c->shape[1] * (size_t)c->shape[2]};
    snprintf(b.path, sizeof b.path, "%s/%s.onnx", folder, c->name);
    b.input = read_floats(folder, c->name, "in.f32", b.input_count);
    b.other_input = allocate(b.input_count * sizeof(float));
    for (size_t i = 0; i < b.input_count; i++) {
        b.other_input[i] = 5.0f - 3.0f * b.input[b.input_count - 1 - i];
    }
    for (size_t i = 0; i < c->output_count; i++) {
        char ending[32];
        snprintf(ending, sizeof ending, "out%zu.f32", i);
        b.expected[i] = read_floats(folder, c->name, ending, c->value_count[i]);
        b.first[i] = allocate(c->value_count[i] * sizeof(float));
        b.stage_last = c->stage[i] > b.stage_last ? c->stage[i] : b.stage_last;
    }
    return b;
}

static void clean_up(bench *b)
{
    free(b->input);
    free(b->other_input);
    for (size_t i = 0; i < b->c->output_count; i++) {
        free(b->expected[i]);
        free(b->first[i]);
    }
}

static void fail(bench *b, const char *what, const char *detail)
{
    printf("FAILED: %s, %s: %s%s%s\n", b->c->name, b->engine_name, what, detail[0] != '\0' ? ": " : "", detail);
    b->failure_count++;
}

/* Compare the outputs of the stages up to stage with the truth. Returns false after saying what is wrong. */
static bool check_values(bench *b, const sag__net *net, int stage)
{
    for (size_t i = 0; i < b->c->output_count; i++) {
        const float *got = sag__net_get_output(net, i);
        if (b->c->stage[i] > stage) {
            continue;
        }
        for (size_t k = 0; k < b->c->value_count[i]; k++) {
            double expected = (double)b->expected[i][k];
            double difference = fabs((double)got[k] - expected);
            /* A NaN fails this, too. */
            if (!(difference <= DIFFERENCE_MAX + DIFFERENCE_MAX * fabs(expected))) {
                char text[160];
                snprintf(text, sizeof text, "after stage %d output %zu has %g instead of %g at %zu of %zu", stage, i,
                         (double)got[k], expected, k, b->c->value_count[i]);
                fail(b, "wrong", text);
                return false;
            }
        }
    }
    return true;
}

/* Compare the outputs of all stages with those of the first run, bit by bit. */
static bool check_same(bench *b, const sag__net *net, const char *when)
{
    for (size_t i = 0; i < b->c->output_count; i++) {
        if (memcmp(b->first[i], sag__net_get_output(net, i), b->c->value_count[i] * sizeof(float)) != 0) {
            fail(b, "other bits", when);
            return false;
        }
    }
    return true;
}

/* Write a picture, plane after plane, as the network wants it. */
static void write_input(const bench *b, sag__net *net, const float *picture)
{
    sag__net_layout layout = sag__net_get_input_layout(net);
    size_t pixel_count = (size_t)b->c->shape[1] * (size_t)b->c->shape[2];
    float *input = sag__net_input(net);
    for (size_t i = 0; i < b->input_count; i++) {
        input[i / pixel_count * layout.channel_step + i % pixel_count * layout.pixel_step] = picture[i];
    }
}

/* Run the stages up to stage_last. */
static bool run_stages(bench *b, sag__net *net, const float *input, int stage_last)
{
    write_input(b, net, input);
    for (int stage = 0; stage <= stage_last; stage++) {
        sag_error err = {0};
        if (sag__net_run(net, stage, &err) != SAG_STATUS_OK) {
            fail(b, "a run failed", err.text);
            return false;
        }
    }
    return true;
}

/* The first run, stage by stage; its outputs are kept. */
static bool run_first(bench *b, sag__net *net)
{
    write_input(b, net, b->input);
    for (int stage = 0; stage <= b->stage_last; stage++) {
        sag_error err = {0};
        if (sag__net_run(net, stage, &err) != SAG_STATUS_OK) {
            fail(b, "a run failed", err.text);
            return false;
        }
        if (!check_values(b, net, stage)) {
            return false;
        }
    }
    for (size_t i = 0; i < b->c->output_count; i++) {
        memcpy(b->first[i], sag__net_get_output(net, i), b->c->value_count[i] * sizeof(float));
    }
    return true;
}

/* A profile is a run with clocks: same values, and steps that say something. */
static bool check_profile(bench *b, sag__net *net)
{
    write_input(b, net, b->input);
    sag_error err = {0};
    if (sag__net_profile(net, b->stage_last, &err) != SAG_STATUS_OK) {
        fail(b, "the profile failed", err.text);
        return false;
    }
    for (size_t i = 0; i < sag__net_get_step_count(net); i++) {
        sag__net_step step = sag__net_get_step(net, i);
        if (step.layer == NULL || step.operation == NULL || step.implementation == NULL || step.stage < 0 ||
            step.stage > b->stage_last || step.mac_count < 0 || step.time_ns < 0) {
            fail(b, "a step of the profile says nothing", step.layer != NULL ? step.layer : "");
            return false;
        }
    }
    return check_same(b, net, "in a profile");
}

/* What an earlier picture left in the buffers must not show in the next. */
static void check_runs(bench *b, sag__net *net)
{
    if (run_first(b, net) && run_stages(b, net, b->input, b->stage_last) && check_same(b, net, "in the second run") &&
        run_stages(b, net, b->other_input, b->stage_last) && run_stages(b, net, b->input, b->stage_last) &&
        check_same(b, net, "after a run on something else") && run_stages(b, net, b->other_input, 0) &&
        run_stages(b, net, b->input, b->stage_last) && check_same(b, net, "after stage 0 alone on something else")) {
        check_profile(b, net);
    }
}

static sag_status open_net(sag__net **net, const bench *b, sag__net_engine engine, sag_error *err)
{
    sag__net_options options = {
        .path = b->path,
        .input_name = "input",
        .channel_count = b->c->shape[0],
        .height_px = b->c->shape[1],
        .width_px = b->c->shape[2],
        .output_count = b->c->output_count,
        .any_input_layout = b->any_input_layout,
        .thread_count = 1,
        .engine = engine,
    };
    for (size_t i = 0; i < b->c->output_count; i++) {
        options.output[i] = (sag__net_output){output_names[i], b->c->value_count[i], b->c->stage[i]};
    }
    return sag__net_open(net, &options, err);
}

/* The word behind "refuse:" or "either:"; NULL if the expectation is another. */
static const char *word_of(const char *expectation, const char *kind)
{
    size_t length = strlen(kind);
    return strncmp(expectation, kind, length) == 0 && expectation[length] == ':' ? expectation + length + 1 : NULL;
}

/* A reason is one line and has the word that tells what it is about. */
static void check_reason(bench *b, const char *reason, const char *word)
{
    if (strstr(reason, word) == NULL || strchr(reason, '\n') != NULL) {
        fail(b, "a reason that does not tell", reason[0] != '\0' ? reason : "\"\"");
    }
}

static void test_opencv(bench *b)
{
    b->engine_name = "opencv";
    if (strcmp(b->c->opencv, "skip") == 0) {
        return;
    }
    sag__net *net = NULL;
    sag_error err = {0};
    if (open_net(&net, b, SAG__NET_ENGINE_OPENCV, &err) != SAG_STATUS_OK) {
        fail(b, "does not open", err.text);
        return;
    }
    check_runs(b, net);
    sag__net_close(net);
}

/* Returns whether oneDNN took the graph. */
static bool test_onednn(bench *b, bool any_input_layout)
{
    b->engine_name = any_input_layout ? "onednn, input as it likes" : "onednn";
    b->any_input_layout = any_input_layout;
    const char *refused = word_of(b->c->onednn, "refuse");
    const char *either = word_of(b->c->onednn, "either");
    sag__net *net = NULL;
    sag_error err = {0};
    sag_status status = open_net(&net, b, SAG__NET_ENGINE_ONEDNN, &err);
    if (status == SAG_STATUS_OK) {
        if (refused != NULL) {
            fail(b, "opens, which it should refuse", "");
        } else {
            check_runs(b, net);
        }
        sag__net_close(net);
        return true;
    }
    if (refused == NULL && either == NULL) {
        fail(b, "does not open", err.text);
    } else if (status != SAG_STATUS_MODEL || net != NULL) {
        fail(b, "refused with the wrong status", sag_status_name(status));
    } else {
        check_reason(b, err.text, refused != NULL ? refused : either);
    }
    return false;
}

/* AUTO is oneDNN where that takes the graph, else OpenCV with a reason. */
static void test_auto(bench *b, bool has_onednn, bool taken)
{
    b->engine_name = "auto";
    b->any_input_layout = false;
    sag__net *net = NULL;
    sag_error err = {0};
    sag_status status = open_net(&net, b, SAG__NET_ENGINE_AUTO, &err);
    bool good = taken || strcmp(b->c->opencv, "skip") != 0;
    if (status != SAG_STATUS_OK && (good || status != SAG_STATUS_MODEL)) {
        fail(b, "does not open", err.text);
    }
    if (status != SAG_STATUS_OK || !good) {
        sag__net_close(net);
        return;
    }
    const char *wanted = sag__net_describe_engine(taken ? SAG__NET_ENGINE_ONEDNN : SAG__NET_ENGINE_OPENCV);
    if (strcmp(sag__net_get_engine(net), wanted) != 0) {
        fail(b, "took another engine", sag__net_get_engine(net));
    }
    if (has_onednn && !taken) {
        const char *word = strchr(b->c->onednn, ':');
        check_reason(b, sag__net_get_reason(net), word != NULL ? word + 1 : "");
    } else if (sag__net_get_reason(net)[0] != '\0') {
        fail(b, "has a reason without need", sag__net_get_reason(net));
    }
    check_runs(b, net);
    sag__net_close(net);
}

static bool chosen(const char *name, int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], name) == 0) {
            return true;
        }
    }
    return argc <= 2;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        die("usage: test_net_graphs FOLDER [CASE...]", "");
    }
    setvbuf(stdout, NULL, _IOLBF, LINE_BYTES);
    const char *onednn = sag__net_describe_engine(SAG__NET_ENGINE_ONEDNN);
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/cases.txt", argv[1]);
    FILE *cases = fopen(path, "r");
    if (cases == NULL) {
        die("cannot read", path);
    }
    int case_count = 0;
    int taken_count = 0;
    int opencv_count = 0;
    int failure_count = 0;
    char line[LINE_BYTES];
    while (fgets(line, sizeof line, cases) != NULL) {
        const graph_case c = parse_case(line);
        if (!chosen(c.name, argc, argv)) {
            continue;
        }
        bench b = prepare(argv[1], &c);
        test_opencv(&b);
        bool taken = onednn != NULL && test_onednn(&b, false);
        if (taken) {
            test_onednn(&b, true);
        }
        test_auto(&b, onednn != NULL, taken);
        case_count++;
        taken_count += taken;
        opencv_count += strcmp(c.opencv, "skip") != 0;
        failure_count += b.failure_count;
        clean_up(&b);
    }
    fclose(cases);
    printf("%s: %d graphs\n", sag__net_describe_engine(SAG__NET_ENGINE_OPENCV), opencv_count);
    if (onednn != NULL) {
        printf("%s: %d graphs taken, %d refused\n", onednn, taken_count, case_count - taken_count);
    } else {
        printf("oneDNN was not built in and is not tested\n");
    }
    printf("Tested: %d graphs, %d failures\n", case_count, failure_count);
    return case_count > 0 && failure_count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
