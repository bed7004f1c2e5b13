/* Constants, and what is worked out while reading: sizes of images on their way into shapes, factors, weights. */
#include <string.h>

#include "graph_reader.h"

/* Most numbers in a list of sizes. */
#define LIST_MAX 4096

/* value_float or value_int: one number without dimensions. */
static bool read_single(sag__value *value, const sag__reader *reader)
{
    const Onnx__AttributeProto *number =
        sag__reader_attribute(reader, "value_float", ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT);
    const Onnx__AttributeProto *integer =
        sag__reader_attribute(reader, "value_int", ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT);
    value->floats = number != NULL ? &number->f : NULL;
    value->integers = number == NULL && integer != NULL ? &integer->i : NULL;
    return number != NULL || integer != NULL;
}

/* value_floats or value_ints. */
static bool read_list(sag__value *value, const sag__reader *reader)
{
    const Onnx__AttributeProto *numbers =
        sag__reader_attribute(reader, "value_floats", ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOATS);
    const Onnx__AttributeProto *integers =
        sag__reader_attribute(reader, "value_ints", ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS);
    size_t count = numbers != NULL ? numbers->n_floats : integers != NULL ? integers->n_ints : 0;
    if (count < 1 || count > LIST_MAX) {
        return false;
    }
    value->shape = (sag__shape){1, {(int64_t)count}};
    value->floats = numbers != NULL ? numbers->floats : NULL;
    value->integers = numbers == NULL ? integers->ints : NULL;
    return true;
}

sag_status sag__node_constant(sag__reader *reader)
{
    const Onnx__TensorProto *tensor = sag__reader_tensor(reader, "value");
    sag__value read = {.name = reader->node->n_output > 0 ? reader->node->output[0] : ""};
    if (tensor != NULL) {
        sag_status status = sag__reader_fill(reader, &read, tensor);
        if (status != SAG_STATUS_OK) {
            return status;
        }
    } else if (!read_single(&read, reader) && !read_list(&read, reader)) {
        return sag__reader_refuse(reader, "a constant of a kind that is not supported");
    }
    /* A list of nothing is a constant, but no layer may read it. */
    bool is_empty = read.shape.rank == 1 && read.shape.dim[0] == 0;
    const sag__shape single = {1, {1}};
    sag__value *output = sag__reader_define(reader, is_empty ? &single : &read.shape);
    if (output == NULL) {
        return SAG_STATUS_MODEL;
    }
    output->shape = read.shape;
    output->floats = read.floats;
    output->integers = read.integers;
    return SAG_STATUS_OK;
}

/* Define the output as count new integers. Returns: where to write them; NULL with the failure made. */
static int64_t *define_integers(sag__reader *reader, const sag__shape *shape)
{
    if (sag__shape_count(shape) > LIST_MAX) {
        sag__reader_refuse(reader, "a long list of integers");
        return NULL;
    }
    sag__value *output = sag__reader_define(reader, shape);
    int64_t *integers = NULL;
    if (output != NULL) {
        integers = sag__graph_alloc(reader->graph, (size_t)sag__shape_count(shape), sizeof *integers);
        output->integers = integers;
        if (integers == NULL) {
            sag__reader_no_memory(reader);
        }
    }
    return integers;
}

static float *define_floats(sag__reader *reader, const sag__shape *shape)
{
    sag__value *output = sag__reader_define(reader, shape);
    float *floats = NULL;
    if (output != NULL) {
        floats = sag__graph_alloc(reader->graph, (size_t)sag__shape_count(shape), sizeof *floats);
        output->floats = floats;
        if (floats == NULL) {
            sag__reader_no_memory(reader);
        }
    }
    return floats;
}

sag_status sag__node_shape(sag__reader *reader)
{
    const sag__shape from = sag__reader_value(reader, 0)->shape;
    if (sag__reader_has(reader, "start") || sag__reader_has(reader, "end") || from.rank < 1) {
        return sag__reader_refuse(reader, "a part of a shape is not supported");
    }
    int64_t *out = define_integers(reader, &(sag__shape){1, {from.rank}});
    if (out == NULL) {
        return sag__reader_status(reader);
    }
    memcpy(out, from.dim, (size_t)from.rank * sizeof *out);
    return SAG_STATUS_OK;
}

sag_status sag__node_gather(sag__reader *reader)
{
    const sag__value *list = sag__reader_constant(reader, 0);
    const sag__value *index = sag__reader_constant(reader, 1);
    if (list == NULL || list->integers == NULL || list->shape.rank != 1 || index == NULL || index->integers == NULL ||
        index->shape.rank > 1 || sag__reader_int(reader, "axis", 0) != 0) {
        return sag__reader_refuse(reader, "only constant lists of integers are supported");
    }
    int64_t length = list->shape.dim[0];
    const int64_t *from = list->integers;
    const int64_t *places = index->integers;
    const sag__shape shape = index->shape;
    int64_t *out = define_integers(reader, &shape);
    if (out == NULL) {
        return sag__reader_status(reader);
    }
    for (int64_t i = 0; i < sag__shape_count(&shape); i++) {
        int64_t place = places[i] + (places[i] < 0 ? length : 0);
        if (place < 0 || place >= length) {
            return sag__reader_refuse(reader, "an index outside the list");
        }
        out[i] = from[place];
    }
    return SAG_STATUS_OK;
}

sag_status sag__node_cast(sag__reader *reader)
{
    const sag__value input = *sag__reader_value(reader, 0);
    int64_t to = sag__reader_int(reader, "to", 0);
    if (to == ONNX__TENSOR_PROTO__DATA_TYPE__INT64 && input.integers != NULL) {
        return sag__node_identity(reader);
    }
    if (to == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT && input.integers == NULL) {
        return sag__node_identity(reader);
    }
    if (to == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT) {
        float *out = define_floats(reader, &input.shape);
        for (int64_t i = 0; out != NULL && i < sag__shape_count(&input.shape); i++) {
            out[i] = (float)input.integers[i];
        }
        return out != NULL ? SAG_STATUS_OK : sag__reader_status(reader);
    }
    if (to != ONNX__TENSOR_PROTO__DATA_TYPE__INT64 || input.floats == NULL) {
        return sag__reader_refuse(reader, "a kind of number that is not supported");
    }
    int64_t *out = define_integers(reader, &input.shape);
    for (int64_t i = 0; out != NULL && i < sag__shape_count(&input.shape); i++) {
        float value = input.floats[i];
        out[i] = value > -1e15f && value < 1e15f ? (int64_t)value : 0;
    }
    return out != NULL ? SAG_STATUS_OK : sag__reader_status(reader);
}

/* Where the number for place k of a stretched shape stands in a constant of its own shape. */
static int64_t find_source(const sag__shape *stretched, const sag__shape *own, int64_t k)
{
    int64_t source = 0;
    int64_t step = 1;
    for (int i = 1; i <= own->rank; i++) {
        int64_t side = stretched->dim[stretched->rank - i];
        int64_t own_side = own->dim[own->rank - i];
        source += own_side > 1 ? k % side * step : 0;
        step *= own_side;
        k /= side;
    }
    return source;
}

static float fold_floats(sag__binary_kind kind, float x, float y)
{
    switch (kind) {
    case SAG__BINARY_ADD:
        return x + y;
    case SAG__BINARY_MUL:
        return x * y;
    case SAG__BINARY_SUB:
        return x - y;
    case SAG__BINARY_DIV:
        break;
    }
    return x / y;
}

/* Returns: false if the result has no place in an integer. */
static bool fold_integers(int64_t *out, sag__binary_kind kind, int64_t x, int64_t y)
{
    switch (kind) {
    case SAG__BINARY_ADD:
        return !__builtin_add_overflow(x, y, out);
    case SAG__BINARY_MUL:
        return !__builtin_mul_overflow(x, y, out);
    case SAG__BINARY_SUB:
        return !__builtin_sub_overflow(x, y, out);
    case SAG__BINARY_DIV:
        break;
    }
    bool defined = y != 0 && !(y == -1 && x == INT64_MIN);
    *out = defined ? x / y : 0;
    return defined;
}

sag_status sag__fold_binary(sag__reader *reader, sag__binary_kind kind)
{
    const sag__value a = *sag__reader_value(reader, 0);
    const sag__value b = *sag__reader_value(reader, 1);
    bool integers = a.integers != NULL && b.integers != NULL;
    sag__shape shape;
    if (!sag__shape_stretch(&shape, &a.shape, &b.shape) || (!integers && (a.floats == NULL || b.floats == NULL))) {
        return sag__reader_refuse(reader, "constants whose shapes or kinds do not fit");
    }
    int64_t *whole = integers ? define_integers(reader, &shape) : NULL;
    float *out = !integers ? define_floats(reader, &shape) : NULL;
    if (whole == NULL && out == NULL) {
        return sag__reader_status(reader);
    }
    for (int64_t k = 0; k < sag__shape_count(&shape); k++) {
        int64_t at_a = find_source(&shape, &a.shape, k);
        int64_t at_b = find_source(&shape, &b.shape, k);
        if (!integers) {
            out[k] = fold_floats(kind, a.floats[at_a], b.floats[at_b]);
        } else if (!fold_integers(&whole[k], kind, a.integers[at_a], b.integers[at_b])) {
            return sag__reader_refuse(reader, "integers that overflow");
        }
    }
    return SAG_STATUS_OK;
}

/* Lists of integers, one behind the other. */
sag_status sag__fold_concat(sag__reader *reader, int axis, const sag__shape *shape)
{
    if (shape->rank != 1 || axis != 0) {
        return sag__reader_refuse(reader, "integers that are no lists");
    }
    int64_t *out = define_integers(reader, shape);
    if (out == NULL) {
        return sag__reader_status(reader);
    }
    for (int i = 0; i < sag__reader_input_count(reader); i++) {
        const sag__value *part = sag__reader_value(reader, i);
        memcpy(out, part->integers, (size_t)part->shape.dim[0] * sizeof *out);
        out += part->shape.dim[0];
    }
    return SAG_STATUS_OK;
}

sag_status sag__fold_transpose(sag__reader *reader, const int *permutation, const sag__shape *shape)
{
    const sag__value from = *sag__reader_value(reader, 0);
    float *out = define_floats(reader, shape);
    if (out == NULL) {
        return sag__reader_status(reader);
    }
    int64_t stride[SAG__GRAPH_RANK_MAX]; /* in from, of each dimension of from */
    int64_t step = 1;
    for (int i = from.shape.rank; i-- > 0;) {
        stride[i] = step;
        step *= from.shape.dim[i];
    }
    int64_t place[SAG__GRAPH_RANK_MAX] = {0};
    for (int64_t k = 0; k < sag__shape_count(shape); k++) {
        int64_t source = 0;
        for (int i = 0; i < shape->rank; i++) {
            source += place[i] * stride[permutation[i]];
        }
        out[k] = from.floats[source];
        for (int i = shape->rank; i-- > 0 && ++place[i] == shape->dim[i];) {
            place[i] = 0;
        }
    }
    return SAG_STATUS_OK;
}
