#include "exec_build.h"

#include <stdio.h>
#include <string.h>

#include "fail.h"
#include "memory.h"

/*
 * The reference implementations take about 2 ns for a multiplication: a tenth of a millisecond is harmless, be it for
 * a network of several.
 */
#define SLOW_MACS_MAX 50000

/* Layouts in which a value may be kept, and how many copies of it in other layouts. */
#define COPIES_MAX 4

typedef struct value_state {
    sag__place main;
    sag__place copy[COPIES_MAX];
    int copy_count;
} value_state;

typedef struct builder {
    sag__plan *plan;
    sag__exec_ports *ports;
    const sag__graph *graph;
    value_state *state; /* of each value */
    const sag__layer *layer; /* in work */
    bool unfit;
    char reason[160];
} builder;

static bool no_memory(builder *b)
{
    b->unfit = false;
    return false;
}

/* Refuse the network because of the layer in work. */
static bool refuse(builder *b, const char *reason)
{
    b->unfit = true;
    snprintf(b->reason, sizeof b->reason, "%.40s %.40s: %s", b->layer->operation, b->layer->name, reason);
    return false;
}

static const sag__shape *shape_of(const builder *b, int value)
{
    return &b->graph->value[value].shape;
}

static bool is_slow(const_dnnl_primitive_desc_t pd)
{
    const char *name = "";
    dnnl_primitive_desc_query(pd, dnnl_query_impl_info_str, 0, (void *)&name);
    return strncmp(name, "ref", 3) == 0 || strstr(name, ":ref") != NULL;
}

static sag__md query_md(const_dnnl_primitive_desc_t pd, dnnl_query_t what, int index)
{
    return dnnl_primitive_desc_query_md(pd, what, index);
}

/* A descriptor that outlives its primitive's. */
static sag__md keep_copy(builder *b, sag__md md)
{
    return sag__plan_keep_md(b->plan, sag__md_create_copy(md));
}

static sag__md plain_md(builder *b, const sag__shape *shape)
{
    return sag__plan_keep_md(b->plan, sag__md_create_plain(shape));
}

static sag__net_step step_info(const builder *b, const char *operation, int64_t mac_count)
{
    return (sag__net_step){
        .layer = b->layer->name, .operation = operation, .stage = b->layer->stage, .mac_count = mac_count};
}

/* ---- values in layouts ---- */

static bool reorder(builder *b, sag__place from, sag__place to)
{
    dnnl_primitive_attr_t attr = sag__attr_create(NULL, 0);
    if (attr == NULL) {
        return no_memory(b);
    }
    dnnl_primitive_desc_t pd = sag__pd_create_reorder(b->plan->engine, from.md, to.md, attr);
    dnnl_primitive_attr_destroy(attr);
    if (pd == NULL) {
        return refuse(b, "oneDNN cannot bring its values into this layout");
    }
    const sag__plan_arg args[2] = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}};
    const sag__net_step info = step_info(b, "Reorder", 0);
    return sag__plan_add_step(b->plan, pd, args, 2, &info) || no_memory(b);
}

static sag__place new_place(builder *b, sag__md md)
{
    return (sag__place){md, md != NULL ? sag__plan_add_buffer(b->plan, md) : -1, NULL};
}

static bool is_place(sag__place place)
{
    return place.md != NULL && (place.buffer >= 0 || place.data != NULL);
}

/* A value in a wanted layout, copied there if need be. md: kept by the plan. Returns: no place on failure. */
static sag__place value_in(builder *b, int value, sag__md md)
{
    const sag__place nowhere = {NULL, -1, NULL};
    value_state *state = &b->state[value];
    if (md == NULL) {
        no_memory(b);
        return nowhere;
    }
    if (dnnl_memory_desc_equal(state->main.md, md)) {
        return state->main;
    }
    for (int i = 0; i < state->copy_count; i++) {
        if (dnnl_memory_desc_equal(state->copy[i].md, md)) {
            return state->copy[i];
        }
    }
    sag__place copy = new_place(b, md);
    if (!is_place(copy)) {
        no_memory(b);
        return nowhere;
    }
    if (!reorder(b, state->main, copy)) {
        return nowhere;
    }
    if (state->copy_count < COPIES_MAX) {
        state->copy[state->copy_count++] = copy;
    }
    return copy;
}

static sag__place value_plain(builder *b, int value)
{
    return value_in(b, value, plain_md(b, shape_of(b, value)));
}

/* Whether a value's memory may be overwritten by the layer that reads it last. */
static bool may_overwrite(const builder *b, int value)
{
    const value_state *state = &b->state[value];
    if (b->graph->value[value].last_use > b->layer - b->graph->layer || state->main.buffer < 0) {
        return false;
    }
    const sag__plan_buffer *buffer = &b->plan->buffer[state->main.buffer];
    return !buffer->kept && !buffer->borrowed;
}

static void set_output(builder *b, sag__place place)
{
    b->state[b->layer->output].main = place;
}

/* ---- weights ---- */

/* Constants in the layout that a primitive wants, packed now. from: md of the numbers as they are. */
static sag__place pack(builder *b, const float *values, sag__md from, sag__md to)
{
    sag__place packed = {keep_copy(b, to), -1, NULL};
    if (packed.md != NULL && from != NULL) {
        packed.data = sag__plan_alloc(b->plan, dnnl_memory_desc_get_size(to));
    }
    /* oneDNN does not write through the source. */
    const sag__place source = {from, -1, (void *)values};
    if (packed.data == NULL || !sag__plan_copy_now(b->plan, source, packed)) {
        packed.data = NULL;
    }
    return packed;
}

/* ---- layers that compute ---- */

/* How a primitive of the layer in work is asked for with some of its posts. Returns: NULL if there is none. */
typedef dnnl_primitive_desc_t (*ask)(builder *b, dnnl_primitive_attr_t attr, sag__md sum_md);

/* A sum needs its other operand where and as it is, and overwrites it. */
static dnnl_primitive_desc_t ask_with(builder *b, ask asker, int post_count)
{
    const sag__layer *layer = b->layer;
    bool sums = false;
    for (int i = 0; i < post_count; i++) {
        sums = sums || layer->post[i].is_sum;
    }
    int other = layer->input[layer->input_count - 1];
    dnnl_primitive_attr_t attr =
        !sums || may_overwrite(b, other) ? sag__attr_create(layer->post, post_count) : NULL;
    if (attr == NULL) {
        return NULL;
    }
    sag__md sum_md = sums ? b->state[other].main.md : NULL;
    dnnl_primitive_desc_t pd = asker(b, attr, sum_md);
    dnnl_primitive_attr_destroy(attr);
    return pd;
}

/* The implementation that takes most posts along and is not slow. *taken: how many it takes. */
static dnnl_primitive_desc_t ask_best(builder *b, ask asker, int *taken)
{
    for (int count = b->layer->post_count; count >= 0; count--) {
        dnnl_primitive_desc_t pd = ask_with(b, asker, count);
        if (pd != NULL && !is_slow(pd)) {
            *taken = count;
            return pd;
        }
        if (pd != NULL) {
            dnnl_primitive_desc_destroy(pd);
        }
    }
    /* Only slow ones. */
    *taken = 0;
    dnnl_primitive_desc_t pd = ask_with(b, asker, 0);
    if (pd == NULL || b->layer->mac_count > SLOW_MACS_MAX) {
        if (pd != NULL) {
            dnnl_primitive_desc_destroy(pd);
        }
        refuse(b, pd == NULL ? "oneDNN has no implementation" : "oneDNN has only its slow reference implementation");
        return NULL;
    }
    return pd;
}

static bool takes_sum(const sag__layer *layer, int taken)
{
    for (int i = 0; i < taken; i++) {
        if (layer->post[i].is_sum) {
            return true;
        }
    }
    return false;
}

static bool add_unary(builder *b, sag__unary unary, sag__place from, sag__place to)
{
    dnnl_primitive_attr_t attr = sag__attr_create(NULL, 0);
    if (attr == NULL) {
        return no_memory(b);
    }
    dnnl_primitive_desc_t pd = sag__pd_create_unary(b->plan->engine, unary, from.md, attr);
    dnnl_primitive_attr_destroy(attr);
    int64_t count = sag__shape_count(shape_of(b, b->layer->output));
    if (pd == NULL || (is_slow(pd) && count > SLOW_MACS_MAX)) {
        if (pd != NULL) {
            dnnl_primitive_desc_destroy(pd);
        }
        return refuse(b, "oneDNN has only its slow reference implementation");
    }
    const sag__plan_arg args[2] = {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, to}};
    const sag__net_step info = step_info(b, "Activation", 0);
    return sag__plan_add_step(b->plan, pd, args, 2, &info) || no_memory(b);
}

/* result = first (kind) second, where both have one layout and shape. */
static dnnl_primitive_desc_t ask_binary(builder *b, sag__binary_kind kind, sag__md first, sag__md second,
                                        dnnl_primitive_attr_t attr)
{
    return sag__pd_create_binary(b->plan->engine, kind, first, second, first, attr);
}

static bool add_sum(builder *b, sag__place to, sag__place other)
{
    dnnl_primitive_attr_t attr = sag__attr_create(NULL, 0);
    if (attr == NULL) {
        return no_memory(b);
    }
    dnnl_primitive_desc_t pd = ask_binary(b, SAG__BINARY_ADD, to.md, other.md, attr);
    dnnl_primitive_attr_destroy(attr);
    if (pd == NULL || is_slow(pd)) {
        if (pd != NULL) {
            dnnl_primitive_desc_destroy(pd);
        }
        return refuse(b, "oneDNN has only its slow reference implementation");
    }
    const sag__plan_arg args[3] = {{DNNL_ARG_SRC_0, to}, {DNNL_ARG_SRC_1, other}, {DNNL_ARG_DST, to}};
    const sag__net_step info = step_info(b, "Sum", 0);
    return sag__plan_add_step(b->plan, pd, args, 3, &info) || no_memory(b);
}

/* The posts that the primitive did not take along, one step each, in place. */
static bool add_posts(builder *b, sag__place place, int taken)
{
    const sag__layer *layer = b->layer;
    bool good = true;
    for (int i = taken; i < layer->post_count && good; i++) {
        if (layer->post[i].is_sum) {
            sag__place other = value_in(b, layer->input[layer->input_count - 1], place.md);
            good = is_place(other) && add_sum(b, place, other);
        } else {
            good = add_unary(b, layer->post[i].unary, place, place);
        }
    }
    return good;
}

/* ---- convolutions and products ---- */

/* Weights of a convolution as ONNX lays them out, in oneDNN's order of dimensions: [group,] out, in, down, right. */
static sag__md conv_weights_md(const builder *b, bool any)
{
    const sag__layer *layer = b->layer;
    const int64_t *kernel = layer->window.kernel;
    int64_t in = shape_of(b, layer->input[0])->dim[1] / layer->groups;
    int64_t out = shape_of(b, layer->output)->dim[1] / layer->groups;
    int64_t plane = kernel[0] * kernel[1];
    bool is_deconv = layer->kind == SAG__LAYER_DECONV;
    const sag__shape shape = {5, {layer->groups, out, in, kernel[0], kernel[1]}};
    const int64_t strides[5] = {out * in * plane, is_deconv ? plane : in * plane, is_deconv ? out * plane : plane,
                                kernel[1], 1};
    if (layer->groups > 1) {
        return any ? sag__md_create_any(&shape) : sag__md_create_strided(&shape, strides);
    }
    const sag__shape single = {4, {out, in, kernel[0], kernel[1]}};
    return any ? sag__md_create_any(&single) : sag__md_create_strided(&single, strides + 1);
}

static dnnl_primitive_desc_t ask_conv(builder *b, dnnl_primitive_attr_t attr, sag__md sum_md)
{
    const sag__layer *layer = b->layer;
    const sag__shape *to = shape_of(b, layer->output);
    const sag__shape bias_shape = {1, {to->dim[1]}};
    sag__md src = sag__md_create_any(shape_of(b, layer->input[0]));
    sag__md weights = conv_weights_md(b, true);
    sag__md bias = layer->bias != NULL ? sag__md_create_plain(&bias_shape) : NULL;
    sag__md dst = sum_md != NULL ? sag__md_create_copy(sum_md) : sag__md_create_any(to);
    dnnl_primitive_desc_t pd = NULL;
    if (src != NULL && weights != NULL && dst != NULL && (bias != NULL || layer->bias == NULL)) {
        pd = sag__pd_create_conv(b->plan->engine, src, weights, bias, dst, &layer->window,
                                 layer->kind == SAG__LAYER_DECONV, attr);
    }
    sag__md_destroy(src);
    sag__md_destroy(weights);
    sag__md_destroy(bias);
    sag__md_destroy(dst);
    return pd;
}

static dnnl_primitive_desc_t ask_product(builder *b, dnnl_primitive_attr_t attr, sag__md sum_md)
{
    const sag__layer *layer = b->layer;
    const sag__shape *from = shape_of(b, layer->input[0]);
    const sag__shape *to = shape_of(b, layer->output);
    const sag__shape weights_shape = {2, {to->dim[1], from->dim[1]}};
    const sag__shape bias_shape = {1, {to->dim[1]}};
    (void)sum_md;
    sag__md src = sag__md_create_any(from);
    sag__md weights = sag__md_create_any(&weights_shape);
    sag__md bias = sag__md_create_plain(&bias_shape);
    sag__md dst = sag__md_create_any(to);
    dnnl_primitive_desc_t pd = NULL;
    if (src != NULL && weights != NULL && bias != NULL && dst != NULL) {
        pd = sag__pd_create_product(b->plan->engine, src, weights, bias, dst, attr);
    }
    sag__md_destroy(src);
    sag__md_destroy(weights);
    sag__md_destroy(bias);
    sag__md_destroy(dst);
    return pd;
}

/* Give a primitive with weights its step. pd: consumed. raw: how the weights lie in the file; consumed. */
static bool add_weighted(builder *b, dnnl_primitive_desc_t pd, int taken, sag__md raw)
{
    const sag__layer *layer = b->layer;
    sag__plan_arg args[4];
    int count = 0;
    sag__place weights = pack(b, layer->weights, raw, query_md(pd, dnnl_query_weights_md, 0));
    sag__md_destroy(raw);
    sag__place src = value_in(b, layer->input[0], keep_copy(b, query_md(pd, dnnl_query_src_md, 0)));
    bool sums = takes_sum(layer, taken);
    sag__place dst = sums ? b->state[layer->input[layer->input_count - 1]].main
                          : new_place(b, keep_copy(b, query_md(pd, dnnl_query_dst_md, 0)));
    args[count++] = (sag__plan_arg){DNNL_ARG_SRC, src};
    args[count++] = (sag__plan_arg){DNNL_ARG_WEIGHTS, weights};
    args[count++] = (sag__plan_arg){DNNL_ARG_DST, dst};
    bool good = is_place(src) && is_place(weights) && is_place(dst);
    if (good && layer->bias != NULL) {
        const sag__shape shape = {1, {shape_of(b, layer->output)->dim[1]}};
        sag__md md = plain_md(b, &shape);
        sag__place bias = pack(b, layer->bias, md, md);
        args[count++] = (sag__plan_arg){DNNL_ARG_BIAS, bias};
        good = is_place(bias);
    }
    if (!good) {
        dnnl_primitive_desc_destroy(pd);
        return b->unfit ? false : no_memory(b);
    }
    const sag__net_step info = step_info(b, layer->operation, layer->mac_count);
    if (!sag__plan_add_step(b->plan, pd, args, count, &info)) {
        return no_memory(b);
    }
    set_output(b, dst);
    return add_posts(b, dst, taken);
}

static bool build_conv(builder *b)
{
    int taken = 0;
    dnnl_primitive_desc_t pd = ask_best(b, ask_conv, &taken);
    return pd != NULL && add_weighted(b, pd, taken, conv_weights_md(b, false));
}

static bool build_product(builder *b)
{
    const sag__shape *in = shape_of(b, b->layer->input[0]);
    const sag__shape *out = shape_of(b, b->layer->output);
    const sag__shape weights_shape = {2, {out->dim[1], in->dim[1]}};
    int taken = 0;
    dnnl_primitive_desc_t pd = ask_best(b, ask_product, &taken);
    return pd != NULL && add_weighted(b, pd, taken, sag__md_create_plain(&weights_shape));
}

/* ---- pooling, scaling, activations ---- */

static dnnl_primitive_desc_t ask_pool(builder *b, dnnl_primitive_attr_t attr, sag__md src, sag__md dst)
{
    const sag__layer *layer = b->layer;
    return layer->kind == SAG__LAYER_POOL
               ? sag__pd_create_pool(b->plan->engine, layer->pool, src, dst, &layer->window, attr)
               : sag__pd_create_resize(b->plan->engine, layer->is_linear, src, dst, attr);
}

/* Pooling and scaling: in the layout that the value has, else in plain rows. */
static bool build_pool(builder *b)
{
    const sag__layer *layer = b->layer;
    const sag__shape *out = shape_of(b, layer->output);
    int64_t work = sag__shape_count(out);
    work *= layer->kind == SAG__LAYER_POOL ? layer->window.kernel[0] * layer->window.kernel[1] : 4;
    dnnl_primitive_attr_t attr = sag__attr_create(NULL, 0);
    sag__md any = sag__plan_keep_md(b->plan, sag__md_create_any(out));
    sag__place src = b->state[layer->input[0]].main;
    dnnl_primitive_desc_t pd = NULL;
    for (int round = 0; round < 2 && attr != NULL && any != NULL; round++) {
        if (round == 1) {
            src = value_plain(b, layer->input[0]);
        }
        pd = is_place(src) ? ask_pool(b, attr, src.md, any) : NULL;
        if (pd == NULL || !is_slow(pd) || (round == 1 && work <= SLOW_MACS_MAX)) {
            break;
        }
        dnnl_primitive_desc_destroy(pd);
        pd = NULL;
    }
    if (attr != NULL) {
        dnnl_primitive_attr_destroy(attr);
    }
    if (attr == NULL || any == NULL || !is_place(src)) {
        return b->unfit ? false : no_memory(b);
    }
    if (pd == NULL) {
        return refuse(b, "oneDNN has only its slow reference implementation");
    }
    sag__place dst = new_place(b, keep_copy(b, query_md(pd, dnnl_query_dst_md, 0)));
    if (!is_place(dst)) {
        dnnl_primitive_desc_destroy(pd);
        return no_memory(b);
    }
    const sag__plan_arg args[2] = {{DNNL_ARG_SRC, src}, {DNNL_ARG_DST, dst}};
    const sag__net_step info = step_info(b, layer->operation, 0);
    if (!sag__plan_add_step(b->plan, pd, args, 2, &info)) {
        return no_memory(b);
    }
    set_output(b, dst);
    return true;
}

/* Where a layer that changes values one by one puts them: into their own memory if nobody else needs that. */
static sag__place place_like(builder *b, int value, sag__place from)
{
    bool overwrite = may_overwrite(b, value) && from.buffer == b->state[value].main.buffer;
    return overwrite ? from : new_place(b, from.md);
}

static bool build_unary(builder *b)
{
    int value = b->layer->input[0];
    sag__place src = b->state[value].main;
    sag__place dst = place_like(b, value, src);
    if (!is_place(dst)) {
        return no_memory(b);
    }
    set_output(b, dst);
    return add_unary(b, b->layer->unary, src, dst);
}

static bool build_prelu(builder *b)
{
    const sag__layer *layer = b->layer;
    int value = layer->input[0];
    sag__place src = b->state[value].main;
    const sag__shape slope_shape = {4, {1, shape_of(b, value)->dim[1], 1, 1}};
    dnnl_primitive_attr_t attr = sag__attr_create(NULL, 0);
    sag__md any = sag__plan_keep_md(b->plan, sag__md_create_any(&slope_shape));
    dnnl_primitive_desc_t pd =
        attr != NULL && any != NULL ? sag__pd_create_prelu(b->plan->engine, src.md, any, attr) : NULL;
    if (attr != NULL) {
        dnnl_primitive_attr_destroy(attr);
    }
    if (pd == NULL || (is_slow(pd) && sag__shape_count(shape_of(b, value)) > SLOW_MACS_MAX)) {
        if (pd != NULL) {
            dnnl_primitive_desc_destroy(pd);
        }
        return refuse(b, "oneDNN has only its slow reference implementation");
    }
    sag__place slopes = pack(b, layer->weights, plain_md(b, &slope_shape), query_md(pd, dnnl_query_weights_md, 0));
    sag__place dst = new_place(b, src.md);
    if (!is_place(slopes) || !is_place(dst)) {
        dnnl_primitive_desc_destroy(pd);
        return no_memory(b);
    }
    const sag__plan_arg args[3] = {{DNNL_ARG_SRC, src}, {DNNL_ARG_WEIGHTS, slopes}, {DNNL_ARG_DST, dst}};
    const sag__net_step info = step_info(b, layer->operation, 0);
    if (!sag__plan_add_step(b->plan, pd, args, 3, &info)) {
        return no_memory(b);
    }
    set_output(b, dst);
    return true;
}

/* ---- two values ---- */

/* The second operand with as many dimensions as the first: ones before its own. */
static sag__shape stretched_shape(const builder *b)
{
    const sag__shape *first = shape_of(b, b->layer->input[0]);
    const sag__shape *second = shape_of(b, b->layer->input[1]);
    sag__shape shape = {.rank = first->rank};
    for (int i = 0; i < first->rank; i++) {
        int own = i - (first->rank - second->rank);
        shape.dim[i] = own >= 0 ? second->dim[own] : 1;
    }
    return shape;
}

/* The operands of the layer in work. round 0: as they are, if they fit together; 1: both in plain rows. */
static bool find_operands(builder *b, sag__place *first, sag__place *second, int round)
{
    const sag__layer *layer = b->layer;
    const sag__shape *a = shape_of(b, layer->input[0]);
    const sag__shape *c = shape_of(b, layer->input[1]);
    bool same = a->rank == c->rank && memcmp(a->dim, c->dim, (size_t)a->rank * sizeof a->dim[0]) == 0;
    *first = round == 0 ? b->state[layer->input[0]].main : value_plain(b, layer->input[0]);
    if (!is_place(*first)) {
        return false;
    }
    if (same) {
        *second = value_in(b, layer->input[1], first->md);
    } else if (a->rank == c->rank && round == 0) {
        *second = b->state[layer->input[1]].main;
    } else {
        /* Rows in order stay rows in order when dimensions of 1 are put before. */
        const sag__shape shape = stretched_shape(b);
        *second = value_plain(b, layer->input[1]);
        second->md = is_place(*second) ? plain_md(b, &shape) : NULL;
    }
    return is_place(*second);
}

/*
 * Whether a layout holds more channels than there are. There oneDNN 2.6 leaves out the posts of a sum in the last block
 * of channels with AVX2.
 */
static bool is_padded(sag__md md, int64_t count)
{
    return dnnl_memory_desc_get_size(md) != (size_t)count * sizeof(float);
}

static bool build_binary(builder *b)
{
    const sag__layer *layer = b->layer;
    int64_t work = sag__shape_count(shape_of(b, layer->output));
    sag__place first = {NULL, -1, NULL};
    sag__place second = {NULL, -1, NULL};
    dnnl_primitive_desc_t pd = NULL;
    int taken = layer->post_count;
    for (int round = 0; round < 2 && pd == NULL; round++) {
        if (!find_operands(b, &first, &second, round)) {
            return b->unfit ? false : no_memory(b);
        }
        for (taken = is_padded(first.md, work) ? 0 : layer->post_count; taken >= 0 && pd == NULL; taken--) {
            dnnl_primitive_attr_t attr = sag__attr_create(layer->post, taken);
            if (attr == NULL) {
                return no_memory(b);
            }
            pd = ask_binary(b, layer->binary, first.md, second.md, attr);
            dnnl_primitive_attr_destroy(attr);
            bool harmless = round == 1 && taken == 0 && work <= SLOW_MACS_MAX;
            if (pd != NULL && is_slow(pd) && !harmless) {
                dnnl_primitive_desc_destroy(pd);
                pd = NULL;
            }
        }
        taken++;
    }
    if (pd == NULL) {
        return refuse(b, "oneDNN has only its slow reference implementation");
    }
    sag__place dst = place_like(b, layer->input[0], first);
    if (!is_place(dst)) {
        dnnl_primitive_desc_destroy(pd);
        return no_memory(b);
    }
    const sag__plan_arg args[3] = {{DNNL_ARG_SRC_0, first}, {DNNL_ARG_SRC_1, second}, {DNNL_ARG_DST, dst}};
    const sag__net_step info = step_info(b, layer->operation, 0);
    if (!sag__plan_add_step(b->plan, pd, args, 3, &info)) {
        return no_memory(b);
    }
    set_output(b, dst);
    return add_posts(b, dst, taken);
}

/* ---- layers that move values ---- */

/* The same memory under another shape; what lies there has more than one name now. */
static void borrow(builder *b, sag__place place)
{
    if (place.buffer >= 0) {
        b->plan->buffer[place.buffer].borrowed = true;
    }
    set_output(b, place);
}

static bool build_reshape(builder *b)
{
    sag__place place = value_plain(b, b->layer->input[0]);
    if (!is_place(place)) {
        return b->unfit ? false : no_memory(b);
    }
    place.md = plain_md(b, shape_of(b, b->layer->output));
    borrow(b, place);
    return place.md != NULL || no_memory(b);
}

static bool build_softmax(builder *b)
{
    const sag__layer *layer = b->layer;
    sag__place src = value_plain(b, layer->input[0]);
    sag__place dst = is_place(src) ? new_place(b, src.md) : src;
    sag__md view = plain_md(b, &layer->view);
    dnnl_primitive_attr_t attr = sag__attr_create(NULL, 0);
    if (!is_place(dst) || view == NULL || attr == NULL) {
        if (attr != NULL) {
            dnnl_primitive_attr_destroy(attr);
        }
        return b->unfit ? false : no_memory(b);
    }
    dnnl_primitive_desc_t pd = sag__pd_create_softmax(b->plan->engine, view, layer->axis, attr);
    dnnl_primitive_attr_destroy(attr);
    if (pd == NULL || (is_slow(pd) && sag__shape_count(&layer->view) > SLOW_MACS_MAX)) {
        if (pd != NULL) {
            dnnl_primitive_desc_destroy(pd);
        }
        return refuse(b, "oneDNN has only its slow reference implementation");
    }
    const sag__plan_arg args[2] = {{DNNL_ARG_SRC, {view, src.buffer, src.data}},
                                   {DNNL_ARG_DST, {view, dst.buffer, dst.data}}};
    const sag__net_step info = step_info(b, layer->operation, 0);
    set_output(b, dst);
    return sag__plan_add_step(b->plan, pd, args, 2, &info) || no_memory(b);
}

/* Layouts in which images are kept, and in which parts of them can be written. */
static const dnnl_format_tag_t image_tags[] = {dnnl_nChw16c, dnnl_nChw8c, dnnl_nhwc, dnnl_nchw};

/* A descriptor of this shape in the layout that all inputs of the layer in work have; plain rows otherwise. */
static sag__md common_layout(builder *b, const sag__shape *shape)
{
    const sag__layer *layer = b->layer;
    for (size_t i = 0; i < sizeof image_tags / sizeof image_tags[0] && shape->rank == 4; i++) {
        bool common = true;
        for (int k = 0; k < layer->input_count && common; k++) {
            sag__md md = sag__md_create_tagged(shape_of(b, layer->input[k]), image_tags[i]);
            common = md != NULL && dnnl_memory_desc_equal(md, b->state[layer->input[k]].main.md);
            sag__md_destroy(md);
        }
        if (common) {
            return sag__plan_keep_md(b->plan, sag__md_create_tagged(shape, image_tags[i]));
        }
    }
    return plain_md(b, shape);
}

/* Write an input into a part of a place. */
static bool write_part(builder *b, int value, sag__place whole, const int64_t *offsets)
{
    sag__md part = sag__plan_keep_md(b->plan, sag__md_create_part(whole.md, shape_of(b, value), offsets));
    return part != NULL && reorder(b, b->state[value].main, (sag__place){part, whole.buffer, NULL});
}

/* Whether each part of the output begins where this layout can be cut. */
static bool can_cut(const builder *b, sag__md whole, const int64_t *offsets, int value)
{
    sag__md part = sag__md_create_part(whole, shape_of(b, value), offsets);
    sag__md_destroy(part);
    return part != NULL;
}

static bool build_concat(builder *b)
{
    const sag__layer *layer = b->layer;
    const sag__shape *shape = shape_of(b, layer->output);
    sag__md md = common_layout(b, shape);
    int64_t offsets[SAG__GRAPH_RANK_MAX] = {0};
    for (int i = 0; i < layer->input_count && md != NULL; i++) {
        md = can_cut(b, md, offsets, layer->input[i]) ? md : plain_md(b, shape);
        offsets[layer->axis] += shape_of(b, layer->input[i])->dim[layer->axis];
    }
    sag__place dst = new_place(b, md);
    bool good = is_place(dst) || no_memory(b);
    memset(offsets, 0, sizeof offsets);
    for (int i = 0; i < layer->input_count && good; i++) {
        good = write_part(b, layer->input[i], dst, offsets);
        offsets[layer->axis] += shape_of(b, layer->input[i])->dim[layer->axis];
    }
    set_output(b, dst);
    return good;
}

/* The border is written once, so the buffer is its own for good. */
static bool build_pad(builder *b)
{
    const sag__layer *layer = b->layer;
    const sag__shape *shape = shape_of(b, layer->output);
    sag__md md = layer->pad_value == 0.0f ? common_layout(b, shape) : plain_md(b, shape);
    if (md != NULL && !can_cut(b, md, layer->before, layer->input[0])) {
        md = plain_md(b, shape);
    }
    sag__place dst = new_place(b, md);
    if (!is_place(dst)) {
        return no_memory(b);
    }
    sag__plan_buffer *buffer = &b->plan->buffer[dst.buffer];
    buffer->kept = true;
    buffer->filled = true;
    buffer->fill = layer->pad_value;
    set_output(b, dst);
    return write_part(b, layer->input[0], dst, layer->before);
}

/* Both sides are described by the dimensions of view: the input as it lies, the output with the strides they get. */
static bool build_permute(builder *b)
{
    const sag__layer *layer = b->layer;
    const sag__shape *view = &layer->view;
    const sag__shape *in = shape_of(b, layer->input[0]);
    bool is_view = in->rank == view->rank && memcmp(in->dim, view->dim, (size_t)in->rank * sizeof in->dim[0]) == 0;
    sag__place src = is_view ? b->state[layer->input[0]].main : value_plain(b, layer->input[0]);
    if (!is_place(src)) {
        return b->unfit ? false : no_memory(b);
    }
    src.md = is_view ? src.md : plain_md(b, view);
    int64_t strides[SAG__GRAPH_RANK_MAX];
    int64_t step = 1;
    for (int i = view->rank; i-- > 0;) {
        strides[layer->permutation[i]] = step;
        step *= view->dim[layer->permutation[i]];
    }
    sag__md through = sag__plan_keep_md(b->plan, sag__md_create_strided(view, strides));
    sag__place dst = new_place(b, plain_md(b, shape_of(b, layer->output)));
    if (src.md == NULL || through == NULL || !is_place(dst)) {
        return no_memory(b);
    }
    set_output(b, dst);
    return reorder(b, src, (sag__place){through, dst.buffer, NULL});
}

/* ---- the whole ---- */

static bool build_layer(builder *b)
{
    switch (b->layer->kind) {
    case SAG__LAYER_CONV:
    case SAG__LAYER_DECONV:
        return build_conv(b);
    case SAG__LAYER_GEMM:
        return build_product(b);
    case SAG__LAYER_POOL:
    case SAG__LAYER_RESIZE:
        return build_pool(b);
    case SAG__LAYER_UNARY:
        return build_unary(b);
    case SAG__LAYER_BINARY:
        return build_binary(b);
    case SAG__LAYER_PRELU:
        return build_prelu(b);
    case SAG__LAYER_SOFTMAX:
        return build_softmax(b);
    case SAG__LAYER_CONCAT:
        return build_concat(b);
    case SAG__LAYER_PAD:
        return build_pad(b);
    case SAG__LAYER_PERMUTE:
        return build_permute(b);
    case SAG__LAYER_RESHAPE:
        return build_reshape(b);
    case SAG__LAYER_AFFINE:
        break;
    }
    return refuse(b, "not joined to a convolution");
}

/* Constants that layers read as values, and the input. */
static bool place_sources(builder *b)
{
    const sag__graph *graph = b->graph;
    for (int i = 0; i < graph->value_count; i++) {
        const sag__value *value = &graph->value[i];
        bool is_input = i == graph->input;
        if (!is_input && (value->uses == 0 || value->floats == NULL)) {
            continue;
        }
        sag__md md = plain_md(b, &value->shape);
        sag__place place = {md, -1, NULL};
        if (is_input) {
            place = new_place(b, md);
        } else if (md != NULL) {
            size_t size_bytes = (size_t)sag__shape_count(&value->shape) * sizeof(float);
            place.data = sag__plan_alloc(b->plan, size_bytes);
            if (place.data != NULL) {
                memcpy(place.data, value->floats, size_bytes);
            }
        }
        if (!is_place(place)) {
            return no_memory(b);
        }
        b->state[i].main = place;
        if (is_input) {
            b->plan->buffer[place.buffer].kept = true;
            b->ports->input = place;
        }
    }
    return true;
}

/* The outputs of a stage in plain rows, in memory that keeps them. */
static bool place_outputs(builder *b, const sag__net_options *options, int stage)
{
    for (int i = 0; i < b->graph->output_count; i++) {
        if (options->output[i].stage != stage) {
            continue;
        }
        int value = b->graph->output[i];
        const sag__layer origin = {.name = b->graph->value[value].name, .operation = "Output", .stage = stage};
        b->layer = &origin;
        sag__place place = value_plain(b, value);
        if (!is_place(place)) {
            return b->unfit ? false : no_memory(b);
        }
        if (place.buffer >= 0) {
            b->plan->buffer[place.buffer].kept = true;
        }
        b->ports->output[i] = place;
    }
    return true;
}

static bool build(builder *b, const sag__net_options *options)
{
    const sag__graph *graph = b->graph;
    const sag__layer none = {.name = "", .operation = "constants"};
    b->layer = &none;
    bool good = place_sources(b);
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
    builder b = {.plan = plan, .ports = ports, .graph = graph};
    b.state = sag__memory_alloc((size_t)graph->value_count, sizeof *b.state);
    bool good = b.state != NULL && build(&b, options);
    sag__memory_free(b.state);
    *unfit = b.unfit;
    sag_status status = good ? sag__plan_finish(plan) : b.unfit ? SAG_STATUS_MODEL : SAG_STATUS_NO_MEMORY;
    switch (status) {
    case SAG_STATUS_OK:
        return status;
    case SAG_STATUS_MODEL:
        return sag__fail(err, status, "%s: %s", options->path, b.reason);
    case SAG_STATUS_LIMIT:
        return sag__fail(err, status, "%s: its values need more than %zu MiB", options->path,
                         SAG__PLAN_BYTES_MAX >> 20);
    default:
        return sag__fail(err, status, "cannot load %s: out of memory", options->path);
    }
}
