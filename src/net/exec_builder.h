/*
 * exec_builder.h - what the files exec_*.c share while a plan is built: where each value lies, and in which layouts.
 *
 * A function that returns bool has, when it returns false, said why: the builder is unfit with a reason, or out of
 * memory. A place without a descriptor stands for the same.
 */
#ifndef SAGITTA_NET_EXEC_BUILDER_H
#define SAGITTA_NET_EXEC_BUILDER_H

#include "exec_build.h"

/*
 * The reference implementations take about 2 ns for a multiplication. A layer with so few of them costs a tenth of a
 * millisecond at most, which is called harmless.
 */
#define SAG__SLOW_MACS_MAX 50000

/* How many copies of a value are remembered, each in another layout. */
#define SAG__COPIES_MAX 4

typedef struct sag__value_state {
    sag__place main;
    sag__place copy[SAG__COPIES_MAX];
    int copy_count;
} sag__value_state;

typedef struct sag__builder {
    sag__plan *plan;
    sag__exec_ports *ports;
    const sag__graph *graph;
    sag__value_state *state; /* of each value */
    const sag__layer *layer;    /* in work */
    dnnl_primitive_attr_t attr; /* without posts */
    bool unfit;
    char reason[160];
} sag__builder;

static inline const sag__shape *sag__builder_shape(const sag__builder *b, int value)
{
    return &b->graph->value[value].shape;
}

static inline bool sag__place_is_set(sag__place place)
{
    return place.md != NULL && (place.buffer >= 0 || place.data != NULL);
}

/* Returns: false. */
bool sag__builder_no_memory(sag__builder *b);

/* Refuse the network because of the layer in work. Returns: false. */
bool sag__builder_refuse(sag__builder *b, const char *reason);

/* What a layer is refused with for which oneDNN has nothing else. */
#define SAG__ONLY_SLOW "oneDNN has only its slow reference implementation, or none"

/* Destroy a reference implementation, unless its work in multiplications is harmless. pd: may be NULL. */
dnnl_primitive_desc_t sag__pd_unless_slow(dnnl_primitive_desc_t pd, int64_t work);

/* Descriptors that live as long as the plan. Returns: NULL out of memory. */
sag__md sag__builder_copy_md(sag__builder *b, sag__md md);
sag__md sag__builder_plain_md(sag__builder *b, const sag__shape *shape);

/* Append a step of the layer in work. pd: consumed. operation, mac_count: as in sag__net_step. */
bool sag__builder_add_step(sag__builder *b, dnnl_primitive_desc_t pd, const sag__plan_arg *args, int arg_count,
                           const char *operation, int64_t mac_count);

/* Append a step that copies between layouts. */
bool sag__builder_reorder(sag__builder *b, sag__place from, sag__place to);

/* A new buffer in a layout. md: kept by the plan, or NULL for no place. */
sag__place sag__builder_new_place(sag__builder *b, sag__md md);

/* A value in a layout, or in plain rows; copied there if need be. md: kept by the plan, or NULL for no place. */
sag__place sag__builder_value(sag__builder *b, int value, sag__md md);
sag__place sag__builder_plain_value(sag__builder *b, int value);

/* Whether a value's memory may be overwritten by the layer in work, which reads it last. */
bool sag__builder_may_overwrite(const sag__builder *b, int value);

/* Say where the output of the layer in work lies. */
void sag__builder_set_output(sag__builder *b, sag__place place);

/* Constants in the layout that a primitive wants, packed now. from: how the numbers lie. */
sag__place sag__builder_pack(sag__builder *b, const float *values, sag__md from, sag__md to);

/* Append an activation. */
bool sag__builder_add_unary(sag__builder *b, sag__unary unary, sag__place from, sag__place to);

/* Append the posts of the layer in work from number taken on, one step each, in place. */
bool sag__builder_add_posts(sag__builder *b, sag__place place, int taken);

/* The layout in which the convolution in work would like its input. Returns: NULL if there is none. */
sag__md sag__build_conv_input(sag__builder *b);

/* Append the layer in work, by kind. */
bool sag__build_conv(sag__builder *b);
bool sag__build_product(sag__builder *b);
bool sag__build_pool(sag__builder *b);
bool sag__build_unary(sag__builder *b);
bool sag__build_prelu(sag__builder *b);
bool sag__build_binary(sag__builder *b);
bool sag__build_reshape(sag__builder *b);
bool sag__build_softmax(sag__builder *b);
bool sag__build_concat(sag__builder *b);
bool sag__build_pad(sag__builder *b);
bool sag__build_permute(sag__builder *b);

#endif
