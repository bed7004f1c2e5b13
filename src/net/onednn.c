#include "onednn.h"

#include <stdlib.h>
#include <string.h>

static void fill_dims(dnnl_dims_t out, const int64_t *from, int count)
{
    memset(out, 0, sizeof(dnnl_dims_t));
    for (int i = 0; i < count; i++) {
        out[i] = from[i];
    }
}

/* A shape without dimensions is one number, which oneDNN knows as a list of one. */
static int fill_shape(dnnl_dims_t out, const sag__shape *shape)
{
    fill_dims(out, shape->dim, shape->rank);
    out[0] = shape->rank > 0 ? out[0] : 1;
    return shape->rank > 0 ? shape->rank : 1;
}

static int fill_strides(dnnl_dims_t out, dnnl_dims_t steps, const sag__shape *shape, const int64_t *strides)
{
    fill_dims(steps, strides, shape->rank);
    steps[0] = shape->rank > 0 ? steps[0] : 1;
    return fill_shape(out, shape);
}

typedef struct window_dims {
    dnnl_dims_t kernel;
    dnnl_dims_t stride;
    dnnl_dims_t dilation; /* 0: none */
    dnnl_dims_t before;
    dnnl_dims_t after;
} window_dims;

static window_dims to_dims(const sag__window *window)
{
    window_dims dims;
    fill_dims(dims.kernel, window->kernel, 2);
    fill_dims(dims.stride, window->stride, 2);
    const int64_t dilation[2] = {window->dilation[0] - 1, window->dilation[1] - 1};
    fill_dims(dims.dilation, dilation, 2);
    fill_dims(dims.before, window->before, 2);
    fill_dims(dims.after, window->after, 2);
    return dims;
}

const char *sag__pd_name(const_dnnl_primitive_desc_t pd)
{
    const char *name = "?";
    dnnl_primitive_desc_query(pd, dnnl_query_impl_info_str, 0, (void *)&name);
    return name;
}

static bool is_named(const_dnnl_primitive_desc_t pd, const char *beginning)
{
    return strncmp(sag__pd_name(pd), beginning, strlen(beginning)) == 0;
}

/* ---- the difference between the versions ---- */

#if DNNL_VERSION_MAJOR >= 3

#define CREATED(call) ((call) == dnnl_success ? pd : NULL)

sag__md sag__md_create_strided(const sag__shape *shape, const int64_t *strides)
{
    dnnl_dims_t dims;
    dnnl_dims_t steps;
    int rank = fill_strides(dims, steps, shape, strides);
    dnnl_memory_desc_t md = NULL;
    return dnnl_memory_desc_create_with_strides(&md, rank, dims, dnnl_f32, steps) == dnnl_success ? md : NULL;
}

sag__md sag__md_create_tagged(const sag__shape *shape, dnnl_format_tag_t tag)
{
    dnnl_dims_t dims;
    int rank = fill_shape(dims, shape);
    dnnl_memory_desc_t md = NULL;
    return dnnl_memory_desc_create_with_tag(&md, rank, dims, dnnl_f32, tag) == dnnl_success ? md : NULL;
}

sag__md sag__md_create_part(sag__md whole, const sag__shape *shape, const int64_t *offsets)
{
    dnnl_dims_t dims;
    dnnl_dims_t places;
    fill_shape(dims, shape);
    fill_dims(places, offsets, shape->rank);
    dnnl_memory_desc_t md = NULL;
    return dnnl_memory_desc_create_submemory(&md, whole, dims, places) == dnnl_success ? md : NULL;
}

sag__md sag__md_create_copy(sag__md md)
{
    dnnl_memory_desc_t copy = NULL;
    return md != NULL && dnnl_memory_desc_clone(&copy, md) == dnnl_success ? copy : NULL;
}

void sag__md_destroy(sag__md md)
{
    if (md != NULL) {
        dnnl_memory_desc_destroy((dnnl_memory_desc_t)md);
    }
}

static dnnl_status_t append_sum(dnnl_post_ops_t ops)
{
    return dnnl_post_ops_append_sum(ops, 1.0f, 0, dnnl_f32);
}

static dnnl_status_t append_unary(dnnl_post_ops_t ops, dnnl_alg_kind_t kind, float a, float b)
{
    return dnnl_post_ops_append_eltwise(ops, kind, a, b);
}

static dnnl_primitive_desc_t create_conv(dnnl_engine_t engine, sag__md src, sag__md weights, sag__md bias, sag__md dst,
                                         const window_dims *w, dnnl_primitive_attr_t attr)
{
    dnnl_primitive_desc_t pd = NULL;
    return CREATED(dnnl_convolution_forward_primitive_desc_create(&pd, engine, dnnl_forward_inference,
                                                                  dnnl_convolution_direct, src, weights, bias, dst,
                                                                  w->stride, w->dilation, w->before, w->after, attr));
}

dnnl_primitive_desc_t sag__pd_create_conv(dnnl_engine_t engine, sag__md src, sag__md weights, sag__md bias, sag__md dst,
                                          const sag__window *window, bool transposed, const char *wanted,
                                          dnnl_primitive_attr_t attr)
{
    const window_dims w = to_dims(window);
    dnnl_primitive_desc_t pd = NULL;
    if (transposed) {
        return CREATED(dnnl_deconvolution_forward_primitive_desc_create(
            &pd, engine, dnnl_forward_inference, dnnl_deconvolution_direct, src, weights, bias, dst, w.stride,
            w.dilation, w.before, w.after, attr));
    }
    dnnl_primitive_desc_t other = create_conv(engine, src, weights, bias, dst, &w, attr);
    while (other != NULL && wanted != NULL && !is_named(other, wanted)) {
        if (dnnl_primitive_desc_next_impl(other) != dnnl_success) {
            dnnl_primitive_desc_destroy(other);
            other = NULL;
        }
    }
    return other != NULL ? other : create_conv(engine, src, weights, bias, dst, &w, attr);
}

dnnl_primitive_desc_t sag__pd_create_product(dnnl_engine_t engine, sag__md src, sag__md weights, sag__md bias,
                                             sag__md dst, dnnl_primitive_attr_t attr)
{
    dnnl_primitive_desc_t pd = NULL;
    return CREATED(dnnl_inner_product_forward_primitive_desc_create(&pd, engine, dnnl_forward_inference, src, weights,
                                                                    bias, dst, attr));
}

static dnnl_primitive_desc_t create_pool(dnnl_engine_t engine, dnnl_alg_kind_t kind, sag__md src, sag__md dst,
                                         const window_dims *w, dnnl_primitive_attr_t attr)
{
    dnnl_primitive_desc_t pd = NULL;
    return CREATED(dnnl_pooling_forward_primitive_desc_create(&pd, engine, dnnl_forward_inference, kind, src, dst,
                                                              w->stride, w->kernel, w->dilation, w->before, w->after,
                                                              attr));
}

dnnl_primitive_desc_t sag__pd_create_resize(dnnl_engine_t engine, bool linear, sag__md src, sag__md dst,
                                            dnnl_primitive_attr_t attr)
{
    dnnl_primitive_desc_t pd = NULL;
    return CREATED(dnnl_resampling_forward_primitive_desc_create(
        &pd, engine, dnnl_forward_inference, linear ? dnnl_resampling_linear : dnnl_resampling_nearest, NULL, src, dst,
        attr));
}

static dnnl_primitive_desc_t create_unary(dnnl_engine_t engine, dnnl_alg_kind_t kind, float a, float b, sag__md md,
                                          dnnl_primitive_attr_t attr)
{
    dnnl_primitive_desc_t pd = NULL;
    return CREATED(
        dnnl_eltwise_forward_primitive_desc_create(&pd, engine, dnnl_forward_inference, kind, md, md, a, b, attr));
}

static dnnl_primitive_desc_t create_binary(dnnl_engine_t engine, dnnl_alg_kind_t kind, sag__md src0, sag__md src1,
                                           sag__md dst, dnnl_primitive_attr_t attr)
{
    dnnl_primitive_desc_t pd = NULL;
    return CREATED(dnnl_binary_primitive_desc_create(&pd, engine, kind, src0, src1, dst, attr));
}

dnnl_primitive_desc_t sag__pd_create_prelu(dnnl_engine_t engine, sag__md src, sag__md weights,
                                           dnnl_primitive_attr_t attr)
{
    dnnl_primitive_desc_t pd = NULL;
    return CREATED(
        dnnl_prelu_forward_primitive_desc_create(&pd, engine, dnnl_forward_inference, src, weights, src, attr));
}

dnnl_primitive_desc_t sag__pd_create_softmax(dnnl_engine_t engine, sag__md md, int axis, dnnl_primitive_attr_t attr)
{
    dnnl_primitive_desc_t pd = NULL;
    return CREATED(dnnl_softmax_forward_primitive_desc_create(&pd, engine, dnnl_forward_inference,
                                                              dnnl_softmax_accurate, md, md, axis, attr));
}

/* Its two parameters are those of the ONNX operator. */
#define HARDSWISH_A (1.0f / 6.0f)
#define HARDSWISH_B 0.5f

#else

static sag__md keep(const dnnl_memory_desc_t *md, dnnl_status_t status)
{
    dnnl_memory_desc_t *kept = status == dnnl_success ? malloc(sizeof *kept) : NULL;
    if (kept != NULL) {
        *kept = *md;
    }
    return kept;
}

sag__md sag__md_create_strided(const sag__shape *shape, const int64_t *strides)
{
    dnnl_dims_t dims;
    dnnl_dims_t steps;
    int rank = fill_strides(dims, steps, shape, strides);
    dnnl_memory_desc_t md;
    return keep(&md, dnnl_memory_desc_init_by_strides(&md, rank, dims, dnnl_f32, steps));
}

sag__md sag__md_create_tagged(const sag__shape *shape, dnnl_format_tag_t tag)
{
    dnnl_dims_t dims;
    int rank = fill_shape(dims, shape);
    dnnl_memory_desc_t md;
    return keep(&md, dnnl_memory_desc_init_by_tag(&md, rank, dims, dnnl_f32, tag));
}

sag__md sag__md_create_part(sag__md whole, const sag__shape *shape, const int64_t *offsets)
{
    dnnl_dims_t dims;
    dnnl_dims_t places;
    fill_shape(dims, shape);
    fill_dims(places, offsets, shape->rank);
    dnnl_memory_desc_t md;
    return keep(&md, dnnl_memory_desc_init_submemory(&md, whole, dims, places));
}

sag__md sag__md_create_copy(sag__md md)
{
    return md != NULL ? keep(md, dnnl_success) : NULL;
}

void sag__md_destroy(sag__md md)
{
    free((void *)md);
}

static dnnl_status_t append_sum(dnnl_post_ops_t ops)
{
    return dnnl_post_ops_append_sum(ops, 1.0f);
}

static dnnl_status_t append_unary(dnnl_post_ops_t ops, dnnl_alg_kind_t kind, float a, float b)
{
    return dnnl_post_ops_append_eltwise(ops, 1.0f, kind, a, b);
}

/* An operation's descriptor, filled with this status, as a primitive descriptor. */
static dnnl_primitive_desc_t create(const void *operation, dnnl_status_t status, dnnl_engine_t engine,
                                    dnnl_primitive_attr_t attr)
{
    dnnl_primitive_desc_t pd = NULL;
    bool made =
        status == dnnl_success && dnnl_primitive_desc_create(&pd, operation, attr, engine, NULL) == dnnl_success;
    return made ? pd : NULL;
}

/* The first implementation whose name begins so. Returns: NULL if there is none. */
static dnnl_primitive_desc_t find(const void *operation, dnnl_status_t status, dnnl_engine_t engine,
                                  dnnl_primitive_attr_t attr, const char *wanted)
{
    dnnl_primitive_desc_iterator_t at = NULL;
    if (status != dnnl_success ||
        dnnl_primitive_desc_iterator_create(&at, operation, attr, engine, NULL) != dnnl_success) {
        return NULL;
    }
    dnnl_primitive_desc_t pd = NULL;
    do {
        pd = dnnl_primitive_desc_iterator_fetch(at);
        if (pd != NULL && !is_named(pd, wanted)) {
            dnnl_primitive_desc_destroy(pd);
            pd = NULL;
        }
    } while (pd == NULL && dnnl_primitive_desc_iterator_next(at) == dnnl_success);
    dnnl_primitive_desc_iterator_destroy(at);
    return pd;
}

dnnl_primitive_desc_t sag__pd_create_conv(dnnl_engine_t engine, sag__md src, sag__md weights, sag__md bias, sag__md dst,
                                          const sag__window *window, bool transposed, const char *wanted,
                                          dnnl_primitive_attr_t attr)
{
    const window_dims w = to_dims(window);
    if (transposed) {
        dnnl_deconvolution_desc_t desc;
        dnnl_status_t status = dnnl_dilated_deconvolution_forward_desc_init(
            &desc, dnnl_forward_inference, dnnl_deconvolution_direct, src, weights, bias, dst, w.stride, w.dilation,
            w.before, w.after);
        return create(&desc, status, engine, attr);
    }
    dnnl_convolution_desc_t desc;
    dnnl_status_t status = dnnl_dilated_convolution_forward_desc_init(
        &desc, dnnl_forward_inference, dnnl_convolution_direct, src, weights, bias, dst, w.stride, w.dilation,
        w.before, w.after);
    dnnl_primitive_desc_t pd = wanted != NULL ? find(&desc, status, engine, attr, wanted) : NULL;
    return pd != NULL ? pd : create(&desc, status, engine, attr);
}

dnnl_primitive_desc_t sag__pd_create_product(dnnl_engine_t engine, sag__md src, sag__md weights, sag__md bias,
                                             sag__md dst, dnnl_primitive_attr_t attr)
{
    dnnl_inner_product_desc_t desc;
    dnnl_status_t status =
        dnnl_inner_product_forward_desc_init(&desc, dnnl_forward_inference, src, weights, bias, dst);
    return create(&desc, status, engine, attr);
}

static dnnl_primitive_desc_t create_pool(dnnl_engine_t engine, dnnl_alg_kind_t kind, sag__md src, sag__md dst,
                                         const window_dims *w, dnnl_primitive_attr_t attr)
{
    dnnl_pooling_desc_t desc;
    dnnl_status_t status = dnnl_pooling_forward_desc_init(&desc, dnnl_forward_inference, kind, src, dst, w->stride,
                                                          w->kernel, w->before, w->after);
    return create(&desc, status, engine, attr);
}

dnnl_primitive_desc_t sag__pd_create_resize(dnnl_engine_t engine, bool linear, sag__md src, sag__md dst,
                                            dnnl_primitive_attr_t attr)
{
    dnnl_resampling_desc_t desc;
    dnnl_status_t status =
        dnnl_resampling_forward_desc_init(&desc, dnnl_forward_inference,
                                          linear ? dnnl_resampling_linear : dnnl_resampling_nearest, NULL, src, dst);
    return create(&desc, status, engine, attr);
}

static dnnl_primitive_desc_t create_unary(dnnl_engine_t engine, dnnl_alg_kind_t kind, float a, float b, sag__md md,
                                          dnnl_primitive_attr_t attr)
{
    dnnl_eltwise_desc_t desc;
    dnnl_status_t status = dnnl_eltwise_forward_desc_init(&desc, dnnl_forward_inference, kind, md, a, b);
    return create(&desc, status, engine, attr);
}

static dnnl_primitive_desc_t create_binary(dnnl_engine_t engine, dnnl_alg_kind_t kind, sag__md src0, sag__md src1,
                                           sag__md dst, dnnl_primitive_attr_t attr)
{
    dnnl_binary_desc_t desc;
    dnnl_status_t status = dnnl_binary_desc_init(&desc, kind, src0, src1, dst);
    return create(&desc, status, engine, attr);
}

dnnl_primitive_desc_t sag__pd_create_prelu(dnnl_engine_t engine, sag__md src, sag__md weights,
                                           dnnl_primitive_attr_t attr)
{
    dnnl_prelu_desc_t desc;
    dnnl_status_t status = dnnl_prelu_forward_desc_init(&desc, dnnl_forward_inference, src, weights);
    return create(&desc, status, engine, attr);
}

dnnl_primitive_desc_t sag__pd_create_softmax(dnnl_engine_t engine, sag__md md, int axis, dnnl_primitive_attr_t attr)
{
    dnnl_softmax_desc_t desc;
    dnnl_status_t status = dnnl_softmax_forward_desc_init(&desc, dnnl_forward_inference, md, axis);
    return create(&desc, status, engine, attr);
}

/* It has no parameters. */
#define HARDSWISH_A 0.0f
#define HARDSWISH_B 0.0f

#endif

/* ---- the same in both ---- */

sag__md sag__md_create_plain(const sag__shape *shape)
{
    int64_t strides[SAG__GRAPH_RANK_MAX];
    int64_t step = 1;
    for (int i = shape->rank; i-- > 0;) {
        strides[i] = step;
        step *= shape->dim[i];
    }
    return sag__md_create_strided(shape, strides);
}

sag__md sag__md_create_any(const sag__shape *shape)
{
    return sag__md_create_tagged(shape, dnnl_format_tag_any);
}

typedef struct eltwise {
    dnnl_alg_kind_t kind;
    float a;
    float b;
} eltwise;

static eltwise to_eltwise(sag__unary unary)
{
    switch (unary.kind) {
    case SAG__UNARY_CLIP:
        return (eltwise){dnnl_eltwise_clip, unary.a, unary.b};
    case SAG__UNARY_LEAKY:
        return (eltwise){dnnl_eltwise_relu, unary.a, 0.0f};
    case SAG__UNARY_SIGMOID:
        return (eltwise){dnnl_eltwise_logistic, 0.0f, 0.0f};
    case SAG__UNARY_HARDSWISH:
        return (eltwise){dnnl_eltwise_hardswish, HARDSWISH_A, HARDSWISH_B};
    case SAG__UNARY_LINEAR:
        break;
    }
    return (eltwise){dnnl_eltwise_linear, unary.a, unary.b};
}

dnnl_primitive_attr_t sag__attr_create(const sag__post *posts, int post_count)
{
    dnnl_primitive_attr_t attr = NULL;
    dnnl_post_ops_t ops = NULL;
    dnnl_status_t status = dnnl_primitive_attr_create(&attr);
    if (status == dnnl_success) {
        status = dnnl_primitive_attr_set_scratchpad_mode(attr, dnnl_scratchpad_mode_user);
    }
    if (status == dnnl_success) {
        status = dnnl_post_ops_create(&ops);
    }
    for (int i = 0; i < post_count && status == dnnl_success; i++) {
        eltwise e = to_eltwise(posts[i].unary);
        status = posts[i].is_sum ? append_sum(ops) : append_unary(ops, e.kind, e.a, e.b);
    }
    if (status == dnnl_success) {
        status = dnnl_primitive_attr_set_post_ops(attr, ops);
    }
    if (ops != NULL) {
        dnnl_post_ops_destroy(ops);
    }
    if (status != dnnl_success && attr != NULL) {
        dnnl_primitive_attr_destroy(attr);
    }
    return status == dnnl_success ? attr : NULL;
}

dnnl_primitive_desc_t sag__pd_create_pool(dnnl_engine_t engine, sag__pool_kind kind, sag__md src, sag__md dst,
                                          const sag__window *window, dnnl_primitive_attr_t attr)
{
    const window_dims w = to_dims(window);
    dnnl_alg_kind_t how = kind == SAG__POOL_MAX        ? dnnl_pooling_max
                          : kind == SAG__POOL_MEAN_ALL ? dnnl_pooling_avg_include_padding
                                                       : dnnl_pooling_avg_exclude_padding;
    return create_pool(engine, how, src, dst, &w, attr);
}

dnnl_primitive_desc_t sag__pd_create_unary(dnnl_engine_t engine, sag__unary unary, sag__md md,
                                           dnnl_primitive_attr_t attr)
{
    eltwise e = to_eltwise(unary);
    return create_unary(engine, e.kind, e.a, e.b, md, attr);
}

dnnl_primitive_desc_t sag__pd_create_binary(dnnl_engine_t engine, sag__binary_kind kind, sag__md src0, sag__md src1,
                                            sag__md dst, dnnl_primitive_attr_t attr)
{
    static const dnnl_alg_kind_t how[] = {
        [SAG__BINARY_ADD] = dnnl_binary_add,
        [SAG__BINARY_MUL] = dnnl_binary_mul,
        [SAG__BINARY_SUB] = dnnl_binary_sub,
        [SAG__BINARY_DIV] = dnnl_binary_div,
    };
    return create_binary(engine, how[kind], src0, src1, dst, attr);
}

dnnl_primitive_desc_t sag__pd_create_reorder(dnnl_engine_t engine, sag__md src, sag__md dst,
                                             dnnl_primitive_attr_t attr)
{
    dnnl_primitive_desc_t pd = NULL;
    return dnnl_reorder_primitive_desc_create(&pd, src, engine, dst, engine, attr) == dnnl_success ? pd : NULL;
}
