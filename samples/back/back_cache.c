#include "back_cache.h"

#include <string.h>

#define FULL_SCALE 65535.0f

bool back_cache_write(FILE *file, const back_cache_frame *frame)
{
    uint8_t masked = frame->masked;
    if (fwrite(&frame->skeleton, sizeof frame->skeleton, 1, file) != 1 || fwrite(&masked, 1, 1, file) != 1) {
        return false;
    }
    static uint16_t value[BACK_CACHE_CELLS];
    for (int i = 0; masked && i < BACK_CACHE_CELLS; i++) {
        value[i] = (uint16_t)(frame->mask[i] * FULL_SCALE + 0.5f);
    }
    return !masked || fwrite(value, sizeof value, 1, file) == 1;
}

bool back_cache_read(FILE *file, back_cache_frame *frame)
{
    uint8_t masked = 0;
    if (fread(&frame->skeleton, sizeof frame->skeleton, 1, file) != 1 || fread(&masked, 1, 1, file) != 1) {
        return false;
    }
    frame->masked = masked != 0;
    static uint16_t value[BACK_CACHE_CELLS];
    if (masked && fread(value, sizeof value, 1, file) != 1) {
        return false;
    }
    for (int i = 0; i < BACK_CACHE_CELLS; i++) {
        frame->mask[i] = masked ? (float)value[i] / FULL_SCALE : 0.0f;
    }
    return true;
}
