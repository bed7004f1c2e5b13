#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

#include <sagitta/analysis.h>

#include "stick_figure.h"

#define DEG (180.0 / STICK_PI)

Test(movement, has_a_name_and_words)
{
    for (int m = 0; m < SAG_MOVEMENT_COUNT; m++) {
        sag_movement found = SAG_MOVEMENT_COUNT;
        cr_assert(sag_movement_from_name(&found, sag_movement_name((sag_movement)m)));
        cr_assert_eq(found, m);
    }
    sag_movement kept = SAG_MOVEMENT_HINGE;
    static const char *const none[] = {"", "Squat", "squats", "hinge ", "deadlift"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        cr_assert(!sag_movement_from_name(&kept, none[i]), "%s", none[i]);
        cr_assert_eq(kept, SAG_MOVEMENT_HINGE);
    }
    cr_assert_str_eq(sag_movement_name(SAG_MOVEMENT_COUNT), "squat");
    cr_assert_str_eq(sag_movement_words(SAG_MOVEMENT_SQUAT, 1), "squat");
    cr_assert_str_eq(sag_movement_words(SAG_MOVEMENT_HINGE, 0), "hinges");
    cr_assert_str_eq(sag_movement_words(SAG_MOVEMENT_STANDING, 1), "quiet standing");
    cr_assert_str_eq(sag_rejection_text(SAG_MOVEMENT_HINGE, SAG_REJECTION_DURATION),
                     "quicker or slower than a hinge can be");
    cr_assert_str_eq(sag_rejection_text(SAG_MOVEMENT_HINGE, SAG_REJECTION_STEPPING),
                     sag_rejection_text(SAG_MOVEMENT_SQUAT, SAG_REJECTION_STEPPING));
}

/* ---- in the facts of a recording ---- */

static sag_motion *motion_with(const char *key, double value)
{
    sag_motion *motion = NULL;
    cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
    sag_motion_facts *facts = sag_motion_get_facts(motion);
    facts->parameter_count = 1;
    strcpy(facts->parameter[0].key, key);
    facts->parameter[0].value = value;
    return motion;
}

Test(movement, is_stored_unless_it_is_a_squat)
{
    for (int m = 0; m < SAG_MOVEMENT_COUNT; m++) {
        sag_motion *motion = NULL;
        cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
        sag_motion_facts *facts = sag_motion_get_facts(motion);
        sag_analysis_options options;
        sag_analysis_options_init(&options);
        options.movement = (sag_movement)m;
        sag_analysis_options_store(&options, facts);
        cr_assert_eq(facts->parameter_count, m == SAG_MOVEMENT_SQUAT ? 0 : 1);
        sag_analysis_options again = {0};
        sag_analysis_options_fill(&again, motion);
        cr_assert_eq(again.movement, m);
        for (int other = 0; other < SAG_MOVEMENT_COUNT; other++) {
            sag_analysis_options given = {.movement_given = true, .movement = (sag_movement)other};
            sag_analysis_options_fill(&given, motion);
            cr_assert_eq(given.movement, other, "what is given stays");
        }
        sag_motion_destroy(motion);
    }
}

Test(movement, of_a_file_is_not_believed)
{
    static const double value[] = {-1.0, 0.5, 1.0000001, SAG_MOVEMENT_COUNT, 1e300, -1e300, NAN, INFINITY};
    for (size_t i = 0; i < sizeof value / sizeof value[0]; i++) {
        sag_motion *motion = motion_with("movement", value[i]);
        sag_analysis_options options = {0};
        sag_analysis_options_fill(&options, motion);
        cr_assert_eq(options.movement, SAG_MOVEMENT_SQUAT, "%g", value[i]);
        sag_motion_destroy(motion);
    }
    sag_motion *motion = motion_with("movement", SAG_MOVEMENT_STANDING);
    sag_analysis_options options = {0};
    sag_analysis_options_fill(&options, motion);
    cr_assert_eq(options.movement, SAG_MOVEMENT_STANDING);
    sag_motion_destroy(motion);
}

Test(movement, out_of_range_is_refused)
{
    sag_motion *motion = motion_with("none", 0.0);
    static const int wrong[] = {-1, SAG_MOVEMENT_COUNT};
    for (int i = 0; i < 2; i++) {
        sag_analysis_options options;
        sag_analysis_options_init(&options);
        memcpy(&options.movement, &wrong[i], sizeof options.movement);
        sag_analysis a;
        sag_error err = {0};
        cr_assert_eq(sag_analysis_run(&a, motion, &options, &err), SAG_STATUS_ARGUMENT);
        cr_assert_not_null(strstr(err.text, "movement"));
    }
    sag_motion_destroy(motion);
}

/* ---- any movement ---- */

static stick_pose stand_still(double t_s, const void *context)
{
    (void)t_s;
    (void)context;
    return (stick_pose){0};
}

Test(movement, short_and_empty_recordings)
{
    for (int m = 0; m < SAG_MOVEMENT_COUNT; m++) {
        for (int count = 0; count <= 6; count++) {
            stick_film film = stick_film_default;
            film.duration_s = count / 30.0;
            sag_motion *motion = stick_film_script(&film, stand_still, NULL);
            sag_analysis_options options;
            sag_analysis_options_init(&options);
            options.movement = (sag_movement)m;
            sag_analysis a;
            cr_assert_eq(sag_analysis_run(&a, motion, &options, NULL), SAG_STATUS_OK);
            cr_assert_eq(a.rep_count, 0);
            sag_reason enough = m == SAG_MOVEMENT_STANDING ? SAG_REASON_MOVEMENT : SAG_REASON_NONE;
            sag_reason expected = count == 0 ? SAG_REASON_NO_PERSON : count < 4 ? SAG_REASON_TOO_SHORT : enough;
            cr_assert_eq(a.rep_reason, expected, "movement %d, %d frames", m, count);
            sag_analysis_release(&a);
            sag_motion_destroy(motion);
        }
    }
}

/* ---- quiet standing ---- */

/* Stands, bends to the side table, stands for longer, bends again and stands: leaning a little. */
static stick_pose fidget(double t_s, const void *context)
{
    (void)context;
    double share = stick_share(t_s - 1.5, 0.5, 0.2, 0.5) + stick_share(t_s - 8.0, 0.5, 0.2, 0.5);
    return (stick_pose){.thigh_deg = 20.0 * share, .trunk_deg = 3.0 + 60.0 * share};
}

static sag_analysis analyze_standing(const stick_film *film, stick_script script)
{
    sag_motion *motion = stick_film_script(film, script, NULL);
    cr_assert_not_null(motion);
    sag_analysis_options options;
    sag_analysis_options_init(&options);
    options.movement = SAG_MOVEMENT_STANDING;
    sag_analysis a;
    cr_assert_eq(sag_analysis_run(&a, motion, &options, NULL), SAG_STATUS_OK);
    sag_motion_destroy(motion);
    return a;
}

Test(movement, standing_has_a_posture_and_no_repetitions)
{
    stick_film film = stick_film_default;
    sag_analysis a = analyze_standing(&film, fidget);
    cr_assert_eq(a.rep_count, 0);
    cr_assert_eq(a.rep_reason, SAG_REASON_MOVEMENT);
    for (int r = 0; r < SAG_REJECTION_COUNT; r++) {
        cr_assert_eq(a.rejected_count[r], 0);
    }
    for (int c = 0; c < SAG_COMPENSATION_COUNT; c++) {
        cr_assert_eq(a.unjudged[c], SAG_REASON_MOVEMENT);
    }
    cr_assert_eq(a.baseline.kind, SAG_BASELINE_QUIET);
    double from_s = (double)a.baseline.first_frame / 30.0;
    double to_s = (double)a.baseline.last_frame / 30.0;
    cr_assert(from_s > 2.4 && from_s < 3.0 && to_s > 7.7 && to_s < 8.3, "the longest phase, all of it: %g to %g s",
              from_s, to_s);
    cr_assert_float_eq(a.baseline.standing[SAG_METRIC_TRUNK_INCLINATION].value * DEG, 3.0, 0.5);
    cr_assert_float_eq(a.series[SAG_METRIC_TRUNK_INCLINATION][150] * DEG, 3.0, 0.5);
    cr_assert_float_eq(a.check[SAG_CHECK_STANDING].value, 5.3, 0.4);
    sag_analysis_release(&a);
}

static stick_pose never_stands(double t_s, const void *context)
{
    (void)context;
    return (stick_pose){.trunk_deg = 45.0 + t_s, .thigh_deg = 30.0};
}

Test(movement, standing_that_is_never_seen_is_said)
{
    stick_film film = stick_film_default;
    sag_analysis a = analyze_standing(&film, never_stands);
    cr_assert(!a.standing_found);
    cr_assert_eq(a.baseline.kind, SAG_BASELINE_NONE);
    cr_assert_eq(a.rep_count, 0);
    sag_analysis_release(&a);
}
