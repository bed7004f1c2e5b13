#include "exec_build.h"

#include <string.h>

#include "exec_builder.h"
#include "fail.h"
#include "memory.h"

static bool build_layer(sag__builder *b)
{
    switch (b->layer->kind) {
    case SAG__LAYER_CONV:
    case SAG__LAYER_DECONV:
        return sag__build_conv(b);
    case SAG__LAYER_GEMM:
        return sag__build_product(b);
    case SAG__LAYER_POOL:
    case SAG__LAYER_RESIZE:
        return sag__build_pool(b);
    case SAG__LAYER_UNARY:
        return sag__build_unary(b);
    case SAG__LAYER_BINARY:
        return sag__build_binary(b);
    case SAG__LAYER_PRELU:
        return sag__build_prelu(b);
    case SAG__LAYER_SOFTMAX:
        return sag__build_softmax(b);
    case SAG__LAYER_CONCAT:
        return sag__build_concat(b);
    case SAG__LAYER_PAD:
        return sag__build_pad(b);
    case SAG__LAYER_PERMUTE:
        return sag__build_permute(b);
    case SAG__LAYER_RESHAPE:
        return sag__build_reshape(b);
    case SAG__LAYER_AFFINE:
        break;
    }
    return sag__builder_refuse(b, "not joined to a convolution");
}

/* Pixel after pixel instead of plane after plane. Returns: NULL for what is no image, or out of memory. */
static sag__md interleaved_md(sag__builder *b, const sag__shape *shape)
{
    if (shape->rank != 4) {
        return NULL;
    }
    const int64_t *dim = shape->dim;
    const int64_t strides[4] = {dim[1] * dim[2] * dim[3], 1, dim[1] * dim[3], dim[1]};
    return sag__plan_keep_md(b->plan, sag__md_create_strided(shape, strides));
}

/*
 * The layout of the input: interleaved if the caller can write that and the one layer that reads it, a convolution,
 * wants it. Returns: NULL out of memory.
 */
static sag__md input_md(sag__builder *b, bool *interleaved, const sag__net_options *options)
{
    const sag__graph *graph = b->graph;
    const sag__value *input = &graph->value[graph->input];
    *interleaved = false;
    if (options->any_input_layout && input->uses == 1 && input->last_use < graph->layer_count &&
        graph->layer[input->last_use].kind == SAG__LAYER_CONV) {
        const sag__layer *before = b->layer;
        b->layer = &graph->layer[input->last_use];
        sag__md wanted = sag__build_conv_input(b);
        b->layer = before;
        sag__md md = interleaved_md(b, &input->shape);
        *interleaved = wanted != NULL && md != NULL && dnnl_memory_desc_equal(wanted, md);
        if (*interleaved) {
            return md;
        }
    }
    return sag__builder_plain_md(b, &input->shape);
}

/* Constants that layers read as values, and the input. */
static bool place_sources(sag__builder *b, const sag__net_options *options)
{
    const sag__graph *graph = b->graph;
    for (int i = 0; i < graph->value_count; i++) {
        const sag__value *value = &graph->value[i];
        bool is_input = i == graph->input;
        if (!is_input && (value->uses == 0 || value->floats == NULL)) {
            continue;
        }
        sag__md md = is_input ? input_md(b, &b->ports->input_interleaved, options)
                              : sag__builder_plain_md(b, &value->shape);
        sag__place place = {md, -1, NULL};
        if (is_input) {
            place = sag__builder_new_place(b, md);
        } else if (md != NULL) {
            size_t size_bytes = (size_t)sag__shape_count(&value->shape) * sizeof(float);
            place.data = sag__plan_alloc(b->plan, size_bytes);
            if (place.data != NULL) {
                memcpy(place.data, value->floats, size_bytes);
            }
        }
        if (!sag__place_is_set(place)) {
            return sag__builder_no_memory(b);
        }
        b->state[i].main = place;
        if (is_input) {
            b->plan->buffer[place.buffer].kept = true;
            b->ports->input = place;
        }
    }
    return true;
}

/* The outputs of a stage in plain rows, or as they are where the caller reads that, in memory that keeps them. */
static bool place_outputs(sag__builder *b, const sag__net_options *options, int stage)
{
    for (int i = 0; i < b->graph->output_count; i++) {
        if (options->output[i].stage != stage) {
            continue;
        }
        int value = b->graph->output[i];
        const sag__layer origin = {.name = b->graph->value[value].name, .operation = "Output", .stage = stage};
        b->layer = &origin;
        sag__place place = b->state[value].main;
        bool any_layout = (options->any_output_layout >> i & 1u) != 0;
        sag__md interleaved = any_layout ? interleaved_md(b, sag__builder_shape(b, value)) : NULL;
        if (interleaved == NULL || !dnnl_memory_desc_equal(interleaved, place.md)) {
            place = sag__builder_plain_value(b, value);
        } else {
            b->ports->output_interleaved[i] = true;
        }
        if (!sag__place_is_set(place)) {
            return b->unfit ? false : sag__builder_no_memory(b);
        }
        if (place.buffer >= 0) {
            b->plan->buffer[place.buffer].kept = true;
        }
        b->ports->output[i] = place;
    }
    return true;
}

static bool build(sag__builder *b, const sag__net_options *options)
{
    const sag__graph *graph = b->graph;
    const sag__layer none = {.name = "", .operation = "constants"};
    b->layer = &none;
    bool good = place_sources(b, options);
    int at = 0;
    for (int stage = 0; stage < SAG__NET_OUTPUTS_MAX && good; stage++) {
        for (; at < graph->layer_count && graph->layer[at].stage == stage && good; at++) {
            b->layer = &graph->layer[at];
            good = build_layer(b);
        }
        good = good && place_outputs(b, options, stage);
    }
    return good;
}

sag_status sag__exec_build(sag__plan *plan, sag__exec_ports *ports, bool *unfit, const sag__graph *graph,
                           const sag__net_options *options, sag_error *err)
{
    sag__builder b = {.plan = plan, .ports = ports, .graph = graph};
    b.state = sag__memory_alloc((size_t)graph->value_count, sizeof *b.state);
    for (int i = 0; b.state != NULL && i < graph->value_count; i++) {
        b.state[i].main.buffer = -1;
    }
    b.attr = sag__attr_create(NULL, 0);
    bool good = b.state != NULL && b.attr != NULL && build(&b, options);
    if (b.attr != NULL) {
        dnnl_primitive_attr_destroy(b.attr);
    }
    sag__memory_free(b.state);
    *unfit = b.unfit;
    sag_status status = good ? sag__plan_finish(plan) : b.unfit ? SAG_STATUS_MODEL : SAG_STATUS_NO_MEMORY;
    switch (status) {
    case SAG_STATUS_OK:
        return status;
    case SAG_STATUS_MODEL:
        return sag__fail(err, status, "%s: %s", options->path, b.reason);
    case SAG_STATUS_LIMIT:
        *unfit = true;
        return sag__fail(err, status, "%s: its values need more than %zu MiB", options->path,
                         SAG__PLAN_BYTES_MAX >> 20);
    default:
        return sag__fail(err, status, "cannot load %s: out of memory", options->path);
    }
}
