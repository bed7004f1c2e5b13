#include <sagitta/skeleton.h>

#include <string.h>

#include "fail.h"
#include "memory.h"

/* Frames are stored in blocks that never move, so that pointers to them stay good while a motion grows. */
#define BLOCK_FRAMES 1024
#define BLOCK_COUNT_MAX 65536

struct sag_motion {
    sag_motion_facts facts;
    size_t count;
    size_t block_count;
    sag_skeleton *block[BLOCK_COUNT_MAX];
    sag_outline *outline[BLOCK_COUNT_MAX]; /* beside the blocks; NULL where no frame of the block has one */
};

/* Make room for one block more. */
static sag_status motion_grow(sag_motion *motion)
{
    if (motion->block_count == BLOCK_COUNT_MAX) {
        return SAG_STATUS_NO_MEMORY;
    }
    sag_skeleton *block = sag__memory_alloc(BLOCK_FRAMES, sizeof *block);
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
    motion->block[motion->count / BLOCK_FRAMES][motion->count % BLOCK_FRAMES] = *skeleton;
    motion->count++;
    return SAG_STATUS_OK;
}

sag_status sag_motion_set_outline(sag_motion *motion, const sag_outline *outline)
{
    if (motion->count == 0) {
        return SAG_STATUS_ARGUMENT;
    }
    size_t newest = motion->count - 1;
    sag_outline **block = &motion->outline[newest / BLOCK_FRAMES];
    if (*block == NULL) {
        *block = sag__memory_alloc(BLOCK_FRAMES, sizeof **block);
        if (*block == NULL) {
            return SAG_STATUS_NO_MEMORY;
        }
    }
    (*block)[newest % BLOCK_FRAMES] = *outline;
    return SAG_STATUS_OK;
}

size_t sag_motion_get_count(const sag_motion *motion)
{
    return motion->count;
}

const sag_skeleton *sag_motion_get(const sag_motion *motion, size_t i)
{
    return &motion->block[i / BLOCK_FRAMES][i % BLOCK_FRAMES];
}

const sag_outline *sag_motion_get_outline(const sag_motion *motion, size_t i)
{
    const sag_outline *block = motion->outline[i / BLOCK_FRAMES];
    return block != NULL && block[i % BLOCK_FRAMES].found ? &block[i % BLOCK_FRAMES] : NULL;
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
        sag__memory_free(motion->outline[i]);
    }
    sag__memory_free(motion);
}
