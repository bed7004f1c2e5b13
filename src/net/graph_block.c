/*
 * A convolution with few output channels fills vectors badly: a mask has one. Computed for blocks of 4 x 4 pixels at
 * once it has 16: a kernel that is 3 larger steps by 4, and the channels of a block are then spread over its pixels. It
 * multiplies up to four times as much, by zeros too, and is still three times as fast.
 */
#include "graph.h"

#define BLOCK 4

/* Below this the primitive's own start costs more than the work. */
#define MACS_MIN ((int64_t)1 << 20)
#define CHANNELS_MAX 4
#define KERNEL_MAX 5

static bool is_narrow(const sag__graph *graph, const sag__layer *layer)
{
    const sag__shape *out = &graph->value[layer->output].shape;
    bool narrow = layer->kind == SAG__LAYER_CONV && layer->groups == 1 && layer->input_count == 1 &&
                  out->dim[1] <= CHANNELS_MAX && layer->mac_count >= MACS_MIN;
    for (int axis = 0; axis < 2 && narrow; axis++) {
        narrow = layer->window.stride[axis] == 1 && layer->window.dilation[axis] == 1 &&
                 layer->window.kernel[axis] <= KERNEL_MAX && out->dim[2 + axis] % BLOCK == 0;
    }
    return narrow && layer->window.kernel[0] * layer->window.kernel[1] > 1;
}

/* Channel (o, row, column of a block) of the new kernel is channel o of the old one, moved by row and column. */
static bool fill_block(sag__layer *block, sag__graph *graph, const sag__layer *layer)
{
    int64_t in = graph->value[layer->input[0]].shape.dim[1];
    int64_t out = graph->value[layer->output].shape.dim[1];
    const int64_t *old = layer->window.kernel;
    const int64_t kernel[2] = {old[0] + BLOCK - 1, old[1] + BLOCK - 1};
    float *weights =
        sag__graph_alloc(graph, (size_t)(out * BLOCK * BLOCK * in * kernel[0] * kernel[1]), sizeof *weights);
    float *bias = sag__graph_alloc(graph, (size_t)(out * BLOCK * BLOCK), sizeof *bias);
    if (weights == NULL || bias == NULL) {
        return false;
    }
    for (int64_t channel = 0; channel < out * BLOCK * BLOCK; channel++) {
        int64_t o = channel / (BLOCK * BLOCK);
        int64_t row = channel / BLOCK % BLOCK;
        int64_t column = channel % BLOCK;
        bias[channel] = layer->bias != NULL ? layer->bias[o] : 0.0f;
        for (int64_t i = 0; i < in; i++) {
            for (int64_t y = 0; y < old[0]; y++) {
                for (int64_t x = 0; x < old[1]; x++) {
                    weights[((channel * in + i) * kernel[0] + y + row) * kernel[1] + x + column] =
                        layer->weights[((o * in + i) * old[0] + y) * old[1] + x];
                }
            }
        }
    }
    *block = *layer;
    block->weights = weights;
    block->bias = bias;
    for (int axis = 0; axis < 2; axis++) {
        block->window.kernel[axis] = kernel[axis];
        block->window.stride[axis] = BLOCK;
    }
    return true;
}

bool sag__graph_block(sag__graph *graph)
{
    int added = 0;
    for (int i = 0; i < graph->layer_count && added < SAG__GRAPH_BLOCKS_MAX; i++) {
        sag__layer *layer = &graph->layer[i];
        if (!is_narrow(graph, layer)) {
            continue;
        }
        sag__layer block;
        if (!fill_block(&block, graph, layer)) {
            return false;
        }
        const sag__shape *out = &graph->value[layer->output].shape;
        const sag__shape shape = {4, {1, out->dim[1] * BLOCK * BLOCK, out->dim[2] / BLOCK, out->dim[3] / BLOCK}};
        int value = graph->value_count++;
        graph->value[value] = (sag__value){.name = graph->value[layer->output].name, .defined = true, .shape = shape};
        const sag__layer spread = {
            .kind = SAG__LAYER_PERMUTE,
            .name = layer->name,
            .operation = layer->operation,
            .input = {value},
            .input_count = 1,
            .output = layer->output,
            .stage = layer->stage,
            .view = {5, {out->dim[1], BLOCK, BLOCK, shape.dim[2], shape.dim[3]}},
            .permutation = {0, 3, 1, 4, 2},
        };
        for (int k = graph->layer_count++; k > i + 1; k--) {
            graph->layer[k] = graph->layer[k - 1];
        }
        block.output = value;
        graph->layer[i] = block;
        graph->layer[++i] = spread;
        added++;
    }
    return true;
}
