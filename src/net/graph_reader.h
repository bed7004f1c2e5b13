/*
 * graph_reader.h - what the files node_*.c work with: one node of an ONNX graph at a time.
 *
 * A node's function checks inputs and attributes, works out the output's shape, and adds a layer or evaluates a
 * constant. What it does not take it refuses: the model then is not for this executor.
 */
#ifndef SAGITTA_NET_GRAPH_READER_H
#define SAGITTA_NET_GRAPH_READER_H

#include "graph.h"
#include "onnx_names.h"

typedef struct sag__reader {
    sag__graph *graph;
    Onnx__GraphProto *proto;
    int64_t opset;
    const sag__net_options *options;
    sag_error *err;
    bool unfit;
    sag__names names; /* numbers are those of the values */
    const Onnx__NodeProto *node; /* in work */
    bool *wrong_kind; /* set where an attribute is asked for and is of another kind, or a list too long */
    int stage;                   /* of that node */
} sag__reader;

/* Refuse the node in work. Returns SAG_STATUS_MODEL. */
sag_status sag__reader_refuse(sag__reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Returns SAG_STATUS_NO_MEMORY. */
sag_status sag__reader_no_memory(sag__reader *reader);

/* The value of a name, entered if need be. The text stays the caller's. */
int sag__reader_name(sag__reader *reader, const char *name);

/* How many inputs the node has, without those left out at the end. */
int sag__reader_input_count(const sag__reader *reader);

/* The value that is input i. Returns: -1 if it is left out. All inputs of a node in work are defined. */
int sag__reader_input(const sag__reader *reader, int i);

/* The same as a value; NULL if it is left out. */
const sag__value *sag__reader_value(const sag__reader *reader, int i);

/* Input i as a constant; NULL if it is left out or none. */
const sag__value *sag__reader_constant(const sag__reader *reader, int i);

/* An attribute of this name and kind. Returns: NULL if the node has none; one of another kind is noticed. */
const Onnx__AttributeProto *sag__reader_attribute(const sag__reader *reader, const char *name,
                                                  Onnx__AttributeProto__AttributeType type);

/* An attribute's value, or what is given where the node has none. */
int64_t sag__reader_int(const sag__reader *reader, const char *name, int64_t absent);
float sag__reader_float(const sag__reader *reader, const char *name, float absent);
bool sag__reader_has(const sag__reader *reader, const char *name);
/* Returns: NULL and 0 if the node has none. */
const int64_t *sag__reader_ints(const sag__reader *reader, const char *name, int *count);
/* Whether a text attribute has this value; absent: what it is where the node has none. */
bool sag__reader_text_is(const sag__reader *reader, const char *name, const char *text, const char *absent);
const Onnx__TensorProto *sag__reader_tensor(const sag__reader *reader, const char *name);

/* Give the node's output a shape. Returns: the value; NULL, with the refusal made, if that cannot be. */
sag__value *sag__reader_define(sag__reader *reader, const sag__shape *shape);

/*
 * Add a layer with the node's output. inputs: of the layer, the first input_count of the node.
 * Returns: NULL, with the refusal made, if that cannot be.
 */
sag__layer *sag__reader_add(sag__reader *reader, sag__layer_kind kind, int input_count, const sag__shape *shape);

/* Fill a constant value from a tensor. */
sag_status sag__reader_fill(sag__reader *reader, sag__value *value, const Onnx__TensorProto *tensor);

/* What a refusal has left. */
static inline sag_status sag__reader_status(const sag__reader *reader)
{
    return reader->unfit ? SAG_STATUS_MODEL : SAG_STATUS_NO_MEMORY;
}

/* The operators, by file. Each returns SAG_STATUS_OK, _MODEL or _NO_MEMORY. */
sag_status sag__node_conv(sag__reader *reader);
sag_status sag__node_conv_transpose(sag__reader *reader);
sag_status sag__node_batch_norm(sag__reader *reader);
sag_status sag__node_max_pool(sag__reader *reader);
sag_status sag__node_average_pool(sag__reader *reader);
sag_status sag__node_global_average_pool(sag__reader *reader);
sag_status sag__node_resize(sag__reader *reader);

sag_status sag__node_relu(sag__reader *reader);
sag_status sag__node_clip(sag__reader *reader);
sag_status sag__node_leaky_relu(sag__reader *reader);
sag_status sag__node_prelu(sag__reader *reader);
sag_status sag__node_sigmoid(sag__reader *reader);
sag_status sag__node_hard_swish(sag__reader *reader);
sag_status sag__node_add(sag__reader *reader);
sag_status sag__node_mul(sag__reader *reader);
sag_status sag__node_sub(sag__reader *reader);
sag_status sag__node_div(sag__reader *reader);
sag_status sag__node_gemm(sag__reader *reader);
sag_status sag__node_softmax(sag__reader *reader);

sag_status sag__node_concat(sag__reader *reader);
sag_status sag__node_pad(sag__reader *reader);
sag_status sag__node_identity(sag__reader *reader);
sag_status sag__node_reshape(sag__reader *reader);
sag_status sag__node_flatten(sag__reader *reader);
sag_status sag__node_transpose(sag__reader *reader);
sag_status sag__node_depth_to_space(sag__reader *reader);

sag_status sag__node_constant(sag__reader *reader);
sag_status sag__node_shape(sag__reader *reader);
sag_status sag__node_gather(sag__reader *reader);
sag_status sag__node_unsqueeze(sag__reader *reader);
sag_status sag__node_squeeze(sag__reader *reader);
sag_status sag__node_cast(sag__reader *reader);

/* The shape of two that are stretched to fit: sides of 1 to the other's. Returns: false if they do not fit. */
bool sag__shape_stretch(sag__shape *out, const sag__shape *a, const sag__shape *b);

/* Evaluate Add, Mul, Sub or Div of two constants, Concat of integers, Transpose of floats. */
sag_status sag__fold_binary(sag__reader *reader, sag__binary_kind kind);
sag_status sag__fold_concat(sag__reader *reader, int axis, const sag__shape *shape);
sag_status sag__fold_transpose(sag__reader *reader, const int *permutation, const sag__shape *shape);

#endif
