#include "exec_plan.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "memory.h"

typedef struct sag__plan_memory {
    dnnl_memory_t memory;
    int buffer; /* its place is that of this buffer; -1: it has one */
    bool is_scratchpad;
} sag__plan_memory;

/* Make room for one more. Lists grow by doubling: at powers of two. */
static void *grow(void *list, int count, size_t size_bytes)
{
    bool full = count == 0 || (count >= 16 && (count & (count - 1)) == 0);
    return full ? realloc(list, (size_t)(count < 16 ? 16 : 2 * count) * size_bytes) : list;
}

#define GROW(list, count)                                                                                              \
    do {                                                                                                               \
        void *grown = grow(list, count, sizeof *(list));                                                               \
        if (grown == NULL) {                                                                                           \
            return false;                                                                                              \
        }                                                                                                              \
        (list) = grown;                                                                                                \
    } while (0)

sag__plan *sag__plan_create(void)
{
    sag__plan *plan = sag__memory_alloc(1, sizeof *plan);
    if (plan != NULL && (dnnl_engine_create(&plan->engine, dnnl_cpu, 0) != dnnl_success ||
                         dnnl_stream_create(&plan->stream, plan->engine, dnnl_stream_default_flags) != dnnl_success)) {
        sag__plan_destroy(plan);
        return NULL;
    }
    return plan;
}

void sag__plan_destroy(sag__plan *plan)
{
    if (plan == NULL) {
        return;
    }
    for (int i = 0; i < plan->step_count; i++) {
        dnnl_primitive_destroy(plan->step[i].primitive);
    }
    for (int i = 0; i < plan->memory_count; i++) {
        dnnl_memory_destroy(plan->memory[i].memory);
    }
    for (int i = 0; i < plan->md_count; i++) {
        sag__md_destroy(plan->md[i]);
    }
    for (int i = 0; i < plan->block_count; i++) {
        sag__memory_free(plan->block[i]);
    }
    free(plan->step);
    free(plan->buffer);
    free(plan->memory);
    free((void *)plan->md);
    free(plan->block);
    free(plan->arena);
    sag__memory_free(plan->scratchpad);
    if (plan->stream != NULL) {
        dnnl_stream_destroy(plan->stream);
    }
    if (plan->engine != NULL) {
        dnnl_engine_destroy(plan->engine);
    }
    sag__memory_free(plan);
}

static bool keep_md(sag__plan *plan, sag__md md)
{
    GROW(plan->md, plan->md_count);
    plan->md[plan->md_count++] = md;
    return true;
}

sag__md sag__plan_keep_md(sag__plan *plan, sag__md md)
{
    if (md != NULL && !keep_md(plan, md)) {
        sag__md_destroy(md);
        return NULL;
    }
    return md;
}

static bool add_buffer(sag__plan *plan, size_t size_bytes)
{
    GROW(plan->buffer, plan->buffer_count);
    plan->buffer[plan->buffer_count++] =
        (sag__plan_buffer){.size_bytes = size_bytes, .first_step = plan->step_count, .last_step = plan->step_count};
    return true;
}

int sag__plan_add_buffer(sag__plan *plan, sag__md md)
{
    return add_buffer(plan, dnnl_memory_desc_get_size(md)) ? plan->buffer_count - 1 : -1;
}

static bool keep_block(sag__plan *plan, void *block)
{
    GROW(plan->block, plan->block_count);
    plan->block[plan->block_count++] = block;
    return true;
}

void *sag__plan_alloc(sag__plan *plan, size_t size_bytes)
{
    if (size_bytes > SAG__PLAN_BYTES_MAX - plan->block_bytes) {
        return NULL;
    }
    plan->block_bytes += size_bytes;
    void *block = sag__memory_alloc(1, size_bytes > 0 ? size_bytes : 1);
    if (block != NULL && !keep_block(plan, block)) {
        sag__memory_free(block);
        return NULL;
    }
    return block;
}

/* A memory object for a place; its data follow in sag__plan_finish if they lie in a buffer. */
static bool add_memory(sag__plan *plan, sag__place place, bool is_scratchpad)
{
    GROW(plan->memory, plan->memory_count);
    sag__plan_memory *memory = &plan->memory[plan->memory_count];
    *memory = (sag__plan_memory){NULL, place.buffer, is_scratchpad};
    void *data = place.buffer < 0 && place.data != NULL ? place.data : DNNL_MEMORY_NONE;
    if (dnnl_memory_create(&memory->memory, place.md, plan->engine, data) != dnnl_success) {
        return false;
    }
    plan->memory_count++;
    return true;
}

static bool fill_step(sag__plan *plan, sag__plan_step *step, const_dnnl_primitive_desc_t pd, const sag__plan_arg *args,
                      int arg_count)
{
    for (int i = 0; i < arg_count; i++) {
        if (!add_memory(plan, args[i].place, false)) {
            return false;
        }
        step->arg[step->arg_count++] = (dnnl_exec_arg_t){args[i].role, plan->memory[plan->memory_count - 1].memory};
        if (args[i].place.buffer >= 0) {
            plan->buffer[args[i].place.buffer].last_step = plan->step_count;
        }
    }
    sag__md scratchpad = dnnl_primitive_desc_query_md(pd, dnnl_query_scratchpad_md, 0);
    size_t size_bytes = scratchpad != NULL ? dnnl_memory_desc_get_size(scratchpad) : 0;
    if (size_bytes > 0) {
        if (!add_memory(plan, (sag__place){scratchpad, -1, NULL}, true)) {
            return false;
        }
        step->arg[step->arg_count++] =
            (dnnl_exec_arg_t){DNNL_ARG_SCRATCHPAD, plan->memory[plan->memory_count - 1].memory};
        plan->scratchpad_bytes = size_bytes > plan->scratchpad_bytes ? size_bytes : plan->scratchpad_bytes;
    }
    return dnnl_primitive_create(&step->primitive, pd) == dnnl_success;
}

static bool add_step(sag__plan *plan, const_dnnl_primitive_desc_t pd, const sag__plan_arg *args, int arg_count,
                     const sag__net_step *info)
{
    GROW(plan->step, plan->step_count);
    sag__plan_step *step = &plan->step[plan->step_count];
    *step = (sag__plan_step){.info = *info};
    if (!fill_step(plan, step, pd, args, arg_count)) {
        return false;
    }
    /* The text belongs to the primitive, which the plan keeps. */
    const_dnnl_primitive_desc_t own = NULL;
    step->info.implementation = "?";
    if (dnnl_primitive_get_primitive_desc(step->primitive, &own) == dnnl_success) {
        step->info.implementation = sag__pd_name(own);
    }
    plan->step_count++;
    return true;
}

bool sag__plan_add_step(sag__plan *plan, dnnl_primitive_desc_t pd, const sag__plan_arg *args, int arg_count,
                        const sag__net_step *info)
{
    bool added = pd != NULL && add_step(plan, pd, args, arg_count, info);
    if (pd != NULL) {
        dnnl_primitive_desc_destroy(pd);
    }
    return added;
}

bool sag__plan_copy_now(sag__plan *plan, sag__place from, sag__place to)
{
    dnnl_primitive_desc_t pd = sag__pd_create_reorder(plan->engine, from.md, to.md, NULL);
    dnnl_primitive_t primitive = NULL;
    dnnl_memory_t memory[2] = {NULL, NULL};
    bool done = pd != NULL && dnnl_primitive_create(&primitive, pd) == dnnl_success &&
                dnnl_memory_create(&memory[0], from.md, plan->engine, from.data) == dnnl_success &&
                dnnl_memory_create(&memory[1], to.md, plan->engine, to.data) == dnnl_success;
    if (done) {
        const dnnl_exec_arg_t args[2] = {{DNNL_ARG_FROM, memory[0]}, {DNNL_ARG_TO, memory[1]}};
        done = dnnl_primitive_execute(primitive, plan->stream, 2, args) == dnnl_success &&
               dnnl_stream_wait(plan->stream) == dnnl_success;
    }
    for (int i = 0; i < 2; i++) {
        if (memory[i] != NULL) {
            dnnl_memory_destroy(memory[i]);
        }
    }
    if (primitive != NULL) {
        dnnl_primitive_destroy(primitive);
    }
    if (pd != NULL) {
        dnnl_primitive_desc_destroy(pd);
    }
    return done;
}

/* ---- laying out ---- */

static bool overlap_in_time(const sag__plan_buffer *a, const sag__plan_buffer *b)
{
    return (a->kept || b->kept) || (a->first_step <= b->last_step && b->first_step <= a->last_step);
}

/* The lowest place for a buffer where it meets none of the placed ones, which are sorted by their offset. */
static size_t find_gap(const sag__plan *plan, const int *placed, int placed_count, const sag__plan_buffer *buffer)
{
    size_t offset_bytes = 0;
    for (int i = 0; i < placed_count; i++) {
        const sag__plan_buffer *other = &plan->buffer[placed[i]];
        if (overlap_in_time(buffer, other)) {
            if (other->offset_bytes >= offset_bytes + buffer->size_bytes) {
                break;
            }
            size_t end_bytes = other->offset_bytes + other->size_bytes;
            offset_bytes = end_bytes > offset_bytes ? end_bytes : offset_bytes;
        }
    }
    return offset_bytes;
}

/* Larger buffers first: the small ones then fill the gaps. */
static void place_buffers(sag__plan *plan, int *order, int *placed)
{
    for (int i = 0; i < plan->buffer_count; i++) {
        size_t size_bytes = plan->buffer[i].size_bytes;
        plan->buffer[i].size_bytes = (size_bytes + SAG__ALIGN_BYTES - 1) / SAG__ALIGN_BYTES * SAG__ALIGN_BYTES;
        int at = i;
        for (; at > 0 && plan->buffer[order[at - 1]].size_bytes < plan->buffer[i].size_bytes; at--) {
            order[at] = order[at - 1];
        }
        order[at] = i;
    }
    for (int i = 0; i < plan->buffer_count; i++) {
        sag__plan_buffer *buffer = &plan->buffer[order[i]];
        buffer->offset_bytes = find_gap(plan, placed, i, buffer);
        int at = i;
        for (; at > 0 && plan->buffer[placed[at - 1]].offset_bytes > buffer->offset_bytes; at--) {
            placed[at] = placed[at - 1];
        }
        placed[at] = order[i];
    }
}

static bool set_handles(sag__plan *plan)
{
    for (int i = 0; i < plan->memory_count; i++) {
        const sag__plan_memory *memory = &plan->memory[i];
        void *data = memory->is_scratchpad ? plan->scratchpad
                     : memory->buffer >= 0 ? plan->arena + plan->buffer[memory->buffer].offset_bytes
                                           : NULL;
        if (data != NULL && dnnl_memory_set_data_handle(memory->memory, data) != dnnl_success) {
            return false;
        }
    }
    return true;
}

sag_status sag__plan_finish(sag__plan *plan)
{
    size_t count = (size_t)plan->buffer_count + 1;
    int *order = malloc(2 * count * sizeof *order);
    if (order == NULL) {
        return SAG_STATUS_NO_MEMORY;
    }
    place_buffers(plan, order, order + count);
    free(order);
    size_t total_bytes = SAG__ALIGN_BYTES;
    for (int i = 0; i < plan->buffer_count; i++) {
        size_t end_bytes = plan->buffer[i].offset_bytes + plan->buffer[i].size_bytes;
        total_bytes = end_bytes > total_bytes ? end_bytes : total_bytes;
    }
    if (total_bytes > SAG__PLAN_BYTES_MAX) {
        return SAG_STATUS_LIMIT;
    }
    plan->arena = aligned_alloc(SAG__ALIGN_BYTES, total_bytes);
    plan->scratchpad = sag__memory_alloc(1, plan->scratchpad_bytes + 1);
    if (plan->arena == NULL || plan->scratchpad == NULL) {
        return SAG_STATUS_NO_MEMORY;
    }
    for (int i = 0; i < plan->buffer_count; i++) {
        const sag__plan_buffer *buffer = &plan->buffer[i];
        float *values = (float *)(void *)(plan->arena + buffer->offset_bytes);
        for (size_t k = 0; buffer->filled && k < buffer->size_bytes / sizeof *values; k++) {
            values[k] = buffer->fill;
        }
    }
    return set_handles(plan) ? SAG_STATUS_OK : SAG_STATUS_NO_MEMORY;
}

void *sag__plan_data(const sag__plan *plan, sag__place place)
{
    return place.buffer >= 0 ? plan->arena + plan->buffer[place.buffer].offset_bytes : place.data;
}

bool sag__plan_run(sag__plan *plan, int stage, bool timed)
{
    bool good = true;
    for (int i = 0; i < plan->step_count && good; i++) {
        sag__plan_step *step = &plan->step[i];
        if (step->info.stage == stage) {
            int64_t start_ns = timed ? sag__clock_wall_ns() : 0;
            good = dnnl_primitive_execute(step->primitive, plan->stream, step->arg_count, step->arg) == dnnl_success;
            step->info.time_ns = timed ? sag__clock_wall_ns() - start_ns : step->info.time_ns;
        }
    }
    return dnnl_stream_wait(plan->stream) == dnnl_success && good;
}
