/*
 * onednn.h - the parts of oneDNN that the executor uses, the same for its versions 2 and 3.
 *
 * Memory descriptors are pointers here in both versions. A function that makes one returns NULL when it cannot; release
 * it with sag__md_destroy. A function that makes a primitive descriptor returns NULL when oneDNN has no implementation.
 * All data is float. attr may be NULL.
 * Source: oneDNN developer guide, "Transition from v2.x to v3.x".
 */
#ifndef SAGITTA_NET_ONEDNN_H
#define SAGITTA_NET_ONEDNN_H

#include <oneapi/dnnl/dnnl.h>

#include "graph.h"

#if DNNL_VERSION_MAJOR >= 3
typedef const_dnnl_memory_desc_t sag__md;
#else
typedef const dnnl_memory_desc_t *sag__md;
#endif

/* Descriptors: rows in order; any layout that the primitive likes; with strides; with a tag. */
sag__md sag__md_create_plain(const sag__shape *shape);
sag__md sag__md_create_any(const sag__shape *shape);
sag__md sag__md_create_strided(const sag__shape *shape, const int64_t *strides);
sag__md sag__md_create_tagged(const sag__shape *shape, dnnl_format_tag_t tag);
/* A part of a larger memory. */
sag__md sag__md_create_part(sag__md whole, const sag__shape *shape, const int64_t *offsets);
sag__md sag__md_create_copy(sag__md md);
/* Accepts NULL. */
void sag__md_destroy(sag__md md);

/* What is done to a result on its way, in order. Returns: NULL out of memory. Release: dnnl_primitive_attr_destroy. */
dnnl_primitive_attr_t sag__attr_create(const sag__post *posts, int post_count);

/* wanted: how the name of an implementation begins that is to be taken if there is one; NULL: the first is good. */
dnnl_primitive_desc_t sag__pd_create_conv(dnnl_engine_t engine, sag__md src, sag__md weights, sag__md bias, sag__md dst,
                                          const sag__window *window, bool transposed, const char *wanted,
                                          dnnl_primitive_attr_t attr);
/* What an implementation is called, e.g. "jit_1x1:avx2". Returns: borrowed from pd. */
const char *sag__pd_name(const_dnnl_primitive_desc_t pd);

dnnl_primitive_desc_t sag__pd_create_product(dnnl_engine_t engine, sag__md src, sag__md weights, sag__md bias,
                                             sag__md dst, dnnl_primitive_attr_t attr);
dnnl_primitive_desc_t sag__pd_create_pool(dnnl_engine_t engine, sag__pool_kind kind, sag__md src, sag__md dst,
                                          const sag__window *window, dnnl_primitive_attr_t attr);
dnnl_primitive_desc_t sag__pd_create_resize(dnnl_engine_t engine, bool linear, sag__md src, sag__md dst,
                                            dnnl_primitive_attr_t attr);
dnnl_primitive_desc_t sag__pd_create_unary(dnnl_engine_t engine, sag__unary unary, sag__md md,
                                           dnnl_primitive_attr_t attr);
dnnl_primitive_desc_t sag__pd_create_binary(dnnl_engine_t engine, sag__binary_kind kind, sag__md src0, sag__md src1,
                                            sag__md dst, dnnl_primitive_attr_t attr);
dnnl_primitive_desc_t sag__pd_create_prelu(dnnl_engine_t engine, sag__md src, sag__md weights,
                                           dnnl_primitive_attr_t attr);
dnnl_primitive_desc_t sag__pd_create_softmax(dnnl_engine_t engine, sag__md md, int axis, dnnl_primitive_attr_t attr);
dnnl_primitive_desc_t sag__pd_create_reorder(dnnl_engine_t engine, sag__md src, sag__md dst,
                                             dnnl_primitive_attr_t attr);

#endif
