#include "onnx_edit.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"

/* Field numbers of onnx.proto3 (ONNX specification, IR version 3 and later). */
enum { MODEL_GRAPH = 7 };
enum { GRAPH_NODE = 1, GRAPH_INITIALIZER = 5, GRAPH_OUTPUT = 12 };
enum { NODE_INPUT = 1, NODE_OUTPUT = 2, NODE_OP_TYPE = 4, NODE_ATTRIBUTE = 5 };
enum { ATTRIBUTE_NAME = 1, ATTRIBUTE_FLOAT = 2, ATTRIBUTE_TYPE = 20 };
enum { TENSOR_DATA_TYPE = 2, TENSOR_FLOAT_DATA = 4, TENSOR_NAME = 8, TENSOR_RAW_DATA = 9 };
enum { VALUE_INFO_NAME = 1 };
enum { FLOAT_ATTRIBUTE = 1, FLOAT_TENSOR = 1 };

/* Protocol buffers wire types. */
enum { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };

typedef struct span {
    const uint8_t *at;
    size_t size;
} span;

typedef struct field {
    uint64_t number;
    unsigned wire;
    uint64_t value; /* WIRE_VARINT only */
    span body;      /* everything but WIRE_VARINT: the payload */
    span whole;     /* with the tag */
} field;

static bool varint_next(span *rest, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; shift < 64 && rest->size > 0; shift += 7) {
        uint8_t byte = *rest->at++;
        rest->size--;
        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            return true;
        }
    }
    return false;
}

/* Take one field off rest. Returns false at damage; the end (rest->size == 0) is the caller's to see. */
static bool field_next(span *rest, field *out)
{
    const uint8_t *start = rest->at;
    uint64_t tag = 0;
    if (!varint_next(rest, &tag) || tag >> 3 == 0) {
        return false;
    }
    *out = (field){.number = tag >> 3, .wire = (unsigned)(tag & 7)};
    uint64_t size = 0;
    switch (out->wire) {
    case WIRE_VARINT:
        if (!varint_next(rest, &out->value)) {
            return false;
        }
        break;
    case WIRE_FIXED64:
        size = 8;
        break;
    case WIRE_FIXED32:
        size = 4;
        break;
    case WIRE_BYTES:
        if (!varint_next(rest, &size)) {
            return false;
        }
        break;
    default:
        return false;
    }
    if (size > rest->size) {
        return false;
    }
    out->body = (span){rest->at, (size_t)size};
    rest->at += size;
    rest->size -= (size_t)size;
    out->whole = (span){start, (size_t)(rest->at - start)};
    return true;
}

static bool is_bytes(const field *f, uint64_t number)
{
    return f->number == number && f->wire == WIRE_BYTES;
}

static bool span_equal(span a, span b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

static span span_of(const char *text)
{
    return (span){(const uint8_t *)text, strlen(text)};
}

/* The first field of that number inside a message; size 0 if there is none. */
static span find_bytes(span message, uint64_t number)
{
    field f;
    while (message.size > 0 && field_next(&message, &f)) {
        if (is_bytes(&f, number)) {
            return f.body;
        }
    }
    return (span){NULL, 0};
}

/* ---- which nodes are needed ---- */

typedef struct node {
    span body;
    bool needed;
} node;

typedef struct plan {
    span graph;
    node *node; /* in the order of the graph, which is topological */
    size_t node_count;
    span *name; /* of values that are needed */
    size_t name_count;
    size_t wanted_count; /* the first names: the outputs asked for */
} plan;

static bool name_is_needed(const plan *p, size_t count, span name)
{
    for (size_t i = 0; i < count; i++) {
        if (span_equal(p->name[i], name)) {
            return true;
        }
    }
    return false;
}

/* Walk a message, checking that it is whole; count nodes and their inputs. */
static bool count_graph(span graph, size_t *nodes, size_t *inputs)
{
    field f;
    while (graph.size > 0) {
        if (!field_next(&graph, &f)) {
            return false;
        }
        if (is_bytes(&f, GRAPH_NODE)) {
            (*nodes)++;
            field g;
            for (span rest = f.body; rest.size > 0;) {
                if (!field_next(&rest, &g)) {
                    return false;
                }
                *inputs += is_bytes(&g, NODE_INPUT);
            }
        }
    }
    return true;
}

static void collect_nodes(plan *p)
{
    field f;
    for (span rest = p->graph; rest.size > 0 && field_next(&rest, &f);) {
        if (is_bytes(&f, GRAPH_NODE)) {
            p->node[p->node_count++] = (node){f.body, false};
        }
    }
}

/* From the last node to the first: a node is needed if one of its outputs is; then all its inputs are. */
static void mark_needed(plan *p)
{
    for (size_t i = p->node_count; i-- > 0;) {
        field f;
        for (span rest = p->node[i].body; rest.size > 0 && field_next(&rest, &f);) {
            p->node[i].needed |= is_bytes(&f, NODE_OUTPUT) && name_is_needed(p, p->name_count, f.body);
        }
        for (span rest = p->node[i].body; p->node[i].needed && rest.size > 0 && field_next(&rest, &f);) {
            if (is_bytes(&f, NODE_INPUT) && !name_is_needed(p, p->name_count, f.body)) {
                p->name[p->name_count++] = f.body;
            }
        }
    }
}

/* ---- writing; without a place to write to it only counts ---- */

typedef struct writer {
    uint8_t *at;
    size_t size;
} writer;

static void put_span(writer *w, span bytes)
{
    if (w->at != NULL && bytes.size > 0) {
        memcpy(w->at + w->size, bytes.at, bytes.size);
    }
    w->size += bytes.size;
}

static void put_varint(writer *w, uint64_t value)
{
    uint8_t bytes[10];
    size_t count = 0;
    do {
        bytes[count] = (uint8_t)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
        value >>= 7;
        count++;
    } while (value > 0);
    put_span(w, (span){bytes, count});
}

static void put_tag(writer *w, uint64_t number, unsigned wire)
{
    put_varint(w, number << 3 | wire);
}

static void put_float_attribute(writer *w, const char *name, span little_endian)
{
    writer body = {0};
    for (int pass = 0; pass < 2; pass++) {
        writer *to = pass == 0 ? &body : w;
        if (pass == 1) {
            put_tag(w, NODE_ATTRIBUTE, WIRE_BYTES);
            put_varint(w, body.size);
        }
        put_tag(to, ATTRIBUTE_NAME, WIRE_BYTES);
        put_varint(to, strlen(name));
        put_span(to, span_of(name));
        put_tag(to, ATTRIBUTE_FLOAT, WIRE_FIXED32);
        put_span(to, little_endian);
        put_tag(to, ATTRIBUTE_TYPE, WIRE_VARINT);
        put_varint(to, FLOAT_ATTRIBUTE);
    }
}

/* The four bytes of a float constant of the graph; size 0 if there is no such constant. */
static span find_float(span graph, span name)
{
    field f;
    while (name.size > 0 && graph.size > 0 && field_next(&graph, &f)) {
        if (!is_bytes(&f, GRAPH_INITIALIZER) || !span_equal(find_bytes(f.body, TENSOR_NAME), name)) {
            continue;
        }
        bool is_float = false;
        span value = {NULL, 0};
        field g;
        for (span rest = f.body; rest.size > 0 && field_next(&rest, &g);) {
            is_float |= g.number == TENSOR_DATA_TYPE && g.wire == WIRE_VARINT && g.value == FLOAT_TENSOR;
            if ((g.number == TENSOR_RAW_DATA || g.number == TENSOR_FLOAT_DATA) && g.body.size == 4) {
                value = g.body;
            }
        }
        return is_float ? value : (span){NULL, 0};
    }
    return (span){NULL, 0};
}

/* The bounds of a Clip, if each of them is a constant or left out. */
static bool clip_bounds(span graph, span body, span bound[2])
{
    if (!span_equal(find_bytes(body, NODE_OP_TYPE), span_of("Clip"))) {
        return false;
    }
    size_t inputs = 0;
    bool constant = true;
    field f;
    while (body.size > 0 && field_next(&body, &f)) {
        if (is_bytes(&f, NODE_INPUT) && inputs++ > 0 && inputs <= 3) {
            bound[inputs - 2] = find_float(graph, f.body);
            constant &= f.body.size == 0 || bound[inputs - 2].size == 4;
        }
    }
    return constant && inputs >= 2 && inputs <= 3;
}

static void put_node(writer *w, span graph, span body)
{
    static const char *const bound_name[2] = {"min", "max"};
    span bound[2] = {{NULL, 0}, {NULL, 0}};
    if (!clip_bounds(graph, body, bound)) {
        put_span(w, body);
        return;
    }
    size_t inputs = 0;
    field f;
    while (body.size > 0 && field_next(&body, &f)) {
        if (!is_bytes(&f, NODE_INPUT) || inputs++ == 0) {
            put_span(w, f.whole);
        }
    }
    for (int i = 0; i < 2; i++) {
        if (bound[i].size == 4) {
            put_float_attribute(w, bound_name[i], bound[i]);
        }
    }
}

static void put_graph(writer *w, const plan *p)
{
    size_t i = 0;
    field f;
    for (span rest = p->graph; rest.size > 0 && field_next(&rest, &f);) {
        if (is_bytes(&f, GRAPH_NODE)) {
            if (p->node[i++].needed) {
                writer body = {0};
                put_node(&body, p->graph, f.body);
                put_tag(w, GRAPH_NODE, WIRE_BYTES);
                put_varint(w, body.size);
                put_node(w, p->graph, f.body);
            }
        } else if (!is_bytes(&f, GRAPH_OUTPUT) ||
                   name_is_needed(p, p->wanted_count, find_bytes(f.body, VALUE_INFO_NAME))) {
            put_span(w, f.whole);
        }
    }
}

static void put_model(writer *w, span model, const plan *p)
{
    writer graph = {0};
    put_graph(&graph, p);
    field f;
    while (model.size > 0 && field_next(&model, &f)) {
        if (is_bytes(&f, MODEL_GRAPH)) {
            put_tag(w, MODEL_GRAPH, WIRE_BYTES);
            put_varint(w, graph.size);
            put_graph(w, p);
        } else {
            put_span(w, f.whole);
        }
    }
}

/* Find the one graph of a model and check that the model is whole as far as this file looks into it. */
static bool find_graph(span model, span *graph, size_t *nodes, size_t *inputs)
{
    size_t graphs = 0;
    field f;
    while (model.size > 0) {
        if (!field_next(&model, &f)) {
            return false;
        }
        if (is_bytes(&f, MODEL_GRAPH)) {
            *graph = f.body;
            graphs++;
        }
    }
    return graphs == 1 && count_graph(*graph, nodes, inputs) && *nodes > 0;
}

static const char *find_missing_output(const plan *p, const char *const *outputs, size_t output_count)
{
    for (size_t i = 0; i < output_count; i++) {
        bool found = false;
        field f;
        for (span rest = p->graph; rest.size > 0 && field_next(&rest, &f);) {
            found |= is_bytes(&f, GRAPH_OUTPUT) &&
                     span_equal(find_bytes(f.body, VALUE_INFO_NAME), span_of(outputs[i]));
        }
        if (!found) {
            return outputs[i];
        }
    }
    return NULL;
}

sag_status sag__onnx_edit(char **edited, size_t *edited_bytes, const char *model, size_t model_bytes,
                          const char *const *outputs, size_t output_count, const char *path, sag_error *err)
{
    *edited = NULL;
    *edited_bytes = 0;
    span whole = {(const uint8_t *)model, model_bytes};
    plan p = {0};
    size_t nodes = 0;
    size_t inputs = 0;
    if (!find_graph(whole, &p.graph, &nodes, &inputs)) {
        return sag__fail(err, SAG_STATUS_MODEL, "%s is not an ONNX model", path);
    }
    const char *missing = find_missing_output(&p, outputs, output_count);
    if (missing != NULL) {
        return sag__fail(err, SAG_STATUS_MODEL, "%s has no output %s", path, missing);
    }
    p.node = calloc(nodes, sizeof *p.node);
    p.name = calloc(inputs + output_count, sizeof *p.name);
    uint8_t *bytes = NULL;
    writer w = {0};
    if (p.node != NULL && p.name != NULL) {
        collect_nodes(&p);
        for (size_t i = 0; i < output_count; i++) {
            p.name[p.name_count++] = span_of(outputs[i]);
        }
        p.wanted_count = output_count;
        mark_needed(&p);
        put_model(&w, whole, &p);
        bytes = malloc(w.size);
        if (bytes != NULL) {
            w = (writer){.at = bytes};
            put_model(&w, whole, &p);
        }
    }
    free(p.node);
    free(p.name);
    if (bytes == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot load %s: out of memory", path);
    }
    *edited = (char *)bytes;
    *edited_bytes = w.size;
    return SAG_STATUS_OK;
}
