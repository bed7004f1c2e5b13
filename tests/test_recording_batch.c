/*
 * Long recordings, which two threads read: every bit comes back, and each kind of damage, wherever it lies, is refused
 * with its line. A program of its own, since Criterion cannot run under ThreadSanitizer.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sagitta/report.h>

#include "counted_check.h"
#include "outfile.h"
#include "recording_read.h"

#define FRAME_COUNT 800
#define SHORT_FROM 300 /* frames without a person: many more in a piece of the file than are parsed at once */
#define SHORT_TO 500

static uint32_t next_random(void)
{
    static uint32_t state = 2463534242u;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static float any_number(double size)
{
    return (float)(((double)next_random() / 4294967296.0 - 0.5) * 2.0 * size);
}

static float any_ratio(void)
{
    return (float)((double)next_random() / 4294967296.0);
}

static void fill_frame(sag_skeleton *skeleton, int i)
{
    memset(skeleton, 0, sizeof *skeleton);
    skeleton->frame_index = i;
    skeleton->t_ns = 33333333LL * i;
    skeleton->found = i < SHORT_FROM || i >= SHORT_TO;
    if (!skeleton->found) {
        return;
    }
    skeleton->presence_ratio = any_ratio();
    skeleton->region = (sag_region){any_number(500), any_number(500), any_number(500), any_number(3)};
    for (int j = 0; j < SAG_JOINT_COUNT; j++) {
        skeleton->joint[j] = (sag_keypoint){any_number(2000), any_number(500), any_number(1e-6), any_ratio(),
                                            any_ratio() * 1e-5f};
        skeleton->world[j] = (sag_world_point){any_number(1), any_number(0.01), any_number(1)};
    }
}

static void fill_outline(sag_outline *outline)
{
    memset(outline, 0, sizeof *outline);
    outline->found = true;
    outline->facing = next_random() % 2 == 0 ? 1 : -1;
    outline->x = (int32_t)(next_random() % 2000000) - 1000000;
    outline->y = (int32_t)(next_random() % 200);
    for (int k = 0; k < SAG_OUTLINE_COUNT; k++) {
        outline->width[k] = (uint8_t)next_random();
        if (k > 0) {
            outline->step_x[k - 1] = (int16_t)(next_random() % 40 - 20);
            outline->step_y[k - 1] = (int16_t)next_random();
        }
    }
}

/* Ownership: release with sag_motion_destroy. */
static sag_motion *make_motion(void)
{
    sag_motion *motion = NULL;
    bool done = sag_motion_create(&motion, 0, NULL) == SAG_STATUS_OK;
    for (int i = 0; done && i < FRAME_COUNT; i++) {
        sag_skeleton skeleton;
        sag_outline outline;
        fill_frame(&skeleton, i);
        fill_outline(&outline);
        done = sag_motion_push(motion, &skeleton) == SAG_STATUS_OK &&
               (!skeleton.found || i % 5 == 0 || sag_motion_set_outline(motion, &outline) == SAG_STATUS_OK);
    }
    if (!done) {
        printf("FAILED: out of memory\n");
        exit(EXIT_FAILURE);
    }
    return motion;
}

static void check_same(const sag_motion *a, const sag_motion *b)
{
    CHECK(sag_motion_get_count(a) == sag_motion_get_count(b), "other frames");
    for (size_t i = 0; i < sag_motion_get_count(a) && i < sag_motion_get_count(b); i++) {
        const sag_skeleton *one = sag_motion_get(a, i);
        const sag_skeleton *two = sag_motion_get(b, i);
        const sag_outline *of_one = sag_motion_get_outline(a, i);
        const sag_outline *of_two = sag_motion_get_outline(b, i);
        CHECK(one->frame_index == two->frame_index && one->t_ns == two->t_ns && one->found == two->found &&
                  memcmp(&one->presence_ratio, &two->presence_ratio, sizeof one->presence_ratio) == 0 &&
                  memcmp(&one->region, &two->region, sizeof one->region) == 0 &&
                  memcmp(one->joint, two->joint, sizeof one->joint) == 0 &&
                  memcmp(one->world, two->world, sizeof one->world) == 0,
              "frame %zu differs", i);
        CHECK((of_one == NULL) == (of_two == NULL) && (of_one == NULL || memcmp(of_one, of_two, sizeof *of_one) == 0),
              "the outline of frame %zu differs", i);
    }
}

/* A text and its lines. */
typedef struct document {
    const char *path;
    char *text;
    size_t size;
    size_t line_count;
    size_t *begin; /* of each line, counted from 0, and behind the last */
} document;

static void find_lines(document *doc)
{
    doc->begin = malloc((doc->size + 2) * sizeof *doc->begin);
    doc->line_count = 0;
    doc->begin[0] = 0;
    for (size_t i = 0; i < doc->size; i++) {
        if (doc->text[i] == '\n') {
            doc->begin[++doc->line_count] = i + 1;
        }
    }
}

/* Write the text with `change` in the place of `cut` bytes at offset, and read that. */
static sag_status read_changed(const document *doc, size_t offset, size_t cut, const char *change, size_t change_size,
                               size_t frame_count_max, sag_error *err)
{
    FILE *file = fopen(doc->path, "wb");
    fwrite(doc->text, 1, offset, file);
    fwrite(change, 1, change_size, file);
    fwrite(doc->text + offset + cut, 1, doc->size - offset - cut, file);
    fclose(file);
    err->text[0] = '\0';
    sag_motion *motion = NULL;
    sag_status status = sag__recording_read_limited(&motion, doc->path, frame_count_max, err);
    sag_motion_destroy(motion);
    return status;
}

/* The change is refused in the line with this number, counted from 1. */
static void check_refused(const document *doc, size_t offset, size_t cut, const char *change, size_t change_size,
                          size_t line_number, const char *problem)
{
    sag_error err;
    char expected[256];
    snprintf(expected, sizeof expected, "%s:%zu: %s", doc->path, line_number, problem);
    sag_status status = read_changed(doc, offset, cut, change, change_size, 1000000, &err);
    CHECK(status == SAG_STATUS_FORMAT && strcmp(err.text, expected) == 0, "'%s', not '%s'", err.text, expected);
}

static void check_refused_text(const document *doc, size_t offset, size_t cut, const char *change, size_t line_number,
                               const char *problem)
{
    check_refused(doc, offset, cut, change, strlen(change), line_number, problem);
}

/* Damages of the line with this index, in every kind that fits. */
static void damage_line(const document *doc, size_t line)
{
    static const char damaged_outline[] = "a number of the outline is damaged, missing or too many";
    static const char damaged_frame[] = "a number of the frame is damaged, missing or too many";
    size_t begin = doc->begin[line];
    size_t size = doc->begin[line + 1] - begin;
    size_t number = line + 1;
    bool is_outline = doc->text[begin] == 'o';
    const char *damaged = is_outline ? damaged_outline : damaged_frame;
    char zeros[SAG_ERROR_TEXT_BYTES] = {0};

    check_refused_text(doc, begin + size - 1, 0, " 1", number, damaged);
    check_refused_text(doc, begin + size - 1, 0, "x", number, size > 40 ? damaged : "expected a frame's index, its time"
                                                                                     " and 0 or 1");
    check_refused(doc, begin + size - 3, 1, zeros, 1, number, "a zero byte in the text");
    check_refused(doc, begin + size - 1, 0, zeros, 1, number, "a zero byte in the text");
    check_refused_text(doc, begin, size, "\n", number, "expected a frame's index, its time and 0 or 1");
    check_refused_text(doc, begin + size - 3, doc->size - (begin + size - 3), "", number, "the recording is cut short");
    check_refused_text(doc, begin, doc->size - begin, "", number, "the recording is cut short");
    check_refused_text(doc, begin, 0, "-1 5 0\n", number, "the frame index is negative");
    check_refused_text(doc, begin, 0, "end 7\n", number,
                       "the number of frames behind 'end' is not that of the lines above");
    char *longest = malloc(20000);
    memset(longest, '0', 20000);
    check_refused(doc, begin + size - 1, 0, longest, 20000, number, "the line is too long");
    free(longest);
    if (is_outline) {
        check_refused_text(doc, begin + 7, 0, " 1 2", number, damaged_outline);
        check_refused_text(doc, begin, 0, "outline 2 3 4\n", number, damaged_outline);
        char *twice = malloc(size);
        memcpy(twice, doc->text + begin, size);
        check_refused(doc, begin, 0, twice, size, number + 1, "an outline that belongs to no frame");
        free(twice);
    } else {
        check_refused_text(doc, begin, 0, "5 0 0\n", number, "the time is not later than that of the frame before");
    }
}

static void check_damages(const document *doc, size_t first_line)
{
    for (size_t line = first_line + 2; line < doc->line_count - 1; line += 97) {
        damage_line(doc, line);
    }
    damage_line(doc, doc->line_count - 2);
    check_refused_text(doc, doc->size, 0, "x", doc->line_count + 1, "the recording is cut short");
    check_refused_text(doc, doc->size, 0, "x\n", doc->line_count + 1, "text behind the end of the recording");
    check_refused_text(doc, doc->size, 0, "\n", doc->line_count + 1, "text behind the end of the recording");
    check_refused_text(doc, doc->size - 1, 1, "", doc->line_count, "the recording is cut short");
    sag_error err;
    CHECK(read_changed(doc, 0, 0, "", 0, FRAME_COUNT, &err) == SAG_STATUS_OK, "%s", err.text);
    CHECK(read_changed(doc, 0, 0, "", 0, FRAME_COUNT - 1, &err) == SAG_STATUS_FORMAT, "as many frames as there are");
    CHECK(strstr(err.text, "more frames than are read") != NULL, "%s", err.text);
    CHECK(read_changed(doc, 0, 0, "", 0, 3, &err) == SAG_STATUS_FORMAT, "as many frames as there are");
    char expected[256];
    snprintf(expected, sizeof expected, "%s:%zu: more frames than are read", doc->path, first_line + 6);
    CHECK(strcmp(err.text, expected) == 0, "'%s', not '%s'", err.text, expected);
}

int main(void)
{
    char path[] = "/tmp/sagitta-test-XXXXXX";
    close(mkstemp(path));
    sag_error err = {0};
    sag_motion *motion = make_motion();
    CHECK(sag_recording_write(path, motion, &err) == SAG_STATUS_OK, "%s", err.text);
    sag_motion *again = NULL;
    CHECK(sag_recording_read(&again, path, &err) == SAG_STATUS_OK, "%s", err.text);
    document doc = {.path = path};
    CHECK(sag__file_read(&doc.text, &doc.size, path, (size_t)1 << 26, &err) == SAG_STATUS_OK, "%s", err.text);
    if (failure_count == 0) {
        check_same(motion, again);
        find_lines(&doc);
        size_t first_line = 0;
        while (strncmp(doc.text + doc.begin[first_line], "0 0 1 ", 6) != 0) {
            first_line++;
        }
        check_damages(&doc, first_line);
    }
    free(doc.begin);
    free(doc.text);
    sag_motion_destroy(motion);
    sag_motion_destroy(again);
    unlink(path);
    printf("%s\n", failure_count == 0 ? "passed" : "FAILED");
    return failure_count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
