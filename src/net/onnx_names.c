#include "onnx_names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool sag__names_create(sag__names *names, const Onnx__GraphProto *graph, size_t more_count)
{
    size_t count = graph->n_initializer + graph->n_input + more_count;
    for (size_t i = 0; i < graph->n_node; i++) {
        count += graph->node[i]->n_input + graph->node[i]->n_output;
    }
    *names = (sag__names){.slot_count = 16};
    while (names->slot_count < 2 * count) {
        names->slot_count *= 2;
    }
    names->slot = calloc(names->slot_count, sizeof *names->slot);
    names->name = calloc(count + 1, sizeof *names->name);
    if (names->slot == NULL || names->name == NULL) {
        sag__names_release(names);
        return false;
    }
    return true;
}

void sag__names_release(sag__names *names)
{
    free(names->slot);
    free((void *)names->name);
    *names = (sag__names){0};
}

/* The slot that holds a name, or the free one where it belongs. */
static size_t find_slot(const sag__names *names, const char *name)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
    for (const char *c = name; *c != '\0'; c++) {
        hash = (hash ^ (uint8_t)*c) * 0x100000001b3u;
    }
    size_t mask = names->slot_count - 1;
    size_t at = (size_t)(hash ^ hash >> 32) & mask;
    while (names->slot[at] != 0 && strcmp(names->name[names->slot[at] - 1], name) != 0) {
        at = (at + 1) & mask;
    }
    return at;
}

int sag__names_find(const sag__names *names, const char *name)
{
    return names->slot[find_slot(names, name)] - 1;
}

int sag__names_enter(sag__names *names, const char *name)
{
    size_t at = find_slot(names, name);
    if (names->slot[at] == 0) {
        names->name[names->count++] = name;
        names->slot[at] = names->count;
    }
    return names->slot[at] - 1;
}

bool sag__names_mark_needed(sag__names *names, int *stage, const Onnx__GraphProto *graph,
                            const sag__net_output *outputs, size_t output_count)
{
    /* Of each value; the table never has more than half its slots in use. */
    int *needed = malloc(names->slot_count * sizeof *needed);
    if (needed == NULL) {
        return false;
    }
    for (size_t i = 0; i < names->slot_count; i++) {
        needed[i] = SAG__NET_OUTPUTS_MAX;
    }
    for (size_t i = 0; i < output_count; i++) {
        int value = sag__names_enter(names, outputs[i].name);
        needed[value] = outputs[i].stage < needed[value] ? outputs[i].stage : needed[value];
    }
    /* From the last node to the first: a node is needed where one of its outputs is; then all its inputs are. */
    for (size_t i = graph->n_node; i-- > 0;) {
        const Onnx__NodeProto *node = graph->node[i];
        int first = SAG__NET_OUTPUTS_MAX;
        for (size_t k = 0; k < node->n_output; k++) {
            int value = sag__names_find(names, node->output[k]);
            first = value >= 0 && needed[value] < first ? needed[value] : first;
        }
        stage[i] = first == SAG__NET_OUTPUTS_MAX ? -1 : first;
        for (size_t k = 0; k < node->n_input && stage[i] >= 0; k++) {
            if (node->input[k][0] != '\0') {
                int value = sag__names_enter(names, node->input[k]);
                needed[value] = first < needed[value] ? first : needed[value];
            }
        }
    }
    free(needed);
    return true;
}
