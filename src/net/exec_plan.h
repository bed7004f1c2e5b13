/*
 * exec_plan.h - primitives in the order of their run, and the memory they work in.
 *
 * While a plan is built, buffers have sizes and steps that use them; sag__plan_finish lays them into one block, so that
 * two buffers share a place when no step needs both. After that nothing is allocated any more.
 * Thread: a plan is used by one thread at a time.
 */
#ifndef SAGITTA_NET_EXEC_PLAN_H
#define SAGITTA_NET_EXEC_PLAN_H

#include "onednn.h"

#define SAG__PLAN_ARGS_MAX 8

/* Most bytes for all buffers of a network, and for all its weights. */
#define SAG__PLAN_BYTES_MAX ((size_t)1 << 32)

/* Where a value lies: in a buffer of the plan, or (buffer < 0) in memory of its own. */
typedef struct sag__place {
    sag__md md;
    int buffer;
    void *data;
} sag__place;

typedef struct sag__plan_step {
    dnnl_primitive_t primitive;
    dnnl_exec_arg_t arg[SAG__PLAN_ARGS_MAX];
    int arg_count;
    sag__net_step info;
} sag__plan_step;

typedef struct sag__plan_buffer {
    size_t size_bytes;
    int first_step;
    int last_step;
    bool kept;     /* keeps what is in it beyond its last step */
    bool borrowed; /* another value lies in it too: not to be overwritten by one of them */
    bool filled;   /* with fill, before the first run */
    float fill;
    size_t offset_bytes;
} sag__plan_buffer;

typedef struct sag__plan {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    sag__plan_step *step;
    int step_count;
    sag__plan_buffer *buffer;
    int buffer_count;
    struct sag__plan_memory *memory; /* every memory object */
    int memory_count;
    sag__md *md; /* every descriptor that was made for the plan */
    int md_count;
    void **block; /* weights and constants */
    int block_count;
    size_t block_bytes;
    uint8_t *arena;
    void *scratchpad;
    size_t scratchpad_bytes;
} sag__plan;

/* What a step reads or writes. */
typedef struct sag__plan_arg {
    int role; /* DNNL_ARG_SRC, ... */
    sag__place place;
} sag__plan_arg;

/* Returns: NULL out of memory, or if oneDNN has no engine for this processor. */
sag__plan *sag__plan_create(void);

/* Accepts NULL. */
void sag__plan_destroy(sag__plan *plan);

/* Keep a descriptor until the plan is destroyed; NULL stays NULL. Returns: md, or NULL out of memory. */
sag__md sag__plan_keep_md(sag__plan *plan, sag__md md);

/* A new buffer for a descriptor. Returns: -1 out of memory. */
int sag__plan_add_buffer(sag__plan *plan, sag__md md);

/* Memory that lives as long as the plan, zeroed. Returns: NULL out of memory, or beyond SAG__PLAN_BYTES_MAX. */
void *sag__plan_alloc(sag__plan *plan, size_t size_bytes);

/*
 * Append a primitive. pd: consumed, also on failure. info: all but implementation and time.
 * Returns: false out of memory.
 */
bool sag__plan_add_step(sag__plan *plan, dnnl_primitive_desc_t pd, const sag__plan_arg *args, int arg_count,
                        const sag__net_step *info);

/* Run a reorder once, now. Returns: false out of memory or if oneDNN cannot. */
bool sag__plan_copy_now(sag__plan *plan, sag__place from, sag__place to);

/* Lay the buffers into memory. Returns SAG_STATUS_OK, _LIMIT, _NO_MEMORY. */
sag_status sag__plan_finish(sag__plan *plan);

/* Where a place's values are, after sag__plan_finish. */
void *sag__plan_data(const sag__plan *plan, sag__place place);

/* Run the steps of one stage, with a clock around each if timed. Returns: false if oneDNN fails. */
bool sag__plan_run(sag__plan *plan, int stage, bool timed);

#endif
