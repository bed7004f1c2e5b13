#include "graph.h"

#include <limits.h>
#include <string.h>

#include "memory.h"
#include "onnx_file.h"

/* One piece of a graph's memory; the list is released with the graph. */
typedef struct sag__graph_memory {
    struct sag__graph_memory *next;
    void *block;
} sag__graph_memory;

void *sag__graph_alloc(sag__graph *graph, size_t count, size_t size_bytes)
{
    size_t total_bytes = 0;
    if (__builtin_mul_overflow(count, size_bytes, &total_bytes) ||
        total_bytes > SAG__GRAPH_BYTES_MAX - graph->memory_bytes) {
        return NULL;
    }
    graph->memory_bytes += total_bytes;
    sag__graph_memory *piece = sag__memory_alloc(1, sizeof *piece);
    void *block = sag__memory_alloc(count > 0 ? count : 1, size_bytes);
    if (piece == NULL || block == NULL) {
        sag__memory_free(piece);
        sag__memory_free(block);
        return NULL;
    }
    *piece = (sag__graph_memory){graph->memory, block};
    graph->memory = piece;
    return block;
}

void sag__graph_destroy(sag__graph *graph)
{
    if (graph == NULL) {
        return;
    }
    while (graph->memory != NULL) {
        sag__graph_memory *piece = graph->memory;
        graph->memory = piece->next;
        sag__memory_free(piece->block);
        sag__memory_free(piece);
    }
    sag__onnx_destroy(graph->onnx);
    sag__memory_free(graph);
}

int64_t sag__shape_count(const sag__shape *shape)
{
    int64_t count = 1;
    for (int i = 0; i < shape->rank; i++) {
        count *= shape->dim[i];
    }
    return count;
}

bool sag__shape_equal(const sag__shape *a, const sag__shape *b)
{
    return a->rank == b->rank && memcmp(a->dim, b->dim, (size_t)a->rank * sizeof a->dim[0]) == 0;
}

bool sag__layer_sums(const sag__layer *layer, int post_count)
{
    for (int i = 0; i < post_count; i++) {
        if (layer->post[i].is_sum) {
            return true;
        }
    }
    return false;
}

void sag__graph_count_uses(sag__graph *graph)
{
    for (int i = 0; i < graph->value_count; i++) {
        graph->value[i].uses = 0;
        graph->value[i].last_use = -1;
    }
    for (int i = 0; i < graph->layer_count; i++) {
        for (int k = 0; k < graph->layer[i].input_count; k++) {
            graph->value[graph->layer[i].input[k]].uses++;
            graph->value[graph->layer[i].input[k]].last_use = i;
        }
    }
    for (int i = 0; i < graph->output_count; i++) {
        graph->value[graph->output[i]].uses++;
        graph->value[graph->output[i]].last_use = INT_MAX;
    }
}
