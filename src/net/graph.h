/*
 * graph.h - a network as the executor wants it: values with known shapes, and layers in the order of their run.
 *
 *   ONNX bytes -> needed nodes -> values and layers (node_*.c; constants are evaluated here)
 *              -> layers that fill vectors (graph_block.c) -> joined layers (graph_fuse.c)
 *
 * The layers of stage 0 come first, then those of stage 1, and so on. Images are N x C x H x W with N = 1; every value
 * that changes with the input is float. A graph that the executor cannot run is refused with the node and the reason.
 * Source of the operators' meaning: ONNX operator specification, github.com/onnx/onnx docs/Operators.md.
 * Thread: a graph is used by one thread at a time.
 */
#ifndef SAGITTA_NET_GRAPH_H
#define SAGITTA_NET_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sagitta/status.h>

#include "net.h"

/* Limits of what is read: nodes, dimensions of a value, its floats, the size of a dimension, inputs and posts of a layer. */
#define SAG__GRAPH_NODES_MAX 16384
#define SAG__GRAPH_RANK_MAX 6
#define SAG__GRAPH_COUNT_MAX ((int64_t)1 << 28)
#define SAG__GRAPH_SIDE_MAX ((int64_t)1 << 24)
#define SAG__LAYER_INPUTS_MAX 16
#define SAG__LAYER_POSTS_MAX 3

/* Most convolutions that are computed in blocks: each takes a layer and a value more. */
#define SAG__GRAPH_BLOCKS_MAX 4

typedef struct sag__shape {
    int rank;
    int64_t dim[SAG__GRAPH_RANK_MAX];
} sag__shape;

typedef struct sag__value {
    const char *name;
    bool defined; /* the nodes read so far give it */
    sag__shape shape;
    const float *floats;     /* a constant of floats, rows in order */
    const int64_t *integers; /* a constant of integers */
    int uses;                /* inputs of layers, and one for being an output */
    int last_use;            /* the last layer that reads it, INT_MAX for an output; -1 none */
} sag__value;

typedef enum sag__unary_kind {
    SAG__UNARY_CLIP,      /* a: lowest, b: highest */
    SAG__UNARY_LEAKY,     /* a: slope below 0; ReLU: 0 */
    SAG__UNARY_SIGMOID,
    SAG__UNARY_HARDSWISH, /* x * clip(x / 6 + 1 / 2, 0, 1) */
    SAG__UNARY_LINEAR     /* a * x + b */
} sag__unary_kind;

typedef struct sag__unary {
    sag__unary_kind kind;
    float a;
    float b;
} sag__unary;

/* What is done to a layer's result before it is stored. */
typedef struct sag__post {
    bool is_sum; /* add another value, the layer's last input: in place if nobody reads that later. Otherwise: unary */
    sag__unary unary;
} sag__post;

typedef enum sag__layer_kind {
    SAG__LAYER_CONV,
    SAG__LAYER_DECONV, /* transposed convolution */
    SAG__LAYER_AFFINE, /* scale and shift of each channel; none is left after fusing */
    SAG__LAYER_POOL,
    SAG__LAYER_RESIZE,
    SAG__LAYER_UNARY,
    SAG__LAYER_BINARY,
    SAG__LAYER_PRELU,
    SAG__LAYER_GEMM,
    SAG__LAYER_SOFTMAX,
    SAG__LAYER_CONCAT,
    SAG__LAYER_PAD,
    SAG__LAYER_PERMUTE,
    SAG__LAYER_RESHAPE
} sag__layer_kind;

typedef enum sag__binary_kind { SAG__BINARY_ADD, SAG__BINARY_MUL, SAG__BINARY_SUB, SAG__BINARY_DIV } sag__binary_kind;

typedef enum sag__pool_kind { SAG__POOL_MAX, SAG__POOL_MEAN_INSIDE, SAG__POOL_MEAN_ALL } sag__pool_kind;

/* Two dimensions of an image: [0] down, [1] to the right. */
typedef struct sag__window {
    int64_t kernel[2];
    int64_t stride[2];
    int64_t dilation[2]; /* 1: none */
    int64_t before[2];   /* padding */
    int64_t after[2];
} sag__window;

typedef struct sag__layer {
    sag__layer_kind kind;
    const char *name;      /* of the ONNX node, or of its output */
    const char *operation; /* ONNX operator */
    int input[SAG__LAYER_INPUTS_MAX];
    int input_count;
    int output;
    int stage;
    sag__post post[SAG__LAYER_POSTS_MAX];
    int post_count;
    sag__window window;   /* CONV, DECONV, POOL */
    int64_t groups;       /* CONV, DECONV */
    const float *weights; /* CONV: [out, in / groups, kh, kw]; DECONV: [in, out / groups, kh, kw]; GEMM: [out, in];
                             AFFINE: scale; PRELU: slope of each channel */
    const float *bias;    /* CONV, DECONV, GEMM: of each output channel, NULL: none; AFFINE: shift */
    int64_t mac_count;    /* of the ONNX node, whatever is computed in its place; 0 where it has none to speak of */
    sag__unary unary;
    sag__binary_kind binary;
    sag__pool_kind pool;
    bool is_linear;                     /* RESIZE: otherwise nearest */
    int axis;                           /* CONCAT */
    sag__shape view;                    /* PERMUTE: the input's shape before, SOFTMAX: [outer, along, inner] */
    int permutation[SAG__GRAPH_RANK_MAX]; /* PERMUTE: output dimension i is dimension permutation[i] of view */
    int64_t before[SAG__GRAPH_RANK_MAX]; /* PAD */
    float pad_value;                     /* PAD */
} sag__layer;

typedef struct sag__graph {
    sag__value *value;
    int value_count;
    sag__layer *layer;
    int layer_count;
    int input; /* value */
    int output[SAG__NET_OUTPUTS_MAX];
    int output_count;
    struct sag__graph_memory *memory; /* of everything above */
    size_t memory_bytes;
    struct sag__onnx *onnx;           /* names and constants are its */
} sag__graph;

/*
 * Read a graph.
 * bytes: an ONNX model. options: its path for error lines, its input and outputs.
 * unfit: set when the model may be good and only not for this executor.
 * Returns SAG_STATUS_OK, _MODEL, _LIMIT (more nodes or constants than allowed), _NO_MEMORY.
 * Ownership: *out transferred on success, release with sag__graph_destroy.
 */
sag_status sag__graph_read(sag__graph **out, bool *unfit, const void *bytes, size_t size_bytes,
                           const sag__net_options *options, sag_error *err);

/* Release everything. Accepts NULL. */
void sag__graph_destroy(sag__graph *graph);

/* Join layers: scales into weights, activations and sums into what comes before. Returns: false out of memory. */
bool sag__graph_fuse(sag__graph *graph);

/* Compute convolutions with few output channels in blocks of pixels. Returns: false out of memory. */
bool sag__graph_block(sag__graph *graph);

/* Most bytes of what is worked out while a graph is read; a small file can ask for very much. */
#define SAG__GRAPH_BYTES_MAX ((size_t)1 << 31)

/* Memory that lives as long as the graph, zeroed. Returns: NULL out of memory, or beyond SAG__GRAPH_BYTES_MAX. */
void *sag__graph_alloc(sag__graph *graph, size_t count, size_t size_bytes);

/* Product of the dimensions. */
int64_t sag__shape_count(const sag__shape *shape);

bool sag__shape_equal(const sag__shape *a, const sag__shape *b);

/* Whether one of the first post_count posts of a layer adds another value. */
bool sag__layer_sums(const sag__layer *layer, int post_count);

/* Count uses and last_use of all values anew. */
void sag__graph_count_uses(sag__graph *graph);

#endif
