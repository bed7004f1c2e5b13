/*
 * back_cache.h - what the network said about every frame of a clip, kept in a file so that a search need not run it.
 *
 * Raw structs of this machine: a cache is read by the build that wrote it, and thrown away with it.
 */
#ifndef BACK_CACHE_H
#define BACK_CACHE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <sagitta/skeleton.h>

enum { BACK_CACHE_SIDE = 256, BACK_CACHE_CELLS = BACK_CACHE_SIDE * BACK_CACHE_SIDE };

typedef struct back_cache_frame {
    sag_skeleton skeleton;
    bool masked;
    float mask[BACK_CACHE_CELLS]; /* probabilities; 16 bits of each are kept */
} back_cache_frame;

/* Append a frame. Returns: false when the file cannot take it. */
bool back_cache_write(FILE *file, const back_cache_frame *frame);

/* Read the next frame. Returns: false at the end. */
bool back_cache_read(FILE *file, back_cache_frame *frame);

#endif
