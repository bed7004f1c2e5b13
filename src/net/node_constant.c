/* Constants, and what is worked out while reading: sizes of images on their way into shapes, factors, weights. */
#include <string.h>

#include "graph_reader.h"

static const sag__value *value_of(const sag__reader *reader, int i)
{
    return &reader->graph->value[sag__reader_input(reader, i)];
}

/* Most numbers in a list of sizes. */
#define LIST_MAX 4096

sag_status sag__node_constant(sag__reader *reader)
{
    const Onnx__TensorProto *tensor = sag__reader_tensor(reader, "value");
    if (tensor == NULL) {
        return sag__reader_refuse(reader, "a constant that is no tensor");
    }
    sag__value read = {.name = reader->node->output[0]};
    sag_status status = sag__reader_fill(reader, &read, tensor);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag__value *output = sag__reader_define(reader, &read.shape);
    if (output == NULL) {
        return SAG_STATUS_MODEL;
    }
    output->floats = read.floats;
    output->integers = read.integers;
    return SAG_STATUS_OK;
}

sag_status sag__node_identity(sag__reader *reader)
{
    const sag__value input = *value_of(reader, 0);
    if (input.floats == NULL && input.integers == NULL) {
        return sag__reader_add(reader, SAG__LAYER_RESHAPE, 1, &input.shape) != NULL ? SAG_STATUS_OK
                                                                                     : sag__reader_status(reader);
    }
    sag__value *output = sag__reader_define(reader, &input.shape);
    if (output == NULL) {
        return SAG_STATUS_MODEL;
    }
    output->floats = input.floats;
    output->integers = input.integers;
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
    const sag__shape from = value_of(reader, 0)->shape;
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
    const sag__value input = *value_of(reader, 0);
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

/* Operand values are read round and round: a single number fits any shape. */
sag_status sag__fold_binary(sag__reader *reader, sag__binary_kind kind)
{
    const sag__value a = *value_of(reader, 0);
    const sag__value b = *value_of(reader, 1);
    int64_t count_a = sag__shape_count(&a.shape);
    int64_t count_b = sag__shape_count(&b.shape);
    bool same = a.shape.rank == b.shape.rank && memcmp(a.shape.dim, b.shape.dim, (size_t)a.shape.rank * sizeof(int64_t)) == 0;
    bool single = (count_b == 1 && b.shape.rank <= a.shape.rank) || (count_a == 1 && a.shape.rank <= b.shape.rank);
    bool integers = a.integers != NULL && b.integers != NULL;
    if ((!same && !single) || (!integers && (a.floats == NULL || b.floats == NULL))) {
        return sag__reader_refuse(reader, "constants of different shapes or kinds");
    }
    const sag__shape *shape = count_b == 1 && b.shape.rank <= a.shape.rank ? &a.shape : &b.shape;
    int64_t *whole = integers ? define_integers(reader, shape) : NULL;
    float *out = !integers ? define_floats(reader, shape) : NULL;
    if (whole == NULL && out == NULL) {
        return sag__reader_status(reader);
    }
    for (int64_t i = 0; i < sag__shape_count(shape); i++) {
        int64_t at_a = count_a == 1 ? 0 : i;
        int64_t at_b = count_b == 1 ? 0 : i;
        if (!integers) {
            float x = a.floats[at_a];
            float y = b.floats[at_b];
            out[i] = kind == SAG__BINARY_ADD ? x + y : kind == SAG__BINARY_MUL ? x * y : kind == SAG__BINARY_SUB ? x - y : x / y;
            continue;
        }
        int64_t x = a.integers[at_a];
        int64_t y = b.integers[at_b];
        bool overflow = kind == SAG__BINARY_ADD   ? __builtin_add_overflow(x, y, &whole[i])
                        : kind == SAG__BINARY_MUL ? __builtin_mul_overflow(x, y, &whole[i])
                        : kind == SAG__BINARY_SUB ? __builtin_sub_overflow(x, y, &whole[i])
                                                  : y == 0 || (y == -1 && x == INT64_MIN);
        if (overflow) {
            return sag__reader_refuse(reader, "integers that overflow");
        }
        whole[i] = kind == SAG__BINARY_DIV ? x / y : whole[i];
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
        const sag__value *part = value_of(reader, i);
        memcpy(out, part->integers, (size_t)part->shape.dim[0] * sizeof *out);
        out += part->shape.dim[0];
    }
    return SAG_STATUS_OK;
}

sag_status sag__fold_transpose(sag__reader *reader, const int *permutation, const sag__shape *shape)
{
    const sag__value from = *value_of(reader, 0);
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
