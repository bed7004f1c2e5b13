#include <criterion/criterion.h>

#include <sagitta/overlay.h>
#include <sagitta/version.h>

#include "canvas.h"
#include "clutter.h"
#include "comma_locale.h"
#include "made_motion.h"
#include "outfile.h"
#include "png_file.h"

static char folder[FOLDER_BYTES];
static char path[2 * FOLDER_BYTES];

static void set_up(void)
{
    make_folder(folder);
    snprintf(path, sizeof path, "%s/rep-01.png", folder);
}

static void tear_down(void)
{
    unlink(path);
    cr_assert_eq(rmdir(folder), 0, "no other file is left");
}

TestSuite(overlay, .init = set_up, .fini = tear_down);

#define GRAY 96

/* A plain gray frame at the bottom of the first squat. Ownership: release rgb with free. */
static sag_frame made_frame(int width_px, int height_px)
{
    sag_frame frame = {.stride_bytes = 3 * (ptrdiff_t)width_px + 5, .width_px = width_px, .height_px = height_px,
                       .index = 3, .t_ns = 300000000};
    uint8_t *rgb = malloc((size_t)frame.stride_bytes * (size_t)height_px);
    cr_assert_not_null(rgb);
    memset(rgb, GRAY, (size_t)frame.stride_bytes * (size_t)height_px);
    frame.rgb = rgb;
    return frame;
}

static sag__png draw(int width_px, int height_px, double body_side_px, const sag_analysis *analysis)
{
    sag_frame frame = made_frame(width_px, height_px);
    sag_motion *motion = made_motion(body_side_px);
    sag_error err;
    cr_assert_eq(sag_overlay_write_rep_png(path, &frame, motion, analysis, &analysis->rep[0], &err), SAG_STATUS_OK,
                 "%s", err.text);
    sag_motion_destroy(motion);
    free((void *)frame.rgb);
    sag__png picture;
    cr_assert_eq(sag__png_read(&picture, path, &err), SAG_STATUS_OK, "%s", err.text);
    return picture;
}

static const char *text_of(const sag__png *picture, const char *key)
{
    for (size_t i = 0; i < picture->text_count; i++) {
        if (strcmp(picture->text[i].key, key) == 0) {
            return picture->text[i].value;
        }
    }
    return NULL;
}

static void assert_text(const sag__png *picture, const char *key, const char *value)
{
    cr_assert_not_null(text_of(picture, key), "%s", key);
    cr_assert_str_eq(text_of(picture, key), value, "%s", key);
}

static const uint8_t *pixel(const sag__png *picture, int x, int y)
{
    return picture->rgb + y * picture->stride_bytes + 3 * (ptrdiff_t)x;
}

/* Pixels in a rectangle that are no longer the frame's gray. */
static int changed(const sag__png *picture, int x0, int y0, int x1, int y1)
{
    int count = 0;
    for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) {
            const uint8_t *p = pixel(picture, x, y);
            count += p[0] != GRAY || p[1] != GRAY || p[2] != GRAY ? 1 : 0;
        }
    }
    return count;
}

/* Strongly orange pixels: the colour of what was measured. */
static int orange(const sag__png *picture)
{
    int count = 0;
    for (int y = 0; y < picture->height_px; y++) {
        for (int x = 0; x < picture->width_px; x++) {
            const uint8_t *p = pixel(picture, x, y);
            count += p[0] > 220 && p[1] > 130 && p[1] < 190 && p[2] < 60 ? 1 : 0;
        }
    }
    return count;
}

Test(overlay, draws_the_body_the_angles_and_the_facts)
{
    sag_analysis analysis = made_analysis();
    sag__png picture = draw(1000, 1000, 1000, &analysis);
    cr_assert_eq(picture.width_px, 1000);
    cr_assert_eq(picture.height_px, 1000);
    const uint8_t *trunk = pixel(&picture, 430, 520); /* halfway from shoulder to hip */
    cr_assert_lt(trunk[0], 40);
    cr_assert_gt(trunk[2], 140, "the near side is blue");
    const uint8_t *knee = pixel(&picture, 580, 620);
    cr_assert_gt(knee[0] + knee[1] + knee[2], 300);
    cr_assert_gt(orange(&picture), 500);
    cr_assert_eq(changed(&picture, 0, 930, 1000, 1000), 0, "nothing is drawn where nothing is to be said");

    assert_text(&picture, "Title", "Squat 1 of 2, bottom at 0.300 s");
    assert_text(&picture, "Software", "Sagitta " SAG_VERSION);
    assert_text(&picture, "Source", "made, up.mp4");
    assert_text(&picture, "sagitta:rep", "1");
    assert_text(&picture, "sagitta:time_s", "0.300");
    assert_text(&picture, "sagitta:frame", "3");
    assert_text(&picture, "sagitta:picture_scale", "1");
    assert_text(&picture, "sagitta:depth_class", "below parallel");
    assert_text(&picture, "sagitta:depth_class_other", "parallel");
    assert_text(&picture, "sagitta:knee_flexion_deg", "118.1");
    assert_text(&picture, "sagitta:knee_flexion_se_deg", "5.0");
    assert_text(&picture, "sagitta:thigh_inclination_deg", "-6.0");
    assert_text(&picture, "sagitta:depth_ratio", "0.105");
    assert_text(&picture, "sagitta:hip_drop_reason", sag_reason_text(SAG_REASON_HIDDEN));
    cr_assert_null(text_of(&picture, "sagitta:hip_drop_ratio"));
    sag__png_release(&picture);
    sag_analysis_release(&analysis);
}

Test(overlay, draws_no_angle_that_was_not_measured)
{
    sag_analysis analysis = made_front_analysis();
    for (int m = 0; m < SAG_METRIC_COUNT; m++) { /* not even what the front could show */
        if (analysis.rep[0].at_bottom[m].reason == SAG_REASON_NONE) {
            analysis.rep[0].at_bottom[m].reason = SAG_REASON_HIDDEN;
        }
    }
    sag__png picture = draw(1000, 1000, 1000, &analysis);
    cr_assert_eq(orange(&picture), 0);
    cr_assert_gt(changed(&picture, 380, 380, 520, 640), 500, "the body is there");
    cr_assert_gt(changed(&picture, 0, 0, 1000, 200), 5000, "the panel says why");
    assert_text(&picture, "sagitta:knee_flexion_reason", sag_reason_text(SAG_REASON_VIEW));
    assert_text(&picture, "sagitta:view", "front");
    cr_assert_null(text_of(&picture, "sagitta:knee_flexion_deg"));
    sag__png_release(&picture);
    sag_analysis_release(&analysis);
}

Test(overlay, is_the_same_twice_and_in_every_locale)
{
    sag_analysis analysis = made_analysis();
    sag__png picture = draw(640, 360, 360, &analysis);
    sag__png_release(&picture);
    char *first = NULL;
    char *second = NULL;
    size_t first_size = 0;
    size_t second_size = 0;
    cr_assert_eq(sag__file_read(&first, &first_size, path, 1 << 24, NULL), SAG_STATUS_OK);
    if (!set_comma_locale(folder)) {
        cr_skip_test("this machine has no locale with a decimal comma");
    }
    picture = draw(640, 360, 360, &analysis);
    cr_assert_eq(sag__file_read(&second, &second_size, path, 1 << 24, NULL), SAG_STATUS_OK);
    cr_assert_eq(first_size, second_size);
    cr_assert_arr_eq(first, second, first_size);
    free(first);
    free(second);
    cr_assert_eq(picture.width_px, 1280, "a small frame is enlarged");
    cr_assert_eq(picture.height_px, 720);
    assert_text(&picture, "sagitta:picture_scale", "2");
    sag__png_release(&picture);
    sag_analysis_release(&analysis);
}

Test(overlay, takes_every_size, .timeout = 100)
{
    static const struct {
        int width_px, height_px, scale;
    } cases[] = {{1, 1, 16}, {64, 64, 9}, {3, 2000, 2}, {539, 700, 2}, {540, 700, 1}, {4096, 2160, 1}};
    sag_analysis analysis = made_analysis();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double side_px = fmin(cases[i].width_px, cases[i].height_px);
        sag__png picture = draw(cases[i].width_px, cases[i].height_px, side_px, &analysis);
        cr_assert_eq(picture.width_px, cases[i].scale * cases[i].width_px, "case %zu", i);
        cr_assert_eq(picture.height_px, cases[i].scale * cases[i].height_px, "case %zu", i);
        cr_assert_gt(changed(&picture, 0, 0, picture.width_px, picture.height_px), 0, "case %zu", i);
        sag__png_release(&picture);
    }
    sag_analysis_release(&analysis);
}

Test(overlay, draws_the_panel_alone_when_nobody_was_found)
{
    sag_analysis analysis = made_analysis();
    analysis.rep[0].bottom_frame = 11;
    sag_frame frame = made_frame(600, 600);
    frame.index = 11;
    sag_motion *motion = made_motion(600);
    sag_error err;
    cr_assert_eq(sag_overlay_write_rep_png(path, &frame, motion, &analysis, &analysis.rep[0], &err), SAG_STATUS_OK);
    sag__png picture;
    cr_assert_eq(sag__png_read(&picture, path, &err), SAG_STATUS_OK);
    cr_assert_eq(changed(&picture, 0, 260, 600, 600), 0);
    cr_assert_gt(changed(&picture, 0, 0, 600, 200), 1000);
    sag__png_release(&picture);
    sag_motion_destroy(motion);
    free((void *)frame.rgb);
    sag_analysis_release(&analysis);
}

Test(overlay, survives_joints_far_outside)
{
    sag_analysis analysis = made_analysis();
    sag__png picture = draw(600, 600, 1600, &analysis);
    sag__png_release(&picture);
    picture = draw(600, 600, 1e30, &analysis);
    cr_assert_eq(changed(&picture, 0, 260, 600, 600), 0);
    sag__png_release(&picture);
    sag_analysis_release(&analysis);
}

Test(overlay, leaves_out_a_panel_that_does_not_fit)
{
    sag_analysis analysis = made_analysis();
    sag__png picture = draw(2000, 30, 1e30, &analysis);
    cr_assert_eq(changed(&picture, 0, 0, picture.width_px, picture.height_px), 0);
    assert_text(&picture, "sagitta:rep", "1");
    sag__png_release(&picture);
    picture = draw(8, 2000, 1e30, &analysis);
    cr_assert_eq(changed(&picture, 0, 0, picture.width_px, picture.height_px), 0);
    sag__png_release(&picture);
    sag_analysis_release(&analysis);
}

Test(overlay, refuses_a_frame_that_is_not_the_bottom)
{
    sag_analysis analysis = made_analysis();
    sag_frame frame = made_frame(64, 64);
    sag_motion *motion = made_motion(64);
    sag_error err;
    frame.index = 4;
    cr_assert_eq(sag_overlay_write_rep_png(path, &frame, motion, &analysis, &analysis.rep[0], &err),
                 SAG_STATUS_ARGUMENT);
    cr_assert_not_null(strstr(err.text, "frame 4"), "%s", err.text);
    frame.index = 3;
    frame.width_px = 0;
    cr_assert_eq(sag_overlay_write_rep_png(path, &frame, motion, &analysis, &analysis.rep[0], &err),
                 SAG_STATUS_ARGUMENT);
    analysis.rep[0].bottom_frame = MADE_FRAME_COUNT;
    cr_assert_eq(sag_overlay_write_rep_png(path, &frame, motion, &analysis, &analysis.rep[0], &err),
                 SAG_STATUS_ARGUMENT);
    cr_assert_neq(access(path, F_OK), 0);
    sag_motion_destroy(motion);
    free((void *)frame.rgb);
    sag_analysis_release(&analysis);
}

/* Make the first squat, at its bottom, show a compensation on the right; the analysis's only finding. */
static void show_one(sag_analysis *analysis, sag_compensation compensation)
{
    const size_t rep = 0;
    sag_finding finding = made_finding(compensation, SAG_SEVERITY_POSSIBLE, &rep, 1, 3);
    finding.side = SAG_BODY_SIDE_RIGHT;
    finding.judged_count = 2;
    made_findings(analysis, &finding, 1);
}

Test(overlay, shows_the_evidence_of_a_finding)
{
    sag_analysis analysis = made_analysis();
    show_one(&analysis, SAG_COMPENSATION_HEEL_RISE);
    sag_finding *finding = analysis.finding;
    sag_frame frame = made_frame(1000, 1000);
    sag_motion *motion = made_motion(1000);
    sag_error err;
    cr_assert_eq(sag_overlay_write_finding_png(path, &frame, motion, &analysis, finding, &err), SAG_STATUS_OK, "%s",
                 err.text);
    sag__png picture;
    cr_assert_eq(sag__png_read(&picture, path, &err), SAG_STATUS_OK);
    const uint8_t *foot = pixel(&picture, 525, 875); /* halfway from heel to toe */
    cr_assert_gt(foot[0], 200);
    cr_assert_lt(foot[2], 40, "the foot is pointed out");
    const sag_compensation_info *info = sag_compensation_get_info(SAG_COMPENSATION_HEEL_RISE);
    assert_text(&picture, "Description", info->about);
    assert_text(&picture, "sagitta:finding", info->name);
    assert_text(&picture, "sagitta:severity", "possible");
    assert_text(&picture, "sagitta:side", "right");
    assert_text(&picture, "sagitta:rep", "1");
    assert_text(&picture, "sagitta:reps", "1");
    assert_text(&picture, "sagitta:time_s", "0.300");
    assert_text(&picture, "sagitta:judged_count", "2");
    cr_assert_not_null(strstr(text_of(&picture, "Title"), "squat 1 at 0.300 s"));
    sag__png_release(&picture);

    picture = draw(1000, 1000, 1000, &analysis);
    cr_assert_not_null(strstr(text_of(&picture, "sagitta:findings"), "right, possible"), "the snapshot tells it too");
    sag__png_release(&picture);
    frame.index = 4;
    cr_assert_eq(sag_overlay_write_finding_png(path, &frame, motion, &analysis, finding, &err), SAG_STATUS_ARGUMENT);
    finding->worst_rep = 2;
    cr_assert_eq(sag_overlay_write_finding_png(path, &frame, motion, &analysis, finding, &err), SAG_STATUS_ARGUMENT);
    sag_motion_destroy(motion);
    free((void *)frame.rgb);
    sag_analysis_release(&analysis);
}

/* Strongly vermilion pixels: what a finding points at. */
static int vermilion(const sag__png *picture)
{
    int count = 0;
    for (int y = 0; y < picture->height_px; y++) {
        for (int x = 0; x < picture->width_px; x++) {
            const uint8_t *p = pixel(picture, x, y);
            count += p[0] > 210 && p[1] > 70 && p[1] < 110 && p[2] < 30 ? 1 : 0;
        }
    }
    return count;
}

Test(overlay, points_out_each_compensation, .timeout = 100)
{
    sag_frame frame = made_frame(600, 600);
    sag_motion *motion = NULL;
    sag_motion *sides = made_back_motion(600);
    cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
    for (size_t i = 0; i < MADE_FRAME_COUNT; i++) { /* the left side beside the right one */
        sag_skeleton skeleton = *sag_motion_get(sides, i);
        for (int joint = SAG_JOINT_LEFT_SHOULDER; skeleton.found && joint < SAG_JOINT_COUNT; joint += 2) {
            skeleton.joint[joint] = skeleton.joint[joint + 1];
            skeleton.joint[joint].x_px += 80.0f;
        }
        cr_assert_eq(sag_motion_push(motion, &skeleton), SAG_STATUS_OK);
        if (skeleton.found) {
            cr_assert_eq(sag_motion_set_outline(motion, sag_motion_get_outline(sides, i)), SAG_STATUS_OK);
        }
    }
    for (int c = 0; c <= SAG_COMPENSATION_COUNT; c++) {
        int k = c < SAG_COMPENSATION_COUNT ? c : SAG_COMPENSATION_KNEE_IN; /* the last time of both knees */
        bool side = (sag_compensation_get_info((sag_compensation)k)->views & (1u << SAG_VIEW_SIDE)) != 0;
        sag_analysis analysis = side ? made_analysis() : made_front_analysis();
        if (side) {
            made_back(&analysis, 600, SAG_BACK_LIKELY, SAG_REASON_NONE);
        }
        show_one(&analysis, (sag_compensation)k);
        if (c == SAG_COMPENSATION_COUNT) {
            analysis.finding->side = SAG_BODY_SIDE_NONE;
        }
        sag_error err;
        cr_assert_eq(sag_overlay_write_finding_png(path, &frame, motion, &analysis, analysis.finding, &err),
                     SAG_STATUS_OK, "%d: %s", c, err.text);
        sag__png picture;
        cr_assert_eq(sag__png_read(&picture, path, &err), SAG_STATUS_OK);
        cr_expect_gt(vermilion(&picture), 100, "%d: %d", c, vermilion(&picture));
        sag__png_release(&picture);
        sag_analysis_release(&analysis);
    }
    sag_motion_destroy(motion);
    sag_motion_destroy(sides);
    free((void *)frame.rgb);
}

/* A picture of the first squat's bottom, or of the only finding there. */
static sag__png draw_motion(const sag_motion *motion, const sag_analysis *analysis, bool finding)
{
    sag_frame frame = made_frame(1000, 1000);
    sag_error err;
    sag_status status = finding ? sag_overlay_write_finding_png(path, &frame, motion, analysis, analysis->finding, &err)
                                : sag_overlay_write_rep_png(path, &frame, motion, analysis, &analysis->rep[0], &err);
    cr_assert_eq(status, SAG_STATUS_OK, "%s", err.text);
    free((void *)frame.rgb);
    sag__png picture;
    cr_assert_eq(sag__png_read(&picture, path, &err), SAG_STATUS_OK, "%s", err.text);
    return picture;
}

/* The same with the back's outline in the motion. */
static sag__png draw_back(const sag_analysis *analysis, bool finding)
{
    sag_motion *motion = made_back_motion(1000);
    sag__png picture = draw_motion(motion, analysis, finding);
    sag_motion_destroy(motion);
    return picture;
}

typedef struct paint {
    int red, green, blue;
} paint;

static const paint green = {0, 178, 133};
static const paint yellow = {240, 228, 66};
static const paint pale = {199, 207, 217};
static const paint white = {255, 255, 255};

/* Pixels of about a colour in the square around a point. */
static int near_point(const sag__png *picture, double x, double y, int reach, paint color)
{
    int count = 0;
    for (int j = (int)y - reach; j <= (int)y + reach; j++) {
        for (int i = (int)x - reach; i <= (int)x + reach; i++) {
            const uint8_t *p = pixel(picture, i, j);
            count += abs(p[0] - color.red) < 8 && abs(p[1] - color.green) < 8 && abs(p[2] - color.blue) < 8 ? 1 : 0;
        }
    }
    return count;
}

/* Whether both tangents and the outline between them are drawn in a colour at the bottom of the first squat. */
static bool lies_on_back(const sag__png *picture, paint color)
{
    double x[SAG_OUTLINE_COUNT], y[SAG_OUTLINE_COUNT];
    sag_outline outline = made_outline(1000, made_bend_deg(3));
    sag_outline_get_points(&outline, x, y);
    return near_point(picture, x[MADE_SACRUM], y[MADE_SACRUM], 1, color) == 9
           && near_point(picture, x[MADE_THORAX], y[MADE_THORAX], 1, color) == 9
           && near_point(picture, x[MADE_SACRUM - 3], y[MADE_SACRUM - 3], 1, color) == 9
           && near_point(picture, x[MADE_THORAX + 3], y[MADE_THORAX + 3], 1, color) == 9
           && near_point(picture, x[MADE_BEND], y[MADE_BEND], 1, color) > 0;
}

/* White pixels where the standing back's upper end lies, off the body. */
static int ghost(const sag__png *picture)
{
    double x[SAG_OUTLINE_COUNT], y[SAG_OUTLINE_COUNT];
    sag_outline standing = made_outline(1000, made_bend_deg(0));
    sag_outline_get_points(&standing, x, y);
    int count = 0;
    for (int i = MADE_THORAX - 5; i < MADE_BEND - 10; i++) {
        count += near_point(picture, x[i], y[i], 1, white);
    }
    return count;
}

Test(overlay, lays_two_tangents_on_the_back_in_the_color_of_its_state)
{
    static const struct {
        sag_back_state state;
        sag_reason reason;
        paint color;
    } cases[] = {
        {SAG_BACK_NO_CHANGE, SAG_REASON_NONE, green},
        {SAG_BACK_POSSIBLE, SAG_REASON_NONE, yellow},
        {SAG_BACK_LIKELY, SAG_REASON_NONE, yellow},
        {SAG_BACK_POSSIBLE, SAG_REASON_CLOTHES, yellow},
        {SAG_BACK_NOT_MEASURED, SAG_REASON_ARM, pale},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sag_analysis analysis = made_analysis();
        made_back(&analysis, 1000, cases[i].state, cases[i].reason);
        sag__png picture = draw_back(&analysis, false);
        cr_expect(lies_on_back(&picture, cases[i].color), "case %zu", i);
        cr_expect_eq(ghost(&picture) > 30, cases[i].state != SAG_BACK_NOT_MEASURED, "case %zu: %d", i, ghost(&picture));
        assert_text(&picture, "sagitta:back_state", sag_back_state_name(cases[i].state));
        if (cases[i].reason == SAG_REASON_NONE) {
            cr_expect_null(text_of(&picture, "sagitta:back_reason"));
            assert_text(&picture, "sagitta:lumbar_flexion_deg", "18.0");
            assert_text(&picture, "sagitta:lumbar_flexion_late_deg", "9.0");
        } else {
            assert_text(&picture, "sagitta:back_reason", sag_reason_text(cases[i].reason));
            cr_expect_null(text_of(&picture, "sagitta:lumbar_flexion_deg"));
            cr_expect_null(text_of(&picture, "sagitta:lumbar_flexion_late_deg"));
        }
        sag__png_release(&picture);
        sag_analysis_release(&analysis);
    }
}

Test(overlay, draws_no_back_without_a_mark)
{
    sag_analysis analysis = made_analysis();
    made_back(&analysis, 1000, SAG_BACK_LIKELY, SAG_REASON_NONE);
    analysis.back.mark[3].measured = false;
    sag__png picture = draw_back(&analysis, false);
    cr_assert_not(lies_on_back(&picture, yellow));
    cr_assert_eq(ghost(&picture), 0);
    sag__png_release(&picture);
    analysis.back.mark[3].measured = true;
    sag_back_mark *mark = &analysis.back.mark[3];
    mark->thorax_rad = NAN; /* nor half of one */
    picture = draw_back(&analysis, false);
    cr_assert_eq(near_point(&picture, (double)mark->sacrum_x_px, (double)mark->sacrum_y_px, 4, yellow), 0);
    sag__png_release(&picture);
    mark->thorax_rad = 0.0f;
    mark->thorax_x_px = 1e30f;
    picture = draw_back(&analysis, false);
    cr_assert_eq(near_point(&picture, (double)mark->sacrum_x_px, (double)mark->sacrum_y_px, 4, yellow), 0);
    sag__png_release(&picture);
    sag_analysis_release(&analysis);
}

/* Yellow pixels on the outline between the tangents. */
static int on_outline(const sag__png *picture)
{
    double x[SAG_OUTLINE_COUNT], y[SAG_OUTLINE_COUNT];
    sag_outline outline = made_outline(1000, made_bend_deg(3));
    sag_outline_get_points(&outline, x, y);
    int count = 0;
    for (int i = MADE_THORAX + 10; i < MADE_SACRUM - 10; i++) {
        count += near_point(picture, x[i], y[i], 1, yellow);
    }
    return count;
}

Test(overlay, draws_a_guessed_outline_with_gaps_and_none_that_is_missing)
{
    sag_analysis analysis = made_analysis();
    made_back(&analysis, 1000, SAG_BACK_LIKELY, SAG_REASON_NONE);
    sag__png picture = draw_back(&analysis, false);
    int whole = on_outline(&picture);
    sag__png_release(&picture);
    sag_motion *missing = made_motion(1000);
    sag_motion *guessed = NULL;
    cr_assert_eq(sag_motion_create(&guessed, 0, NULL), SAG_STATUS_OK);
    for (size_t i = 0; i < 4; i++) {
        sag_outline outline = made_outline(1000, made_bend_deg(i));
        memset(outline.width, SAG_OUTLINE_GUESSED, sizeof outline.width);
        cr_assert_eq(sag_motion_push(guessed, sag_motion_get(missing, i)), SAG_STATUS_OK);
        cr_assert_eq(sag_motion_set_outline(guessed, &outline), SAG_STATUS_OK);
    }
    picture = draw_motion(guessed, &analysis, false);
    cr_expect_gt(on_outline(&picture), 0);
    cr_expect_lt(on_outline(&picture), whole / 2, "%d of %d", on_outline(&picture), whole);
    sag__png_release(&picture);
    picture = draw_motion(missing, &analysis, false);
    cr_expect_eq(on_outline(&picture), 0);
    cr_expect_gt(near_point(&picture, (double)analysis.back.mark[3].sacrum_x_px,
                            (double)analysis.back.mark[3].sacrum_y_px, 1, yellow), 0, "the tangents alone");
    sag__png_release(&picture);
    sag_motion_destroy(missing);
    sag_motion_destroy(guessed);
    sag_analysis_release(&analysis);
}

Test(overlay, draws_no_ghost_without_a_standing_back)
{
    sag_analysis analysis = made_analysis();
    made_back(&analysis, 1000, SAG_BACK_LIKELY, SAG_REASON_NONE);
    const size_t frames[] = {0, 11, MADE_FRAME_COUNT, SIZE_MAX};
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) { /* not measured, nobody, off the motion */
        analysis.back.mark[0].measured = i != 0;
        analysis.back.standing_frame = frames[i];
        sag__png picture = draw_back(&analysis, false);
        cr_expect(lies_on_back(&picture, yellow), "frame %zu", frames[i]);
        cr_expect_eq(ghost(&picture), 0, "frame %zu", frames[i]);
        sag__png_release(&picture);
    }
    sag_analysis_release(&analysis);
}

/* Whether a picture changes when the numbers of the back do. */
static bool tells_numbers(sag_back_state state, sag_reason reason, bool finding)
{
    sag__png picture[2];
    for (int i = 0; i < 2; i++) {
        sag_analysis analysis = made_analysis();
        made_back(&analysis, 1000, state, reason);
        show_one(&analysis, SAG_COMPENSATION_LUMBAR_ROUNDING);
        analysis.finding->size = made_measure(made_rad(12 + 11 * i), made_rad(3));
        analysis.rep[0].at_bottom[SAG_METRIC_LUMBAR_FLEXION].value += 0.2 * i;
        analysis.rep[0].whole[SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM].value += 0.2 * i;
        analysis.rep[0].whole[SAG_REP_METRIC_LUMBAR_FLEXION_LATE].value += 0.2 * i;
        analysis.back.detectable_rad += 0.1 * i;
        picture[i] = draw_back(&analysis, finding);
        sag_analysis_release(&analysis);
    }
    bool same = picture[0].width_px == picture[1].width_px && picture[0].height_px == picture[1].height_px;
    for (int y = 0; same && y < picture[0].height_px; y++) {
        same = memcmp(pixel(&picture[0], 0, y), pixel(&picture[1], 0, y), 3 * (size_t)picture[0].width_px) == 0;
    }
    sag__png_release(&picture[0]);
    sag__png_release(&picture[1]);
    return !same;
}

Test(overlay, tells_no_size_of_a_back_that_has_a_reason, .timeout = 100)
{
    cr_expect(tells_numbers(SAG_BACK_NO_CHANGE, SAG_REASON_NONE, false));
    cr_expect(tells_numbers(SAG_BACK_LIKELY, SAG_REASON_NONE, false));
    cr_expect(tells_numbers(SAG_BACK_LIKELY, SAG_REASON_NONE, true));
    cr_expect_not(tells_numbers(SAG_BACK_POSSIBLE, SAG_REASON_CLOTHES, false));
    cr_expect_not(tells_numbers(SAG_BACK_POSSIBLE, SAG_REASON_CLOTHES, true));
    cr_expect_not(tells_numbers(SAG_BACK_NO_CHANGE, SAG_REASON_CLOTHES, false));
    cr_expect_not(tells_numbers(SAG_BACK_NOT_MEASURED, SAG_REASON_COVERED, false));
}

Test(overlay, says_that_rounding_is_visible_without_a_number)
{
    sag_analysis analysis = made_analysis();
    made_back(&analysis, 1000, SAG_BACK_POSSIBLE, SAG_REASON_CLOTHES);
    show_one(&analysis, SAG_COMPENSATION_LUMBAR_ROUNDING);
    analysis.finding->size = (sag_measure){.reason = SAG_REASON_CLOTHES};
    sag__png picture = draw_back(&analysis, true);
    assert_text(&picture, "sagitta:finding", "lumbar_rounding");
    assert_text(&picture, "sagitta:back_state", "possible");
    assert_text(&picture, "sagitta:size_reason", sag_reason_text(SAG_REASON_CLOTHES));
    cr_assert_null(text_of(&picture, "sagitta:size_deg"));
    cr_assert_gt(vermilion(&picture), 100, "the back is pointed out all the same");
    sag__png_release(&picture);
    sag_analysis_release(&analysis);
}

Test(canvas, enlarges_smoothly_and_keeps_the_edges)
{
    static const uint8_t rgb[] = {0, 0, 0, 255, 10, 80};
    sag_frame frame = {.rgb = rgb, .stride_bytes = 6, .width_px = 2, .height_px = 1};
    sag__canvas canvas;
    cr_assert_eq(sag__canvas_open(&canvas, 2, 1, sag__canvas_choose_scale(2, 1), NULL), SAG_STATUS_OK);
    cr_assert_eq(canvas.scale, SAG__CANVAS_SCALE_MAX);
    sag__canvas_load(&canvas, &frame);
    uint8_t out[SAG__CANVAS_SCALE_MAX][2 * SAG__CANVAS_SCALE_MAX][3];
    sag__canvas_store(&canvas, out[0][0], sizeof out[0]);
    cr_assert_eq(out[0][0][0], 0);
    cr_assert_eq(out[0][31][0], 255);
    cr_assert_eq(out[15][31][1], 10);
    cr_assert_eq(out[15][31][2], 80);
    cr_assert_eq(out[7][15][0] + out[7][16][0], 255, "the middle lies between both pixels");
    for (int x = 1; x < 32; x++) {
        cr_assert_geq(out[3][x][0], out[3][x - 1][0]);
    }
    sag__canvas_close(&canvas);
}

Test(clutter, puts_a_text_where_it_hides_least)
{
    sag__clutter clutter;
    sag__clutter_init(&clutter, 100, 100, 2);
    sag__clutter_add_line(&clutter, (sag__point){0, 0}, (sag__point){50, 50});
    sag__box box = {.width_px = 30, .height_px = 20};
    const sag__point corners[] = {{0, 0}, {90, -5}, {0, 80}};
    sag__clutter_place(&clutter, &box, corners, 3);
    cr_assert_eq(box.x_px, 69, "pushed inside, off the edge");
    cr_assert_eq(box.y_px, 1);
    sag__clutter_add_box(&clutter, &box);
    sag__clutter_place(&clutter, &box, corners, 3);
    cr_assert_eq(box.y_px, 79, "the second text finds another place");
}

Test(canvas, writes_letters_that_follow_the_picture)
{
    static const struct {
        int width_px, height_px;
        double line_min_px, line_max_px; /* of one line of text */
    } cases[] = {{640, 360, 15, 25}, {608, 1080, 15, 25}, {1920, 1080, 25, 36}, {3840, 2160, 50, 70}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sag__canvas canvas;
        sag__box box = {0};
        int scale = sag__canvas_choose_scale(cases[i].width_px, cases[i].height_px);
        cr_assert_eq(sag__canvas_open(&canvas, cases[i].width_px, cases[i].height_px, scale, NULL), SAG_STATUS_OK);
        sag__canvas_set_text(&canvas, "knee flexion 118°", 0.0, 0.0, &box);
        cr_expect_geq(box.height_px, cases[i].line_min_px, "case %zu: %f", i, box.height_px);
        cr_expect_leq(box.height_px, cases[i].line_max_px, "case %zu: %f", i, box.height_px);
        sag__canvas_close(&canvas);
    }
}
