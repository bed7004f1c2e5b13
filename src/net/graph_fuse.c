/*
 * Joining layers: what a primitive can do on the way costs no pass over memory of its own.
 *
 *   scale and shift of each channel   into the weights before, else a 1 x 1 convolution of each channel
 *   activation                        into the layer before
 *   convolution + other value         the convolution adds to the other value's memory, where that is read no more
 */
#include "graph.h"

typedef struct fusing {
    sag__graph *graph;
    int *producer; /* of each value: layer, -1 none */
    bool *gone;    /* of each layer */
} fusing;

static int64_t channel_count(const fusing *f, int value)
{
    return f->graph->value[value].shape.dim[1];
}

/* Scale the weights of output channel after output channel. Returns: new weights; NULL out of memory. */
static float *scale_weights(const fusing *f, const sag__layer *layer, const float *scale)
{
    int64_t in = channel_count(f, layer->input[0]);
    int64_t out = channel_count(f, layer->output);
    int64_t plane = layer->window.kernel[0] * layer->window.kernel[1];
    int64_t in_each = in / layer->groups;
    int64_t out_each = out / layer->groups;
    bool is_deconv = layer->kind == SAG__LAYER_DECONV;
    float *weights = sag__graph_alloc(f->graph, (size_t)(in_each * out * plane), sizeof *weights);
    for (int64_t o = 0; weights != NULL && o < out; o++) {
        for (int64_t i = 0; i < in_each; i++) {
            /* DECONV: [in, out / groups, plane] */
            int64_t row = is_deconv ? (o / out_each * in_each + i) * out_each + o % out_each : o * in_each + i;
            for (int64_t k = 0; k < plane; k++) {
                weights[row * plane + k] = layer->weights[row * plane + k] * scale[o];
            }
        }
    }
    return weights;
}

static bool fuse_affine(fusing *f, int i)
{
    sag__layer *affine = &f->graph->layer[i];
    int value = affine->input[0];
    int before = f->producer[value];
    sag__layer *layer = before >= 0 ? &f->graph->layer[before] : NULL;
    if (layer == NULL || f->graph->value[value].uses != 1 || layer->post_count > 0 ||
        (layer->kind != SAG__LAYER_CONV && layer->kind != SAG__LAYER_DECONV)) {
        affine->kind = SAG__LAYER_CONV;
        affine->groups = channel_count(f, value);
        affine->window = (sag__window){.kernel = {1, 1}, .stride = {1, 1}, .dilation = {1, 1}};
        return true;
    }
    size_t count = (size_t)channel_count(f, affine->output);
    float *bias = sag__graph_alloc(f->graph, count, sizeof *bias);
    float *weights = scale_weights(f, layer, affine->weights);
    if (bias == NULL || weights == NULL) {
        return false;
    }
    for (size_t k = 0; k < count; k++) {
        bias[k] = (layer->bias != NULL ? layer->bias[k] * affine->weights[k] : 0.0f) + affine->bias[k];
    }
    layer->weights = weights;
    layer->bias = bias;
    layer->output = affine->output;
    f->producer[affine->output] = before;
    f->gone[i] = true;
    return true;
}

static void fuse_unary(fusing *f, int i)
{
    const sag__layer *unary = &f->graph->layer[i];
    int value = unary->input[0];
    int before = f->producer[value];
    if (before < 0 || f->graph->value[value].uses != 1) {
        return;
    }
    sag__layer *layer = &f->graph->layer[before];
    bool takes = layer->kind == SAG__LAYER_CONV || layer->kind == SAG__LAYER_DECONV ||
                 layer->kind == SAG__LAYER_GEMM || layer->kind == SAG__LAYER_BINARY;
    if (takes && layer->post_count < SAG__LAYER_POSTS_MAX) {
        layer->post[layer->post_count++] = (sag__post){.unary = unary->unary};
        layer->output = unary->output;
        f->producer[unary->output] = before;
        f->gone[i] = true;
    }
}

/* Whether the layer that gives this value can add another to it on the way, which it must not read itself. */
static bool can_sum(const fusing *f, int value, int other)
{
    int before = f->producer[value];
    if (before < 0 || f->graph->value[value].uses != 1) {
        return false;
    }
    const sag__layer *layer = &f->graph->layer[before];
    return layer->kind == SAG__LAYER_CONV && layer->input[0] != other &&
           !sag__layer_sums(layer, layer->post_count) && layer->post_count < SAG__LAYER_POSTS_MAX;
}

/* Whether the memory of this value is free after this layer. A pad keeps its border from run to run. */
static bool dies(const fusing *f, int value, int layer)
{
    int before = f->producer[value];
    return before >= 0 && f->graph->value[value].last_use == layer &&
           f->graph->layer[before].kind != SAG__LAYER_RESHAPE && f->graph->layer[before].kind != SAG__LAYER_PAD;
}

/* The convolution moves to the place of the sum, where both operands are there. */
static void fuse_sum(fusing *f, int i)
{
    sag__layer *sum = &f->graph->layer[i];
    const sag__value *value = f->graph->value;
    if (sum->binary != SAG__BINARY_ADD || sum->post_count > 0 || sum->input[0] == sum->input[1] ||
        !sag__shape_equal(&value[sum->input[0]].shape, &value[sum->input[1]].shape)) {
        return;
    }
    int chosen = -1;
    for (int k = 0; k < 2; k++) {
        if (can_sum(f, sum->input[k], sum->input[1 - k]) && dies(f, sum->input[1 - k], i) &&
            (chosen < 0 || f->producer[sum->input[k]] > f->producer[sum->input[chosen]])) {
            chosen = k;
        }
    }
    if (chosen < 0) {
        return;
    }
    int before = f->producer[sum->input[chosen]];
    sag__layer joined = f->graph->layer[before];
    joined.input[joined.input_count++] = sum->input[1 - chosen];
    joined.post[joined.post_count++] = (sag__post){.is_sum = true};
    joined.output = sum->output;
    joined.stage = sum->stage;
    f->gone[before] = true;
    *sum = joined;
}

/* Leave out the layers that are gone. */
static void close_gaps(fusing *f)
{
    sag__graph *graph = f->graph;
    int kept = 0;
    for (int i = 0; i < graph->layer_count; i++) {
        if (!f->gone[i]) {
            graph->layer[kept++] = graph->layer[i];
        }
        f->gone[i] = false;
    }
    graph->layer_count = kept;
}

/* Layers whose value nobody reads, as before a Shape that was worked out while reading. */
static void drop_unread(fusing *f)
{
    sag__graph_count_uses(f->graph);
    for (int i = f->graph->layer_count; i-- > 0;) {
        const sag__layer *layer = &f->graph->layer[i];
        f->gone[i] = f->graph->value[layer->output].uses == 0;
        for (int k = 0; k < layer->input_count && f->gone[i]; k++) {
            f->graph->value[layer->input[k]].uses--;
        }
    }
    close_gaps(f);
}

static bool fuse_layers(fusing *f)
{
    sag__graph *graph = f->graph;
    for (int i = 0; i < graph->layer_count; i++) {
        const sag__layer *layer = &graph->layer[i];
        if (layer->kind == SAG__LAYER_AFFINE) {
            if (!fuse_affine(f, i)) {
                return false;
            }
        } else if (layer->kind == SAG__LAYER_UNARY) {
            fuse_unary(f, i);
        } else if (layer->kind == SAG__LAYER_BINARY) {
            fuse_sum(f, i);
        }
    }
    close_gaps(f);
    drop_unread(f);
    return true;
}

bool sag__graph_fuse(sag__graph *graph)
{
    fusing f = {.graph = graph};
    f.producer = sag__graph_alloc(graph, (size_t)graph->value_count, sizeof *f.producer);
    f.gone = sag__graph_alloc(graph, (size_t)graph->layer_count, sizeof *f.gone);
    if (f.producer == NULL || f.gone == NULL) {
        return false;
    }
    for (int i = 0; i < graph->value_count; i++) {
        f.producer[i] = -1;
    }
    for (int i = 0; i < graph->layer_count; i++) {
        f.producer[graph->layer[i].output] = i;
    }
    sag__graph_count_uses(graph);
    bool done = fuse_layers(&f);
    sag__graph_count_uses(graph);
    return done;
}
