/* The way from bytes to a graph: which nodes are needed, then one after the other. */
#include "graph.h"

#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "graph_reader.h"
#include "memory.h"

static const struct {
    const char *name;
    sag_status (*read)(sag__reader *reader);
} operators[] = {
    {"Add", sag__node_add},
    {"AveragePool", sag__node_average_pool},
    {"BatchNormalization", sag__node_batch_norm},
    {"Cast", sag__node_cast},
    {"Clip", sag__node_clip},
    {"Concat", sag__node_concat},
    {"Constant", sag__node_constant},
    {"Conv", sag__node_conv},
    {"ConvTranspose", sag__node_conv_transpose},
    {"DepthToSpace", sag__node_depth_to_space},
    {"Div", sag__node_div},
    {"Dropout", sag__node_identity},
    {"Flatten", sag__node_flatten},
    {"Gather", sag__node_gather},
    {"Gemm", sag__node_gemm},
    {"GlobalAveragePool", sag__node_global_average_pool},
    {"HardSwish", sag__node_hard_swish},
    {"Identity", sag__node_identity},
    {"LeakyRelu", sag__node_leaky_relu},
    {"MaxPool", sag__node_max_pool},
    {"Mul", sag__node_mul},
    {"PRelu", sag__node_prelu},
    {"Pad", sag__node_pad},
    {"Relu", sag__node_relu},
    {"Reshape", sag__node_reshape},
    {"Resize", sag__node_resize},
    {"Shape", sag__node_shape},
    {"Sigmoid", sag__node_sigmoid},
    {"Softmax", sag__node_softmax},
    {"Squeeze", sag__node_squeeze},
    {"Sub", sag__node_sub},
    {"Transpose", sag__node_transpose},
    {"Unsqueeze", sag__node_unsqueeze},
};

/* Find what is needed, and make room for it. stage: of each node. */
static bool prepare(sag__reader *reader, int *stage)
{
    const sag__net_options *options = reader->options;
    sag__graph *graph = reader->graph;
    /* One more name for the input, in case the file has no such. */
    if (!sag__names_create(&reader->names, reader->proto, options->output_count + 1) ||
        !sag__names_mark_needed(&reader->names, stage, reader->proto, options->output, options->output_count)) {
        return false;
    }
    size_t value_count = reader->names.slot_count / 2 + SAG__GRAPH_BLOCKS_MAX;
    graph->value = sag__graph_alloc(graph, value_count, sizeof *graph->value);
    graph->layer = sag__graph_alloc(graph, reader->proto->n_node + SAG__GRAPH_BLOCKS_MAX, sizeof *graph->layer);
    if (graph->value == NULL || graph->layer == NULL) {
        return false;
    }
    for (int i = 0; i < reader->names.count; i++) {
        graph->value[i].name = reader->names.name[i];
    }
    for (size_t i = 0; i < options->output_count; i++) {
        graph->output[i] = sag__reader_name(reader, options->output[i].name);
    }
    graph->output_count = (int)options->output_count;
    return true;
}

/* The constants that are needed. Errors in them name no node, so an empty one stands in. */
static sag_status read_constants(sag__reader *reader)
{
    static const Onnx__NodeProto constants = ONNX__NODE_PROTO__INIT;
    reader->node = &constants;
    for (size_t i = 0; i < reader->proto->n_initializer; i++) {
        const Onnx__TensorProto *tensor = reader->proto->initializer[i];
        int value = tensor->name != NULL ? sag__names_find(&reader->names, tensor->name) : -1;
        if (value < 0 || reader->graph->value[value].defined) {
            continue;
        }
        sag_status status = sag__reader_fill(reader, &reader->graph->value[value], tensor);
        if (status != SAG_STATUS_OK) {
            return status;
        }
    }
    return SAG_STATUS_OK;
}

/* Check what the file says of its input, and define it. */
static sag_status read_input(sag__reader *reader)
{
    const sag__net_options *options = reader->options;
    const int64_t dim[4] = {1, options->channel_count, options->height_px, options->width_px};
    const Onnx__ValueInfoProto *input = NULL;
    for (size_t i = 0; i < reader->proto->n_input; i++) {
        const char *name = reader->proto->input[i]->name;
        input = name != NULL && strcmp(name, options->input_name) == 0 ? reader->proto->input[i] : input;
    }
    if (input == NULL) {
        return sag__fail(reader->err, SAG_STATUS_MODEL, "%s has no input %s", options->path, options->input_name);
    }
    const Onnx__TypeProto__Tensor *type =
        input->type != NULL && input->type->value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE ? input->type->tensor_type
                                                                                                : NULL;
    bool fits = type == NULL || type->elem_type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
    if (type != NULL && type->shape != NULL) {
        fits = fits && type->shape->n_dim == 4;
        for (size_t i = 0; fits && i < 4; i++) {
            const Onnx__TensorShapeProto__Dimension *side = type->shape->dim[i];
            bool fixed = side->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
            fits = !fixed || side->dim_value == dim[i];
        }
    }
    if (!fits) {
        return sag__fail(reader->err, SAG_STATUS_MODEL, "%s: the input %s is not 1 x %lld x %lld x %lld floats",
                         options->path, options->input_name, (long long)dim[1], (long long)dim[2], (long long)dim[3]);
    }
    int value = sag__reader_name(reader, options->input_name);
    reader->graph->input = value;
    reader->graph->value[value].defined = true;
    reader->graph->value[value].shape = (sag__shape){4, {dim[0], dim[1], dim[2], dim[3]}};
    if (sag__shape_count(&reader->graph->value[value].shape) > SAG__GRAPH_COUNT_MAX) {
        return sag__fail(reader->err, SAG_STATUS_LIMIT, "%s: the input %s is too large", options->path,
                         options->input_name);
    }
    return SAG_STATUS_OK;
}

static sag_status read_node(sag__reader *reader)
{
    const Onnx__NodeProto *node = reader->node;
    bool standard = node->domain == NULL || node->domain[0] == '\0' || strcmp(node->domain, "ai.onnx") == 0;
    for (size_t i = 0; standard && i < sizeof operators / sizeof operators[0]; i++) {
        if (node->op_type == NULL || strcmp(node->op_type, operators[i].name) != 0) {
            continue;
        }
        for (size_t k = 0; k < node->n_input; k++) {
            int value = node->input[k][0] != '\0' ? sag__names_find(&reader->names, node->input[k]) : 0;
            if (node->input[k][0] != '\0' && (value < 0 || !reader->graph->value[value].defined)) {
                return sag__reader_refuse(reader, "its input %.40s comes from nowhere", node->input[k]);
            }
        }
        if (sag__reader_input(reader, 0) < 0 && operators[i].read != sag__node_constant) {
            return sag__reader_refuse(reader, "it has no input");
        }
        bool wrong_kind = false;
        reader->wrong_kind = &wrong_kind;
        sag_status status = operators[i].read(reader);
        if (status == SAG_STATUS_OK && wrong_kind) {
            status = sag__reader_refuse(reader, "an attribute of the wrong kind");
        }
        reader->wrong_kind = NULL;
        return status;
    }
    return sag__reader_refuse(reader, "this operator is not supported");
}

/* Read the nodes, those of the first stage first; that keeps the file's order between a value and its use. */
static sag_status read_nodes(sag__reader *reader, const int *stage)
{
    for (int wanted = 0; wanted < SAG__NET_OUTPUTS_MAX; wanted++) {
        for (size_t i = 0; i < reader->proto->n_node; i++) {
            if (stage[i] == wanted) {
                reader->node = reader->proto->node[i];
                reader->stage = wanted;
                sag_status status = read_node(reader);
                if (status != SAG_STATUS_OK) {
                    return status;
                }
            }
        }
    }
    return SAG_STATUS_OK;
}

static sag_status check_outputs(const sag__reader *reader)
{
    const sag__net_options *options = reader->options;
    for (int i = 0; i < reader->graph->output_count; i++) {
        const sag__value *value = &reader->graph->value[reader->graph->output[i]];
        if (!value->defined || value->integers != NULL) {
            return sag__fail(reader->err, SAG_STATUS_MODEL, "%s has no output %s", options->path, value->name);
        }
        size_t count = (size_t)sag__shape_count(&value->shape);
        if (count != options->output[i].value_count) {
            return sag__fail(reader->err, SAG_STATUS_MODEL, "%s: output %s has %zu values instead of %zu",
                             options->path, value->name, count, options->output[i].value_count);
        }
    }
    return SAG_STATUS_OK;
}

static sag_status read_graph(sag__reader *reader)
{
    if (reader->proto->n_node > SAG__GRAPH_NODES_MAX) {
        reader->unfit = true;
        return sag__fail(reader->err, SAG_STATUS_LIMIT, "%s has %zu nodes, the limit is %d", reader->options->path,
                         reader->proto->n_node, SAG__GRAPH_NODES_MAX);
    }
    int *stage = malloc(reader->proto->n_node * sizeof *stage);
    sag_status status = stage != NULL && prepare(reader, stage) ? SAG_STATUS_OK : sag__reader_no_memory(reader);
    if (status == SAG_STATUS_OK) {
        status = read_input(reader);
    }
    if (status == SAG_STATUS_OK) {
        status = read_constants(reader);
    }
    if (status == SAG_STATUS_OK) {
        status = read_nodes(reader, stage);
    }
    if (status == SAG_STATUS_OK) {
        status = check_outputs(reader);
    }
    reader->graph->value_count = reader->names.count;
    sag__names_release(&reader->names);
    free(stage);
    if (status == SAG_STATUS_OK && !(sag__graph_block(reader->graph) && sag__graph_fuse(reader->graph))) {
        status = sag__reader_no_memory(reader);
    }
    return status;
}

static int64_t find_opset(const Onnx__ModelProto *model)
{
    int64_t version = 1;
    for (size_t i = 0; i < model->n_opset_import; i++) {
        const Onnx__OperatorSetIdProto *set = model->opset_import[i];
        if (set->domain == NULL || set->domain[0] == '\0' || strcmp(set->domain, "ai.onnx") == 0) {
            version = set->version;
        }
    }
    return version;
}

sag_status sag__graph_read(sag__graph **out, bool *unfit, const void *bytes, size_t size_bytes,
                           const sag__net_options *options, sag_error *err)
{
    *out = NULL;
    *unfit = false;
    sag__onnx *onnx = NULL;
    sag_status status = sag__onnx_parse(&onnx, bytes, size_bytes, options->path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag__graph *graph = sag__memory_alloc(1, sizeof *graph);
    if (graph == NULL) {
        sag__onnx_destroy(onnx);
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot load %s: out of memory", options->path);
    }
    graph->onnx = onnx;
    Onnx__ModelProto *model = sag__onnx_get_model(onnx);
    sag__reader reader = {
        .graph = graph, .proto = model->graph, .opset = find_opset(model), .options = options, .err = err};
    status = read_graph(&reader);
    *unfit = reader.unfit;
    if (status != SAG_STATUS_OK) {
        sag__graph_destroy(graph);
        return status;
    }
    *out = graph;
    return SAG_STATUS_OK;
}
