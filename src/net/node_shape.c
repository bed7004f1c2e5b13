/* The operators that only move values: into another shape, order or place. */
#include <string.h>

#include "graph_reader.h"

/* A list of integers that is an attribute in old versions and a constant input in new ones. NULL if there is none. */
static const int64_t *read_list(const sag__reader *reader, const char *name, int input, int *count)
{
    const sag__value *value = sag__reader_constant(reader, input);
    if (value != NULL && value->integers != NULL && value->shape.rank == 1) {
        *count = (int)(value->shape.dim[0] < INT16_MAX ? value->shape.dim[0] : INT16_MAX);
        return value->integers;
    }
    return sag__reader_ints(reader, name, count);
}

sag_status sag__node_concat(sag__reader *reader)
{
    int count = sag__reader_input_count(reader);
    if (count > SAG__LAYER_INPUTS_MAX) {
        return sag__reader_refuse(reader, "%d inputs, %d are supported", count, SAG__LAYER_INPUTS_MAX);
    }
    sag__shape shape = sag__reader_value(reader, 0)->shape;
    int64_t axis = sag__reader_int(reader, "axis", 1);
    axis += axis < 0 ? shape.rank : 0;
    if (axis < 0 || axis >= shape.rank) {
        return sag__reader_refuse(reader, "an axis that is not there");
    }
    int64_t along = 0;
    bool constant = true;
    for (int i = 0; i < count; i++) {
        const sag__value *part = sag__reader_value(reader, i);
        bool fits = part != NULL && part->shape.rank == shape.rank;
        for (int k = 0; fits && k < shape.rank; k++) {
            fits = k == axis || part->shape.dim[k] == shape.dim[k];
        }
        if (!fits) {
            return sag__reader_refuse(reader, "shapes that do not fit");
        }
        along += part->shape.dim[axis];
        constant = constant && part->integers != NULL;
    }
    shape.dim[axis] = along;
    if (constant) {
        return sag__fold_concat(reader, (int)axis, &shape);
    }
    sag__layer *layer = sag__reader_add(reader, SAG__LAYER_CONCAT, count, &shape);
    if (layer == NULL) {
        return sag__reader_status(reader);
    }
    layer->axis = (int)axis;
    return SAG_STATUS_OK;
}

sag_status sag__node_pad(sag__reader *reader)
{
    sag__shape shape = sag__reader_value(reader, 0)->shape;
    int count = 0;
    const int64_t *pads = read_list(reader, "pads", 1, &count);
    const sag__value *given = sag__reader_constant(reader, 2);
    bool has_value = sag__reader_input(reader, 2) >= 0;
    if (pads == NULL || count != 2 * shape.rank || !sag__reader_text_is(reader, "mode", "constant", "constant") ||
        (has_value && (given == NULL || given->floats == NULL || sag__shape_count(&given->shape) != 1)) ||
        sag__reader_input_count(reader) > 3) {
        return sag__reader_refuse(reader, "a mode other than constant, or pads that are not constant");
    }
    int64_t before[SAG__GRAPH_RANK_MAX] = {0};
    for (int i = 0; i < shape.rank; i++) {
        int64_t after = pads[i + shape.rank];
        if (pads[i] < 0 || after < 0 || pads[i] > SAG__GRAPH_SIDE_MAX || after > SAG__GRAPH_SIDE_MAX) {
            return sag__reader_refuse(reader, "negative or large pads");
        }
        before[i] = pads[i];
        shape.dim[i] += pads[i] + after;
    }
    sag__layer *layer = sag__reader_add(reader, SAG__LAYER_PAD, 1, &shape);
    if (layer == NULL) {
        return sag__reader_status(reader);
    }
    memcpy(layer->before, before, sizeof before);
    layer->pad_value = has_value ? given->floats[0] : sag__reader_float(reader, "value", 0.0f);
    return SAG_STATUS_OK;
}

/* The same values in another shape. */
static sag_status reshape(sag__reader *reader, const sag__shape *shape)
{
    const sag__value *input = sag__reader_value(reader, 0);
    if (sag__shape_count(&input->shape) != sag__shape_count(shape)) {
        return sag__reader_refuse(reader, "a shape of another size");
    }
    if (input->floats != NULL || input->integers != NULL) {
        const sag__value constant = *input;
        sag__value *output = sag__reader_define(reader, shape);
        if (output == NULL) {
            return SAG_STATUS_MODEL;
        }
        output->floats = constant.floats;
        output->integers = constant.integers;
        return SAG_STATUS_OK;
    }
    return sag__reader_add(reader, SAG__LAYER_RESHAPE, 1, shape) != NULL ? SAG_STATUS_OK : sag__reader_status(reader);
}

sag_status sag__node_identity(sag__reader *reader)
{
    const sag__shape shape = sag__reader_value(reader, 0)->shape;
    return reshape(reader, &shape);
}

sag_status sag__node_reshape(sag__reader *reader)
{
    const sag__value *input = sag__reader_value(reader, 0);
    int count = 0;
    const int64_t *wanted = read_list(reader, "shape", 1, &count);
    if (wanted == NULL || count > SAG__GRAPH_RANK_MAX) {
        return sag__reader_refuse(reader, "a shape that is not constant, or of too many dimensions");
    }
    sag__shape shape = {.rank = count};
    bool zero_is_zero = sag__reader_int(reader, "allowzero", 0) != 0;
    int64_t known = 1;
    int open = -1;
    for (int i = 0; i < count; i++) {
        bool copied = wanted[i] == 0 && !zero_is_zero && i < input->shape.rank;
        shape.dim[i] = copied ? input->shape.dim[i] : wanted[i];
        if (wanted[i] == -1 && open < 0) {
            open = i;
        } else if (shape.dim[i] < 1 || shape.dim[i] > SAG__GRAPH_COUNT_MAX / known) {
            return sag__reader_refuse(reader, "a shape of another size");
        } else {
            known *= shape.dim[i];
        }
    }
    if (open >= 0) {
        shape.dim[open] = sag__shape_count(&input->shape) / known;
    }
    return reshape(reader, &shape);
}

sag_status sag__node_flatten(sag__reader *reader)
{
    const sag__shape *from = &sag__reader_value(reader, 0)->shape;
    int64_t axis = sag__reader_int(reader, "axis", 1);
    axis += axis < 0 ? from->rank : 0;
    if (axis < 0 || axis > from->rank) {
        return sag__reader_refuse(reader, "an axis that is not there");
    }
    sag__shape shape = {2, {1, 1}};
    for (int i = 0; i < from->rank; i++) {
        shape.dim[i < axis ? 0 : 1] *= from->dim[i];
    }
    return reshape(reader, &shape);
}

/* Whether a list of axes names dimensions of a value of this rank, each once. Negative ones count from the end. */
static bool read_axes(bool *named, const int64_t *axes, int count, int rank)
{
    memset(named, 0, SAG__GRAPH_RANK_MAX * sizeof *named);
    for (int i = 0; i < count; i++) {
        int64_t axis = axes[i] + (axes[i] < 0 ? rank : 0);
        if (axis < 0 || axis >= rank || named[axis]) {
            return false;
        }
        named[axis] = true;
    }
    return true;
}

sag_status sag__node_unsqueeze(sag__reader *reader)
{
    const sag__shape *from = &sag__reader_value(reader, 0)->shape;
    int count = 0;
    const int64_t *axes = read_list(reader, "axes", 1, &count);
    bool added[SAG__GRAPH_RANK_MAX];
    if (axes == NULL || from->rank + count > SAG__GRAPH_RANK_MAX ||
        !read_axes(added, axes, count, from->rank + count)) {
        return sag__reader_refuse(reader, "axes that are not constant or do not fit");
    }
    sag__shape shape = {.rank = from->rank + count};
    for (int i = 0, taken = 0; i < shape.rank; i++) {
        shape.dim[i] = added[i] ? 1 : from->dim[taken++];
    }
    return reshape(reader, &shape);
}

sag_status sag__node_squeeze(sag__reader *reader)
{
    const sag__shape *from = &sag__reader_value(reader, 0)->shape;
    int count = 0;
    const int64_t *axes = read_list(reader, "axes", 1, &count);
    bool dropped[SAG__GRAPH_RANK_MAX];
    if (sag__reader_input_count(reader) > 1 && axes == NULL) {
        return sag__reader_refuse(reader, "axes that are not constant");
    }
    if (!read_axes(dropped, axes, count, from->rank)) {
        return sag__reader_refuse(reader, "axes that do not fit");
    }
    sag__shape shape = {.rank = 0};
    for (int i = 0; i < from->rank; i++) {
        bool drop = axes != NULL ? dropped[i] : from->dim[i] == 1;
        if (drop && from->dim[i] != 1) {
            return sag__reader_refuse(reader, "axes that do not fit");
        }
        if (!drop) {
            shape.dim[shape.rank++] = from->dim[i];
        }
    }
    return reshape(reader, &shape);
}

static sag_status permute(sag__reader *reader, const sag__shape *view, const int *permutation, const sag__shape *shape)
{
    sag__layer *layer = sag__reader_add(reader, SAG__LAYER_PERMUTE, 1, shape);
    if (layer == NULL) {
        return sag__reader_status(reader);
    }
    layer->view = *view;
    memcpy(layer->permutation, permutation, (size_t)view->rank * sizeof *permutation);
    return SAG_STATUS_OK;
}

sag_status sag__node_transpose(sag__reader *reader)
{
    const sag__value *input = sag__reader_value(reader, 0);
    int rank = input->shape.rank;
    int count = 0;
    const int64_t *order = sag__reader_ints(reader, "perm", &count);
    bool used[SAG__GRAPH_RANK_MAX] = {false};
    int permutation[SAG__GRAPH_RANK_MAX] = {0};
    sag__shape shape = {.rank = rank};
    for (int i = 0; i < rank; i++) {
        int64_t from = order != NULL && i < count ? order[i] : rank - 1 - i;
        if ((order != NULL && count != rank) || from < 0 || from >= rank || used[from]) {
            return sag__reader_refuse(reader, "an order that does not fit");
        }
        used[from] = true;
        permutation[i] = (int)from;
        shape.dim[i] = input->shape.dim[from];
    }
    if (input->floats != NULL) {
        return sag__fold_transpose(reader, permutation, &shape);
    }
    return permute(reader, &input->shape, permutation, &shape);
}

sag_status sag__node_depth_to_space(sag__reader *reader)
{
    const sag__shape *from = &sag__reader_value(reader, 0)->shape;
    int64_t block = sag__reader_int(reader, "blocksize", 0);
    bool depth_first = sag__reader_text_is(reader, "mode", "DCR", "DCR");
    if (from->rank != 4 || from->dim[0] != 1 || block < 1 || block > 1024 || from->dim[1] % (block * block) != 0 ||
        (!depth_first && !sag__reader_text_is(reader, "mode", "CRD", "DCR"))) {
        return sag__reader_refuse(reader, "not an image, or a block that does not fit");
    }
    int64_t channels = from->dim[1] / (block * block);
    int64_t height = from->dim[2];
    int64_t width = from->dim[3];
    /* DCR: block row, block column, channel. CRD: channel, block row, block column. N is 1 and left out. */
    const sag__shape view = depth_first ? (sag__shape){5, {block, block, channels, height, width}}
                                        : (sag__shape){5, {channels, block, block, height, width}};
    static const int from_dcr[5] = {2, 3, 0, 4, 1};
    static const int from_crd[5] = {0, 3, 1, 4, 2};
    const sag__shape shape = {4, {1, channels, height * block, width * block}};
    return permute(reader, &view, depth_first ? from_dcr : from_crd, &shape);
}
