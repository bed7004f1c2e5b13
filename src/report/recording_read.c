#include "recording_read.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "c_locale.h"
#include "fail.h"
#include "outfile.h"
#include "present.h"
#include "recording_facts.h"

/*
 * Outline: reader_line hands out one terminated line after the other from a buffer that holds at least one whole
 * line; take_* consume a value at the cursor and the blank before it; read_head and read_frames walk the format.
 * A problem is noted once by reader_refuse with the number of the line.
 */
typedef struct reader {
    int descriptor;
    const char *path;
    sag_error *err;
    size_t line_number;
    bool at_end;  /* the file has no more bytes */
    size_t begin; /* first byte not handed out */
    size_t end;   /* behind the last byte read */
    char buffer[4 * SAG__RECORDING_LINE_BYTES];
} reader;

static sag_status reader_refuse(reader *in, const char *problem)
{
    return sag__fail(in->err, SAG_STATUS_FORMAT, "%s:%zu: %s", in->path, in->line_number, problem);
}

/* Move what is left to the front and fill the rest of the buffer. */
static sag_status reader_fill(reader *in)
{
    memmove(in->buffer, in->buffer + in->begin, in->end - in->begin);
    in->end -= in->begin;
    in->begin = 0;
    while (!in->at_end && in->end < sizeof in->buffer) {
        ssize_t step = read(in->descriptor, in->buffer + in->end, sizeof in->buffer - in->end);
        if (step < 0 && errno == EINTR) {
            continue;
        }
        if (step < 0) {
            return sag__fail(in->err, SAG_STATUS_IO, "cannot read %s: %s", in->path, strerror(errno));
        }
        in->at_end = step == 0;
        in->end += (size_t)step;
    }
    return SAG_STATUS_OK;
}

/* Hand out the next line without its line feed. Returns OK, END, or the failure that was noted. */
static sag_status reader_line(reader *in, char **line)
{
    char *feed = memchr(in->buffer + in->begin, '\n', in->end - in->begin);
    if (feed == NULL) {
        sag_status status = reader_fill(in);
        if (status != SAG_STATUS_OK) {
            return status;
        }
        feed = memchr(in->buffer, '\n', in->end);
    }
    if (feed == NULL && in->end == in->begin) {
        return SAG_STATUS_END;
    }
    in->line_number++;
    size_t length = feed != NULL ? (size_t)(feed - in->buffer) - in->begin : in->end - in->begin;
    if (length >= SAG__RECORDING_LINE_BYTES) {
        return reader_refuse(in, "the line is too long");
    }
    if (feed == NULL) {
        return reader_refuse(in, "the recording is cut short");
    }
    *line = in->buffer + in->begin;
    *feed = '\0';
    in->begin += length + 1;
    return strlen(*line) == length ? SAG_STATUS_OK : reader_refuse(in, "a zero byte in the text");
}

/* A line that must be there. */
static sag_status reader_need_line(reader *in, char **line)
{
    sag_status status = reader_line(in, line);
    if (status == SAG_STATUS_END) {
        in->line_number++;
        return reader_refuse(in, "the recording is cut short");
    }
    return status;
}

/* Consume word when the cursor stands before it and a blank or the end of the line follows. */
static bool take_word(char **cursor, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*cursor, word, length) != 0 || ((*cursor)[length] != ' ' && (*cursor)[length] != '\0')) {
        return false;
    }
    *cursor += length;
    return true;
}

/* Consume the one blank between two values. */
static bool take_blank(char **cursor)
{
    bool there = **cursor == ' ';
    *cursor += there ? 1 : 0;
    return there;
}

/* Whether a decimal number begins here: what strto* also take (blanks, +, hex, inf, nan) is refused. */
static bool number_begins(const char *text)
{
    text += *text == '-' ? 1 : 0;
    return *text >= '0' && *text <= '9' && text[1] != 'x' && text[1] != 'X';
}

static bool take_int64(char **cursor, int64_t *value)
{
    if (!number_begins(*cursor)) {
        return false;
    }
    errno = 0;
    long long found = strtoll(*cursor, cursor, 10);
    *value = found;
    return errno == 0 && (**cursor == ' ' || **cursor == '\0');
}

static bool take_double(char **cursor, double *value)
{
    if (!number_begins(*cursor)) {
        return false;
    }
    *value = strtod(*cursor, cursor);
    return isfinite(*value) && (**cursor == ' ' || **cursor == '\0');
}

/* A blank and a float. */
static bool take_float(char **cursor, float *value)
{
    if (!take_blank(cursor) || !number_begins(*cursor)) {
        return false;
    }
    *value = strtof(*cursor, cursor);
    return isfinite(*value) && (**cursor == ' ' || **cursor == '\0');
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Consume a quoted text that fits into size_bytes with its terminating zero. */
static bool take_text(char **cursor, char *out, size_t size_bytes)
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

static bool take_kind(char **cursor, sag_source_kind *kind)
{
    for (int k = 0; sag__present_kind_name((sag_source_kind)k) != NULL; k++) {
        if (take_word(cursor, sag__present_kind_name((sag_source_kind)k))) {
            *kind = (sag_source_kind)k;
            return true;
        }
    }
    return false;
}

/* Consume the value of a fact and store it. */
static bool take_fact(char **cursor, const sag__recording_fact *fact, sag_motion_facts *facts)
{
    void *field = (char *)facts + fact->offset_bytes;
    int64_t integer = 0;
    double number = 0.0;
    switch (fact->type) {
    case SAG__RECORDING_TEXT:
        return take_text(cursor, field, fact->size_bytes);
    case SAG__RECORDING_KIND:
        return take_kind(cursor, field);
    case SAG__RECORDING_DOUBLE:
        if (!take_double(cursor, &number) || !sag__recording_fact_allows(fact, number)) {
            return false;
        }
        memcpy(field, &number, sizeof number);
        return true;
    case SAG__RECORDING_BOOL:
        if (!take_int64(cursor, &integer) || (integer != 0 && integer != 1)) {
            return false;
        }
        *(bool *)field = integer == 1;
        return true;
    case SAG__RECORDING_INT:
    case SAG__RECORDING_INT64:
        break;
    }
    if (!take_int64(cursor, &integer) || !sag__recording_fact_allows(fact, (double)integer)) {
        return false;
    }
    if (fact->type == SAG__RECORDING_INT) {
        *(int *)field = (int)integer;
    } else {
        *(int64_t *)field = integer;
    }
    return true;
}

/* A fact that the recording's version does not have. */
static void set_unknown(const sag__recording_fact *fact, sag_motion_facts *facts)
{
    void *field = (char *)facts + fact->offset_bytes;
    if (fact->type == SAG__RECORDING_DOUBLE) {
        *(double *)field = SAG__RECORDING_UNKNOWN;
    } else {
        *(int *)field = SAG__RECORDING_UNKNOWN;
    }
}

/* KEY VALUE of a parameter. Returns: NULL, or what is wrong. */
static const char *take_parameter(char *cursor, sag_motion_facts *facts)
{
    if (facts->parameter_count == SAG_MOTION_PARAMETER_MAX) {
        return "more parameters than are read";
    }
    sag_motion_parameter *parameter = &facts->parameter[facts->parameter_count];
    size_t length = strcspn(cursor, " ");
    if (length >= sizeof parameter->key) {
        return "the key of a parameter is too long";
    }
    memcpy(parameter->key, cursor, length);
    parameter->key[length] = '\0';
    cursor += length;
    if (!take_blank(&cursor) || !take_double(&cursor, &parameter->value) || *cursor != '\0') {
        return "the value of the parameter is not a finite number";
    }
    const char *problem = sag__recording_check_parameter(facts, facts->parameter_count);
    facts->parameter_count += problem == NULL ? 1 : 0;
    return problem;
}

static sag_status read_version(reader *in, int *found)
{
    char *line = NULL;
    sag_status status = reader_line(in, &line);
    int64_t version = 0;
    if (status == SAG_STATUS_END || status == SAG_STATUS_FORMAT
        || (status == SAG_STATUS_OK && !take_word(&line, SAG__RECORDING_MAGIC))) {
        return sag__fail(in->err, SAG_STATUS_FORMAT, "%s:1: not a pose recording", in->path);
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    if (!take_blank(&line) || !take_int64(&line, &version) || *line != '\0' || version < 1) {
        return reader_refuse(in, "the version of the recording is not a number");
    }
    if (version > SAG_RECORDING_VERSION) {
        return sag__fail(in->err, SAG_STATUS_UNSUPPORTED,
                         "%s:1: recording version %lld; this program reads up to version %d", in->path,
                         (long long)version, SAG_RECORDING_VERSION);
    }
    *found = (int)version;
    return SAG_STATUS_OK;
}

/* The facts of the table, as far as the version has them. */
static sag_status read_facts(reader *in, sag_motion_facts *facts, int version)
{
    sag_status status = SAG_STATUS_OK;
    char *line = NULL;
    const sag__recording_fact *fact = NULL;
    for (size_t i = 0; status == SAG_STATUS_OK && (fact = sag__recording_get_fact(i)) != NULL; i++) {
        if (version < fact->since) {
            set_unknown(fact, facts);
            continue;
        }
        status = reader_need_line(in, &line);
        if (status == SAG_STATUS_OK
            && !(take_word(&line, fact->key) && take_blank(&line) && take_fact(&line, fact, facts)
                 && *line == '\0')) {
            status = sag__fail(in->err, SAG_STATUS_FORMAT, "%s:%zu: expected '%s' with a good value", in->path,
                               in->line_number, fact->key);
        }
    }
    return status;
}

/* Everything before the first frame. */
static sag_status read_head(reader *in, sag_motion_facts *facts, int *version)
{
    sag_status status = read_version(in, version);
    if (status == SAG_STATUS_OK) {
        status = read_facts(in, facts, *version);
    }
    char *line = NULL;
    if (status == SAG_STATUS_OK) {
        status = reader_need_line(in, &line);
    }
    while (status == SAG_STATUS_OK && *version >= 2 && take_word(&line, "parameter") && take_blank(&line)) {
        const char *problem = take_parameter(line, facts);
        status = problem != NULL ? reader_refuse(in, problem) : reader_need_line(in, &line);
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    bool good = take_word(&line, "joints");
    for (int j = 0; good && j < SAG_JOINT_COUNT; j++) {
        good = take_blank(&line) && take_word(&line, sag_joint_name((sag_joint)j));
    }
    if (!good || *line != '\0') {
        return reader_refuse(in, "expected 'joints' with the names of all joints");
    }
    status = reader_need_line(in, &line);
    if (status == SAG_STATUS_OK && strcmp(line, "frames") != 0) {
        status = reader_refuse(in, "expected 'frames'");
    }
    return status;
}

/* A frame from its line. Returns: NULL, or what is wrong. */
static const char *parse_frame(char *cursor, sag_skeleton *skeleton)
{
    memset(skeleton, 0, sizeof *skeleton);
    int64_t found = 0;
    if (!take_int64(&cursor, &skeleton->frame_index) || !take_blank(&cursor) || !take_int64(&cursor, &skeleton->t_ns)
        || !take_blank(&cursor) || !take_int64(&cursor, &found) || (found != 0 && found != 1)) {
        return "expected a frame's index, its time and 0 or 1";
    }
    skeleton->found = found == 1;
    bool good = true;
    if (skeleton->found) {
        sag_region *region = &skeleton->region;
        good = take_float(&cursor, &skeleton->presence_ratio) && take_float(&cursor, &region->center_x_px)
               && take_float(&cursor, &region->center_y_px) && take_float(&cursor, &region->side_px)
               && take_float(&cursor, &region->rotation_rad);
        for (int j = 0; good && j < SAG_JOINT_COUNT; j++) {
            sag_keypoint *joint = &skeleton->joint[j];
            good = take_float(&cursor, &joint->x_px) && take_float(&cursor, &joint->y_px)
                   && take_float(&cursor, &joint->z_px) && take_float(&cursor, &joint->visibility_ratio)
                   && take_float(&cursor, &joint->presence_ratio);
        }
        for (int j = 0; good && j < SAG_JOINT_COUNT; j++) {
            sag_world_point *world = &skeleton->world[j];
            good = take_float(&cursor, &world->x_m) && take_float(&cursor, &world->y_m)
                   && take_float(&cursor, &world->z_m);
        }
    }
    if (!good || *cursor != '\0') {
        return "a number of the frame is damaged, missing or too many";
    }
    return sag__recording_check_frame(skeleton);
}

/* A blank and a whole number within min .. max. */
static bool take_whole(char **cursor, int64_t min, int64_t max, int64_t *value)
{
    return take_blank(cursor) && take_int64(cursor, value) && *value >= min && *value <= max;
}

/* The outline of the newest frame, behind the word. Returns: NULL, or what is wrong. */
static const char *parse_outline(char *cursor, sag_outline *outline, const sag_motion *motion)
{
    size_t count = sag_motion_get_count(motion);
    if (count == 0 || !sag_motion_get(motion, count - 1)->found || sag_motion_get_outline(motion, count - 1) != NULL) {
        return "an outline that belongs to no frame";
    }
    memset(outline, 0, sizeof *outline);
    int64_t facing = 0, x = 0, y = 0, width = 0;
    bool good = take_whole(&cursor, -1, 1, &facing) && take_whole(&cursor, INT32_MIN, INT32_MAX, &x) &&
                take_whole(&cursor, INT32_MIN, INT32_MAX, &y) && take_whole(&cursor, 0, UINT8_MAX, &width);
    outline->found = true;
    outline->facing = (int)facing;
    outline->x = (int32_t)x;
    outline->y = (int32_t)y;
    outline->width[0] = (uint8_t)width;
    for (int i = 1; good && i < SAG_OUTLINE_COUNT; i++) {
        good = take_whole(&cursor, INT16_MIN, INT16_MAX, &x) && take_whole(&cursor, INT16_MIN, INT16_MAX, &y) &&
               take_whole(&cursor, 0, UINT8_MAX, &width);
        outline->step_x[i - 1] = (int16_t)x;
        outline->step_y[i - 1] = (int16_t)y;
        outline->width[i] = (uint8_t)width;
    }
    if (!good || *cursor != '\0') {
        return "a number of the outline is damaged, missing or too many";
    }
    return sag__recording_check_outline(outline);
}

/* One line of the frames: a frame, or the outline of the one before. */
static sag_status read_frame_line(reader *in, sag_motion *motion, char *line, int version, size_t frame_count_max)
{
    const char *problem = NULL;
    sag_status status = SAG_STATUS_OK;
    if (version >= 3 && take_word(&line, "outline")) {
        sag_outline outline;
        problem = parse_outline(line, &outline, motion);
        status = problem == NULL ? sag_motion_set_outline(motion, &outline) : status;
    } else if (sag_motion_get_count(motion) == frame_count_max) {
        problem = "more frames than are read";
    } else {
        sag_skeleton skeleton;
        problem = parse_frame(line, &skeleton);
        status = problem == NULL ? sag_motion_push(motion, &skeleton) : status;
        problem = status == SAG_STATUS_ARGUMENT ? "the time is not later than that of the frame before" : problem;
    }
    if (problem != NULL) {
        return reader_refuse(in, problem);
    }
    return status == SAG_STATUS_OK ? status : sag__fail(in->err, status, "cannot read %s: out of memory", in->path);
}

/* The frames and the trailer. */
static sag_status read_frames(reader *in, sag_motion *motion, int version, size_t frame_count_max)
{
    for (;;) {
        char *line = NULL;
        sag_status status = reader_need_line(in, &line);
        if (status != SAG_STATUS_OK) {
            return status;
        }
        if (take_word(&line, "end")) {
            int64_t count = 0;
            if (!take_blank(&line) || !take_int64(&line, &count) || *line != '\0'
                || count != (int64_t)sag_motion_get_count(motion)) {
                return reader_refuse(in, "the number of frames behind 'end' is not that of the lines above");
            }
            status = reader_line(in, &line);
            return status == SAG_STATUS_END  ? SAG_STATUS_OK
                   : status == SAG_STATUS_OK ? reader_refuse(in, "text behind the end of the recording")
                                             : status;
        }
        status = read_frame_line(in, motion, line, version, frame_count_max);
        if (status != SAG_STATUS_OK) {
            return status;
        }
    }
}

sag_status sag__recording_read_limited(sag_motion **out, const char *path, size_t frame_count_max, sag_error *err)
{
    *out = NULL;
    int descriptor = -1;
    sag_status status = sag__file_open(&descriptor, NULL, path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag_motion *motion = NULL;
    reader *in = calloc(1, sizeof *in);
    sag__c_locale c_locale;
    bool with_point = sag__c_locale_enter(&c_locale);
    if (in == NULL || !with_point) {
        status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read %s: out of memory", path);
    } else {
        in->descriptor = descriptor;
        in->path = path;
        in->err = err;
        status = sag_motion_create(&motion, 0, err);
    }
    if (status == SAG_STATUS_OK) {
        int version = 0;
        status = read_head(in, sag_motion_get_facts(motion), &version);
        if (status == SAG_STATUS_OK) {
            status = read_frames(in, motion, version, frame_count_max);
        }
    }
    sag__c_locale_leave(&c_locale);
    free(in);
    close(descriptor);
    if (status != SAG_STATUS_OK) {
        sag_motion_destroy(motion);
        return status;
    }
    *out = motion;
    return SAG_STATUS_OK;
}

sag_status sag_recording_read(sag_motion **out, const char *path, sag_error *err)
{
    return sag__recording_read_limited(out, path, SAG__RECORDING_FRAME_COUNT_MAX, err);
}
