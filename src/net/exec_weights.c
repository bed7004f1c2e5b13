/* The layers with weights: convolutions and products. */
#include "exec_builder.h"

/* How a primitive of the layer in work is asked for with some of its posts. Returns: NULL if there is none. */
typedef dnnl_primitive_desc_t (*ask)(sag__builder *b, dnnl_primitive_attr_t attr, sag__md sum_md);

/* A sum needs its other operand where and as it is, and overwrites it. */
static dnnl_primitive_desc_t ask_with(sag__builder *b, ask asker, int post_count)
{
    const sag__layer *layer = b->layer;
    bool sums = sag__layer_sums(layer, post_count);
    int other = layer->input[layer->input_count - 1];
    dnnl_primitive_attr_t attr =
        !sums || sag__builder_may_overwrite(b, other) ? sag__attr_create(layer->post, post_count) : NULL;
    if (attr == NULL) {
        return NULL;
    }
    sag__md sum_md = sums ? b->state[other].main.md : NULL;
    dnnl_primitive_desc_t pd = asker(b, attr, sum_md);
    dnnl_primitive_attr_destroy(attr);
    return pd;
}

/* The implementation that takes most posts along and is not slow. *taken: how many it takes. */
static dnnl_primitive_desc_t ask_best(sag__builder *b, ask asker, int *taken)
{
    for (int count = b->layer->post_count; count >= 0; count--) {
        dnnl_primitive_desc_t pd = sag__pd_unless_slow(ask_with(b, asker, count), INT64_MAX);
        if (pd != NULL) {
            *taken = count;
            return pd;
        }
    }
    /* Only slow ones. */
    *taken = 0;
    dnnl_primitive_desc_t pd = sag__pd_unless_slow(ask_with(b, asker, 0), b->layer->mac_count);
    if (pd == NULL) {
        sag__builder_refuse(b, SAG__ONLY_SLOW);
    }
    return pd;
}

/* Weights of a convolution as ONNX lays them out, in oneDNN's order of dimensions: [group,] out, in, down, right. */
static sag__md conv_weights_md(const sag__builder *b, bool any)
{
    const sag__layer *layer = b->layer;
    const int64_t *kernel = layer->window.kernel;
    int64_t in = sag__builder_shape(b, layer->input[0])->dim[1] / layer->groups;
    int64_t out = sag__builder_shape(b, layer->output)->dim[1] / layer->groups;
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

/*
 * oneDNN 2.6 puts a newer implementation of depthwise convolutions with AVX-512 ("brdgmm_dw") before this one, which
 * takes 0.6 to 0.95 times as long in each of those of the pose networks (Zen 5).
 */
#define DEPTHWISE "jit_dw"

static dnnl_primitive_desc_t ask_conv(sag__builder *b, dnnl_primitive_attr_t attr, sag__md sum_md)
{
    const sag__layer *layer = b->layer;
    const sag__shape *to = sag__builder_shape(b, layer->output);
    const sag__shape bias_shape = {1, {to->dim[1]}};
    bool is_depthwise = layer->groups > 1 && layer->groups == to->dim[1];
    sag__md src = sag__md_create_any(sag__builder_shape(b, layer->input[0]));
    sag__md weights = conv_weights_md(b, true);
    sag__md bias = layer->bias != NULL ? sag__md_create_plain(&bias_shape) : NULL;
    sag__md dst = sum_md != NULL ? sag__md_create_copy(sum_md) : sag__md_create_any(to);
    dnnl_primitive_desc_t pd = NULL;
    if (src != NULL && weights != NULL && dst != NULL && (bias != NULL || layer->bias == NULL)) {
        pd = sag__pd_create_conv(b->plan->engine, src, weights, bias, dst, &layer->window,
                                 layer->kind == SAG__LAYER_DECONV, is_depthwise ? DEPTHWISE : NULL, attr);
    }
    sag__md_destroy(src);
    sag__md_destroy(weights);
    sag__md_destroy(bias);
    sag__md_destroy(dst);
    return pd;
}

static dnnl_primitive_desc_t ask_product(sag__builder *b, dnnl_primitive_attr_t attr, sag__md sum_md)
{
    const sag__layer *layer = b->layer;
    const sag__shape *from = sag__builder_shape(b, layer->input[0]);
    const sag__shape *to = sag__builder_shape(b, layer->output);
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
static bool add_weighted(sag__builder *b, dnnl_primitive_desc_t pd, int taken, sag__md raw)
{
    const sag__layer *layer = b->layer;
    sag__plan_arg args[4];
    int count = 0;
    sag__place weights =
        sag__builder_pack(b, layer->weights, raw, dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 0));
    sag__md_destroy(raw);
    sag__place src = sag__builder_value(
        b, layer->input[0], sag__builder_copy_md(b, dnnl_primitive_desc_query_md(pd, dnnl_query_src_md, 0)));
    bool sums = sag__layer_sums(layer, taken);
    sag__place dst = sums ? b->state[layer->input[layer->input_count - 1]].main
                          : sag__builder_new_place(
                                b, sag__builder_copy_md(b, dnnl_primitive_desc_query_md(pd, dnnl_query_dst_md, 0)));
    args[count++] = (sag__plan_arg){DNNL_ARG_SRC, src};
    args[count++] = (sag__plan_arg){DNNL_ARG_WEIGHTS, weights};
    args[count++] = (sag__plan_arg){DNNL_ARG_DST, dst};
    bool good = sag__place_is_set(src) && sag__place_is_set(weights) && sag__place_is_set(dst);
    if (good && layer->bias != NULL) {
        const sag__shape shape = {1, {sag__builder_shape(b, layer->output)->dim[1]}};
        sag__md md = sag__builder_plain_md(b, &shape);
        sag__place bias = sag__builder_pack(b, layer->bias, md, md);
        args[count++] = (sag__plan_arg){DNNL_ARG_BIAS, bias};
        good = sag__place_is_set(bias);
    }
    if (!good) {
        dnnl_primitive_desc_destroy(pd);
        return b->unfit ? false : sag__builder_no_memory(b);
    }
    if (!sag__builder_add_step(b, pd, args, count, layer->operation, layer->mac_count)) {
        return false;
    }
    sag__builder_set_output(b, dst);
    return sag__builder_add_posts(b, dst, taken);
}

sag__md sag__build_conv_input(sag__builder *b)
{
    /* Without posts: nothing that they could add has a place yet. */
    dnnl_primitive_desc_t pd = sag__pd_unless_slow(ask_with(b, ask_conv, 0), INT64_MAX);
    if (pd == NULL) {
        return NULL;
    }
    sag__md md = sag__builder_copy_md(b, dnnl_primitive_desc_query_md(pd, dnnl_query_src_md, 0));
    dnnl_primitive_desc_destroy(pd);
    return md;
}

bool sag__build_conv(sag__builder *b)
{
    int taken = 0;
    dnnl_primitive_desc_t pd = ask_best(b, ask_conv, &taken);
    return pd != NULL && add_weighted(b, pd, taken, conv_weights_md(b, false));
}

bool sag__build_product(sag__builder *b)
{
    const sag__shape *in = sag__builder_shape(b, b->layer->input[0]);
    const sag__shape *out = sag__builder_shape(b, b->layer->output);
    const sag__shape weights_shape = {2, {out->dim[1], in->dim[1]}};
    int taken = 0;
    dnnl_primitive_desc_t pd = ask_best(b, ask_product, &taken);
    return pd != NULL && add_weighted(b, pd, taken, sag__md_create_plain(&weights_shape));
}
