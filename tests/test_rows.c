#include <criterion/criterion.h>

#include <sagitta/report.h>

#include "comma_locale.h"
#include "made_motion.h"
#include "outfile.h"

static char folder[FOLDER_BYTES];
static char path[2 * FOLDER_BYTES];

static void set_up(void)
{
    make_folder(folder);
    snprintf(path, sizeof path, "%s/file", folder);
}

static void tear_down(void)
{
    unlink(path);
    cr_assert_eq(rmdir(folder), 0, "no other file is left");
}

TestSuite(rows, .init = set_up, .fini = tear_down);

/* Write the report of an analysis and release that. */
static void write_report(sag_analysis analysis)
{
    sag_motion *motion = made_motion(100);
    cr_assert_eq(sag_report_write_json(path, motion, &analysis, NULL, NULL), SAG_STATUS_OK);
    sag_analysis_release(&analysis);
    sag_motion_destroy(motion);
}

static char *read_text(void)
{
    char *text = NULL;
    size_t size = 0;
    cr_assert_eq(sag__file_read(&text, &size, path, 1 << 24, NULL), SAG_STATUS_OK);
    return text;
}

static void write_text(const char *before, size_t before_length, const char *middle, const char *after)
{
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    fwrite(before, 1, before_length, file);
    fputs(middle, file);
    fputs(after, file);
    cr_assert_eq(fclose(file), 0);
}

/* Replace the first place of a piece in the report of the made analysis and read the row. */
static sag_status read_with(sag_report_row *row, const char *piece, const char *replacement, sag_error *err)
{
    write_report(made_analysis());
    char *text = read_text();
    char *place = strstr(text, piece);
    cr_assert_not_null(place, "%s", piece);
    write_text(text, (size_t)(place - text), replacement, place + strlen(piece));
    free(text);
    *row = (sag_report_row){0};
    return sag_report_read_row(row, path, err);
}

Test(rows, are_read_from_a_report)
{
    sag_report_row row = {.source = "", .folder = "a/b", .skipped = true};
    sag_error err;
    write_report(made_analysis());
    cr_assert_eq(sag_report_read_row(&row, path, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert(row.reported && row.skipped);
    cr_expect_str_eq(row.source, "made, up.mp4");
    cr_expect_str_eq(row.folder, "a/b");
    cr_expect_str_eq(row.failure, "");
    cr_expect_str_eq(row.view, "side");
    cr_expect_float_eq(row.duration_s, 1.1, 1e-9);
    cr_expect(row.frame_count == 12 && row.found_count == 11 && row.rep_count == 2);
    cr_expect_str_eq(row.depth_class, "below parallel", "the partial one does not count");
    cr_expect_float_eq(row.thigh_median_deg, -6, 1e-9);
    cr_expect_float_eq(row.knee_median_deg, 118.1, 1e-9);
    cr_expect_float_eq(row.trunk_median_deg, 33.3, 1e-9);
    cr_expect_eq(row.movement, SAG_MOVEMENT_SQUAT);
    cr_expect_float_eq(row.eccentric_median_s, 0.01 * (SAG_REP_METRIC_ECCENTRIC_TIME + 1), 1e-9);
    cr_expect_float_eq(row.concentric_median_s, 0.01 * (SAG_REP_METRIC_CONCENTRIC_TIME + 1), 1e-9);
    cr_expect(row.clear_count == 1 && row.possible_count == 1);
    char expected[256];
    snprintf(expected, sizeof expected, "%s (clear), %s (possible)",
             sag_compensation_get_info(SAG_COMPENSATION_HEEL_RISE)->title,
             sag_compensation_get_info(SAG_COMPENSATION_FORWARD_LEAN)->title);
    cr_expect_str_eq(row.findings, expected);
}

Test(rows, tell_the_middle_depth_and_the_side)
{
    sag_report_row row = {.source = "kept.mp4"};
    sag_analysis analysis = made_set_analysis();
    analysis.rep[0].depth_class = analysis.rep[1].depth_class = SAG_DEPTH_DEEP;
    write_report(analysis);
    cr_assert_eq(sag_report_read_row(&row, path, NULL), SAG_STATUS_OK);
    cr_expect_str_eq(row.depth_class, "parallel", "the third of five by depth");
    cr_expect_str_eq(row.source, "kept.mp4");
    write_report(made_front_analysis());
    cr_assert_eq(sag_report_read_row(&row, path, NULL), SAG_STATUS_OK);
    cr_expect_str_eq(row.depth_class, "");
    cr_expect(isnan(row.thigh_median_deg) && isnan(row.knee_median_deg));
    char expected[256];
    snprintf(expected, sizeof expected, "%s left (clear)",
             sag_compensation_get_info(SAG_COMPENSATION_HIP_SHIFT)->title);
    cr_expect_str_eq(row.findings, expected);
}

Test(rows, tell_the_movement)
{
    sag_report_row row = {.source = ""};
    sag_analysis analysis = made_analysis();
    made_hinges(&analysis);
    write_report(analysis);
    cr_assert_eq(sag_report_read_row(&row, path, NULL), SAG_STATUS_OK);
    cr_expect_eq(row.movement, SAG_MOVEMENT_HINGE);
    cr_expect_eq(row.rep_count, 2);
    cr_expect_str_eq(row.depth_class, "", "a depth class is of squats");
    analysis = made_analysis();
    made_quiet(&analysis);
    write_report(analysis);
    cr_assert_eq(sag_report_read_row(&row, path, NULL), SAG_STATUS_OK);
    cr_expect_eq(row.movement, SAG_MOVEMENT_STANDING);
    cr_expect_eq(row.rep_count, 0);
}

Test(rows, are_read_from_the_report_of_many_repetitions)
{
    sag_analysis analysis = made_analysis();
    sag_rep first = analysis.rep[0];
    free(analysis.rep);
    analysis.rep_count = 1000;
    analysis.rep = calloc(analysis.rep_count, sizeof *analysis.rep);
    for (size_t r = 0; r < analysis.rep_count; r++) {
        analysis.rep[r] = first;
        analysis.rep[r].number = (int)r + 1;
    }
    write_report(analysis);
    sag_report_row row = {0};
    sag_error err = {.text = ""};
    cr_assert_eq(sag_report_read_row(&row, path, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_eq(row.rep_count, 1000);
    cr_assert_str_eq(row.depth_class, "below parallel");
}

Test(rows, say_what_is_wrong_with_a_report)
{
    static const struct {
        const char *piece, *replacement, *expected;
    } cases[] = {
        {"{", "", ": not valid JSON"},
        {"\"schema\":\t3", "\"schema\":\t1", ": a report of schema 1; this program reads schema 3"},
        {"\"schema\":\t3", "\"schema\":\t1e300", ": not a report"},
        {"\"schema\"", "\"scheme\"", ": not a report"},
        {"\"source\":\t{\n\t\t\"name\":\t\"made, up.mp4\"", "\"source\":\t{\n\t\t\"name\":\t3", ": source.name"},
        {"\"view\":\t\"side\"", "\"view\":\tnull", ": clip.view"},
        {"\"frame_count\":\t12,\n\t\t\"frames_with", "\"frame_count\":\t12.5,\n\t\t\"frames_with",
         ": clip.frame_count"},
        {"\"frames_with_person\":\t11", "\"frames_with_person\":\t-1", ": clip.frames_with_person"},
        {"\"movement\":\t\"squat\"", "\"movement\":\t\"jump\"", ": repetitions.movement"},
        {"\"movement\":\t\"squat\",\n\t\t\"count\":\t2",
         "\"movement\":\t\"squat\",\n\t\t\"count\":\t\"2\"", ": repetitions.count"},
        {"\"severity\":\t\"clear\"", "\"severity\":\t1", ": findings"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sag_report_row row;
        sag_error err = {.text = ""};
        cr_expect_eq(read_with(&row, cases[i].piece, cases[i].replacement, &err), SAG_STATUS_FORMAT, "case %zu", i);
        cr_expect_not_null(strstr(err.text, cases[i].expected), "case %zu: %s", i, err.text);
        cr_expect_eq(strncmp(err.text, path, strlen(path)), 0, "case %zu: %s", i, err.text);
        cr_expect(!row.reported && row.findings[0] == '\0' && row.rep_count == 0 && isnan(row.duration_s));
    }
}

Test(rows, survive_flipped_bytes_and_cuts, .timeout = 100)
{
    write_report(made_analysis());
    char *text = read_text();
    size_t size = strlen(text);
    static const unsigned char flips[] = {0x01, 0x10, 0x80, 0xff};
    /* Without its last line feed a report is whole. */
    for (size_t i = 0, step = 0; i < size - 1; i += 211, step++) {
        sag_report_row row = {0};
        sag_error err = {.text = ""};
        char kept = text[i];
        text[i] = (char)((unsigned char)kept ^ flips[step % 4]);
        write_text(text, size, "", "");
        sag_status status = sag_report_read_row(&row, path, &err);
        cr_assert(status == SAG_STATUS_OK || status == SAG_STATUS_FORMAT);
        cr_assert_eq(status == SAG_STATUS_OK, row.reported);
        cr_assert(status == SAG_STATUS_OK || err.text[0] != '\0');
        text[i] = kept;
        write_text(text, i, "", "");
        cr_assert_eq(sag_report_read_row(&row, path, &err), SAG_STATUS_FORMAT, "cut at %zu", i);
    }
    free(text);
}

Test(rows, take_foreign_text_as_text)
{
    sag_report_row row;
    cr_assert_eq(read_with(&row, "\"title\":\t\"heel rise\"", "\"title\":\t\"heel\\u001b[1m\\nrise\"", NULL),
                 SAG_STATUS_OK);
    cr_expect_not_null(strstr(row.findings, "heel?[1m?rise (clear)"), "%s", row.findings);
    cr_assert_eq(sag_report_read_row(&row, "/nonexistent/report.json", NULL), SAG_STATUS_NOT_FOUND);
    cr_expect_not(row.reported);
}

/* More findings than a row has room for: whole ones, then dots. */
Test(rows, cut_a_long_list_of_findings_between_two)
{
    sag_analysis analysis = made_analysis();
    sag_finding many[60];
    const size_t first[] = {0};
    for (size_t f = 0; f < 60; f++) {
        many[f] = made_finding(SAG_COMPENSATION_HEEL_RISE, SAG_SEVERITY_POSSIBLE, first, 1, 3);
    }
    made_findings(&analysis, many, 60);
    write_report(analysis);
    sag_report_row row = {0};
    cr_assert_eq(sag_report_read_row(&row, path, NULL), SAG_STATUS_OK);
    cr_assert_eq(row.possible_count, 60);
    size_t length = strlen(row.findings);
    cr_assert_gt(length, sizeof row.findings - 40);
    cr_assert_str_eq(row.findings + length - 15, "(possible), ...");
}

/* Rows of everything that may happen to a recording. */
#define ROW_COUNT 9
static void made_rows(sag_report_row *row)
{
    memset(row, 0, ROW_COUNT * sizeof *row);
    row[0] = (sag_report_row){.source = "side_one.mp4", .folder = "side_one", .reported = true, .view = "side",
                              .duration_s = 12.5, .frame_count = 375, .found_count = 375, .rep_count = 5,
                              .depth_class = "below parallel", .thigh_median_deg = -8.25, .knee_median_deg = 121,
                              .trunk_median_deg = 38.2, .eccentric_median_s = 1.25, .concentric_median_s = 0.9,
                              .clear_count = 1, .possible_count = 1, .findings = "heel rise (clear), hips rise first (possible)"};
    row[1] = row[0];
    row[1].skipped = true;
    strcpy(row[1].folder, "other/side_one");
    strcpy(row[1].findings, "");
    row[1].clear_count = row[1].possible_count = 0;
    row[2] = (sag_report_row){.source = "front, \"quoted\" \x1b[31m \xff Übung mit einem langen Namen.mp4",
                              .reported = true, .view = "front", .duration_s = 3, .frame_count = 90,
                              .found_count = 88, .rep_count = 2,
                              .thigh_median_deg = NAN, .knee_median_deg = NAN, .trunk_median_deg = NAN,
                              .eccentric_median_s = NAN, .concentric_median_s = INFINITY, .clear_count = 2,
                              .findings = "lateral pelvic shift left (clear), "
                                          "knee-in tendency (projected) right (clear)"};
    row[3] = (sag_report_row){.source = "empty_room.mp4", .reported = true, .view = "unknown", .duration_s = 1,
                              .frame_count = 30, .thigh_median_deg = NAN, .knee_median_deg = NAN,
                              .trunk_median_deg = NAN, .eccentric_median_s = NAN, .concentric_median_s = NAN};
    row[4] = (sag_report_row){.source = "broken.mp4", .failure = "cannot open broken.mp4: invalid data was found"};
    row[5] = row[0];
    strcpy(row[5].source, "damaged.mp4");
    strcpy(row[5].view, "side (reduced)");
    row[5].likely_count = 1;
    strcpy(row[5].findings, "heel rise (clear), lumbar rounding near the bottom (likely), hips rise first (possible)");
    strcpy(row[5].failure, "damaged.mp4: frame 100: invalid data; what could be read was analyzed");
    row[6] = (sag_report_row){.source = "late.mp4", .failure = ""};
    row[7] = (sag_report_row){.source = "bends.mp4", .reported = true, .movement = SAG_MOVEMENT_HINGE, .view = "side",
                              .duration_s = 9, .frame_count = 270, .found_count = 270, .rep_count = 1,
                              .thigh_median_deg = 66.5, .knee_median_deg = 20, .trunk_median_deg = 71.5,
                              .eccentric_median_s = 1.5, .concentric_median_s = 1.25};
    row[8] = (sag_report_row){.source = "stands.mp4", .reported = true, .movement = SAG_MOVEMENT_STANDING,
                              .view = "side", .duration_s = 4, .frame_count = 120, .found_count = 120,
                              .thigh_median_deg = NAN, .knee_median_deg = NAN, .trunk_median_deg = NAN,
                              .eccentric_median_s = NAN, .concentric_median_s = NAN};
}

static void assert_golden(const char *text, const char *name)
{
    const char *golden_folder = getenv("SAGITTA_GOLDEN");
    cr_assert_not_null(golden_folder);
    char golden_path[1024];
    snprintf(golden_path, sizeof golden_path, "%s/%s", golden_folder, name);
    if (getenv("SAGITTA_GOLDEN_UPDATE") != NULL) {
        FILE *file = fopen(golden_path, "wb");
        cr_assert_not_null(file, "%s", golden_path);
        fputs(text, file);
        cr_assert_eq(fclose(file), 0);
        return;
    }
    char *golden = NULL;
    size_t size = 0;
    cr_assert_eq(sag__file_read(&golden, &size, golden_path, 1 << 20, NULL), SAG_STATUS_OK, "%s", golden_path);
    cr_assert_str_eq(text, golden, "%s", name);
    free(golden);
}

static void assert_rows_golden(void)
{
    static sag_report_row row[ROW_COUNT];
    made_rows(row);
    cr_assert_eq(sag_report_write_rows_csv(path, row, ROW_COUNT, NULL), SAG_STATUS_OK);
    char *text = read_text();
    assert_golden(text, "summary.csv");
    free(text);
    static char page[8192];
    size_t length = sag_report_format_rows(page, sizeof page, row, ROW_COUNT);
    cr_assert_eq(length, strlen(page));
    size_t columns = 0;
    for (const char *c = page; *c != '\0'; c++) {
        columns = *c == '\n' ? 0 : columns + (((unsigned char)*c & 0xc0) != 0x80);
        cr_assert_leq(columns, 80);
    }
    assert_golden(page, "rows.txt");
    cr_assert_eq(sag_report_format_rows(NULL, 0, row, ROW_COUNT), length);
    char cut[10];
    cr_assert_eq(sag_report_format_rows(cut, sizeof cut, row, ROW_COUNT), length);
    cr_assert_eq(strncmp(cut, page, sizeof cut - 1), 0);
    cr_assert_eq(cut[sizeof cut - 1], '\0');
}

Test(rows, are_written_as_the_golden_files)
{
    assert_rows_golden();
}

Test(rows, do_not_depend_on_the_locale)
{
    if (!set_comma_locale(folder)) {
        cr_skip_test("this machine has no locale with a decimal comma");
    }
    assert_rows_golden();
    sag_report_row row = {0};
    write_report(made_analysis());
    cr_assert_eq(sag_report_read_row(&row, path, NULL), SAG_STATUS_OK);
    cr_assert_float_eq(row.duration_s, 1.1, 1e-9);
}

/* What was stopped by the user has not failed. */
Test(rows, count_what_was_interrupted_apart)
{
    static sag_report_row row[ROW_COUNT];
    static char page[8192];
    made_rows(row);
    for (size_t r = 4; r < ROW_COUNT; r++) {
        row[r] = (sag_report_row){.source = "late.mp4", .failure = "not begun: interrupted", .interrupted = true};
    }
    strcpy(row[3].failure, "nobody was found");
    row[1].skipped = false;
    sag_report_format_rows(page, sizeof page, row, ROW_COUNT);
    cr_expect_not_null(strstr(page, ", 1 failed, 5 not begun\n"), "%s", page);
    row[0].interrupted = true;
    strcpy(row[0].failure, "interrupted after 5 frames");
    sag_report_format_rows(page, sizeof page, row, ROW_COUNT);
    cr_expect_not_null(strstr(page, ", 1 failed, 1 interrupted, 5\n  not begun\n"), "%s", page);
}

Test(rows, of_nothing_are_a_header_and_a_total)
{
    char page[1024];
    sag_report_format_rows(page, sizeof page, NULL, 0);
    cr_assert_not_null(strstr(page, "0 recordings: 0 squats"), "%s", page);
    cr_assert_eq(sag_report_write_rows_csv(path, NULL, 0, NULL), SAG_STATUS_OK);
    cr_assert_eq(sag_report_write_rows_csv("/nonexistent/file", NULL, 0, NULL), SAG_STATUS_IO);
}
