#include <criterion/criterion.h>

#include <float.h>
#include <sys/stat.h>

#include <sagitta/report.h>

#include "made_motion.h"
#include "outfile.h"
#include "recording_facts.h"
#include "recording_read.h"

static char folder[FOLDER_BYTES];
static char path[2 * FOLDER_BYTES];

static void set_up(void)
{
    make_folder(folder);
    snprintf(path, sizeof path, "%s/pose.txt", folder);
}

static void tear_down(void)
{
    unlink(path);
    cr_assert_eq(rmdir(folder), 0, "no other file is left");
}

TestSuite(recording, .init = set_up, .fini = tear_down);

static char *read_text(size_t *size)
{
    char *text = NULL;
    cr_assert_eq(sag__file_read(&text, size, path, 1 << 24, NULL), SAG_STATUS_OK);
    return text;
}

static void write_text(const char *text, size_t size)
{
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(text, 1, size, file), size);
    cr_assert_eq(fclose(file), 0);
}

/* Any outline: every field has its own value. */
static sag_outline any_outline(int k)
{
    sag_outline outline = {.found = true, .facing = k % 2 == 0 ? 1 : -1, .x = 1000 * k - 3, .y = -77 * k};
    for (int i = 0; i < SAG_OUTLINE_COUNT; i++) {
        outline.width[i] = (uint8_t)(255 - i - k);
        if (i > 0) {
            outline.step_x[i - 1] = (int16_t)(i == 5 ? INT16_MIN : 3 * i - 7 * k);
            outline.step_y[i - 1] = (int16_t)(i == 6 ? INT16_MAX : k - i);
        }
    }
    return outline;
}

static char *write_made(size_t *size)
{
    sag_motion *motion = made_motion(100);
    sag_error err;
    cr_assert_eq(sag_recording_write(path, motion, &err), SAG_STATUS_OK, "%s", err.text);
    sag_motion_destroy(motion);
    return read_text(size);
}

static sag_status read_back(sag_error *err)
{
    sag_motion *motion = NULL;
    err->text[0] = '\0';
    sag_status status = sag_recording_read(&motion, path, err);
    cr_assert_eq(status == SAG_STATUS_OK, motion != NULL);
    sag_motion_destroy(motion);
    return status;
}

/* Replace the first place of a piece in the text of a recording, write that and read it. Frees text. */
static sag_status read_replaced(char *text, const char *piece, const char *replacement, sag_error *err)
{
    char *place = strstr(text, piece);
    cr_assert_not_null(place, "%s", piece);
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    fwrite(text, 1, (size_t)(place - text), file);
    fputs(replacement, file);
    fputs(place + strlen(piece), file);
    fclose(file);
    free(text);
    return read_back(err);
}

static void assert_same_frame(const sag_skeleton *a, const sag_skeleton *b)
{
    cr_assert_eq(a->frame_index, b->frame_index);
    cr_assert_eq(a->t_ns, b->t_ns);
    cr_assert_eq(a->found, b->found);
    cr_assert_arr_eq(&a->presence_ratio, &b->presence_ratio, sizeof a->presence_ratio);
    cr_assert_arr_eq(&a->region, &b->region, sizeof a->region);
    cr_assert_arr_eq(a->joint, b->joint, sizeof a->joint);
    cr_assert_arr_eq(a->world, b->world, sizeof a->world);
}

Test(recording, round_trips_every_bit)
{
    static const float extremes[] = {FLT_MAX, -FLT_MAX, FLT_MIN, FLT_TRUE_MIN, -0.0f,   0.1f,
                                     1.0f / 3, 16777217.0f, -1e-30f, 123456.789f, 9.99999975e-05f};
    sag_motion *motion = made_motion(100);
    sag_skeleton wild = *sag_motion_get(motion, 0);
    wild.frame_index = INT64_MAX;
    wild.t_ns = SAG__RECORDING_T_MAX_NS;
    for (int j = 0; j < SAG_JOINT_COUNT; j++) {
        size_t n = sizeof extremes / sizeof extremes[0];
        wild.joint[j] = (sag_keypoint){extremes[(size_t)j % n], extremes[(size_t)(j + 3) % n], -0.0f, FLT_TRUE_MIN,
                                       1.0f};
        wild.world[j].z_m = extremes[(size_t)(j + 5) % n];
    }
    cr_assert_eq(sag_motion_push(motion, &wild), SAG_STATUS_OK);
    sag_motion_facts *facts = sag_motion_get_facts(motion);
    strcpy(facts->source_name, " my \"100 %\" \n\t\\ Übung \xff\xc0\x80 .mp4 ");
    memset(facts->source.damage, 'x', sizeof facts->source.damage - 1);
    facts->source.kind = SAG_SOURCE_KIND_FOLDER;
    facts->source.rotation_deg = 270;
    facts->source.flipped = true;
    facts->source.nominal_rate_hz = 30000.0 / 1001.0;
    facts->source.variable_rate = true;
    facts->source.damaged = true;
    facts->slow_motion_ratio = 0.1;
    facts->interrupted = true;
    facts->person_count = 3;
    facts->takeover_count = -1;
    facts->body_light = 1.0 / 3.0;
    facts->parameter_count = SAG_MOTION_PARAMETER_MAX;
    for (int i = 0; i < SAG_MOTION_PARAMETER_MAX; i++) {
        sag_motion_parameter *parameter = &facts->parameter[i];
        snprintf(parameter->key, sizeof parameter->key, "threshold.A_z.%0*d", 41 - 30 * (i % 2), i);
        parameter->value = i % 2 == 0 ? 0.1 * i : i % 3 == 0 ? -DBL_MAX : DBL_TRUE_MIN;
    }
    cr_assert_eq(strlen(facts->parameter[0].key), sizeof facts->parameter[0].key - 1, "the longest key");

    sag_error err;
    cr_assert_eq(sag_recording_write(path, motion, &err), SAG_STATUS_OK, "%s", err.text);
    size_t size = 0;
    char *text = read_text(&size);
    sag_motion *again = NULL;
    cr_assert_eq(sag_recording_read(&again, path, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_eq(sag_motion_get_count(again), sag_motion_get_count(motion));
    for (size_t i = 0; i < sag_motion_get_count(motion); i++) {
        assert_same_frame(sag_motion_get(again, i), sag_motion_get(motion, i));
    }
    const sag_motion_facts *read = sag_motion_view_facts(again);
    const sag__recording_fact *fact = NULL;
    for (size_t i = 0; (fact = sag__recording_get_fact(i)) != NULL; i++) {
        const char *a = (const char *)facts + fact->offset_bytes;
        const char *b = (const char *)read + fact->offset_bytes;
        if (fact->type == SAG__RECORDING_TEXT) {
            cr_assert_str_eq(a, b, "%s", fact->key);
        } else {
            cr_assert_arr_eq(a, b, fact->size_bytes, "%s", fact->key);
        }
    }
    cr_assert_eq(read->parameter_count, facts->parameter_count);
    for (int i = 0; i < read->parameter_count; i++) {
        cr_assert_str_eq(read->parameter[i].key, facts->parameter[i].key);
        cr_assert_arr_eq(&read->parameter[i].value, &facts->parameter[i].value, sizeof(double));
    }
    cr_assert_eq(sag_recording_write(path, again, &err), SAG_STATUS_OK);
    size_t size_again = 0;
    char *text_again = read_text(&size_again);
    cr_assert_eq(size_again, size);
    cr_assert_arr_eq(text_again, text, size);
    free(text);
    free(text_again);
    sag_motion_destroy(motion);
    sag_motion_destroy(again);
}

/* The made motion with outlines in its frames 3 and 5, read back from a file. */
static sag_motion *write_outlines(void)
{
    sag_motion *made = made_motion(100);
    sag_motion *motion = NULL;
    cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
    *sag_motion_get_facts(motion) = *sag_motion_view_facts(made);
    for (size_t i = 0; i < sag_motion_get_count(made); i++) {
        cr_assert_eq(sag_motion_push(motion, sag_motion_get(made, i)), SAG_STATUS_OK);
        sag_outline outline = any_outline((int)i);
        if (i == 3 || i == 5) {
            cr_assert_eq(sag_motion_set_outline(motion, &outline), SAG_STATUS_OK);
        }
    }
    sag_error err;
    cr_assert_eq(sag_recording_write(path, motion, &err), SAG_STATUS_OK, "%s", err.text);
    sag_motion_destroy(made);
    return motion;
}

Test(recording, round_trips_outlines)
{
    sag_motion *motion = write_outlines();
    sag_motion *again = NULL;
    sag_error err;
    cr_assert_eq(sag_recording_read(&again, path, &err), SAG_STATUS_OK, "%s", err.text);
    for (size_t i = 0; i < sag_motion_get_count(motion); i++) {
        const sag_outline *a = sag_motion_get_outline(motion, i);
        const sag_outline *b = sag_motion_get_outline(again, i);
        cr_assert_eq(a != NULL, i == 3 || i == 5);
        cr_assert_eq(a != NULL, b != NULL);
        cr_assert(a == NULL || memcmp(a, b, sizeof *a) == 0);
    }
    sag_motion_destroy(again);
    sag_motion_destroy(motion);
}

static sag_status read_outlines_with(const char *piece, const char *replacement, sag_error *err)
{
    sag_motion_destroy(write_outlines());
    size_t size = 0;
    return read_replaced(read_text(&size), piece, replacement, err);
}

Test(recording, refuses_damaged_outlines)
{
    static const struct {
        const char *piece, *replacement, *expected;
        sag_status status;
    } cases[] = {
        {"outline -1 2997 -231 252", "outline -1 2997 -231 252", "", SAG_STATUS_OK},
        {"outline -1 2997 -231 252", "outline 0 2997 -231 252", "pose.txt:37: the outline faces", SAG_STATUS_FORMAT},
        {"outline -1 2997 -231 252", "outline -1 2997 -231 256", "pose.txt:37: a number of the", SAG_STATUS_FORMAT},
        {"outline -1 2997 -231 252", "outline -1 2997 -231 -1", "pose.txt:37: a number of the", SAG_STATUS_FORMAT},
        {"outline -1 2997 -231 252", "outline -1 1000000001 0 252", "pose.txt:37: the outline lies", SAG_STATUS_FORMAT},
        {"outline -1 2997 -231 252", "outline -1 2997 2147483648 1", "pose.txt:37: a number", SAG_STATUS_FORMAT},
        {" -32768 ", " -32769 ", "pose.txt:37: a number of the outline", SAG_STATUS_FORMAT},
        {" 32767 ", " 32768 ", "pose.txt:37: a number of the outline", SAG_STATUS_FORMAT},
        {" 32767 ", " 1.5 ", "pose.txt:37: a number of the outline", SAG_STATUS_FORMAT},
        {" 32767 ", " ", "pose.txt:37: a number of the outline", SAG_STATUS_FORMAT},
        {"outline -1 2997", "outlines -1 2997", "pose.txt:37: expected a frame", SAG_STATUS_FORMAT},
        {"\n4 400000000 1", "\noutline 1 0 0 0\n4 400000000 1", "pose.txt:38: an outline that belongs to no frame",
         SAG_STATUS_FORMAT},
        {"frames\n", "frames\noutline 1 0 0 0\n", "pose.txt:33: an outline that belongs to no frame",
         SAG_STATUS_FORMAT},
        {"\n11 1100000000 0", "\n11 1100000000 0\noutline 1 0 0 0", "pose.txt:47: an outline that belongs to no frame",
         SAG_STATUS_FORMAT},
        {"sagitta-recording 3", "sagitta-recording 2", "pose.txt:37: expected a frame", SAG_STATUS_FORMAT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sag_error err;
        sag_status status = read_outlines_with(cases[i].piece, cases[i].replacement, &err);
        cr_expect_eq(status, cases[i].status, "case %zu: %s", i, err.text);
        cr_expect_not_null(strstr(err.text, cases[i].expected), "case %zu: %s", i, err.text);
    }
}

Test(recording, notices_every_cut)
{
    size_t size = 0;
    char *text = write_made(&size);
    for (size_t cut = 0; cut < size; cut += cut + 97 < size || cut == size - 1 ? 97 : size - 1 - cut) {
        write_text(text, cut);
        sag_error err;
        cr_assert_eq(read_back(&err), SAG_STATUS_FORMAT, "cut at %zu of %zu", cut, size);
        cr_assert_not_null(strstr(err.text, "pose.txt:"), "%s", err.text);
    }
    free(text);
}

Test(recording, survives_flipped_bytes, .timeout = 100)
{
    static const unsigned char flips[] = {0x01, 0x10, 0x80, 0xff};
    size_t size = 0;
    char *text = write_made(&size);
    for (size_t i = 0, step = 0; i < size; i += 31, step++) {
        char kept = text[i];
        text[i] = (char)((unsigned char)kept ^ flips[step % 4]);
        write_text(text, size);
        sag_error err;
        sag_status status = read_back(&err);
        cr_assert(status == SAG_STATUS_OK || status == SAG_STATUS_FORMAT || status == SAG_STATUS_UNSUPPORTED);
        cr_assert(status == SAG_STATUS_OK || strstr(err.text, "pose.txt:") != NULL);
        text[i] = kept;
    }
    free(text);
}

static sag_status read_with(const char *piece, const char *replacement, sag_error *err)
{
    size_t size = 0;
    return read_replaced(write_made(&size), piece, replacement, err);
}

Test(recording, refuses_what_is_wrong_with_its_line)
{
    static const struct {
        const char *piece, *replacement, *expected;
        sag_status status;
    } cases[] = {
        {"sagitta-recording 3", "something else", "pose.txt:1: not a pose recording", SAG_STATUS_FORMAT},
        {"sagitta-recording 3", "sagitta-recording 4", "pose.txt:1: recording version 4", SAG_STATUS_UNSUPPORTED},
        {"sagitta-recording 3", "sagitta-recording 0", "pose.txt:1:", SAG_STATUS_FORMAT},
        {"sagitta-recording 3\n", "sagitta-recording 3\r\n", "pose.txt:1:", SAG_STATUS_FORMAT},
        {"source_kind video", "source_kind film", "pose.txt:4: expected 'source_kind'", SAG_STATUS_FORMAT},
        {"source_kind video\n", "", "pose.txt:4: expected 'source_kind'", SAG_STATUS_FORMAT},
        {"width_px 100", "width_px 16385", "pose.txt:5:", SAG_STATUS_FORMAT},
        {"width_px 100", "width_px -1", "pose.txt:5:", SAG_STATUS_FORMAT},
        {"width_px 100", "width_px 99999999999999999999", "pose.txt:5:", SAG_STATUS_FORMAT},
        {"flipped 0", "flipped 2", "pose.txt:8:", SAG_STATUS_FORMAT},
        {"\"h264\"", "\"h264", "pose.txt:9:", SAG_STATUS_FORMAT},
        {"\"h264\"", "\"h264%0\"", "pose.txt:9:", SAG_STATUS_FORMAT},
        {"\"h264\"", "\"h264%00\"", "pose.txt:9:", SAG_STATUS_FORMAT},
        {"\"h264\"", "\"0123456789012345678901234567890\"", "", SAG_STATUS_OK},
        {"\"h264\"", "\"01234567890123456789012345678901\"", "pose.txt:9:", SAG_STATUS_FORMAT},
        {"nominal_rate_hz 10", "nominal_rate_hz nan", "pose.txt:11:", SAG_STATUS_FORMAT},
        {"nominal_rate_hz 10", "nominal_rate_hz 0x10", "pose.txt:11:", SAG_STATUS_FORMAT},
        {"nominal_rate_hz 10", "nominal_rate_hz 1e999", "pose.txt:11:", SAG_STATUS_FORMAT},
        {" right_hip ", " left_hip ", "pose.txt:31: expected 'joints'", SAG_STATUS_FORMAT},
        {"\nframes\n", "\nframe\n", "pose.txt:32: expected 'frames'", SAG_STATUS_FORMAT},
        {"\n1 100000000 1", "\n1 0 1", "pose.txt:34: the time is not later", SAG_STATUS_FORMAT},
        {"\n1 100000000 1", "\n1 100000000 2", "pose.txt:34:", SAG_STATUS_FORMAT},
        {"\n1 100000000 1", "\n-1 100000000 1", "pose.txt:34: the frame index", SAG_STATUS_FORMAT},
        {"\n1 100000000 1", "\n1 1000000000000000001 1", "pose.txt:34: the time is out", SAG_STATUS_FORMAT},
        {"\n1 100000000 1 0.9", "\n1 100000000 1 inf ", "pose.txt:34: a number", SAG_STATUS_FORMAT},
        {"\n1 100000000 1 0.9", "\n1 100000000 1 1e39 ", "pose.txt:34: a number", SAG_STATUS_FORMAT},
        {"\n1 100000000 1 0.9", "\n1 100000000 1 1.5 ", "pose.txt:34:", SAG_STATUS_FORMAT},
        {"\n1 100000000 1 0.99", "\n1 100000000 1 1.99", "pose.txt:34: a visibility or presence", SAG_STATUS_FORMAT},
        {"\n1 100000000 1 ", "\n1 100000000 1  ", "pose.txt:34: a number", SAG_STATUS_FORMAT},
        {"\n11 1100000000 0", "\n11 1100000000 0 0", "pose.txt:44: a number", SAG_STATUS_FORMAT},
        {"person_count 2", "person_count -1", "", SAG_STATUS_OK},
        {"person_count 2", "person_count -2", "pose.txt:27:", SAG_STATUS_FORMAT},
        {"person_count 2\n", "", "pose.txt:27: expected 'person_count'", SAG_STATUS_FORMAT},
        {"takeover_count 1", "takeover_count 1.5", "pose.txt:28:", SAG_STATUS_FORMAT},
        {"body_light 0.25", "body_light -1", "", SAG_STATUS_OK},
        {"body_light 0.25", "body_light -0.5", "pose.txt:29:", SAG_STATUS_FORMAT},
        {"body_light 0.25", "body_light 1.01", "pose.txt:29:", SAG_STATUS_FORMAT},
        {"parameter threshold", "parameters threshold", "pose.txt:30: expected 'joints'", SAG_STATUS_FORMAT},
        {"parameter threshold", "parameter thres-hold", "pose.txt:30: the key of a parameter", SAG_STATUS_FORMAT},
        {"parameter threshold.heel_rise.possible", "parameter ", "pose.txt:30: the key", SAG_STATUS_FORMAT},
        {"possible 0.2", "possible inf", "pose.txt:30: the value of the parameter", SAG_STATUS_FORMAT},
        {"possible 0.2", "possible 0.2 ", "pose.txt:30: the value of the parameter", SAG_STATUS_FORMAT},
        {"possible 0.2", "possible", "pose.txt:30: the value of the parameter", SAG_STATUS_FORMAT},
        {"possible 0.2", "possible_and_a_tail_that_is_too_long_for_a 0.2",
         "pose.txt:30: the key of a parameter is too long", SAG_STATUS_FORMAT},
        {"\njoints", "\nparameter threshold.heel_rise.possible 1\njoints", "pose.txt:31: the parameter is there twice",
         SAG_STATUS_FORMAT},
        {"end 12\n", "end 11\n", "pose.txt:45: the number of frames", SAG_STATUS_FORMAT},
        {"end 12\n", "end 12", "pose.txt:45: the recording is cut short", SAG_STATUS_FORMAT},
        {"end 12\n", "", "pose.txt:45: the recording is cut short", SAG_STATUS_FORMAT},
        {"end 12\n", "end 12\n\n", "pose.txt:46: text behind the end", SAG_STATUS_FORMAT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sag_error err;
        sag_status status = read_with(cases[i].piece, cases[i].replacement, &err);
        cr_expect_eq(status, cases[i].status, "case %zu: %s", i, err.text);
        cr_expect_not_null(strstr(err.text, cases[i].expected), "case %zu: %s", i, err.text);
    }
}

Test(recording, takes_as_many_parameters_as_it_keeps)
{
    char lines[64 * (SAG_MOTION_PARAMETER_MAX + 2)] = "";
    for (int i = 1; i < SAG_MOTION_PARAMETER_MAX; i++) { /* one is there */
        snprintf(lines + strlen(lines), 64, "\nparameter p%d %d.5", i, i);
    }
    char replacement[sizeof lines + 64];
    snprintf(replacement, sizeof replacement, "%s\njoints", lines);
    sag_error err;
    cr_assert_eq(read_with("\njoints", replacement, &err), SAG_STATUS_OK, "%s", err.text);
    snprintf(replacement, sizeof replacement, "%s\nparameter more 1\njoints", lines);
    cr_assert_eq(read_with("\njoints", replacement, &err), SAG_STATUS_FORMAT);
    cr_assert_not_null(strstr(err.text, "pose.txt:94: more parameters"), "%s", err.text);
}

/* Version 2 had no outlines. */
Test(recording, reads_version_2)
{
    sag_error err;
    cr_assert_eq(read_with("sagitta-recording 3", "sagitta-recording 2", &err), SAG_STATUS_OK, "%s", err.text);
}

/* Version 1 had neither these facts nor parameters. */
Test(recording, reads_version_1)
{
    size_t size = 0;
    char *text = write_made(&size);
    char *facts = strstr(text, "person_count");
    char *joints = strstr(text, "joints");
    text[strlen("sagitta-recording ")] = '1';
    memmove(facts, joints, size - (size_t)(joints - text));
    write_text(text, size - (size_t)(joints - facts));
    free(text);
    sag_motion *motion = NULL;
    sag_error err;
    cr_assert_eq(sag_recording_read(&motion, path, &err), SAG_STATUS_OK, "%s", err.text);
    const sag_motion_facts *read = sag_motion_view_facts(motion);
    cr_assert(read->person_count == -1 && read->takeover_count == -1 && read->body_light == -1.0);
    cr_assert_eq(read->parameter_count, 0);
    cr_assert_eq(sag_motion_get_count(motion), MADE_FRAME_COUNT);
    sag_motion_destroy(motion);
    cr_assert_eq(read_with("sagitta-recording 3", "sagitta-recording 1", &err), SAG_STATUS_FORMAT);
    cr_assert_not_null(strstr(err.text, "pose.txt:27: expected 'joints'"), "%s", err.text);
}

Test(recording, refuses_a_zero_byte)
{
    size_t size = 0;
    char *text = write_made(&size);
    strstr(text, "h264")[1] = '\0';
    write_text(text, size);
    sag_error err;
    cr_assert_eq(read_back(&err), SAG_STATUS_FORMAT);
    cr_assert_not_null(strstr(err.text, "pose.txt:9: a zero byte"), "%s", err.text);
    free(text);
}

Test(recording, reads_up_to_its_limits)
{
    size_t size = 0;
    free(write_made(&size));
    sag_motion *motion = NULL;
    sag_error err;
    cr_assert_eq(sag__recording_read_limited(&motion, path, MADE_FRAME_COUNT, &err), SAG_STATUS_OK);
    sag_motion_destroy(motion);
    cr_assert_eq(sag__recording_read_limited(&motion, path, MADE_FRAME_COUNT - 1, &err), SAG_STATUS_FORMAT);
    cr_assert_not_null(strstr(err.text, "pose.txt:44: more frames"), "%s", err.text);
    cr_assert_null(motion);
}

Test(recording, reads_a_line_up_to_its_limit)
{
    /* A number may have as many digits as it likes. */
    static char digits[SAG__RECORDING_LINE_BYTES + 32] = "\nnominal_rate_hz 10.";
    size_t length = strlen(digits);
    memset(digits + length, '0', SAG__RECORDING_LINE_BYTES - length); /* with the line feed in front */
    sag_error err;
    cr_assert_eq(read_with("\nnominal_rate_hz 10", digits, &err), SAG_STATUS_OK, "%s", err.text);
    digits[SAG__RECORDING_LINE_BYTES] = '0';
    cr_assert_eq(read_with("\nnominal_rate_hz 10", digits, &err), SAG_STATUS_FORMAT);
    cr_assert_not_null(strstr(err.text, "pose.txt:11: the line is too long"), "%s", err.text);
}

Test(recording, names_what_is_not_a_file)
{
    sag_motion *motion = NULL;
    sag_error err;
    cr_assert_eq(sag_recording_read(&motion, path, &err), SAG_STATUS_NOT_FOUND);
    cr_assert_not_null(strstr(err.text, path));
    cr_assert_eq(sag_recording_read(&motion, folder, &err), SAG_STATUS_IO);
    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_assert_eq(sag_recording_read(&motion, path, &err), SAG_STATUS_IO, "a pipe is not waited for");
    cr_assert_null(motion);
}

Test(recording, is_not_written_with_a_number_it_could_not_read)
{
    sag_motion *motion = made_motion(100);
    sag_skeleton bad = *sag_motion_get(motion, 0);
    bad.t_ns = 2000000000;
    bad.joint[SAG_JOINT_NOSE].y_px = NAN;
    cr_assert_eq(sag_motion_push(motion, &bad), SAG_STATUS_OK);
    sag_error err;
    cr_assert_eq(sag_recording_write(path, motion, &err), SAG_STATUS_ARGUMENT);
    cr_assert_not_null(strstr(err.text, "frame 12"), "%s", err.text);
    cr_assert_neq(access(path, F_OK), 0);
    sag_motion_destroy(motion);
}

Test(recording, is_not_written_with_a_parameter_it_could_not_read)
{
    static const struct {
        const char *key;
        double value;
    } cases[] = {{"", 1}, {"a b", 1}, {"\xc3\x9c", 1}, {"threshold.heel_rise.possible", 1}, {"good", NAN}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sag_motion *motion = made_motion(100);
        sag_motion_facts *facts = sag_motion_get_facts(motion);
        sag_motion_parameter *parameter = &facts->parameter[facts->parameter_count++];
        strcpy(parameter->key, cases[i].key);
        parameter->value = cases[i].value;
        sag_error err;
        cr_assert_eq(sag_recording_write(path, motion, &err), SAG_STATUS_ARGUMENT, "case %zu", i);
        cr_assert_not_null(strstr(err.text, "parameter"), "%s", err.text);
        facts->parameter_count = SAG_MOTION_PARAMETER_MAX + 1;
        cr_assert_eq(sag_recording_write(path, motion, &err), SAG_STATUS_ARGUMENT);
        cr_assert_neq(access(path, F_OK), 0);
        sag_motion_destroy(motion);
    }
}
