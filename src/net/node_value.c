/* The operators that work on values without looking around: activations, sums, products. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "graph_reader.h"

static sag_status add_unary(sag__reader *reader, sag__unary unary)
{
    sag__layer *layer = sag__reader_add(reader, SAG__LAYER_UNARY, 1, &sag__reader_value(reader, 0)->shape);
    if (layer == NULL) {
        return sag__reader_status(reader);
    }
    layer->unary = unary;
    return SAG_STATUS_OK;
}

sag_status sag__node_relu(sag__reader *reader)
{
    return add_unary(reader, (sag__unary){SAG__UNARY_LEAKY, 0.0f, 0.0f});
}

sag_status sag__node_leaky_relu(sag__reader *reader)
{
    return add_unary(reader, (sag__unary){SAG__UNARY_LEAKY, sag__reader_float(reader, "alpha", 0.01f), 0.0f});
}

sag_status sag__node_sigmoid(sag__reader *reader)
{
    return add_unary(reader, (sag__unary){SAG__UNARY_SIGMOID, 0.0f, 0.0f});
}

sag_status sag__node_hard_swish(sag__reader *reader)
{
    return add_unary(reader, (sag__unary){SAG__UNARY_HARDSWISH, 0.0f, 0.0f});
}

sag_status sag__node_clip(sag__reader *reader)
{
    float bound[2] = {-FLT_MAX, FLT_MAX};
    if (reader->opset < 11) {
        bound[0] = sag__reader_float(reader, "min", bound[0]);
        bound[1] = sag__reader_float(reader, "max", bound[1]);
    }
    for (int i = 0; i < 2 && reader->opset >= 11; i++) {
        const sag__value *given = sag__reader_constant(reader, i + 1);
        if (sag__reader_input(reader, i + 1) >= 0) {
            if (given == NULL || given->floats == NULL || sag__shape_count(&given->shape) != 1) {
                return sag__reader_refuse(reader, "bounds that are not constant");
            }
            bound[i] = given->floats[0];
        }
    }
    if (!(bound[0] <= bound[1])) {
        return sag__reader_refuse(reader, "bounds that leave nothing");
    }
    return add_unary(reader, (sag__unary){SAG__UNARY_CLIP, bound[0], bound[1]});
}

sag_status sag__node_prelu(sag__reader *reader)
{
    const sag__value *input = sag__reader_value(reader, 0);
    const sag__value *slope = sag__reader_constant(reader, 1);
    if (slope == NULL || slope->floats == NULL) {
        return sag__reader_refuse(reader, "slopes that are not constant");
    }
    int64_t count = sag__shape_count(&slope->shape);
    if (count == 1) {
        return add_unary(reader, (sag__unary){SAG__UNARY_LEAKY, slope->floats[0], 0.0f});
    }
    /* One slope for each channel: C x 1 x 1, perhaps with a 1 before. */
    int rank = slope->shape.rank;
    if (input->shape.rank != 4 || count != input->shape.dim[1] || rank < 3 || slope->shape.dim[rank - 3] != count) {
        return sag__reader_refuse(reader, "slopes that are not one for each channel");
    }
    sag__layer *layer = sag__reader_add(reader, SAG__LAYER_PRELU, 1, &input->shape);
    if (layer == NULL) {
        return sag__reader_status(reader);
    }
    layer->weights = slope->floats;
    return SAG_STATUS_OK;
}

/* ---- two values ---- */

bool sag__shape_stretch(sag__shape *out, const sag__shape *a, const sag__shape *b)
{
    out->rank = a->rank > b->rank ? a->rank : b->rank;
    for (int i = 1; i <= out->rank; i++) {
        int64_t side_a = i <= a->rank ? a->dim[a->rank - i] : 1;
        int64_t side_b = i <= b->rank ? b->dim[b->rank - i] : 1;
        if (side_a < 1 || side_b < 1) {
            return false;
        }
        if (side_a != side_b && side_a != 1 && side_b != 1) {
            return false;
        }
        out->dim[out->rank - i] = side_a > side_b ? side_a : side_b;
    }
    return true;
}

/* Whether a constant holds one number for each channel of an image. */
static bool is_for_channels(const sag__shape *constant, const sag__shape *image)
{
    int rank = constant->rank;
    return image->rank == 4 && rank >= 3 && rank <= 4 && constant->dim[rank - 1] == 1 && constant->dim[rank - 2] == 1 &&
           constant->dim[rank - 3] == image->dim[1];
}

/* x + c, x * c, x - c, x / c, c - x as factor and summand. Returns false for c / x. */
static bool make_affine(float *scale, float *shift, sag__binary_kind kind, float c, bool constant_first)
{
    *scale = kind == SAG__BINARY_MUL ? c : kind == SAG__BINARY_DIV ? 1.0f / c : 1.0f;
    *shift = kind == SAG__BINARY_ADD ? c : kind == SAG__BINARY_SUB ? -c : 0.0f;
    if (constant_first && kind == SAG__BINARY_SUB) {
        *scale = -1.0f;
        *shift = c;
    }
    return !(constant_first && kind == SAG__BINARY_DIV);
}

/* One operand is a constant: a scale and shift of everything or of each channel. */
static sag_status read_affine(sag__reader *reader, sag__binary_kind kind, int constant_at)
{
    const sag__value *constant = sag__reader_constant(reader, constant_at);
    int changing = sag__reader_input(reader, 1 - constant_at);
    const sag__shape *shape = &reader->graph->value[changing].shape;
    size_t count = (size_t)sag__shape_count(&constant->shape);
    float *scale = sag__graph_alloc(reader->graph, count, sizeof *scale);
    float *shift = sag__graph_alloc(reader->graph, count, sizeof *shift);
    if (scale == NULL || shift == NULL) {
        return sag__reader_no_memory(reader);
    }
    for (size_t i = 0; i < count; i++) {
        if (!make_affine(&scale[i], &shift[i], kind, constant->floats[i], constant_at == 0)) {
            return sag__reader_refuse(reader, "a constant divided by a value is not supported");
        }
    }
    /* The layer's one input is the changing one, also where that is the second. */
    sag__layer *layer = sag__reader_add(reader, count == 1 ? SAG__LAYER_UNARY : SAG__LAYER_AFFINE, 2, shape);
    if (layer == NULL) {
        return sag__reader_status(reader);
    }
    layer->input[0] = changing;
    layer->input_count = 1;
    if (count == 1) {
        layer->unary = (sag__unary){SAG__UNARY_LINEAR, scale[0], shift[0]};
    } else {
        layer->weights = scale;
        layer->bias = shift;
        layer->mac_count = sag__shape_count(shape);
    }
    return SAG_STATUS_OK;
}

static sag_status read_binary(sag__reader *reader, sag__binary_kind kind)
{
    const sag__value *a = sag__reader_value(reader, 0);
    const sag__value *b = sag__reader_value(reader, 1);
    if (b == NULL) {
        return sag__reader_refuse(reader, "it has one input, two are needed");
    }
    if (sag__reader_has(reader, "broadcast") || sag__reader_has(reader, "axis")) {
        return sag__reader_refuse(reader, "the stretching of before version 7 is not supported");
    }
    const sag__value *constant_a = sag__reader_constant(reader, 0);
    const sag__value *constant_b = sag__reader_constant(reader, 1);
    if (constant_a != NULL && constant_b != NULL) {
        return sag__fold_binary(reader, kind);
    }
    sag__shape shape;
    if (!sag__shape_stretch(&shape, &a->shape, &b->shape)) {
        return sag__reader_refuse(reader, "shapes that do not fit");
    }
    const sag__value *constant = constant_a != NULL ? constant_a : constant_b;
    const sag__value *changing = constant_a != NULL ? b : a;
    if (constant != NULL && constant->floats != NULL &&
        sag__shape_count(&shape) == sag__shape_count(&changing->shape) && shape.rank == changing->shape.rank &&
        (sag__shape_count(&constant->shape) == 1 || is_for_channels(&constant->shape, &changing->shape))) {
        return read_affine(reader, kind, constant_a != NULL ? 0 : 1);
    }
    /* The executor stretches the second operand only. */
    bool swap = sag__shape_count(&a->shape) < sag__shape_count(&b->shape);
    const sag__value *first = swap ? b : a;
    if (sag__shape_count(&first->shape) != sag__shape_count(&shape) || first->shape.rank != shape.rank ||
        (swap && kind == SAG__BINARY_DIV)) {
        return sag__reader_refuse(reader, "stretching of the dividend, or of both operands, is not supported");
    }
    sag__layer *layer = sag__reader_add(reader, SAG__LAYER_BINARY, 2, &shape);
    if (layer == NULL) {
        return sag__reader_status(reader);
    }
    if (swap) {
        layer->input[0] = sag__reader_input(reader, 1);
        layer->input[1] = sag__reader_input(reader, 0);
        if (kind == SAG__BINARY_SUB) {
            layer->post[layer->post_count++] = (sag__post){.unary = {SAG__UNARY_LINEAR, -1.0f, 0.0f}};
        }
    }
    layer->binary = kind;
    return SAG_STATUS_OK;
}

sag_status sag__node_add(sag__reader *reader)
{
    return read_binary(reader, SAG__BINARY_ADD);
}

sag_status sag__node_mul(sag__reader *reader)
{
    return read_binary(reader, SAG__BINARY_MUL);
}

sag_status sag__node_sub(sag__reader *reader)
{
    return read_binary(reader, SAG__BINARY_SUB);
}

sag_status sag__node_div(sag__reader *reader)
{
    return read_binary(reader, SAG__BINARY_DIV);
}

/* ---- Gemm, Softmax ---- */

/* alpha * A * B + beta * C with a constant B: kept as [out, in] with alpha inside, and beta * C for each output. */
sag_status sag__node_gemm(sag__reader *reader)
{
    const sag__value *a = sag__reader_value(reader, 0);
    const sag__value *b = sag__reader_constant(reader, 1);
    const sag__value *c = sag__reader_constant(reader, 2);
    if (a->shape.rank != 2 || b == NULL || b->floats == NULL || b->shape.rank != 2 ||
        (sag__reader_input_count(reader) > 2 && (c == NULL || c->floats == NULL)) ||
        sag__reader_int(reader, "transA", 0) != 0) {
        return sag__reader_refuse(reader, "transA, or a second or third input that is not constant");
    }
    bool transposed = sag__reader_int(reader, "transB", 0) != 0;
    int64_t in = b->shape.dim[transposed ? 1 : 0];
    int64_t out = b->shape.dim[transposed ? 0 : 1];
    int64_t c_count = c != NULL ? sag__shape_count(&c->shape) : 0;
    bool c_fits = c == NULL || c_count == 1 || (c_count == out && c->shape.dim[c->shape.rank - 1] == out);
    if (in != a->shape.dim[1] || !c_fits) {
        return sag__reader_refuse(reader, "shapes that do not fit");
    }
    float alpha = sag__reader_float(reader, "alpha", 1.0f);
    float beta = sag__reader_float(reader, "beta", 1.0f);
    float *weights = sag__graph_alloc(reader->graph, (size_t)(in * out), sizeof *weights);
    float *bias = sag__graph_alloc(reader->graph, (size_t)out, sizeof *bias);
    if (weights == NULL || bias == NULL) {
        return sag__reader_no_memory(reader);
    }
    for (int64_t i = 0; i < out; i++) {
        for (int64_t k = 0; k < in; k++) {
            weights[i * in + k] = alpha * b->floats[transposed ? i * in + k : k * out + i];
        }
        bias[i] = c != NULL ? beta * c->floats[c_count == 1 ? 0 : i] : 0.0f;
    }
    const sag__shape shape = {2, {a->shape.dim[0], out}};
    sag__layer *layer = sag__reader_add(reader, SAG__LAYER_GEMM, 1, &shape);
    if (layer == NULL) {
        return sag__reader_status(reader);
    }
    layer->weights = weights;
    layer->bias = bias;
    layer->mac_count = shape.dim[0] * in * out;
    return SAG_STATUS_OK;
}

sag_status sag__node_softmax(sag__reader *reader)
{
    const sag__shape *shape = &sag__reader_value(reader, 0)->shape;
    int64_t axis = sag__reader_int(reader, "axis", reader->opset < 13 ? 1 : -1);
    axis += axis < 0 ? shape->rank : 0;
    if (axis < 0 || axis >= shape->rank) {
        return sag__reader_refuse(reader, "an axis that is not there");
    }
    /* Before version 13 all dimensions from the axis on were taken together. */
    sag__shape view = {3, {1, 1, 1}};
    for (int i = 0; i < shape->rank; i++) {
        int part = i < axis ? 0 : i == axis || reader->opset < 13 ? 1 : 2;
        view.dim[part] *= shape->dim[i];
    }
    sag__layer *layer = sag__reader_add(reader, SAG__LAYER_SOFTMAX, 1, shape);
    if (layer == NULL) {
        return sag__reader_status(reader);
    }
    layer->view = view;
    return SAG_STATUS_OK;
}
