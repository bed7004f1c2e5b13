#include "recording_line.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "number_read.h"
#include "present.h"
#include "recording_facts.h"

bool sag__recording_take_word(const char **cursor, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*cursor, word, length) != 0 || ((*cursor)[length] != ' ' && (*cursor)[length] != '\0')) {
        return false;
    }
    *cursor += length;
    return true;
}

bool sag__recording_take_blank(const char **cursor)
{
    bool there = **cursor == ' ';
    *cursor += there ? 1 : 0;
    return there;
}

/* Whether a value ends here. */
static bool ends(const char *cursor)
{
    return *cursor == ' ' || *cursor == '\0';
}

bool sag__recording_take_int64(const char **cursor, int64_t *value)
{
    return sag__number_read_int64(cursor, value) && ends(*cursor);
}

bool sag__recording_take_double(const char **cursor, double *value)
{
    return sag__number_read_double(cursor, value) && ends(*cursor);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool sag__recording_take_text(const char **cursor, char *out, size_t size_bytes)
{
    const char *c = *cursor;
    if (*c++ != '"') {
        return false;
    }
    size_t used = 0;
    while (*c != '"') {
        int byte = (unsigned char)*c++;
        if (byte == '%') {
            int high = hex_value(c[0]);
            int low = high < 0 ? -1 : hex_value(c[1]);
            if (low < 0) {
                return false;
            }
            byte = 16 * high + low;
            c += 2;
        }
        if (byte == 0 || used + 1 >= size_bytes) {
            return false;
        }
        out[used++] = (char)byte;
    }
    out[used] = '\0';
    *cursor += c + 1 - *cursor;
    return true;
}

bool sag__recording_take_kind(const char **cursor, sag_source_kind *kind)
{
    for (int k = 0; sag__present_kind_name((sag_source_kind)k) != NULL; k++) {
        if (sag__recording_take_word(cursor, sag__present_kind_name((sag_source_kind)k))) {
            *kind = (sag_source_kind)k;
            return true;
        }
    }
    return false;
}

/* A blank and a whole number within min .. max. */
static bool take_whole(const char **cursor, int64_t min, int64_t max, int64_t *value)
{
    return sag__recording_take_blank(cursor) && sag__recording_take_int64(cursor, value) && *value >= min &&
           *value <= max;
}

/* The numbers of a frame in the order in which they stand in the line, as a row and as what they mean. */
#define FRAME_NUMBERS (5 + 8 * SAG_JOINT_COUNT)
typedef union frame_numbers {
    float all[FRAME_NUMBERS];
    struct {
        float presence_ratio;
        sag_region region;
        sag_keypoint joint[SAG_JOINT_COUNT];
        sag_world_point world[SAG_JOINT_COUNT];
    } part;
} frame_numbers;
static_assert(sizeof(frame_numbers) == FRAME_NUMBERS * sizeof(float), "the parts are floats without gaps");
static_assert(offsetof(sag_region, center_x_px) == 0 && offsetof(sag_region, center_y_px) == sizeof(float) &&
              offsetof(sag_region, side_px) == 2 * sizeof(float) &&
                  offsetof(sag_region, rotation_rad) == 3 * sizeof(float),
              "the region's numbers stand in their order");

const char *sag__recording_parse_frame(const char *cursor, sag_skeleton *skeleton)
{
    memset(skeleton, 0, sizeof *skeleton);
    int64_t found = 0;
    if (!sag__recording_take_int64(&cursor, &skeleton->frame_index)
        || !take_whole(&cursor, INT64_MIN, INT64_MAX, &skeleton->t_ns) || !take_whole(&cursor, 0, 1, &found)) {
        return "expected a frame's index, its time and 0 or 1";
    }
    skeleton->found = found == 1;
    if (skeleton->found) {
        frame_numbers numbers;
        if (!sag__number_read_float_row(&cursor, numbers.all, FRAME_NUMBERS)) {
            return "a number of the frame is damaged, missing or too many";
        }
        skeleton->presence_ratio = numbers.part.presence_ratio;
        skeleton->region = numbers.part.region;
        memcpy(skeleton->joint, numbers.part.joint, sizeof skeleton->joint);
        memcpy(skeleton->world, numbers.part.world, sizeof skeleton->world);
    }
    if (*cursor != '\0') {
        return "a number of the frame is damaged, missing or too many";
    }
    return sag__recording_check_frame(skeleton);
}

const char *sag__recording_parse_outline(const char *cursor, sag_outline *outline)
{
    static const char damaged[] = "a number of the outline is damaged, missing or too many";
    memset(outline, 0, sizeof *outline);
    int32_t numbers[1 + 3 * SAG_OUTLINE_COUNT];
    bool good = sag__number_read_int32_row(&cursor, numbers, 1 + 3 * SAG_OUTLINE_COUNT);
    if (!good || *cursor != '\0' || numbers[0] < -1 || numbers[0] > 1) {
        return damaged;
    }
    outline->found = true;
    outline->facing = numbers[0];
    outline->x = numbers[1];
    outline->y = numbers[2];
    /* Any that lies outside leaves a bit. */
    uint32_t outside = (uint32_t)numbers[3] & ~(uint32_t)UINT8_MAX;
    outline->width[0] = (uint8_t)numbers[3];
    for (int i = 1; i < SAG_OUTLINE_COUNT; i++) {
        const int32_t *point = &numbers[1 + 3 * i];
        outline->step_x[i - 1] = (int16_t)point[0];
        outline->step_y[i - 1] = (int16_t)point[1];
        outline->width[i] = (uint8_t)point[2];
        outside |= (uint32_t)(point[0] ^ outline->step_x[i - 1]) | (uint32_t)(point[1] ^ outline->step_y[i - 1]) |
                   ((uint32_t)point[2] & ~(uint32_t)UINT8_MAX);
    }
    if (outside != 0) {
        return damaged;
    }
    return sag__recording_check_outline(outline);
}

bool sag__recording_wants_outline(const sag_motion *motion)
{
    size_t count = sag_motion_get_count(motion);
    return count > 0 && sag_motion_get(motion, count - 1)->found && sag_motion_get_outline(motion, count - 1) == NULL;
}
