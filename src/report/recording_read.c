#include "recording_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fail.h"
#include "number_read.h"
#include "outfile.h"
#include "present.h"
#include "recording_batch.h"
#include "recording_facts.h"
#include "recording_line.h"

/*
 * Outline: reader_line hands out one terminated line after the other from a buffer that holds at least one whole
 * line; read_head and read_frames walk the format. A problem is noted once by reader_refuse with the number of the
 * line. Of many frames, those before the first line that is not plainly good are taken by recording_batch.h.
 */
#define READ_BYTES (4 * SAG__RECORDING_LINE_BYTES)

typedef struct reader {
    int descriptor;
    const char *path;
    sag_error *err;
    size_t line_number;
    bool at_end;  /* the file has no more bytes */
    size_t begin; /* first byte not handed out */
    size_t end;   /* behind the last byte read */
    char buffer[READ_BYTES + SAG__NUMBER_READ_BEYOND];
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
    while (!in->at_end && in->end < READ_BYTES) {
        ssize_t step = read(in->descriptor, in->buffer + in->end, READ_BYTES - in->end);
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
static sag_status reader_line(reader *in, const char **line)
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
static sag_status reader_need_line(reader *in, const char **line)
{
    sag_status status = reader_line(in, line);
    if (status == SAG_STATUS_END) {
        in->line_number++;
        return reader_refuse(in, "the recording is cut short");
    }
    return status;
}

/* Consume the value of a fact and store it. */
static bool take_fact(const char **cursor, const sag__recording_fact *fact, sag_motion_facts *facts)
{
    void *field = (char *)facts + fact->offset_bytes;
    int64_t integer = 0;
    double number = 0.0;
    switch (fact->type) {
    case SAG__RECORDING_TEXT:
        return sag__recording_take_text(cursor, field, fact->size_bytes);
    case SAG__RECORDING_KIND:
        return sag__recording_take_kind(cursor, field);
    case SAG__RECORDING_DOUBLE:
        if (!sag__recording_take_double(cursor, &number) || !sag__recording_fact_allows(fact, number)) {
            return false;
        }
        memcpy(field, &number, sizeof number);
        return true;
    case SAG__RECORDING_BOOL:
        if (!sag__recording_take_int64(cursor, &integer) || (integer != 0 && integer != 1)) {
            return false;
        }
        *(bool *)field = integer == 1;
        return true;
    case SAG__RECORDING_INT:
    case SAG__RECORDING_INT64:
        break;
    }
    if (!sag__recording_take_int64(cursor, &integer) || !sag__recording_fact_allows(fact, (double)integer)) {
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
static const char *take_parameter(const char *cursor, sag_motion_facts *facts)
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
    if (!sag__recording_take_blank(&cursor) || !sag__recording_take_double(&cursor, &parameter->value)
        || *cursor != '\0') {
        return "the value of the parameter is not a finite number";
    }
    const char *problem = sag__recording_check_parameter(facts, facts->parameter_count);
    facts->parameter_count += problem == NULL ? 1 : 0;
    return problem;
}

static sag_status read_version(reader *in, int *found)
{
    const char *line = NULL;
    sag_status status = reader_line(in, &line);
    int64_t version = 0;
    if (status == SAG_STATUS_END || status == SAG_STATUS_FORMAT
        || (status == SAG_STATUS_OK && !sag__recording_take_word(&line, SAG__RECORDING_MAGIC))) {
        return sag__fail(in->err, SAG_STATUS_FORMAT, "%s:1: not a pose recording", in->path);
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    if (!sag__recording_take_blank(&line) || !sag__recording_take_int64(&line, &version) || *line != '\0'
        || version < 1) {
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
    const char *line = NULL;
    const sag__recording_fact *fact = NULL;
    for (size_t i = 0; status == SAG_STATUS_OK && (fact = sag__recording_get_fact(i)) != NULL; i++) {
        if (version < fact->since) {
            set_unknown(fact, facts);
            continue;
        }
        status = reader_need_line(in, &line);
        if (status == SAG_STATUS_OK
            && !(sag__recording_take_word(&line, fact->key) && sag__recording_take_blank(&line)
                 && take_fact(&line, fact, facts) && *line == '\0')) {
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
    const char *line = NULL;
    if (status == SAG_STATUS_OK) {
        status = reader_need_line(in, &line);
    }
    while (status == SAG_STATUS_OK && *version >= 2 && sag__recording_take_word(&line, "parameter")
           && sag__recording_take_blank(&line)) {
        const char *problem = take_parameter(line, facts);
        status = problem != NULL ? reader_refuse(in, problem) : reader_need_line(in, &line);
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    bool good = sag__recording_take_word(&line, "joints");
    for (int j = 0; good && j < SAG_JOINT_COUNT; j++) {
        good = sag__recording_take_blank(&line) && sag__recording_take_word(&line, sag_joint_name((sag_joint)j));
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

/* One line of the frames: a frame, or the outline of the one before. */
static sag_status read_frame_line(reader *in, sag_motion *motion, const char *line, int version, size_t frame_count_max)
{
    const char *problem = NULL;
    sag_status status = SAG_STATUS_OK;
    if (version >= 3 && sag__recording_take_word(&line, "outline")) {
        sag_outline outline;
        problem = sag__recording_wants_outline(motion) ? sag__recording_parse_outline(line, &outline)
                                                       : "an outline that belongs to no frame";
        status = problem == NULL ? sag_motion_set_outline(motion, &outline) : status;
    } else if (sag_motion_get_count(motion) == frame_count_max) {
        problem = "more frames than are read";
    } else {
        sag_skeleton skeleton;
        problem = sag__recording_parse_frame(line, &skeleton);
        status = problem == NULL ? sag_motion_push(motion, &skeleton) : status;
        problem = status == SAG_STATUS_ARGUMENT ? "the time is not later than that of the frame before" : problem;
    }
    if (problem != NULL) {
        return reader_refuse(in, problem);
    }
    return status == SAG_STATUS_OK ? status : sag__fail(in->err, status, "cannot read %s: out of memory", in->path);
}

/* Take the frames that are plainly good, many at once, and go on behind them. */
static sag_status skip_good_frames(reader *in, sag_motion *motion, int version, size_t frame_count_max)
{
    int64_t read_bytes = (int64_t)lseek(in->descriptor, 0, SEEK_CUR);
    int64_t kept_bytes = (int64_t)(in->end - in->begin);
    sag__recording_batch batch = {in->descriptor, version, frame_count_max, motion, read_bytes - kept_bytes, 0};
    if (read_bytes < kept_bytes || !sag__recording_batch_read(&batch)) {
        return SAG_STATUS_OK;
    }
    if (lseek(in->descriptor, (off_t)batch.offset_bytes, SEEK_SET) < 0) {
        return sag__fail(in->err, SAG_STATUS_IO, "cannot read %s: %s", in->path, strerror(errno));
    }
    in->line_number += batch.line_count;
    in->begin = 0;
    in->end = 0;
    in->at_end = false;
    return SAG_STATUS_OK;
}

/* The frames and the trailer. */
static sag_status read_frames(reader *in, sag_motion *motion, int version, size_t frame_count_max)
{
    sag_status status = skip_good_frames(in, motion, version, frame_count_max);
    while (status == SAG_STATUS_OK) {
        const char *line = NULL;
        status = reader_need_line(in, &line);
        if (status != SAG_STATUS_OK) {
            return status;
        }
        if (sag__recording_take_word(&line, "end")) {
            int64_t count = 0;
            if (!sag__recording_take_blank(&line) || !sag__recording_take_int64(&line, &count) || *line != '\0'
                || count != (int64_t)sag_motion_get_count(motion)) {
                return reader_refuse(in, "the number of frames behind 'end' is not that of the lines above");
            }
            status = reader_line(in, &line);
            return status == SAG_STATUS_END  ? SAG_STATUS_OK
                   : status == SAG_STATUS_OK ? reader_refuse(in, "text behind the end of the recording")
                                             : status;
        }
        status = read_frame_line(in, motion, line, version, frame_count_max);
    }
    return status;
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
    if (in == NULL) {
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
