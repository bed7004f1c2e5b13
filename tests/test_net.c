#include <criterion/criterion.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net.h"
#include "onnx_edit.h"

/* ---- a tiny model, written by hand ---- */

typedef struct message {
    char bytes[1024];
    size_t size;
} message;

/* Append a length-delimited field; sizes here stay below 16384. */
static void put(message *to, int number, const void *bytes, size_t size)
{
    to->bytes[to->size++] = (char)(number << 3 | 2);
    if (size > 127) {
        to->bytes[to->size++] = (char)((size & 127) | 128);
    }
    to->bytes[to->size++] = (char)(size > 127 ? size >> 7 : size);
    memcpy(to->bytes + to->size, bytes, size);
    to->size += size;
}

static void put_text(message *to, int number, const char *text)
{
    put(to, number, text, strlen(text));
}

static void put_message(message *to, int number, const message *part)
{
    put(to, number, part->bytes, part->size);
}

static message make_bound(const char *name, const char *raw)
{
    message tensor = {.bytes = {2 << 3, 1}, .size = 2}; /* data_type: FLOAT */
    put_text(&tensor, 8, name);
    put(&tensor, 9, raw, 4);
    return tensor;
}

static message make_attribute(const char *name, const char *raw)
{
    message attribute = {.size = 0};
    put_text(&attribute, 1, name);
    attribute.bytes[attribute.size++] = 2 << 3 | 5; /* f */
    memcpy(attribute.bytes + attribute.size, raw, 4);
    attribute.size += 4;
    static const char type_float[] = {(char)0xa0, 1, 1};
    memcpy(attribute.bytes + attribute.size, type_float, sizeof type_float);
    attribute.size += sizeof type_float;
    return attribute;
}

static const char six[4] = {0, 0, (char)0xc0, 0x40};
static const char zero[4] = {0};

/* x -> Relu -> a -> Clip(0, 6) -> y -> Sigmoid -> z; edited: as it should be when only y is wanted. */
static message make_model(bool edited)
{
    message relu = {.size = 0};
    put_text(&relu, 1, "x");
    put_text(&relu, 2, "a");
    put_text(&relu, 4, "Relu");
    message clip = {.size = 0};
    put_text(&clip, 1, "a");
    if (!edited) {
        put_text(&clip, 1, "low");
        put_text(&clip, 1, "high");
    }
    put_text(&clip, 2, "y");
    put_text(&clip, 4, "Clip");
    if (edited) {
        message low = make_attribute("min", zero);
        message high = make_attribute("max", six);
        put_message(&clip, 5, &low);
        put_message(&clip, 5, &high);
    }
    message sigmoid = {.size = 0};
    put_text(&sigmoid, 1, "y");
    put_text(&sigmoid, 2, "z");
    put_text(&sigmoid, 4, "Sigmoid");
    message low = make_bound("low", zero);
    message high = make_bound("high", six);
    message y = {.size = 0};
    put_text(&y, 1, "y");
    message z = {.size = 0};
    put_text(&z, 1, "z");

    message graph = {.size = 0};
    put_message(&graph, 1, &relu);
    put_message(&graph, 1, &clip);
    if (!edited) {
        put_message(&graph, 1, &sigmoid);
    }
    put_message(&graph, 5, &low);
    put_message(&graph, 5, &high);
    put_message(&graph, 12, &y);
    if (!edited) {
        put_message(&graph, 12, &z);
    }
    message model = {.bytes = {1 << 3, 6}, .size = 2}; /* ir_version */
    put_message(&model, 7, &graph);
    return model;
}

static const sag__net_output wanted[] = {{"y", 1, 0}};

Test(onnx_edit, keeps_what_is_wanted_and_rewrites_clip)
{
    const message model = make_model(false);
    const message expected = make_model(true);
    char *edited = NULL;
    size_t size = 0;
    sag_error err;
    cr_assert_eq(sag__onnx_edit(&edited, &size, model.bytes, model.size, wanted, 1, "m", &err), SAG_STATUS_OK);
    cr_assert_eq(size, expected.size);
    cr_assert_eq(memcmp(edited, expected.bytes, size), 0);
    free(edited);
}

Test(onnx_edit, names_an_output_that_is_not_there)
{
    const message model = make_model(false);
    const sag__net_output names[] = {{"y", 1, 0}, {"heat", 1, 0}};
    char *edited = NULL;
    size_t size = 0;
    sag_error err;
    cr_assert_eq(sag__onnx_edit(&edited, &size, model.bytes, model.size, names, 2, "m.onnx", &err),
                 SAG_STATUS_MODEL);
    cr_assert_str_eq(err.text, "m.onnx has no output heat");
    cr_assert_null(edited);
}

/* An exact copy on the heap, so that the sanitizer sees a read behind the end. */
static sag_status edit_copy(const message *model, size_t size)
{
    char *copy = malloc(size + (size == 0));
    cr_assert_not_null(copy);
    memcpy(copy, model->bytes, size);
    char *edited = NULL;
    size_t edited_size = 0;
    sag_status status = sag__onnx_edit(&edited, &edited_size, copy, size, wanted, 1, "m", NULL);
    free(edited);
    free(copy);
    return status;
}

Test(onnx_edit, survives_damage)
{
    const message model = make_model(false);
    for (size_t size = 0; size < model.size; size++) {
        cr_assert_eq(edit_copy(&model, size), SAG_STATUS_MODEL, "cut at %zu", size);
    }
    int refused = 0;
    for (size_t i = 0; i < model.size; i++) {
        for (int bit = 0; bit < 8; bit++) {
            message damaged = model;
            damaged.bytes[i] = (char)(damaged.bytes[i] ^ (1 << bit));
            sag_status status = edit_copy(&damaged, damaged.size);
            cr_assert(status == SAG_STATUS_OK || status == SAG_STATUS_MODEL);
            refused += status == SAG_STATUS_MODEL;
        }
    }
    cr_assert_gt(refused, 50);
}

/* ---- the real library ---- */

static const char *model_path(char *path, size_t size, const char *file)
{
    const char *folder = getenv("SAGITTA_MODELS");
    snprintf(path, size, "%s/onnx/%s", folder != NULL ? folder : "models", file);
    return path;
}

static sag__net_options lite_options(const char *path)
{
    return (sag__net_options){
        .path = path,
        .input_name = "input",
        .channel_count = 3,
        .height_px = 256,
        .width_px = 256,
        .output = {{"landmarks", 195, 0}, {"presence", 1, 0}},
        .output_count = 2,
        .thread_count = 1,
    };
}

Test(net, runs_and_repeats)
{
    char path[4096];
    sag__net_options options = lite_options(model_path(path, sizeof path, "blazepose-lite.onnx"));
    sag__net *net = NULL;
    sag_error err = {0};
    cr_assert_eq(sag__net_open(&net, &options, &err), SAG_STATUS_OK, "%s", err.text);
    float *input = sag__net_input(net);
    float first[195];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 3 * 256 * 256; i++) {
            input[i] = round == 1 ? 0.25f : (float)(i % 97) / 97.0f;
        }
        cr_assert_eq(sag__net_run(net, 0, &err), SAG_STATUS_OK, "%s", err.text);
        cr_assert_eq(sag__net_input(net), input);
        const float *landmarks = sag__net_get_output(net, 0);
        if (round == 0) {
            memcpy(first, landmarks, sizeof first);
        } else {
            cr_assert_eq(memcmp(first, landmarks, sizeof first) == 0, round == 2, "round %d", round);
        }
    }
    const float *presence = sag__net_get_output(net, 1);
    cr_assert(*presence >= 0.0f && *presence < 0.5f, "a pattern is no person");
    cr_assert_null(sag__net_get_output(net, 2));
    sag__net_close(net);
    sag__net_close(NULL);
}

static void expect_open_fails(const sag__net_options *options, sag_status expected, const char *part)
{
    sag__net *net = NULL;
    sag_error err = {0};
    cr_assert_eq(sag__net_open(&net, options, &err), expected, "%s", err.text);
    cr_assert_null(net);
    cr_assert_not_null(strstr(err.text, part), "%s", err.text);
    cr_assert_null(strchr(err.text, '\n'));
}

Test(net, checks_names_and_sizes)
{
    char path[4096];
    sag__net_options options = lite_options(model_path(path, sizeof path, "blazepose-lite.onnx"));
    options.output[1] = (sag__net_output){"presence", 2, 0};
    expect_open_fails(&options, SAG_STATUS_MODEL, "presence");
    options.output[1] = (sag__net_output){"absent", 1, 0};
    expect_open_fails(&options, SAG_STATUS_MODEL, "absent");
    options = lite_options(path);
    options.width_px = 100;
    expect_open_fails(&options, SAG_STATUS_MODEL, path);
    options.width_px = 0;
    expect_open_fails(&options, SAG_STATUS_ARGUMENT, path);
    options = lite_options(path);
    options.output_count = SAG__NET_OUTPUTS_MAX + 1;
    expect_open_fails(&options, SAG_STATUS_ARGUMENT, path);
}

Test(net, refuses_what_is_no_network)
{
    sag__net_options options = lite_options("/nonexistent/net.onnx");
    expect_open_fails(&options, SAG_STATUS_NOT_FOUND, "/nonexistent/net.onnx");

    char path[] = "/tmp/sagitta-net-XXXXXX";
    int descriptor = mkstemp(path);
    cr_assert_geq(descriptor, 0);
    options = lite_options(path);
    expect_open_fails(&options, SAG_STATUS_MODEL, path);
    static const char text[] = "This is a text and not a network.\n";
    cr_assert_eq(write(descriptor, text, sizeof text - 1), (ssize_t)sizeof text - 1);
    expect_open_fails(&options, SAG_STATUS_MODEL, path);
    /* Well formed for our own reading, but nothing that the network library can build. */
    const message model = make_model(true);
    cr_assert_eq(ftruncate(descriptor, 0), 0);
    cr_assert_eq(pwrite(descriptor, model.bytes, model.size, 0), (ssize_t)model.size);
    options.output[0] = (sag__net_output){"y", 1, 0};
    options.output_count = 1;
    expect_open_fails(&options, SAG_STATUS_MODEL, path);
    close(descriptor);
    unlink(path);
}
