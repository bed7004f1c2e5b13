/*
 * onnx_names.h - the names of values in an ONNX graph as numbers, and which nodes the wanted outputs need.
 *
 * Thread: one table is used by one thread at a time.
 */
#ifndef SAGITTA_NET_ONNX_NAMES_H
#define SAGITTA_NET_ONNX_NAMES_H

#include <stdbool.h>

#include "net.h"
#include "onnx_file.h"

typedef struct sag__names {
    const char **name; /* of each number; the texts are the graph's and the caller's */
    int count;
    int *slot; /* number + 1, 0 free; at most half of them are used */
    size_t slot_count;
} sag__names;

/* A table with room for every name in a graph and a few more. Returns: false out of memory. */
bool sag__names_create(sag__names *names, const Onnx__GraphProto *graph, size_t more_count);

void sag__names_release(sag__names *names);

/* The number of a name; -1 if it has none. */
int sag__names_find(const sag__names *names, const char *name);

/* The number of a name, a new one if it has none. */
int sag__names_enter(sag__names *names, const char *name);

/*
 * Find the first stage that needs each node, and enter the names of all values that are needed; the outputs come first.
 * stage: n_node numbers, -1 for a node that nobody needs. outputs: none more than SAG__NET_OUTPUTS_MAX.
 * Returns: false out of memory.
 */
bool sag__names_mark_needed(sag__names *names, int *stage, const Onnx__GraphProto *graph,
                            const sag__net_output *outputs, size_t output_count);

#endif
