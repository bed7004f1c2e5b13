/* The layers that compute without weights: pooling, scaling, activations, sums. */
#include "exec_builder.h"

static dnnl_primitive_desc_t ask_pool(sag__builder *b, sag__md src, sag__md dst)
{
    const sag__layer *layer = b->layer;
    return layer->kind == SAG__LAYER_POOL
               ? sag__pd_create_pool(b->plan->engine, layer->pool, src, dst, &layer->window, b->attr)
               : sag__pd_create_resize(b->plan->engine, layer->is_linear, src, dst, b->attr);
}

/* Pooling and scaling: in the layout that the value has, else in plain rows. */
bool sag__build_pool(sag__builder *b)
{
    const sag__layer *layer = b->layer;
    const sag__shape *out = sag__builder_shape(b, layer->output);
    int64_t work = sag__shape_count(out);
    work *= layer->kind == SAG__LAYER_POOL ? layer->window.kernel[0] * layer->window.kernel[1] : 4;
    sag__md any = sag__plan_keep_md(b->plan, sag__md_create_any(out));
    sag__place src = b->state[layer->input[0]].main;
    dnnl_primitive_desc_t pd = NULL;
    for (int round = 0; round < 2 && pd == NULL && any != NULL; round++) {
        src = round == 1 ? sag__builder_plain_value(b, layer->input[0]) : src;
        if (!sag__place_is_set(src)) {
            return b->unfit ? false : sag__builder_no_memory(b);
        }
        pd = sag__pd_unless_slow(ask_pool(b, src.md, any), round == 1 ? work : INT64_MAX);
    }
    if (any == NULL) {
        return sag__builder_no_memory(b);
    }
    if (pd == NULL) {
        return sag__builder_refuse(b, SAG__ONLY_SLOW);
    }
    sag__place dst =
        sag__builder_new_place(b, sag__builder_copy_md(b, dnnl_primitive_desc_query_md(pd, dnnl_query_dst_md, 0)));
    if (!sag__place_is_set(dst)) {
        dnnl_primitive_desc_destroy(pd);
        return sag__builder_no_memory(b);
    }
    const sag__plan_arg args[2] = {{DNNL_ARG_SRC, src}, {DNNL_ARG_DST, dst}};
    if (!sag__builder_add_step(b, pd, args, 2, layer->operation, 0)) {
        return false;
    }
    sag__builder_set_output(b, dst);
    return true;
}

/* Where a layer that changes values one by one puts them: into their own memory if nobody else needs that. */
static sag__place place_like(sag__builder *b, int value, sag__place from)
{
    bool overwrite = sag__builder_may_overwrite(b, value) && from.buffer == b->state[value].main.buffer;
    return overwrite ? from : sag__builder_new_place(b, from.md);
}

bool sag__build_unary(sag__builder *b)
{
    int value = b->layer->input[0];
    sag__place src = b->state[value].main;
    sag__place dst = place_like(b, value, src);
    if (!sag__place_is_set(dst)) {
        return sag__builder_no_memory(b);
    }
    sag__builder_set_output(b, dst);
    return sag__builder_add_unary(b, b->layer->unary, src, dst);
}

bool sag__build_prelu(sag__builder *b)
{
    const sag__layer *layer = b->layer;
    int value = layer->input[0];
    sag__place src = b->state[value].main;
    const sag__shape slope_shape = {4, {1, sag__builder_shape(b, value)->dim[1], 1, 1}};
    sag__md any = sag__plan_keep_md(b->plan, sag__md_create_any(&slope_shape));
    if (any == NULL) {
        return sag__builder_no_memory(b);
    }
    dnnl_primitive_desc_t pd = sag__pd_create_prelu(b->plan->engine, src.md, any, b->attr);
    pd = sag__pd_unless_slow(pd, sag__shape_count(sag__builder_shape(b, value)));
    if (pd == NULL) {
        return sag__builder_refuse(b, SAG__ONLY_SLOW);
    }
    sag__place slopes = sag__builder_pack(b, layer->weights, sag__builder_plain_md(b, &slope_shape),
                                          dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 0));
    sag__place dst = sag__builder_new_place(b, src.md);
    if (!sag__place_is_set(slopes) || !sag__place_is_set(dst)) {
        dnnl_primitive_desc_destroy(pd);
        return sag__builder_no_memory(b);
    }
    const sag__plan_arg args[3] = {{DNNL_ARG_SRC, src}, {DNNL_ARG_WEIGHTS, slopes}, {DNNL_ARG_DST, dst}};
    if (!sag__builder_add_step(b, pd, args, 3, layer->operation, 0)) {
        return false;
    }
    sag__builder_set_output(b, dst);
    return true;
}

/* ---- two values ---- */

/* The second operand with as many dimensions as the first: ones before its own. */
static sag__shape stretched_shape(const sag__builder *b)
{
    const sag__shape *first = sag__builder_shape(b, b->layer->input[0]);
    const sag__shape *second = sag__builder_shape(b, b->layer->input[1]);
    sag__shape shape = {.rank = first->rank};
    for (int i = 0; i < first->rank; i++) {
        int own = i - (first->rank - second->rank);
        shape.dim[i] = own >= 0 ? second->dim[own] : 1;
    }
    return shape;
}

/* The operands of the layer in work. round 0: as they are, if they fit together; 1: both in plain rows. */
static bool find_operands(sag__builder *b, sag__place *first, sag__place *second, int round)
{
    const sag__layer *layer = b->layer;
    const sag__shape *a = sag__builder_shape(b, layer->input[0]);
    const sag__shape *c = sag__builder_shape(b, layer->input[1]);
    bool same = sag__shape_equal(a, c);
    *first = round == 0 ? b->state[layer->input[0]].main : sag__builder_plain_value(b, layer->input[0]);
    if (!sag__place_is_set(*first)) {
        return false;
    }
    if (same) {
        *second = sag__builder_value(b, layer->input[1], first->md);
    } else if (a->rank == c->rank && round == 0) {
        *second = b->state[layer->input[1]].main;
    } else {
        /* Rows in order stay rows in order when dimensions of 1 are put before. */
        const sag__shape shape = stretched_shape(b);
        *second = sag__builder_plain_value(b, layer->input[1]);
        second->md = sag__place_is_set(*second) ? sag__builder_plain_md(b, &shape) : NULL;
    }
    return sag__place_is_set(*second);
}

/*
 * The posts stay steps of their own: oneDNN 2.6 computes them wrongly for sums in blocks of channels, seen with AVX2
 * and AVX-512. Few sums are left here that no convolution takes along.
 */
bool sag__build_binary(sag__builder *b)
{
    const sag__layer *layer = b->layer;
    int64_t work = sag__shape_count(sag__builder_shape(b, layer->output));
    sag__place first = {NULL, -1, NULL};
    sag__place second = {NULL, -1, NULL};
    dnnl_primitive_desc_t pd = NULL;
    for (int round = 0; round < 2 && pd == NULL; round++) {
        if (!find_operands(b, &first, &second, round)) {
            return b->unfit ? false : sag__builder_no_memory(b);
        }
        pd = sag__pd_create_binary(b->plan->engine, layer->binary, first.md, second.md, first.md, b->attr);
        pd = sag__pd_unless_slow(pd, round == 1 ? work : INT64_MAX);
    }
    if (pd == NULL) {
        return sag__builder_refuse(b, SAG__ONLY_SLOW);
    }
    sag__place dst = place_like(b, layer->input[0], first);
    if (!sag__place_is_set(dst)) {
        dnnl_primitive_desc_destroy(pd);
        return sag__builder_no_memory(b);
    }
    const sag__plan_arg args[3] = {{DNNL_ARG_SRC_0, first}, {DNNL_ARG_SRC_1, second}, {DNNL_ARG_DST, dst}};
    if (!sag__builder_add_step(b, pd, args, 3, layer->operation, 0)) {
        return false;
    }
    sag__builder_set_output(b, dst);
    return sag__builder_add_posts(b, dst, 0);
}
