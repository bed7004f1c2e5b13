/* The operators that look at places of an image: convolutions, pooling, scaling. */
#include <math.h>

#include "graph_reader.h"

/* Largest kernel, stride, dilation and padding. */
#define WINDOW_MAX 4096

/* How a window's attributes are completed. */
typedef struct window_rule {
    bool has_dilation;
    bool rounds_up; /* ceil_mode: the output also holds windows that reach beyond the padding */
} window_rule;

static bool is_image(const sag__value *value)
{
    return value->shape.rank == 4 && value->shape.dim[0] == 1;
}

/* Read two numbers of an attribute that may be absent. Returns false if there are not two, or one is out of bounds. */
static bool read_pair(int64_t *pair, const sag__reader *reader, const char *name, int64_t absent, int64_t least)
{
    int count = 0;
    const int64_t *given = sag__reader_ints(reader, name, &count);
    pair[0] = given != NULL ? given[0] : absent;
    pair[1] = given != NULL && count == 2 ? given[1] : pair[0];
    return (given == NULL || count == 2) && pair[0] >= least && pair[0] <= WINDOW_MAX && pair[1] >= least &&
           pair[1] <= WINDOW_MAX;
}

static int64_t reach(const sag__window *window, int axis)
{
    return (window->kernel[axis] - 1) * window->dilation[axis] + 1;
}

/* Strides, dilations, pads and auto_pad of a window whose kernel is known, for an input of side[] */
static sag_status read_window(sag__window *window, sag__reader *reader, const int64_t *side, window_rule rule)
{
    int count = 0;
    const int64_t *pads = sag__reader_ints(reader, "pads", &count);
    bool good = read_pair(window->stride, reader, "strides", 1, 1) && (pads == NULL || count == 4);
    good = good && read_pair(window->dilation, reader, "dilations", 1, 1);
    if (!good || (!rule.has_dilation && (window->dilation[0] != 1 || window->dilation[1] != 1))) {
        return sag__reader_refuse(reader, "strides, dilations or pads that are not supported");
    }
    bool upper = sag__reader_text_is(reader, "auto_pad", "SAME_UPPER", "NOTSET");
    bool lower = sag__reader_text_is(reader, "auto_pad", "SAME_LOWER", "NOTSET");
    bool explicit = sag__reader_text_is(reader, "auto_pad", "NOTSET", "NOTSET");
    if (!upper && !lower && !explicit && !sag__reader_text_is(reader, "auto_pad", "VALID", "NOTSET")) {
        return sag__reader_refuse(reader, "auto_pad of an unknown kind");
    }
    for (int axis = 0; axis < 2; axis++) {
        int64_t before = explicit && pads != NULL ? pads[axis] : 0;
        int64_t after = explicit && pads != NULL ? pads[axis + 2] : 0;
        if (upper || lower) {
            int64_t steps = (side[axis] + window->stride[axis] - 1) / window->stride[axis];
            int64_t total = (steps - 1) * window->stride[axis] + reach(window, axis) - side[axis];
            total = total > 0 ? total : 0;
            before = upper ? total / 2 : total - total / 2;
            after = total - before;
        }
        if (before < 0 || after < 0 || before > WINDOW_MAX || after > WINDOW_MAX) {
            return sag__reader_refuse(reader, "negative or large pads");
        }
        window->before[axis] = before;
        window->after[axis] = after;
    }
    return SAG_STATUS_OK;
}

/* How often a window fits; 0 if it does not. With ceil_mode the padding behind grows by what the last window needs. */
static int64_t count_steps(sag__window *window, int axis, int64_t side, window_rule rule)
{
    int64_t room = side + window->before[axis] + window->after[axis] - reach(window, axis);
    if (room < 0) {
        return 0;
    }
    int64_t count = room / window->stride[axis] + 1;
    int64_t rest = room % window->stride[axis];
    if (rule.rounds_up && rest != 0) {
        int64_t start = count * window->stride[axis];
        if (start < side + window->before[axis]) {
            window->after[axis] += window->stride[axis] - rest;
            return count + 1;
        }
    }
    return count;
}

/* What both kinds of convolution are made of. */
typedef struct convolution {
    const sag__value *input;
    const sag__value *weights;
    const sag__value *bias; /* NULL: none */
    int64_t groups;
    sag__window window; /* the kernel */
} convolution;

/* Read all but strides and pads. transposed: weights are [in, out / groups, ...] instead of [out, in / groups, ...]. */
static sag_status read_convolution(convolution *c, sag__reader *reader, bool transposed)
{
    *c = (convolution){.input = sag__reader_value(reader, 0),
                       .weights = sag__reader_constant(reader, 1),
                       .bias = sag__reader_constant(reader, 2),
                       .groups = sag__reader_int(reader, "group", 1)};
    if (!is_image(c->input) || c->weights == NULL || c->weights->floats == NULL || c->weights->shape.rank != 4 ||
        (sag__reader_input_count(reader) > 2 && (c->bias == NULL || c->bias->floats == NULL))) {
        return sag__reader_refuse(reader, "not an image, or weights that are not constant");
    }
    const int64_t *w = c->weights->shape.dim;
    if (c->groups < 1 || c->groups > SAG__GRAPH_SIDE_MAX || w[2] > WINDOW_MAX || w[3] > WINDOW_MAX) {
        return sag__reader_refuse(reader, "a large kernel, or a wrong number of groups");
    }
    int64_t in = transposed ? w[0] : w[1] * c->groups;
    int64_t out = transposed ? w[1] * c->groups : w[0];
    if (c->input->shape.dim[1] != in || w[0] % c->groups != 0 ||
        (c->bias != NULL && sag__shape_count(&c->bias->shape) != out)) {
        return sag__reader_refuse(reader, "weights that do not fit the input");
    }
    c->window = (sag__window){.kernel = {w[2], w[3]}};
    return SAG_STATUS_OK;
}

/* pixel_count: of those that each weight meets. */
static sag_status add_convolution(sag__reader *reader, sag__layer_kind kind, const convolution *c,
                                  const sag__shape *shape, int64_t pixel_count)
{
    sag__layer *layer = sag__reader_add(reader, kind, 1, shape);
    if (layer == NULL) {
        return sag__reader_status(reader);
    }
    layer->window = c->window;
    layer->groups = c->groups;
    layer->weights = c->weights->floats;
    layer->bias = c->bias != NULL ? c->bias->floats : NULL;
    layer->mac_count = pixel_count * sag__shape_count(&c->weights->shape);
    return SAG_STATUS_OK;
}

sag_status sag__node_conv(sag__reader *reader)
{
    convolution c;
    const window_rule rule = {.has_dilation = true};
    sag_status status = read_convolution(&c, reader, false);
    if (status == SAG_STATUS_OK) {
        status = read_window(&c.window, reader, c.input->shape.dim + 2, rule);
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag__shape shape = {4, {1, c.weights->shape.dim[0], 0, 0}};
    for (int axis = 0; axis < 2; axis++) {
        shape.dim[2 + axis] = count_steps(&c.window, axis, c.input->shape.dim[2 + axis], rule);
    }
    return add_convolution(reader, SAG__LAYER_CONV, &c, &shape, shape.dim[2] * shape.dim[3]);
}

sag_status sag__node_conv_transpose(sag__reader *reader)
{
    convolution c;
    int64_t extra[2];
    sag_status status = read_convolution(&c, reader, true);
    if (status == SAG_STATUS_OK &&
        (sag__reader_has(reader, "output_shape") || !sag__reader_text_is(reader, "auto_pad", "NOTSET", "NOTSET") ||
         !read_pair(extra, reader, "output_padding", 0, 0))) {
        return sag__reader_refuse(reader, "output_shape, auto_pad or a large output_padding");
    }
    if (status == SAG_STATUS_OK) {
        status = read_window(&c.window, reader, c.input->shape.dim + 2, (window_rule){.has_dilation = true});
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    const int64_t *side = c.input->shape.dim + 2;
    sag__shape shape = {4, {1, c.weights->shape.dim[1] * c.groups, 0, 0}};
    for (int axis = 0; axis < 2; axis++) {
        c.window.after[axis] -= extra[axis];
        shape.dim[2 + axis] = (side[axis] - 1) * c.window.stride[axis] + reach(&c.window, axis) -
                              c.window.before[axis] - c.window.after[axis];
    }
    return add_convolution(reader, SAG__LAYER_DECONV, &c, &shape, side[0] * side[1]);
}

/* scale * (x - mean) / sqrt(variance + epsilon) + shift is one factor and one summand for each channel. */
sag_status sag__node_batch_norm(sag__reader *reader)
{
    const sag__value *input = sag__reader_value(reader, 0);
    if (input->shape.rank != 4 || sag__reader_int(reader, "training_mode", 0) != 0) {
        return sag__reader_refuse(reader, "not an image, or training mode");
    }
    const float *part[4];
    for (int i = 0; i < 4; i++) {
        const sag__value *value = sag__reader_constant(reader, i + 1);
        if (value == NULL || value->floats == NULL || sag__shape_count(&value->shape) != input->shape.dim[1]) {
            return sag__reader_refuse(reader, "factors that are not constant or do not fit");
        }
        part[i] = value->floats;
    }
    size_t count = (size_t)input->shape.dim[1];
    float *scale = sag__graph_alloc(reader->graph, count, sizeof *scale);
    float *shift = sag__graph_alloc(reader->graph, count, sizeof *shift);
    if (scale == NULL || shift == NULL) {
        return sag__reader_no_memory(reader);
    }
    double epsilon = (double)sag__reader_float(reader, "epsilon", 1e-5f);
    for (size_t i = 0; i < count; i++) {
        double factor = (double)part[0][i] / sqrt((double)part[3][i] + epsilon);
        scale[i] = (float)factor;
        shift[i] = (float)((double)part[1][i] - (double)part[2][i] * factor);
    }
    sag__layer *layer = sag__reader_add(reader, SAG__LAYER_AFFINE, 1, &input->shape);
    if (layer == NULL) {
        return sag__reader_status(reader);
    }
    layer->weights = scale;
    layer->bias = shift;
    layer->mac_count = sag__shape_count(&input->shape);
    return SAG_STATUS_OK;
}

static sag_status add_pool(sag__reader *reader, sag__pool_kind kind, const sag__window *window, const sag__shape *shape)
{
    sag__layer *layer = sag__reader_add(reader, SAG__LAYER_POOL, 1, shape);
    if (layer == NULL) {
        return sag__reader_status(reader);
    }
    layer->pool = kind;
    layer->window = *window;
    return SAG_STATUS_OK;
}

static sag_status read_pool(sag__reader *reader, sag__pool_kind kind)
{
    const sag__value *input = sag__reader_value(reader, 0);
    sag__window window = {.dilation = {1, 1}};
    if (!is_image(input) || !read_pair(window.kernel, reader, "kernel_shape", 0, 1)) {
        return sag__reader_refuse(reader, "not an image, or no kernel_shape of two numbers");
    }
    if (sag__reader_int(reader, "storage_order", 0) != 0) {
        return sag__reader_refuse(reader, "storage_order is not supported");
    }
    window_rule rule = {.rounds_up = sag__reader_int(reader, "ceil_mode", 0) != 0};
    sag_status status = read_window(&window, reader, input->shape.dim + 2, rule);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag__shape shape = input->shape;
    for (int axis = 0; axis < 2; axis++) {
        if (window.before[axis] >= window.kernel[axis] || window.after[axis] >= window.kernel[axis]) {
            return sag__reader_refuse(reader, "pads as large as the kernel");
        }
        int64_t after = window.after[axis];
        shape.dim[2 + axis] = count_steps(&window, axis, input->shape.dim[2 + axis], rule);
        if (kind == SAG__POOL_MEAN_ALL && window.after[axis] > after) {
            return sag__reader_refuse(reader, "count_include_pad with a window beyond the padding is not supported");
        }
    }
    return add_pool(reader, kind, &window, &shape);
}

sag_status sag__node_max_pool(sag__reader *reader)
{
    return read_pool(reader, SAG__POOL_MAX);
}

sag_status sag__node_average_pool(sag__reader *reader)
{
    bool all = sag__reader_int(reader, "count_include_pad", 0) != 0;
    return read_pool(reader, all ? SAG__POOL_MEAN_ALL : SAG__POOL_MEAN_INSIDE);
}

sag_status sag__node_global_average_pool(sag__reader *reader)
{
    const sag__value *input = sag__reader_value(reader, 0);
    if (!is_image(input)) {
        return sag__reader_refuse(reader, "not an image");
    }
    const int64_t *dim = input->shape.dim;
    const sag__window window = {.kernel = {dim[2], dim[3]}, .stride = {1, 1}, .dilation = {1, 1}};
    const sag__shape shape = {4, {1, dim[1], 1, 1}};
    return add_pool(reader, SAG__POOL_MEAN_INSIDE, &window, &shape);
}

/* ---- Resize ---- */

/*
 * What the executor computes for a side that grows from in to out: output i lies at (i + 0.5) * in / out - 0.5, and
 * nearest rounds that, halves up. What ONNX asks for must come to the same for each i; else it is refused.
 */
static double executor_place(int64_t i, int64_t in, int64_t out)
{
    return ((double)i + 0.5) * (double)in / (double)out - 0.5;
}

typedef struct resize_rule {
    bool half_pixel;    /* otherwise asymmetric */
    bool single_at_0;   /* a side of 1 lies at place 0 */
    bool is_linear;
    char round; /* nearest: 'f' floor, 'c' ceiling, 'd' halves down, 'u' halves up */
} resize_rule;

static double clamp_place(double place, int64_t side)
{
    return fmin(fmax(place, 0.0), (double)(side - 1));
}

static bool is_same_place(resize_rule rule, double scale, int64_t i, int64_t in, int64_t out)
{
    double ours = executor_place(i, in, out);
    double theirs = rule.single_at_0 && out == 1 ? 0.0
                    : rule.half_pixel            ? ((double)i + 0.5) / scale - 0.5
                                                 : (double)i / scale;
    if (rule.is_linear) {
        return fabs(clamp_place(ours, in) - clamp_place(theirs, in)) < 1e-5 * (double)in + 1e-6;
    }
    double rounded = rule.round == 'f'   ? floor(theirs)
                     : rule.round == 'c' ? ceil(theirs)
                     : rule.round == 'd' ? ceil(theirs - 0.5)
                                         : floor(theirs + 0.5);
    return clamp_place(rounded, in) == clamp_place(round(ours), in);
}

static bool read_resize_rule(resize_rule *rule, const sag__reader *reader)
{
    rule->is_linear = sag__reader_text_is(reader, "mode", "linear", "nearest");
    bool nearest = sag__reader_text_is(reader, "mode", "nearest", "nearest");
    /* Before version 11 there was one kind of place and one of rounding. */
    const char *place = "coordinate_transformation_mode";
    const char *absent = reader->opset < 11 ? "asymmetric" : "half_pixel";
    rule->single_at_0 = sag__reader_text_is(reader, place, "pytorch_half_pixel", absent);
    rule->half_pixel = sag__reader_text_is(reader, place, "half_pixel", absent) || rule->single_at_0;
    const char *nearest_absent = reader->opset < 11 ? "floor" : "round_prefer_floor";
    static const struct {
        const char *name;
        char round;
    } rounds[] = {{"floor", 'f'}, {"ceil", 'c'}, {"round_prefer_floor", 'd'}, {"round_prefer_ceil", 'u'}};
    for (size_t i = 0; i < sizeof rounds / sizeof rounds[0]; i++) {
        if (sag__reader_text_is(reader, "nearest_mode", rounds[i].name, nearest_absent)) {
            rule->round = rounds[i].round;
        }
    }
    return (rule->is_linear || (nearest && rule->round != '\0')) &&
           (rule->half_pixel || sag__reader_text_is(reader, place, "asymmetric", absent)) &&
           sag__reader_int(reader, "antialias", 0) == 0 && sag__reader_int(reader, "exclude_outside", 0) == 0 &&
           !sag__reader_has(reader, "axes") && !sag__reader_has(reader, "keep_aspect_ratio_policy");
}

sag_status sag__node_resize(sag__reader *reader)
{
    const sag__value *input = sag__reader_value(reader, 0);
    resize_rule rule = {0};
    if (!is_image(input) || !read_resize_rule(&rule, reader)) {
        return sag__reader_refuse(reader, "not an image, or a mode that is not supported");
    }
    /* Version 10: input, scales. From 11 on: input, region, scales, sizes, of which one is given. */
    const sag__value *scales = sag__reader_constant(reader, reader->opset < 11 ? 1 : 2);
    const sag__value *sizes = sag__reader_constant(reader, 3);
    bool by_size = sizes != NULL && sizes->integers != NULL && sag__shape_count(&sizes->shape) == 4;
    bool by_scale = scales != NULL && scales->floats != NULL && sag__shape_count(&scales->shape) == 4;
    if (by_size == by_scale) {
        return sag__reader_refuse(reader, "neither four constant scales nor four constant sizes");
    }
    sag__shape shape = input->shape;
    double scale[4];
    for (int i = 0; i < 4; i++) {
        scale[i] = by_size ? (double)sizes->integers[i] / (double)input->shape.dim[i] : (double)scales->floats[i];
        double side = by_size ? (double)sizes->integers[i] : floor((double)input->shape.dim[i] * scale[i]);
        if (!(side >= 1.0 && side <= (double)SAG__GRAPH_SIDE_MAX) || (i < 2 && side != (double)input->shape.dim[i])) {
            return sag__reader_refuse(reader, "a size that is not supported");
        }
        shape.dim[i] = (int64_t)side;
    }
    for (int axis = 2; axis < 4; axis++) {
        for (int64_t i = 0; i < shape.dim[axis]; i++) {
            if (!is_same_place(rule, scale[axis], i, input->shape.dim[axis], shape.dim[axis])) {
                return sag__reader_refuse(reader, "places or rounding that are not supported");
            }
        }
    }
    sag__layer *layer = sag__reader_add(reader, SAG__LAYER_RESIZE, 1, &shape);
    if (layer == NULL) {
        return sag__reader_status(reader);
    }
    layer->is_linear = rule.is_linear;
    return SAG_STATUS_OK;
}
