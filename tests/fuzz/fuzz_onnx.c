/*
 * Hands bytes to the reader of ONNX models and the graph builder of the oneDNN engine, and to the editor of models for
 * OpenCV. Nothing is computed: the libraries behind are not what is tested.
 *
 * The bytes are an ONNX model, or a header and a model. No model begins with the header's 0, which is no field number.
 *
 *   0, channels, height, width, output count, for each output: values (2 bytes, little endian), stage
 *
 * Without a header the input is 3 x 16 x 16 and the output one value. Outputs are named out0, out1, ...
 */
#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_mutate.h"
#include "fuzz_target.h"
#include "graph.h"
#include "onnx_edit.h"

#define HEADER_BYTES 5
#define OUTPUT_BYTES 3

/* Take the header off. Returns its size. */
static size_t read_header(sag__net_options *options, const uint8_t *data, size_t size)
{
    if (size < HEADER_BYTES || data[0] != 0 || data[4] < 1 || data[4] > SAG__NET_OUTPUTS_MAX ||
        size < (size_t)HEADER_BYTES + data[4] * (size_t)OUTPUT_BYTES) {
        return 0;
    }
    options->channel_count = data[1];
    options->height_px = data[2];
    options->width_px = data[3];
    options->output_count = data[4];
    const uint8_t *at = data + HEADER_BYTES;
    for (size_t i = 0; i < options->output_count; i++, at += OUTPUT_BYTES) {
        options->output[i].value_count = (size_t)at[0] | (size_t)at[1] << 8;
        options->output[i].stage = at[2] % SAG__NET_OUTPUTS_MAX;
    }
    return (size_t)(at - data);
}

/* A refusal has a reason of one line; a graph that is taken is one that the executor can walk. */
static void check_read(const sag__graph *graph, sag_status status, const sag_error *err)
{
    if (status != SAG_STATUS_OK) {
        assert(graph == NULL && err->status == status && err->text[0] != '\0' && strchr(err->text, '\n') == NULL);
        return;
    }
    assert(graph != NULL);
    for (int i = 0; i < graph->layer_count; i++) {
        const sag__layer *layer = &graph->layer[i];
        assert(layer->output >= 0 && layer->output < graph->value_count && layer->name != NULL &&
               layer->operation != NULL && layer->stage >= 0 && layer->stage < SAG__NET_OUTPUTS_MAX &&
               layer->input_count <= SAG__LAYER_INPUTS_MAX && layer->post_count <= SAG__LAYER_POSTS_MAX);
        assert(i == 0 || layer->stage >= graph->layer[i - 1].stage);
        for (int k = 0; k < layer->input_count; k++) {
            assert(layer->input[k] >= 0 && layer->input[k] < graph->value_count);
        }
    }
    for (int i = 0; i < graph->value_count; i++) {
        assert(graph->value[i].name != NULL && graph->value[i].shape.rank <= SAG__GRAPH_RANK_MAX);
    }
}

/* Mostly the message stays one: the parser is protobuf-c's, what is behind it is ours. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned int seed)
{
    if (seed % 8 == 0) {
        return LLVMFuzzerMutate(data, size, size_max);
    }
    sag__net_options options;
    return fuzz_mutate_message(data, size, size_max, read_header(&options, data, size), seed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[SAG__NET_OUTPUTS_MAX] = {"out0", "out1", "out2", "out3",
                                                            "out4", "out5", "out6", "out7"};
    sag__net_options options = {
        .path = "fuzz.onnx",
        .input_name = "input",
        .channel_count = 3,
        .height_px = 16,
        .width_px = 16,
        .output = {{.value_count = 1}},
        .output_count = 1,
    };
    size_t header_bytes = read_header(&options, data, size);
    for (size_t i = 0; i < options.output_count; i++) {
        options.output[i].name = names[i];
    }
    if (options.channel_count < 1 || options.height_px < 1 || options.width_px < 1) {
        return 0; /* sag__net_open lets no such options through */
    }
    const uint8_t *model = data + header_bytes;
    size_t model_bytes = size - header_bytes;

    sag__graph *graph = NULL;
    bool unfit = false;
    sag_error err = {0};
    sag_status status = sag__graph_read(&graph, &unfit, model, model_bytes, &options, &err);
    check_read(graph, status, &err);
    sag__graph_destroy(graph);

    char *edited = NULL;
    size_t edited_bytes = 0;
    status = sag__onnx_edit(&edited, &edited_bytes, (const char *)model, model_bytes, options.output,
                            options.output_count, options.path, &err);
    assert((status == SAG_STATUS_OK) == (edited != NULL));
    free(edited);
    return 0;
}
