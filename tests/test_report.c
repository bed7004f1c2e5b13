#include <criterion/criterion.h>

#include <sagitta/report.h>

#include "comma_locale.h"
#include "made_motion.h"
#include "outfile.h"
#include "page.h"
#include "utf8.h"

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

TestSuite(report, .init = set_up, .fini = tear_down);

/* Compare a text with a golden file byte for byte, or write that file anew when asked to. */
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
    sag_error err;
    cr_assert_eq(sag__file_read(&golden, &size, golden_path, 1 << 20, &err), SAG_STATUS_OK, "%s", err.text);
    size_t line = 1;
    for (size_t i = 0; text[i] == golden[i] && text[i] != '\0'; i++) {
        line += text[i] == '\n';
    }
    cr_assert_str_eq(text, golden, "%s differs first in line %zu", name, line);
    free(golden);
}

static void assert_golden_file(sag_status status, const sag_error *err, const char *name)
{
    cr_assert_eq(status, SAG_STATUS_OK, "%s", err->text);
    char *text = NULL;
    size_t size = 0;
    cr_assert_eq(sag__file_read(&text, &size, path, 1 << 20, NULL), SAG_STATUS_OK);
    cr_assert_eq(strlen(text), size);
    assert_golden(text, name);
    free(text);
}

static void assert_narrow(const char *text)
{
    size_t columns = 0;
    for (; *text != '\0'; text++) {
        columns = *text == '\n' ? 0 : columns + (((unsigned char)*text & 0xc0) != 0x80);
        cr_assert_leq(columns, 80);
    }
}

static void assert_all_golden(const sag_motion *motion, const sag_analysis *analysis, const char *ending)
{
    sag_error err;
    char name[64];
    snprintf(name, sizeof name, "report%s.json", ending);
    assert_golden_file(sag_report_write_json(path, motion, analysis, NULL, &err), &err, name);
    snprintf(name, sizeof name, "frames%s.csv", ending);
    assert_golden_file(sag_report_write_frames_csv(path, motion, analysis, &err), &err, name);
    snprintf(name, sizeof name, "reps%s.csv", ending);
    assert_golden_file(sag_report_write_reps_csv(path, analysis, &err), &err, name);
    snprintf(name, sizeof name, "findings%s.csv", ending);
    assert_golden_file(sag_report_write_findings_csv(path, analysis, &err), &err, name);
    char text[8192];
    size_t length = sag_report_format_summary(text, sizeof text, motion, analysis);
    cr_assert_eq(length, strlen(text));
    assert_narrow(text);
    snprintf(name, sizeof name, "summary%s.txt", ending);
    assert_golden(text, name);
}

Test(report, writes_the_golden_files)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_analysis();
    assert_all_golden(motion, &analysis, "");
    sag_analysis_release(&analysis);
    sag_motion_destroy(motion);
}

Test(report, writes_the_golden_files_of_a_front_view)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_front_analysis();
    sag_motion_facts *facts = sag_motion_get_facts(motion);
    strcpy(facts->source_name, "a \"very\" long\nname \x1b[31m of a file \xff that goes on and on, Übung 100 %.mp4");
    facts->interrupted = true;
    facts->slow_motion_ratio = 2.5;
    facts->source.rotation_deg = 90;
    facts->source.flipped = true;
    facts->source.variable_rate = true;
    facts->source.damaged = true;
    strcpy(facts->source.damage, "frame 12: invalid data was found while decoding, and 3 frames more after that one");
    assert_all_golden(motion, &analysis, "-front");
    sag_analysis_release(&analysis);
    sag_motion_destroy(motion);
}

Test(report, writes_the_golden_files_of_a_set)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_set_analysis();
    made_back(&analysis, 100, SAG_BACK_LIKELY, SAG_REASON_NONE);
    assert_all_golden(motion, &analysis, "-set");
    sag_analysis_release(&analysis);
    sag_motion_destroy(motion);
}

/* Text of a file that a function wrote. Ownership: release with free. */
static char *text_of(sag_status status)
{
    cr_assert_eq(status, SAG_STATUS_OK);
    char *text = NULL;
    size_t size = 0;
    cr_assert_eq(sag__file_read(&text, &size, path, 1 << 20, NULL), SAG_STATUS_OK);
    return text;
}

static size_t count_of(const char *text, const char *piece)
{
    size_t count = 0;
    for (const char *at = strstr(text, piece); at != NULL; at = strstr(at + 1, piece)) {
        count++;
    }
    return count;
}

/* A place that no table should have is one column too many or too few in some row. */
static void assert_summary_golden(const sag_motion *motion, const sag_analysis *analysis, const char *name)
{
    char text[8192];
    sag_report_format_summary(text, sizeof text, motion, analysis);
    assert_narrow(text);
    assert_golden(text, name);
}

static void assert_json_has(const sag_motion *motion, const sag_analysis *analysis, const char *piece)
{
    char *text = NULL;
    size_t size = 0;
    cr_assert_eq(sag_report_write_json(path, motion, analysis, NULL, NULL), SAG_STATUS_OK);
    cr_assert_eq(sag__file_read(&text, &size, path, 1 << 20, NULL), SAG_STATUS_OK);
    cr_assert_not_null(strstr(text, piece), "%s", piece);
    free(text);
}

/* Take the numbers of the back away for a reason. */
static void hide_back(sag_analysis *analysis, sag_back_state state, sag_reason reason)
{
    analysis->back.state = state;
    analysis->back.reason = reason;
    analysis->back.worst_rep = SIZE_MAX;
    for (size_t r = 0; r < analysis->rep_count; r++) {
        analysis->rep[r].back.state = state;
        analysis->rep[r].back.reason = reason;
        for (int m = SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM; m <= SAG_REP_METRIC_LUMBAR_PELVIC_RATIO; m++) {
            analysis->rep[r].whole[m] = (sag_measure){.reason = reason};
        }
    }
    for (int m = SAG_METRIC_LUMBAR_FLEXION; m <= SAG_METRIC_THORAX_INCLINATION; m++) {
        analysis->clip_reason[m] = reason;
    }
    analysis->unjudged[SAG_COMPENSATION_LUMBAR_ROUNDING] = state == SAG_BACK_NOT_MEASURED ? reason : SAG_REASON_NONE;
}

Test(report, says_what_is_known_of_the_back_and_why_no_more)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_analysis();
    const size_t reps[] = {0};
    sag_finding finding = made_finding(SAG_COMPENSATION_LUMBAR_ROUNDING, SAG_SEVERITY_POSSIBLE, reps, 1, 3);
    finding.size = (sag_measure){.reason = SAG_REASON_CLOTHES};
    made_findings(&analysis, &finding, 1);
    hide_back(&analysis, SAG_BACK_POSSIBLE, SAG_REASON_CLOTHES);
    assert_summary_golden(motion, &analysis, "summary-clothes.txt");
    made_findings(&analysis, NULL, 0);
    hide_back(&analysis, SAG_BACK_NOT_MEASURED, SAG_REASON_CUT);
    char text[8192];
    sag_report_format_summary(text, sizeof text, motion, &analysis);
    cr_assert_not_null(strstr(text, "low back: no judgement of the set"));
    hide_back(&analysis, SAG_BACK_NOT_MEASURED, SAG_REASON_ARM);
    assert_summary_golden(motion, &analysis, "summary-arm.txt");
    assert_json_has(motion, &analysis, "\"back\":\t{\n\t\t\"state\":\t\"not_measured\",\n\t\t\"reason\":\t\"arm\"");
    sag_analysis_release(&analysis);
    sag_motion_destroy(motion);
}

/* A back that flexes all the way down has no late rounding, and is not passed over in silence. */
Test(report, says_what_is_at_the_bottom_beside_what_comes_late)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_analysis();
    analysis.set_whole[SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM].median = made_measure(made_rad(28), made_rad(4));
    analysis.back.judged_count = 1;
    char text[8192];
    sag_report_format_summary(text, sizeof text, motion, &analysis);
    cr_assert_not_null(strstr(text, "no late rounding larger than 10° detected; at the bottom"), "%s", text);
    cr_assert_not_null(strstr(text, "+28° ± 4° against your standing; judged in 1"), "%s", text);
    sag_analysis_release(&analysis);
    sag_motion_destroy(motion);
}

Test(report, says_in_how_many_repetitions_the_back_rounds)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_analysis();
    char text[8192];
    analysis.back.judged_count = 2;
    analysis.back.possible_count = 1;
    analysis.back.detectable_rad = made_rad(10.3);
    sag_report_format_summary(text, sizeof text, motion, &analysis);
    cr_assert_not_null(strstr(text, "late rounding larger than 11° in 1 of 2 repetitions only"), "%s", text);
    analysis.back.state = SAG_BACK_POSSIBLE;
    analysis.back.likely_count = 1;
    analysis.back.worst_rep = 0;
    analysis.back.arm_rise_rad = made_rad(80);
    sag_report_format_summary(text, sizeof text, motion, &analysis);
    cr_assert_not_null(strstr(text, "so in 1 of 2 repetitions, likely in 1"), "%s", text);
    cr_assert_not_null(strstr(text, "since standing the arms were raised by 80°"), "%s", text);
    hide_back(&analysis, SAG_BACK_NOT_MEASURED, SAG_REASON_OFF_SIDE);
    analysis.back.gate[SAG_BACK_GATE_ARM].state = SAG_GATE_REFUSED;
    sag_report_format_summary(text, sizeof text, motion, &analysis);
    cr_assert_not_null(strstr(text, "; also,"), "%s", text);
    sag_analysis_release(&analysis);
    sag_motion_destroy(motion);
}

Test(report, says_which_movement_was_looked_for)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_analysis();
    made_hinges(&analysis);
    assert_summary_golden(motion, &analysis, "summary-hinge.txt");
    assert_json_has(motion, &analysis, "\"movement\":\t\"hinge\",\n\t\t\"count\":\t2");
    analysis.view = SAG_VIEW_FRONT;
    analysis.rep_count = 0;
    analysis.rep_reason = SAG_REASON_VIEW;
    char text[8192];
    sag_report_format_summary(text, sizeof text, motion, &analysis);
    cr_assert_not_null(strstr(text, "hinges not counted: this camera position cannot show it; film from the side\n"));
    cr_assert_null(strstr(text, "squats "));
    sag_analysis_release(&analysis);

    analysis = made_analysis();
    made_quiet(&analysis);
    analysis.back.state = SAG_BACK_NOT_MEASURED;
    assert_summary_golden(motion, &analysis, "summary-standing.txt");
    assert_json_has(motion, &analysis, "\"movement\":\t\"standing\",\n\t\t\"count\":\t0");
    analysis.standing_found = false;
    analysis.baseline = (sag_baseline){.kind = SAG_BASELINE_NONE};
    sag_report_format_summary(text, sizeof text, motion, &analysis);
    cr_assert_not_null(strstr(text, "made, up.mp4: no quiet standing, side view"));
    cr_assert_null(strstr(text, "posture, the median"));
    cr_assert_null(strstr(text, "squat"));
    sag_analysis_release(&analysis);
    sag_motion_destroy(motion);
}

Test(report, tables_have_as_many_cells_in_every_row)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_set_analysis();
    for (int table = 0; table < 3; table++) {
        char *text = text_of(table == 0   ? sag_report_write_frames_csv(path, motion, &analysis, NULL)
                             : table == 1 ? sag_report_write_reps_csv(path, &analysis, NULL)
                                          : sag_report_write_findings_csv(path, &analysis, NULL));
        size_t expected = 0;
        for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
            bool quoted = false;
            size_t commas = 0;
            for (const char *c = line; *c != '\0'; c++) {
                quoted = *c == '"' ? !quoted : quoted;
                commas += *c == ',' && !quoted;
            }
            expected = expected == 0 ? commas : expected;
            cr_assert_eq(commas, expected, "table %d: %s", table, line);
        }
        free(text);
    }
    sag_analysis_release(&analysis);
    sag_motion_destroy(motion);
}

Test(report, writes_no_number_that_is_none)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_analysis();
    analysis.rep[0].at_bottom[SAG_METRIC_KNEE_FLEXION].value = NAN;
    analysis.rep[0].whole[SAG_REP_METRIC_TRUNK_PEAK].se = INFINITY;
    analysis.finding[0].size.se = NAN;
    analysis.set_at_bottom[SAG_METRIC_DEPTH].drift = (sag_measure){.value = -INFINITY};
    analysis.camera_roll_rad = NAN;
    for (int file = 0; file < 4; file++) {
        char *text = text_of(file == 0   ? sag_report_write_json(path, motion, &analysis, NULL, NULL)
                             : file == 1 ? sag_report_write_frames_csv(path, motion, &analysis, NULL)
                             : file == 2 ? sag_report_write_reps_csv(path, &analysis, NULL)
                                         : sag_report_write_findings_csv(path, &analysis, NULL));
        size_t count = count_of(text, "nan") + count_of(text, "\tinf") + count_of(text, ",inf");
        count += count_of(text, "-inf");
        cr_expect_eq(count, 0, "file %d", file);
        free(text);
    }
    sag_analysis_release(&analysis);
    sag_motion_destroy(motion);
}

static char summary[8192];

/* The summary in one line, so that a sentence is found wherever it is broken. */
static const char *summary_of(const sag_motion *motion, const sag_analysis *analysis)
{
    sag_report_format_summary(summary, sizeof summary, motion, analysis);
    assert_narrow(summary);
    char *out = summary;
    for (const char *c = summary; *c != '\0'; c++) {
        bool blank = *c == ' ' || *c == '\n';
        if (!blank || (out > summary && out[-1] != ' ')) {
            *out++ = *c == '\n' ? ' ' : *c;
        }
    }
    *out = '\0';
    return summary;
}

Test(report, tells_findings_in_words)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_analysis();
    const char *text = summary_of(motion, &analysis);
    cr_expect_not_null(strstr(text, "clear: heel rise in reps 1, 2 of 2 - up to 14° ± 3° (border 12°), most in rep 2 "
                                    "at 0.80 s"), "%s", text);
    cr_expect_not_null(strstr(text, "in rep 1 (1 of 2 could be judged) - up to 14° ± 3° (border 8°)"), "%s", text);
    cr_expect_not_null(strstr(text, "looked for and not found: "), "%s", text);
    cr_expect_not_null(strstr(text, "not judged from this view: "), "%s", text);
    cr_expect_not_null(strstr(text, "(film from the front or from behind)"), "%s", text);
    cr_expect_null(strstr(text, "over the set, from"), "%s", text);
    cr_expect_not_null(strstr(text, "set-up: the picture is turned by 5° ± 1° (good up to 2°) - "), "%s", text);
    cr_expect_null(strstr(text, "the feet are seen"), "%s", text);
    sag_analysis_release(&analysis);
    analysis = made_set_analysis();
    text = summary_of(motion, &analysis);
    cr_expect_not_null(strstr(text, "in reps 2-4 (4 of 5 could be judged)"), "%s", text);
    cr_expect_not_null(strstr(text, "thigh inclination +8° ± 3°"), "%s", text);
    cr_expect_not_null(strstr(text, "+0.6 s ± 0.2 s"), "%s", text);
    cr_expect_null(strstr(text, "+0.3 s"), "a drift within two standard errors is not told: %s", text);
    sag_analysis_release(&analysis);
    sag_motion_destroy(motion);
}

/* The option with the value that is right for the recording: what was given and what is left of the roll. */
Test(report, advises_the_roll_to_give)
{
    static const struct {
        double given_deg, rest_deg;
        const char *advice;
    } cases[] = {
        {0, -6.2, "level the camera, or give --camera-roll -6"},
        {0, 5.6, "level the camera, or give --camera-roll 6"},
        {5, -11, "level the camera, or give --camera-roll -6"},
        {-5, 4.8, "level the camera, or give --camera-roll 0"},
        {30, 20, "level the camera, or give its tilt with --camera-roll"},
    };
    sag_motion *motion = made_motion(100);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sag_analysis analysis = made_analysis();
        analysis.camera_roll_rad = made_rad(cases[i].given_deg);
        analysis.check[SAG_CHECK_CAMERA_ROLL].value = made_rad(cases[i].rest_deg);
        char expected[128];
        snprintf(expected, sizeof expected, "(good up to 2°) - %s set-up:", cases[i].advice);
        const char *text = summary_of(motion, &analysis);
        cr_expect_not_null(strstr(text, expected), "case %zu: %s", i, text);
        snprintf(expected, sizeof expected, "\"%s\"", cases[i].advice);
        char *json = text_of(sag_report_write_json(path, motion, &analysis, NULL, NULL));
        cr_expect_eq(count_of(json, expected), 1, "case %zu", i);
        free(json);
        sag_analysis_release(&analysis);
    }
    sag_motion_destroy(motion);
}

Test(report, tells_who_was_in_the_picture)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_analysis();
    sag_motion_get_facts(motion)->takeover_count = 2;
    const char *text = summary_of(motion, &analysis);
    cr_expect_not_null(strstr(text, "set-up: 2 people in the picture (good up to 1) - be alone"), "%s", text);
    analysis.check[SAG_CHECK_ALONE].value = 1;
    text = summary_of(motion, &analysis);
    cr_expect_not_null(strstr(text, "set-up: somebody else came in between 2 times - be alone"), "%s", text);
    cr_expect_null(strstr(text, "people in the picture"), "%s", text);
    sag_motion_get_facts(motion)->takeover_count = 1;
    text = summary_of(motion, &analysis);
    cr_expect_not_null(strstr(text, "set-up: somebody else came in between 1 time - be alone"), "%s", text);
    sag_analysis_release(&analysis);
    sag_motion_destroy(motion);
}

Test(report, says_why_a_number_beyond_a_border_is_no_finding)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_front_analysis();
    const char *text = summary_of(motion, &analysis);
    cr_expect_not_null(strstr(text, "less than about two of its errors is not called a finding"), "%s", text);
    analysis.rep_count = 0;
    text = summary_of(motion, &analysis);
    cr_expect_null(strstr(text, "is not called a finding"), "%s", text);
    analysis.rep_count = 2;
    sag_analysis_release(&analysis);
    sag_motion_destroy(motion);
}

Test(report, says_that_nothing_was_found_only_of_what_was_judged)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_analysis();
    made_findings(&analysis, NULL, 0);
    const char *text = summary_of(motion, &analysis);
    cr_expect_not_null(strstr(text, "no compensation was found among those this view can show: heel rise, "), "%s",
                       text);
    for (int c = 0; c < SAG_COMPENSATION_COUNT; c++) {
        analysis.unjudged[c] = SAG_REASON_HIDDEN;
    }
    text = summary_of(motion, &analysis);
    cr_expect_null(strstr(text, "no compensation was found"), "%s", text);
    sag_analysis_release(&analysis);
    sag_motion_destroy(motion);
}

Test(report, keeps_within_80_columns_whatever_the_words_are)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_set_analysis();
    sag_source_info *source = &sag_motion_get_facts(motion)->source;
    source->damaged = true;
    memset(source->damage, 'x', sizeof source->damage - 1);
    source->damage[0] = ' ';
    const char *text = summary_of(motion, &analysis);
    cr_assert_not_null(strstr(text, "xxxx"));
    sag_analysis_release(&analysis);
    sag_motion_destroy(motion);
}

Test(report, does_not_depend_on_the_locale)
{
    if (!set_comma_locale(folder)) {
        cr_skip_test("this machine has no locale with a decimal comma");
    }
    char number[16];
    snprintf(number, sizeof number, "%.1f", 1.5);
    cr_assert_str_eq(number, "1,5");
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_analysis();
    assert_all_golden(motion, &analysis, "");
    sag_error err;
    cr_assert_eq(sag_recording_write(path, motion, &err), SAG_STATUS_OK);
    sag_motion *again = NULL;
    cr_assert_eq(sag_recording_read(&again, path, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_eq(sag_motion_get(again, 3)->presence_ratio, sag_motion_get(motion, 3)->presence_ratio);
    sag_motion_destroy(again);
    sag_motion_destroy(motion);
    sag_analysis_release(&analysis);
}

Test(report, cuts_the_summary_at_any_size)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_analysis();
    char whole[8192];
    size_t length = sag_report_format_summary(whole, sizeof whole, motion, &analysis);
    for (size_t size = 0; size <= length + 1; size++) {
        char *text = malloc(size + 1);
        text[size] = 'x';
        cr_assert_eq(sag_report_format_summary(text, size, motion, &analysis), length);
        cr_assert_eq(text[size], 'x');
        if (size > 0) {
            cr_assert_eq(strlen(text), size - 1);
            cr_assert_eq(strncmp(text, whole, size - 1), 0);
        }
        free(text);
    }
    sag_motion_destroy(motion);
    sag_analysis_release(&analysis);
}

Test(report, says_when_nobody_and_nothing_is_there)
{
    sag_motion *motion = NULL;
    cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
    sag_analysis analysis;
    memset(&analysis, 0, sizeof analysis);
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        analysis.clip_reason[m] = SAG_REASON_NO_PERSON;
    }
    for (int c = 0; c < SAG_COMPENSATION_COUNT; c++) {
        analysis.unjudged[c] = SAG_REASON_NO_PERSON;
    }
    analysis.rep_reason = SAG_REASON_NO_PERSON;
    analysis.turn_out[0].reason = SAG_REASON_NO_PERSON;
    analysis.turn_out[1].reason = SAG_REASON_NO_PERSON;
    analysis.stance_width.reason = SAG_REASON_NO_PERSON;
    sag_motion_facts *facts = sag_motion_get_facts(motion);
    facts->person_count = -1;
    facts->takeover_count = -1;
    facts->body_light = -1;
    assert_all_golden(motion, &analysis, "-empty");
    sag_motion_destroy(motion);
}

Test(report, names_a_folder_that_is_not_there)
{
    sag_motion *motion = made_motion(100);
    sag_analysis analysis = made_analysis();
    sag_error err;
    const char *missing = "/nonexistent/file";
    cr_assert_eq(sag_report_write_json(missing, motion, &analysis, NULL, &err), SAG_STATUS_IO);
    cr_assert_eq(sag_report_write_frames_csv(missing, motion, &analysis, &err), SAG_STATUS_IO);
    cr_assert_eq(sag_report_write_reps_csv(missing, &analysis, &err), SAG_STATUS_IO);
    cr_assert_eq(sag_report_write_findings_csv(missing, &analysis, &err), SAG_STATUS_IO);
    cr_assert_eq(sag_recording_write(missing, motion, &err), SAG_STATUS_IO);
    cr_assert_not_null(strstr(err.text, missing));
    sag_motion_destroy(motion);
    sag_analysis_release(&analysis);
}

Test(page, breaks_between_words_but_not_before_a_unit)
{
    char text[256];
    char line[128];
    memset(line, 'x', 76);
    strcpy(line + 76, " 5 %, 6 s");
    sag__page page = sag__page_begin(text, sizeof text);
    sag__page_paragraph(&page, line, 0, 2);
    cr_assert_str_eq(text + 76, "\n  5 %, 6 s\n");
    strcpy(line + 75, " 5 °, and so on");
    page = sag__page_begin(text, sizeof text);
    sag__page_paragraph(&page, line, 0, 2);
    cr_assert_str_eq(text + 75, " 5 °,\n  and so on\n", "80 columns are allowed");
}

Test(page, shortens_in_the_middle)
{
    char name[] = "Übung-vom-Montag.mp4";
    sag__page_shorten(name, 20);
    cr_assert_str_eq(name, "Übung-vom-Montag.mp4");
    sag__page_shorten(name, 19);
    cr_assert_str_eq(name, "Übung-vo...ntag.mp4");
}

Test(utf8, measures_characters)
{
    cr_assert_eq(sag__utf8_length(""), 0);
    cr_assert_eq(sag__utf8_length("a"), 1);
    cr_assert_eq(sag__utf8_length("\xc3\x9c"), 2);
    cr_assert_eq(sag__utf8_length("\xe2\x82\xac"), 3);
    cr_assert_eq(sag__utf8_length("\xf4\x8f\xbf\xbf"), 4);
    static const char *const bad[] = {"\x80",         "\xc3",         "\xc0\x80",         "\xe0\x9f\xbf",
                                      "\xed\xa0\x80", "\xe2\x82",     "\xf4\x90\x80\x80", "\xf0\x8f\xbf\xbf",
                                      "\xf5\x80\x80\x80", "\xff"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cr_expect_eq(sag__utf8_length(bad[i]), 0, "case %zu", i);
    }
}

Test(utf8, cleans_for_terminals)
{
    char out[32];
    sag__utf8_clean(out, sizeof out, "a\n\x1b[1m\xff\xc2\x9b\xc3\x9c");
    cr_assert_str_eq(out, "a??[1m\xef\xbf\xbd?\xc3\x9c");
    sag__utf8_clean(out, 3, "a\xc3\x9c");
    cr_assert_str_eq(out, "a", "a character is not cut in two");
}
