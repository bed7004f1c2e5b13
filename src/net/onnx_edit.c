#include "onnx_edit.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "onnx_names.h"

static const Onnx__TensorProto *find_constant(const Onnx__GraphProto *graph, const char *name)
{
    for (size_t i = 0; i < graph->n_initializer; i++) {
        if (graph->initializer[i]->name != NULL && strcmp(graph->initializer[i]->name, name) == 0) {
            return graph->initializer[i];
        }
    }
    return NULL;
}

/* Read a constant of one float. Returns: false if there is none of that name. */
static bool read_float(float *value, const Onnx__GraphProto *graph, const char *name)
{
    const Onnx__TensorProto *tensor = find_constant(graph, name);
    if (tensor == NULL || tensor->data_type != ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT) {
        return false;
    }
    if (tensor->has_raw_data && tensor->raw_data.len == sizeof *value) {
        memcpy(value, tensor->raw_data.data, sizeof *value);
        return true;
    }
    if (tensor->n_float_data == 1) {
        *value = tensor->float_data[0];
        return true;
    }
    return false;
}

/* The attributes of one Clip. */
typedef struct clip {
    Onnx__AttributeProto attribute[2];
    Onnx__AttributeProto *list[2];
} clip;

static bool is_clip(const Onnx__NodeProto *node)
{
    return node->op_type != NULL && strcmp(node->op_type, "Clip") == 0 && node->n_input >= 2 && node->n_input <= 3 &&
           node->n_attribute == 0;
}

/* Turn the inputs behind the first into attributes, if each of them is a constant or left out. */
static void edit_clip(clip *place, Onnx__NodeProto *node, const Onnx__GraphProto *graph)
{
    static const char *const names[2] = {"min", "max"};
    size_t count = 0;
    for (size_t i = 1; i < node->n_input; i++) {
        float bound = 0.0f;
        if (node->input[i][0] == '\0') {
            continue;
        }
        if (!read_float(&bound, graph, node->input[i])) {
            return;
        }
        Onnx__AttributeProto *attribute = &place->attribute[count];
        onnx__attribute_proto__init(attribute);
        attribute->name = (char *)names[i - 1];
        attribute->has_type = true;
        attribute->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT;
        attribute->has_f = true;
        attribute->f = bound;
        place->list[count++] = attribute;
    }
    node->n_input = 1;
    node->attribute = place->list;
    node->n_attribute = count;
}

/* Leave out nodes and outputs that nobody wants. */
static bool prune(Onnx__GraphProto *graph, const sag__net_output *outputs, size_t output_count)
{
    sag__names names;
    int *stage = malloc(graph->n_node * sizeof *stage);
    bool created = stage != NULL && sag__names_create(&names, graph, output_count);
    bool marked = created && sag__names_mark_needed(&names, stage, graph, outputs, output_count);
    size_t kept = 0;
    for (size_t i = 0; marked && i < graph->n_node; i++) {
        if (stage[i] >= 0) {
            graph->node[kept++] = graph->node[i];
        }
    }
    graph->n_node = marked ? kept : graph->n_node;
    kept = 0;
    for (size_t i = 0; marked && i < graph->n_output; i++) {
        int value = graph->output[i]->name != NULL ? sag__names_find(&names, graph->output[i]->name) : -1;
        if (value >= 0 && value < (int)output_count) {
            graph->output[kept++] = graph->output[i];
        }
    }
    graph->n_output = marked ? kept : graph->n_output;
    if (created) {
        sag__names_release(&names);
    }
    free(stage);
    return marked;
}

static const char *find_missing_output(const Onnx__GraphProto *graph, const sag__net_output *outputs,
                                       size_t output_count)
{
    for (size_t i = 0; i < output_count; i++) {
        bool found = false;
        for (size_t k = 0; k < graph->n_output; k++) {
            found = found || (graph->output[k]->name != NULL && strcmp(graph->output[k]->name, outputs[i].name) == 0);
        }
        if (!found) {
            return outputs[i].name;
        }
    }
    return NULL;
}

/* Edit a model and write it. Returns: false out of memory. */
static bool edit(char **edited, size_t *edited_bytes, Onnx__ModelProto *model, const sag__net_output *outputs,
                 size_t output_count)
{
    Onnx__GraphProto *graph = model->graph;
    if (!prune(graph, outputs, output_count)) {
        return false;
    }
    clip *clips = calloc(graph->n_node, sizeof *clips);
    for (size_t i = 0; clips != NULL && i < graph->n_node; i++) {
        if (is_clip(graph->node[i])) {
            edit_clip(&clips[i], graph->node[i], graph);
        }
    }
    uint8_t *bytes = clips != NULL ? malloc(onnx__model_proto__get_packed_size(model)) : NULL;
    if (bytes != NULL) {
        *edited_bytes = onnx__model_proto__pack(model, bytes);
        *edited = (char *)bytes;
    }
    free(clips);
    return bytes != NULL;
}

sag_status sag__onnx_edit(char **edited, size_t *edited_bytes, const char *model, size_t model_bytes,
                          const sag__net_output *outputs, size_t output_count, const char *path, sag_error *err)
{
    *edited = NULL;
    *edited_bytes = 0;
    sag__onnx *onnx = NULL;
    sag_status status = sag__onnx_parse(&onnx, model, model_bytes, path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    const char *missing = find_missing_output(sag__onnx_get_model(onnx)->graph, outputs, output_count);
    if (missing != NULL) {
        status = sag__fail(err, SAG_STATUS_MODEL, "%s has no output %s", path, missing);
    } else if (!edit(edited, edited_bytes, sag__onnx_get_model(onnx), outputs, output_count)) {
        status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot load %s: out of memory", path);
    }
    sag__onnx_destroy(onnx);
    return status;
}
