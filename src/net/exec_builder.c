#include "exec_builder.h"

#include <stdio.h>
#include <string.h>

bool sag__builder_no_memory(sag__builder *b)
{
    b->unfit = false;
    return false;
}

bool sag__builder_refuse(sag__builder *b, const char *reason)
{
    b->unfit = true;
    snprintf(b->reason, sizeof b->reason, "%.40s %.40s: %s", b->layer->operation, b->layer->name, reason);
    return false;
}

/* Whether an implementation is the reference. */
static bool is_slow(const_dnnl_primitive_desc_t pd)
{
    const char *name = sag__pd_name(pd);
    return strncmp(name, "ref", 3) == 0 || strstr(name, ":ref") != NULL || strstr(name, "+ref") != NULL;
}

dnnl_primitive_desc_t sag__pd_unless_slow(dnnl_primitive_desc_t pd, int64_t work)
{
    if (pd != NULL && is_slow(pd) && work > SAG__SLOW_MACS_MAX) {
        dnnl_primitive_desc_destroy(pd);
        return NULL;
    }
    return pd;
}

sag__md sag__builder_copy_md(sag__builder *b, sag__md md)
{
    return sag__plan_keep_md(b->plan, sag__md_create_copy(md));
}

sag__md sag__builder_plain_md(sag__builder *b, const sag__shape *shape)
{
    return sag__plan_keep_md(b->plan, sag__md_create_plain(shape));
}

bool sag__builder_add_step(sag__builder *b, dnnl_primitive_desc_t pd, const sag__plan_arg *args, int arg_count,
                           const char *operation, int64_t mac_count)
{
    const sag__net_step info = {
        .layer = b->layer->name, .operation = operation, .stage = b->layer->stage, .mac_count = mac_count};
    return sag__plan_add_step(b->plan, pd, args, arg_count, &info) || sag__builder_no_memory(b);
}

/* ---- values in layouts ---- */

bool sag__builder_reorder(sag__builder *b, sag__place from, sag__place to)
{
    dnnl_primitive_desc_t pd = sag__pd_create_reorder(b->plan->engine, from.md, to.md, b->attr);
    if (pd == NULL) {
        return sag__builder_refuse(b, "oneDNN cannot bring its values into this layout");
    }
    const sag__plan_arg args[2] = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}};
    return sag__builder_add_step(b, pd, args, 2, "Reorder", 0);
}

sag__place sag__builder_new_place(sag__builder *b, sag__md md)
{
    return (sag__place){md, md != NULL ? sag__plan_add_buffer(b->plan, md) : -1, NULL};
}

sag__place sag__builder_value(sag__builder *b, int value, sag__md md)
{
    const sag__place nowhere = {NULL, -1, NULL};
    sag__value_state *state = &b->state[value];
    if (md == NULL) {
        sag__builder_no_memory(b);
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
    sag__place copy = sag__builder_new_place(b, md);
    if (!sag__place_is_set(copy)) {
        sag__builder_no_memory(b);
        return nowhere;
    }
    if (!sag__builder_reorder(b, state->main, copy)) {
        return nowhere;
    }
    if (state->copy_count < SAG__COPIES_MAX) {
        state->copy[state->copy_count++] = copy;
    }
    return copy;
}

sag__place sag__builder_plain_value(sag__builder *b, int value)
{
    return sag__builder_value(b, value, sag__builder_plain_md(b, sag__builder_shape(b, value)));
}

bool sag__builder_may_overwrite(const sag__builder *b, int value)
{
    const sag__value_state *state = &b->state[value];
    if (state->main.md == NULL || state->main.buffer < 0 ||
        b->graph->value[value].last_use > b->layer - b->graph->layer) {
        return false;
    }
    const sag__plan_buffer *buffer = &b->plan->buffer[state->main.buffer];
    return !buffer->kept && !buffer->borrowed;
}

void sag__builder_set_output(sag__builder *b, sag__place place)
{
    b->state[b->layer->output].main = place;
}

/* ---- weights ---- */

sag__place sag__builder_pack(sag__builder *b, const float *values, sag__md from, sag__md to)
{
    sag__place packed = {NULL, -1, NULL};
    if (from == NULL || to == NULL) {
        return packed;
    }
    packed.md = sag__builder_copy_md(b, to);
    if (packed.md != NULL) {
        packed.data = sag__plan_alloc(b->plan, dnnl_memory_desc_get_size(to));
    }
    /* oneDNN does not write through the source. */
    const sag__place source = {from, -1, (void *)values};
    if (packed.data == NULL || !sag__plan_copy_now(b->plan, source, packed)) {
        packed.data = NULL;
    }
    return packed;
}

/* ---- posts ---- */

bool sag__builder_add_unary(sag__builder *b, sag__unary unary, sag__place from, sag__place to)
{
    dnnl_primitive_desc_t pd = sag__pd_create_unary(b->plan->engine, unary, from.md, b->attr);
    pd = sag__pd_unless_slow(pd, sag__shape_count(sag__builder_shape(b, b->layer->output)));
    if (pd == NULL) {
        return sag__builder_refuse(b, SAG__ONLY_SLOW);
    }
    const sag__plan_arg args[2] = {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, to}};
    return sag__builder_add_step(b, pd, args, 2, "Activation", 0);
}

static bool add_sum(sag__builder *b, sag__place to, sag__place other)
{
    dnnl_primitive_desc_t pd =
        sag__pd_create_binary(b->plan->engine, SAG__BINARY_ADD, to.md, other.md, to.md, b->attr);
    pd = sag__pd_unless_slow(pd, sag__shape_count(sag__builder_shape(b, b->layer->output)));
    if (pd == NULL) {
        return sag__builder_refuse(b, SAG__ONLY_SLOW);
    }
    const sag__plan_arg args[3] = {{DNNL_ARG_SRC_0, to}, {DNNL_ARG_SRC_1, other}, {DNNL_ARG_DST, to}};
    return sag__builder_add_step(b, pd, args, 3, "Sum", 0);
}

bool sag__builder_add_posts(sag__builder *b, sag__place place, int taken)
{
    const sag__layer *layer = b->layer;
    bool good = true;
    for (int i = taken; i < layer->post_count && good; i++) {
        if (layer->post[i].is_sum) {
            sag__place other = sag__builder_value(b, layer->input[layer->input_count - 1], place.md);
            good = sag__place_is_set(other) && add_sum(b, place, other);
        } else {
            good = sag__builder_add_unary(b, layer->post[i].unary, place, place);
        }
    }
    return good;
}
