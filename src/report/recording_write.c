#include "recording_write.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fail.h"
#include "number_write.h"
#include "outfile.h"
#include "present.h"
#include "recording_facts.h"
#include "utf8.h"

/* The line before the frames, with the end of the one before it. */
#define FRAMES_WORD "\nframes\n"

/* Read at once when frames are copied; larger than any head. */
#define COPY_BYTES (256 << 10)

/* Worst case: every byte becomes %XX, and two quotes. */
#define QUOTED_BYTES (3 * SAG_MOTION_TEXT_BYTES + 3)

static void quote(char *out, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    *out++ = '"';
    while (*text != '\0') {
        size_t length = sag__utf8_length(text);
        unsigned char c = (unsigned char)*text;
        if (length == 0 || c < 0x20 || c == 0x7f || c == '"' || c == '%') {
            *out++ = '%';
            *out++ = digits[c >> 4];
            *out++ = digits[c & 15];
            text++;
        } else {
            memcpy(out, text, length);
            out += length;
            text += length;
        }
    }
    *out++ = '"';
    *out = '\0';
}

/* Write one fact. Returns: NULL, or what keeps it from being written. */
static const char *put_fact(sag__outfile *file, const sag__recording_fact *fact, const sag_motion_facts *facts)
{
    const void *field = (const char *)facts + fact->offset_bytes;
    char quoted[QUOTED_BYTES];
    double number = 0.0;
    int64_t integer = 0;
    bool flag = false;
    int value = 0;
    switch (fact->type) {
    case SAG__RECORDING_TEXT:
        if (memchr(field, '\0', fact->size_bytes) == NULL) {
            return "is not terminated";
        }
        quote(quoted, field);
        sag__outfile_printf(file, "%s %s\n", fact->key, quoted);
        return NULL;
    case SAG__RECORDING_BOOL:
        memcpy(&flag, field, sizeof flag);
        sag__outfile_printf(file, "%s %d\n", fact->key, flag ? 1 : 0);
        return NULL;
    case SAG__RECORDING_INT:
        memcpy(&value, field, sizeof value);
        sag__outfile_printf(file, "%s %d\n", fact->key, value);
        return sag__recording_fact_allows(fact, value) ? NULL : "is out of range";
    case SAG__RECORDING_INT64:
        memcpy(&integer, field, sizeof integer);
        sag__outfile_printf(file, "%s %lld\n", fact->key, (long long)integer);
        return sag__recording_fact_allows(fact, (double)integer) ? NULL : "is out of range";
    case SAG__RECORDING_DOUBLE:
        memcpy(&number, field, sizeof number);
        sag__outfile_printf(file, "%s %.17g\n", fact->key, number);
        return sag__recording_fact_allows(fact, number) ? NULL : "is out of range";
    case SAG__RECORDING_KIND:
        break;
    }
    sag_source_kind kind;
    memcpy(&kind, field, sizeof kind);
    const char *name = sag__present_kind_name(kind);
    sag__outfile_printf(file, "%s %s\n", fact->key, name != NULL ? name : "?");
    return name != NULL ? NULL : "is unknown";
}

/* Write the parameters. Returns: NULL, or what keeps one from being written. */
static const char *put_parameters(sag__outfile *file, const sag_motion_facts *facts)
{
    if (facts->parameter_count < 0 || facts->parameter_count > SAG_MOTION_PARAMETER_MAX) {
        return "the number of parameters is out of range";
    }
    for (int i = 0; i < facts->parameter_count; i++) {
        const char *problem = sag__recording_check_parameter(facts, i);
        if (problem != NULL) {
            return problem;
        }
        sag__outfile_printf(file, "parameter %s %.17g\n", facts->parameter[i].key, facts->parameter[i].value);
    }
    return NULL;
}

/* A blank and a number, at a place with room for it. */
static char *put_number(char *text, float value)
{
    *text++ = ' ';
    return sag__number_write_float(text, value);
}

static char *put_whole(char *text, int64_t value)
{
    *text++ = ' ';
    return sag__number_write_int64(text, value);
}

/* A float has a sign, nine digits and a point, and zeros behind that or an exponent. */
#define NUMBER_BYTES 16
/* Room for count numbers, each after a blank; the last one may want all that a number may want. */
#define NUMBERS_BYTES(count) ((count) * (1 + NUMBER_BYTES) + SAG__NUMBER_WRITE_BYTES)
static_assert(NUMBERS_BYTES(5 + 8 * SAG_JOINT_COUNT) + 3 * SAG__NUMBER_WRITE_BYTES <= SAG__OUTFILE_RESERVE_BYTES_MAX,
              "a frame is written at once");
static_assert(NUMBERS_BYTES(1 + 3 * SAG_OUTLINE_COUNT) + 8 <= SAG__OUTFILE_RESERVE_BYTES_MAX,
              "an outline is written at once");

static void put_frame(sag__outfile *file, const sag_skeleton *skeleton)
{
    char *text = sag__outfile_reserve(file, SAG__OUTFILE_RESERVE_BYTES_MAX);
    text = sag__number_write_int64(text, skeleton->frame_index);
    text = put_whole(text, skeleton->t_ns);
    text = put_whole(text, skeleton->found ? 1 : 0);
    if (skeleton->found) {
        const sag_region *region = &skeleton->region;
        text = put_number(text, skeleton->presence_ratio);
        text = put_number(text, region->center_x_px);
        text = put_number(text, region->center_y_px);
        text = put_number(text, region->side_px);
        text = put_number(text, region->rotation_rad);
        for (int j = 0; j < SAG_JOINT_COUNT; j++) {
            const sag_keypoint *joint = &skeleton->joint[j];
            text = put_number(text, joint->x_px);
            text = put_number(text, joint->y_px);
            text = put_number(text, joint->z_px);
            text = put_number(text, joint->visibility_ratio);
            text = put_number(text, joint->presence_ratio);
        }
        for (int j = 0; j < SAG_JOINT_COUNT; j++) {
            const sag_world_point *world = &skeleton->world[j];
            text = put_number(text, world->x_m);
            text = put_number(text, world->y_m);
            text = put_number(text, world->z_m);
        }
    }
    *text++ = '\n';
    sag__outfile_take(file, text);
}

static void put_outline(sag__outfile *file, const sag_outline *outline)
{
    static const char word[] = "outline";
    char *text = sag__outfile_reserve(file, SAG__OUTFILE_RESERVE_BYTES_MAX);
    memcpy(text, word, sizeof word - 1);
    text = put_whole(text + sizeof word - 1, outline->facing);
    text = put_whole(text, outline->x);
    text = put_whole(text, outline->y);
    text = put_whole(text, outline->width[0]);
    for (int i = 1; i < SAG_OUTLINE_COUNT; i++) {
        text = put_whole(text, outline->step_x[i - 1]);
        text = put_whole(text, outline->step_y[i - 1]);
        text = put_whole(text, outline->width[i]);
    }
    *text++ = '\n';
    sag__outfile_take(file, text);
}

/* Write a frame, and the outline of the back in it. Returns: NULL, or what keeps them from being written. */
static const char *put_frame_and_outline(sag__outfile *file, const sag_motion *motion, size_t i)
{
    const sag_skeleton *skeleton = sag_motion_get(motion, i);
    const sag_outline *outline = sag_motion_get_outline(motion, i);
    const char *problem = sag__recording_check_frame(skeleton);
    if (problem == NULL && outline != NULL) {
        problem = skeleton->found ? sag__recording_check_outline(outline) : "an outline of nobody";
    }
    if (problem == NULL) {
        put_frame(file, skeleton);
    }
    if (problem == NULL && outline != NULL) {
        put_outline(file, outline);
    }
    return problem;
}

static sag_status write_head(sag__outfile *file, const char *path, const sag_motion *motion, sag_error *err)
{
    sag__outfile_printf(file, "%s %d\n", SAG__RECORDING_MAGIC, SAG_RECORDING_VERSION);
    const sag__recording_fact *fact = NULL;
    for (size_t i = 0; (fact = sag__recording_get_fact(i)) != NULL; i++) {
        const char *problem = put_fact(file, fact, sag_motion_view_facts(motion));
        if (problem != NULL) {
            return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write %s: fact %s %s", path, fact->key, problem);
        }
    }
    const char *wrong_parameter = put_parameters(file, sag_motion_view_facts(motion));
    if (wrong_parameter != NULL) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write %s: %s", path, wrong_parameter);
    }
    sag__outfile_printf(file, "joints");
    for (int j = 0; j < SAG_JOINT_COUNT; j++) {
        sag__outfile_printf(file, " %s", sag_joint_name((sag_joint)j));
    }
    sag__outfile_printf(file, FRAMES_WORD);
    return SAG_STATUS_OK;
}

static sag_status write_frames(sag__outfile *file, const char *path, const sag_motion *motion, sag_error *err)
{
    size_t count = sag_motion_get_count(motion);
    for (size_t i = 0; i < count; i++) {
        const char *problem = put_frame_and_outline(file, motion, i);
        if (problem != NULL) {
            return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write %s: frame %zu: %s", path, i, problem);
        }
    }
    sag__outfile_printf(file, "end %zu\n", count);
    return SAG_STATUS_OK;
}

sag__recording_origin sag__recording_note_origin(const char *path)
{
    sag__recording_origin origin = {.path = path};
    if (stat(path, &origin.state) != 0) {
        origin.path = NULL;
    }
    return origin;
}

static bool is_unchanged(int descriptor, const struct stat *before)
{
    struct stat now;
    return fstat(descriptor, &now) == 0 && now.st_dev == before->st_dev && now.st_ino == before->st_ino &&
           now.st_size == before->st_size && now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

/* Where the frames begin in the first bytes of a recording of this version. Returns: NULL if that is not seen. */
static const char *find_frames(const char *text)
{
    char first_line[64];
    snprintf(first_line, sizeof first_line, "%s %d\n", SAG__RECORDING_MAGIC, SAG_RECORDING_VERSION);
    const char *word = strncmp(text, first_line, strlen(first_line)) == 0 ? strstr(text, FRAMES_WORD) : NULL;
    return word != NULL ? word + strlen(FRAMES_WORD) : NULL;
}

/* Read once more when a signal came between. */
static ssize_t read_some(int descriptor, char *out, size_t size)
{
    ssize_t got = -1;
    do {
        got = read(descriptor, out, size);
    } while (got < 0 && errno == EINTR);
    return got;
}

/*
 * Copy the frames of the origin. room: COPY_BYTES.
 * Returns SAG_STATUS_OK, _AGAIN if nothing was written because they cannot be copied, _IO.
 */
static sag_status copy_frames(sag__outfile *file, int descriptor, const sag__recording_origin *origin, char *room,
                              sag_error *err)
{
    ssize_t got = is_unchanged(descriptor, &origin->state) ? read_some(descriptor, room, COPY_BYTES - 1) : 0;
    room[got > 0 ? got : 0] = '\0';
    const char *frames = find_frames(room);
    if (frames == NULL) {
        return SAG_STATUS_AGAIN;
    }
    off_t left = origin->state.st_size - (frames - room);
    got -= frames - room;
    while (got > 0 && left > 0) {
        sag__outfile_write(file, frames, (size_t)got);
        left -= got;
        frames = room;
        got = read_some(descriptor, room, COPY_BYTES);
    }
    return left == 0 ? SAG_STATUS_OK
                     : sag__fail(err, SAG_STATUS_IO, "cannot read %s: %s", origin->path,
                                 got < 0 ? strerror(errno) : "it changes");
}

static sag_status copy_or_write_frames(sag__outfile *file, const char *path, const sag_motion *motion,
                                       const sag__recording_origin *origin, sag_error *err)
{
    int descriptor = -1;
    char *room = origin != NULL && origin->path != NULL ? malloc(COPY_BYTES) : NULL;
    sag_status status = SAG_STATUS_AGAIN;
    if (room != NULL && sag__file_open(&descriptor, NULL, origin->path, NULL) == SAG_STATUS_OK) {
        status = copy_frames(file, descriptor, origin, room, err);
        close(descriptor);
    }
    free(room);
    return status == SAG_STATUS_AGAIN ? write_frames(file, path, motion, err) : status;
}

sag_status sag__recording_begin(sag__outfile *file, const char *path, const sag_motion *motion, sag_error *err)
{
    return write_head(file, path, motion, err);
}

bool sag__recording_append(sag__outfile *file, const sag_motion *motion, size_t i)
{
    return put_frame_and_outline(file, motion, i) == NULL;
}

void sag__recording_end_for_now(sag__outfile *file, size_t frame_count)
{
    char text[32];
    snprintf(text, sizeof text, "end %zu\n", frame_count);
    sag__outfile_checkpoint(file, text);
}

sag_status sag__recording_fill(sag__outfile *file, const char *path, const sag_motion *motion,
                               const sag__recording_origin *origin, sag_error *err)
{
    sag_status status = write_head(file, path, motion, err);
    return status == SAG_STATUS_OK ? copy_or_write_frames(file, path, motion, origin, err) : status;
}

sag_status sag_recording_write(const char *path, const sag_motion *motion, sag_error *err)
{
    sag__outfile *file = NULL;
    sag_status status = sag__outfile_open(&file, path, err);
    if (status == SAG_STATUS_OK) {
        status = sag__recording_fill(file, path, motion, NULL, err);
        if (status == SAG_STATUS_OK) {
            return sag__outfile_commit(file, err);
        }
        sag__outfile_discard(file);
    }
    return status;
}
