/* The layers that only move values: each is a reorder into a part or a view of memory, or nothing at all. */
#include <string.h>

#include "exec_builder.h"

/* The same memory under another shape; what lies there has more than one name now. */
static void borrow(sag__builder *b, sag__place place)
{
    if (place.buffer >= 0) {
        b->plan->buffer[place.buffer].borrowed = true;
    }
    sag__builder_set_output(b, place);
}

bool sag__build_reshape(sag__builder *b)
{
    sag__place place = sag__builder_plain_value(b, b->layer->input[0]);
    if (!sag__place_is_set(place)) {
        return b->unfit ? false : sag__builder_no_memory(b);
    }
    place.md = sag__builder_plain_md(b, sag__builder_shape(b, b->layer->output));
    borrow(b, place);
    return place.md != NULL || sag__builder_no_memory(b);
}

bool sag__build_softmax(sag__builder *b)
{
    const sag__layer *layer = b->layer;
    sag__place src = sag__builder_plain_value(b, layer->input[0]);
    sag__place dst = sag__place_is_set(src) ? sag__builder_new_place(b, src.md) : src;
    sag__md view = sag__builder_plain_md(b, &layer->view);
    if (!sag__place_is_set(dst) || view == NULL) {
        return b->unfit ? false : sag__builder_no_memory(b);
    }
    dnnl_primitive_desc_t pd = sag__pd_create_softmax(b->plan->engine, view, 1, b->attr);
    pd = sag__pd_unless_slow(pd, sag__shape_count(&layer->view));
    if (pd == NULL) {
        return sag__builder_refuse(b, SAG__ONLY_SLOW);
    }
    const sag__plan_arg args[2] = {{DNNL_ARG_SRC, {view, src.buffer, src.data}},
                                   {DNNL_ARG_DST, {view, dst.buffer, dst.data}}};
    sag__builder_set_output(b, dst);
    return sag__builder_add_step(b, pd, args, 2, layer->operation, 0);
}

/* Layouts in which images are kept, and in which parts of them can be written. */
static const dnnl_format_tag_t image_tags[] = {dnnl_nChw16c, dnnl_nChw8c, dnnl_nhwc, dnnl_nchw};

/* A descriptor of this shape in the layout that all inputs of the layer in work have; plain rows otherwise. */
static sag__md common_layout(sag__builder *b, const sag__shape *shape)
{
    const sag__layer *layer = b->layer;
    for (size_t i = 0; i < sizeof image_tags / sizeof image_tags[0] && shape->rank == 4; i++) {
        bool common = true;
        for (int k = 0; k < layer->input_count && common; k++) {
            sag__md md = sag__md_create_tagged(sag__builder_shape(b, layer->input[k]), image_tags[i]);
            common = md != NULL && dnnl_memory_desc_equal(md, b->state[layer->input[k]].main.md);
            sag__md_destroy(md);
        }
        if (common) {
            return sag__plan_keep_md(b->plan, sag__md_create_tagged(shape, image_tags[i]));
        }
    }
    return sag__builder_plain_md(b, shape);
}

/* Write an input into a part of a place. */
static bool write_part(sag__builder *b, int value, sag__place whole, const int64_t *offsets)
{
    sag__md part = sag__plan_keep_md(b->plan, sag__md_create_part(whole.md, sag__builder_shape(b, value), offsets));
    return part != NULL && sag__builder_reorder(b, b->state[value].main, (sag__place){part, whole.buffer, NULL});
}

/* Whether each part of the output begins where this layout can be cut. */
static bool can_cut(const sag__builder *b, sag__md whole, const int64_t *offsets, int value)
{
    sag__md part = sag__md_create_part(whole, sag__builder_shape(b, value), offsets);
    sag__md_destroy(part);
    return part != NULL;
}

bool sag__build_concat(sag__builder *b)
{
    const sag__layer *layer = b->layer;
    const sag__shape *shape = sag__builder_shape(b, layer->output);
    sag__md md = common_layout(b, shape);
    int64_t offsets[SAG__GRAPH_RANK_MAX] = {0};
    for (int i = 0; i < layer->input_count && md != NULL; i++) {
        md = can_cut(b, md, offsets, layer->input[i]) ? md : sag__builder_plain_md(b, shape);
        offsets[layer->axis] += sag__builder_shape(b, layer->input[i])->dim[layer->axis];
    }
    sag__place dst = sag__builder_new_place(b, md);
    bool good = sag__place_is_set(dst) || sag__builder_no_memory(b);
    memset(offsets, 0, sizeof offsets);
    for (int i = 0; i < layer->input_count && good; i++) {
        good = write_part(b, layer->input[i], dst, offsets);
        offsets[layer->axis] += sag__builder_shape(b, layer->input[i])->dim[layer->axis];
    }
    sag__builder_set_output(b, dst);
    return good;
}

/* The border is written once, so the buffer is its own for good. */
bool sag__build_pad(sag__builder *b)
{
    const sag__layer *layer = b->layer;
    const sag__shape *shape = sag__builder_shape(b, layer->output);
    sag__md md = layer->pad_value == 0.0f ? common_layout(b, shape) : sag__builder_plain_md(b, shape);
    if (md != NULL && !can_cut(b, md, layer->before, layer->input[0])) {
        md = sag__builder_plain_md(b, shape);
    }
    sag__place dst = sag__builder_new_place(b, md);
    if (!sag__place_is_set(dst)) {
        return sag__builder_no_memory(b);
    }
    sag__plan_buffer *buffer = &b->plan->buffer[dst.buffer];
    buffer->kept = true;
    buffer->filled = true;
    buffer->fill = layer->pad_value;
    sag__builder_set_output(b, dst);
    return write_part(b, layer->input[0], dst, layer->before);
}

/* Both sides are described by the dimensions of view: the input as it lies, the output with the strides they get. */
bool sag__build_permute(sag__builder *b)
{
    const sag__layer *layer = b->layer;
    const sag__shape *view = &layer->view;
    const sag__shape *in = sag__builder_shape(b, layer->input[0]);
    bool is_view = sag__shape_equal(in, view);
    sag__place src = is_view ? b->state[layer->input[0]].main : sag__builder_plain_value(b, layer->input[0]);
    if (!sag__place_is_set(src)) {
        return b->unfit ? false : sag__builder_no_memory(b);
    }
    src.md = is_view ? src.md : sag__builder_plain_md(b, view);
    int64_t strides[SAG__GRAPH_RANK_MAX];
    int64_t step = 1;
    for (int i = view->rank; i-- > 0;) {
        strides[layer->permutation[i]] = step;
        step *= view->dim[layer->permutation[i]];
    }
    sag__md through = sag__plan_keep_md(b->plan, sag__md_create_strided(view, strides));
    sag__place dst = sag__builder_new_place(b, sag__builder_plain_md(b, sag__builder_shape(b, layer->output)));
    if (src.md == NULL || through == NULL || !sag__place_is_set(dst)) {
        return sag__builder_no_memory(b);
    }
    sag__builder_set_output(b, dst);
    return sag__builder_reorder(b, src, (sag__place){through, dst.buffer, NULL});
}
