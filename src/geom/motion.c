#include <sagitta/skeleton.h>

#include <string.h>

#include "fail.h"
#include "memory.h"

/*
 * Frames are stored in blocks that never move, so that pointers to them stay good while a motion grows. A block with
 * its outlines fills one large page of the kernel.
 */
#define BLOCK_FRAMES 1024
#define BLOCK_COUNT_MAX 65536
#define BLOCK_COUNT_FIRST 64

typedef struct motion_block {
    sag_skeleton skeleton[BLOCK_FRAMES];
    sag_outline outline[BLOCK_FRAMES]; /* found where the frame has one */
} motion_block;

struct sag_motion {
    sag_motion_facts facts;
    size_t count;
    size_t block_count;
    size_t block_room;
    motion_block **block; /* block_room places */
};

/* Make room for twice as many blocks. */
static sag_status motion_widen(sag_motion *motion)
{
    size_t room = motion->block_room > 0 ? 2 * motion->block_room : BLOCK_COUNT_FIRST;
    motion_block **block = room <= BLOCK_COUNT_MAX ? sag__memory_alloc(room, sizeof *block) : NULL;
    if (block == NULL) {
        return SAG_STATUS_NO_MEMORY;
    }
    if (motion->block_count > 0) {
        memcpy(block, motion->block, motion->block_count * sizeof *block);
    }
    sag__memory_free(motion->block);
    motion->block = block;
    motion->block_room = room;
    return SAG_STATUS_OK;
}

/* Make room for one block more. */
static sag_status motion_grow(sag_motion *motion)
{
    sag_status status = motion->block_count == motion->block_room ? motion_widen(motion) : SAG_STATUS_OK;
    if (status != SAG_STATUS_OK) {
        return status;
    }
    motion_block *block = sag__memory_alloc(1, sizeof *block);
    if (block == NULL) {
        return SAG_STATUS_NO_MEMORY;
    }
    motion->block[motion->block_count++] = block;
    return SAG_STATUS_OK;
}

sag_status sag_motion_create(sag_motion **out, size_t reserve_count, sag_error *err)
{
    *out = NULL;
    sag_motion *motion = sag__memory_alloc(1, sizeof *motion);
    sag_status status = motion == NULL ? SAG_STATUS_NO_MEMORY : SAG_STATUS_OK;
    size_t wanted = reserve_count / BLOCK_FRAMES + 1;
    while (status == SAG_STATUS_OK && motion->block_count < wanted) {
        status = motion_grow(motion);
    }
    if (status != SAG_STATUS_OK) {
        sag_motion_destroy(motion);
        return sag__fail(err, status, "cannot store %zu frames: out of memory", reserve_count);
    }
    *out = motion;
    return SAG_STATUS_OK;
}

sag_status sag_motion_push(sag_motion *motion, const sag_skeleton *skeleton)
{
    if (motion->count > 0 && skeleton->t_ns <= sag_motion_get(motion, motion->count - 1)->t_ns) {
        return SAG_STATUS_ARGUMENT;
    }
    if (motion->count == motion->block_count * BLOCK_FRAMES) {
        sag_status status = motion_grow(motion);
        if (status != SAG_STATUS_OK) {
            return status;
        }
    }
    motion->block[motion->count / BLOCK_FRAMES]->skeleton[motion->count % BLOCK_FRAMES] = *skeleton;
    motion->count++;
    return SAG_STATUS_OK;
}

sag_status sag_motion_set_outline(sag_motion *motion, const sag_outline *outline)
{
    if (motion->count == 0) {
        return SAG_STATUS_ARGUMENT;
    }
    size_t newest = motion->count - 1;
    motion->block[newest / BLOCK_FRAMES]->outline[newest % BLOCK_FRAMES] = *outline;
    return SAG_STATUS_OK;
}

void sag_motion_clear(sag_motion *motion)
{
    for (size_t i = 0; i < motion->count; i++) {
        motion->block[i / BLOCK_FRAMES]->outline[i % BLOCK_FRAMES].found = false;
    }
    motion->count = 0;
}

size_t sag_motion_get_count(const sag_motion *motion)
{
    return motion->count;
}

const sag_skeleton *sag_motion_get(const sag_motion *motion, size_t i)
{
    return &motion->block[i / BLOCK_FRAMES]->skeleton[i % BLOCK_FRAMES];
}

const sag_outline *sag_motion_get_outline(const sag_motion *motion, size_t i)
{
    const sag_outline *outline = &motion->block[i / BLOCK_FRAMES]->outline[i % BLOCK_FRAMES];
    return outline->found ? outline : NULL;
}

sag_motion_facts *sag_motion_get_facts(sag_motion *motion)
{
    return &motion->facts;
}

const sag_motion_facts *sag_motion_view_facts(const sag_motion *motion)
{
    return &motion->facts;
}

void sag_motion_destroy(sag_motion *motion)
{
    if (motion == NULL) {
        return;
    }
    for (size_t i = 0; i < motion->block_count; i++) {
        sag__memory_free(motion->block[i]);
    }
    sag__memory_free(motion->block);
    sag__memory_free(motion);
}
