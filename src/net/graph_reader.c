#include "graph_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fail.h"

static const char *node_label(const Onnx__NodeProto *node)
{
    const char *name = node->name != NULL && node->name[0] != '\0' ? node->name
                       : node->n_output > 0                        ? node->output[0]
                                                                   : "?";
    return name;
}

sag_status sag__reader_refuse(sag__reader *reader, const char *format, ...)
{
    char reason[160];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    reader->unfit = true;
    return sag__fail(reader->err, SAG_STATUS_MODEL, "%s: %.40s %.40s: %s", reader->options->path,
                     reader->node->op_type != NULL ? reader->node->op_type : "?", node_label(reader->node), reason);
}

sag_status sag__reader_no_memory(sag__reader *reader)
{
    return sag__fail(reader->err, SAG_STATUS_NO_MEMORY, "cannot load %s: out of memory", reader->options->path);
}

int sag__reader_name(sag__reader *reader, const char *name)
{
    int value = sag__names_enter(&reader->names, name);
    reader->graph->value[value].name = name;
    return value;
}

int sag__reader_input_count(const sag__reader *reader)
{
    size_t count = reader->node->n_input;
    while (count > 0 && reader->node->input[count - 1][0] == '\0') {
        count--;
    }
    return (int)count;
}

int sag__reader_input(const sag__reader *reader, int i)
{
    if (i >= sag__reader_input_count(reader) || reader->node->input[i][0] == '\0') {
        return -1;
    }
    return sag__names_find(&reader->names, reader->node->input[i]);
}

const sag__value *sag__reader_value(const sag__reader *reader, int i)
{
    int value = sag__reader_input(reader, i);
    return value >= 0 ? &reader->graph->value[value] : NULL;
}

const sag__value *sag__reader_constant(const sag__reader *reader, int i)
{
    const sag__value *found = sag__reader_value(reader, i);
    return found != NULL && (found->floats != NULL || found->integers != NULL) ? found : NULL;
}

const Onnx__AttributeProto *sag__reader_attribute(const sag__reader *reader, const char *name,
                                                  Onnx__AttributeProto__AttributeType type)
{
    for (size_t i = 0; i < reader->node->n_attribute; i++) {
        const Onnx__AttributeProto *attribute = reader->node->attribute[i];
        bool is_kind = !attribute->has_type || attribute->type == type;
        if (attribute->name != NULL && strcmp(attribute->name, name) == 0) {
            *reader->wrong_kind = *reader->wrong_kind || !is_kind;
            return is_kind ? attribute : NULL;
        }
    }
    return NULL;
}

int64_t sag__reader_int(const sag__reader *reader, const char *name, int64_t absent)
{
    const Onnx__AttributeProto *attribute =
        sag__reader_attribute(reader, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT);
    return attribute != NULL ? attribute->i : absent;
}

float sag__reader_float(const sag__reader *reader, const char *name, float absent)
{
    const Onnx__AttributeProto *attribute =
        sag__reader_attribute(reader, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT);
    return attribute != NULL ? attribute->f : absent;
}

bool sag__reader_has(const sag__reader *reader, const char *name)
{
    for (size_t i = 0; i < reader->node->n_attribute; i++) {
        const char *other = reader->node->attribute[i]->name;
        if (other != NULL && strcmp(other, name) == 0) {
            return true;
        }
    }
    return false;
}

const int64_t *sag__reader_ints(const sag__reader *reader, const char *name, int *count)
{
    const Onnx__AttributeProto *attribute =
        sag__reader_attribute(reader, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS);
    *reader->wrong_kind = *reader->wrong_kind || (attribute != NULL && attribute->n_ints > INT16_MAX);
    *count = attribute != NULL && attribute->n_ints <= INT16_MAX ? (int)attribute->n_ints : 0;
    return *count > 0 ? attribute->ints : NULL;
}

bool sag__reader_text_is(const sag__reader *reader, const char *name, const char *text, const char *absent)
{
    const Onnx__AttributeProto *attribute =
        sag__reader_attribute(reader, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING);
    if (attribute == NULL) {
        return strcmp(text, absent) == 0;
    }
    return attribute->s.len == strlen(text) && memcmp(attribute->s.data, text, attribute->s.len) == 0;
}

const Onnx__TensorProto *sag__reader_tensor(const sag__reader *reader, const char *name)
{
    const Onnx__AttributeProto *attribute =
        sag__reader_attribute(reader, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__TENSOR);
    return attribute != NULL ? attribute->t : NULL;
}

/* Whether a shape is within the limits, and so its count does not overflow. */
static bool shape_is_good(const sag__shape *shape)
{
    int64_t count = 1;
    if (shape->rank < 0 || shape->rank > SAG__GRAPH_RANK_MAX) {
        return false;
    }
    for (int i = 0; i < shape->rank; i++) {
        if (shape->dim[i] < 1 || shape->dim[i] > SAG__GRAPH_SIDE_MAX) {
            return false;
        }
        count *= shape->dim[i];
        if (count > SAG__GRAPH_COUNT_MAX) {
            return false;
        }
    }
    return true;
}

sag__value *sag__reader_define(sag__reader *reader, const sag__shape *shape)
{
    const Onnx__NodeProto *node = reader->node;
    bool one_output = node->n_output >= 1 && node->output[0][0] != '\0';
    for (size_t i = 1; i < node->n_output; i++) {
        int other = node->output[i][0] != '\0' ? sag__names_find(&reader->names, node->output[i]) : -1;
        one_output = one_output && other < 0;
    }
    if (!one_output) {
        sag__reader_refuse(reader, "%zu outputs are used, one is supported", node->n_output);
        return NULL;
    }
    if (!shape_is_good(shape)) {
        sag__reader_refuse(reader, "the output has no size or is too large");
        return NULL;
    }
    sag__value *value = &reader->graph->value[sag__reader_name(reader, node->output[0])];
    if (value->defined) {
        sag__reader_refuse(reader, "two nodes give %.40s", value->name);
        return NULL;
    }
    value->name = node->output[0];
    value->defined = true;
    value->shape = *shape;
    return value;
}

sag__layer *sag__reader_add(sag__reader *reader, sag__layer_kind kind, int input_count, const sag__shape *shape)
{
    sag__graph *graph = reader->graph;
    for (int i = 0; i < input_count; i++) {
        int value = sag__reader_input(reader, i);
        if (value < 0 || graph->value[value].integers != NULL || sag__shape_count(&graph->value[value].shape) < 1) {
            sag__reader_refuse(reader, "input %d is %s", i, value < 0 ? "missing" : "not of floats");
            return NULL;
        }
    }
    const sag__value *output = sag__reader_define(reader, shape);
    if (output == NULL) {
        return NULL;
    }
    sag__layer *layer = &graph->layer[graph->layer_count++];
    layer->kind = kind;
    layer->name = node_label(reader->node);
    layer->operation = reader->node->op_type;
    for (int i = 0; i < input_count; i++) {
        layer->input[i] = sag__reader_input(reader, i);
    }
    layer->input_count = input_count;
    layer->output = (int)(output - graph->value);
    layer->stage = reader->stage;
    layer->groups = 1;
    return layer;
}

sag_status sag__reader_fill(sag__reader *reader, sag__value *value, const Onnx__TensorProto *tensor)
{
    sag__shape shape = {.rank = (int)(tensor->n_dims < INT16_MAX ? tensor->n_dims : INT16_MAX)};
    for (int i = 0; i < shape.rank && i < SAG__GRAPH_RANK_MAX; i++) {
        shape.dim[i] = tensor->dims[i];
    }
    /* A list of nothing stands for an input that is left out, as the region of Resize. */
    if (shape.rank == 1 && shape.dim[0] == 0) {
        static const float nothing = 0.0f;
        value->floats = &nothing;
        value->shape = shape;
        value->defined = true;
        return SAG_STATUS_OK;
    }
    if (!shape_is_good(&shape)) {
        return sag__reader_refuse(reader, "the constant %.40s has no size or is too large", value->name);
    }
    size_t count = (size_t)sag__shape_count(&shape);
    bool outside = tensor->n_external_data > 0 ||
                   (tensor->has_data_location && tensor->data_location == ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL);
    bool good = false;
    if (!outside && tensor->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT) {
        bool raw = tensor->has_raw_data && tensor->raw_data.len > 0;
        good = raw ? tensor->raw_data.len == count * sizeof(float) : tensor->n_float_data == count;
        /* Both lie in the message's own memory, aligned. */
        value->floats = !good ? NULL : raw ? (const float *)(const void *)tensor->raw_data.data : tensor->float_data;
    } else if (!outside && tensor->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__INT64) {
        bool raw = tensor->has_raw_data && tensor->raw_data.len > 0;
        good = raw ? tensor->raw_data.len == count * sizeof(int64_t) : tensor->n_int64_data == count;
        value->integers = !good ? NULL
                          : raw ? (const int64_t *)(const void *)tensor->raw_data.data
                                : tensor->int64_data;
    }
    if (!good) {
        return sag__reader_refuse(reader, "the constant %.40s has values of a kind that is not supported, or too few",
                                  value->name);
    }
    value->shape = shape;
    value->defined = true;
    return SAG_STATUS_OK;
}
