#include <criterion/criterion.h>

#include <sagitta/overlay.h>

#include "canvas.h"
#include "comma_locale.h"
#include "counter.h"
#include "crowd.h"
#include "layout.h"
#include "lettering.h"
#include "made_motion.h"
#include "scene.h"
#include "story.h"
#include "words.h"

#define GRAY 96

/* A clip with its analysis, and a plain gray frame of it. */
typedef struct clip_case {
    sag_motion *motion;
    sag_analysis analysis;
    sag_frame frame;
    uint8_t *rgb;
} clip_case;

static clip_case open_clip(int width_px, int height_px, double body_side_px)
{
    clip_case out = {.motion = made_motion(body_side_px), .analysis = made_analysis()};
    out.frame = (sag_frame){.stride_bytes = 3 * (ptrdiff_t)width_px + 7, .width_px = width_px, .height_px = height_px};
    out.rgb = malloc((size_t)out.frame.stride_bytes * (size_t)height_px);
    cr_assert_not_null(out.rgb);
    memset(out.rgb, GRAY, (size_t)out.frame.stride_bytes * (size_t)height_px);
    out.frame.rgb = out.rgb;
    return out;
}

static void close_clip(clip_case *clip)
{
    free(clip->rgb);
    sag_analysis_release(&clip->analysis);
    sag_motion_destroy(clip->motion);
}

/* Both sides of a body, so that a view from the front has something to show. */
static void open_front(clip_case *clip)
{
    sag_motion *motion = NULL;
    cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
    for (size_t i = 0; i < sag_motion_get_count(clip->motion); i++) {
        sag_skeleton skeleton = *sag_motion_get(clip->motion, i);
        for (int joint = SAG_JOINT_LEFT_SHOULDER; skeleton.found && joint < SAG_JOINT_COUNT; joint += 2) {
            skeleton.joint[joint] = skeleton.joint[joint + 1];
            skeleton.joint[joint].x_px += 0.2f * (float)clip->frame.width_px;
        }
        cr_assert_eq(sag_motion_push(motion, &skeleton), SAG_STATUS_OK);
    }
    sag_motion_destroy(clip->motion);
    clip->motion = motion;
    sag_analysis_release(&clip->analysis);
    clip->analysis = made_front_analysis();
}

static sag_overlay *open_overlay(const clip_case *clip)
{
    sag_overlay *overlay = NULL;
    sag_error err;
    cr_assert_eq(sag_overlay_open(&overlay, clip->frame.width_px, clip->frame.height_px, clip->motion,
                                  &clip->analysis, &err), SAG_STATUS_OK, "%s", err.text);
    return overlay;
}

/* Draw frame i. Returns: a copy of its pixels, rows 3 * width apart; release with free. */
static uint8_t *draw(sag_overlay *overlay, const clip_case *clip, size_t i)
{
    sag_frame in = clip->frame;
    in.index = sag_motion_get(clip->motion, i)->frame_index;
    in.t_ns = sag_motion_get(clip->motion, i)->t_ns;
    sag_frame out;
    sag_error err;
    cr_assert_eq(sag_overlay_draw(overlay, &out, &in, i, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_eq(out.width_px, in.width_px);
    cr_assert_eq(out.height_px, in.height_px);
    cr_assert_eq(out.index, in.index);
    cr_assert_eq(out.t_ns, in.t_ns);
    size_t row = 3 * (size_t)in.width_px;
    uint8_t *copy = malloc(row * (size_t)in.height_px);
    cr_assert_not_null(copy);
    for (int y = 0; y < in.height_px; y++) {
        memcpy(copy + (size_t)y * row, out.rgb + y * out.stride_bytes, row);
    }
    return copy;
}

static size_t size_of(const clip_case *clip)
{
    return 3 * (size_t)clip->frame.width_px * (size_t)clip->frame.height_px;
}

/* Pixels that are no longer gray in a rectangle. */
static int changed(const clip_case *clip, const uint8_t *rgb, int x0, int y0, int x1, int y1)
{
    int count = 0;
    for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) {
            const uint8_t *p = rgb + 3 * ((size_t)y * (size_t)clip->frame.width_px + (size_t)x);
            count += p[0] != GRAY || p[1] != GRAY || p[2] != GRAY ? 1 : 0;
        }
    }
    return count;
}

static int orange(const clip_case *clip, const uint8_t *rgb, int x0, int x1)
{
    int count = 0;
    for (int y = 0; y < clip->frame.height_px; y++) {
        for (int x = x0; x < x1; x++) {
            const uint8_t *p = rgb + 3 * ((size_t)y * (size_t)clip->frame.width_px + (size_t)x);
            count += p[0] > 220 && p[1] > 130 && p[1] < 190 && p[2] < 60 ? 1 : 0;
        }
    }
    return count;
}

Test(overlay_video, draws_the_same_frame_whatever_was_drawn_before)
{
    clip_case clip = open_clip(900, 600, 600);
    sag_overlay *overlay = open_overlay(&clip);
    uint8_t *first = draw(overlay, &clip, 3);
    for (size_t i = 0; i < MADE_FRAME_COUNT; i++) {
        free(draw(overlay, &clip, i));
    }
    uint8_t *again = draw(overlay, &clip, 3);
    cr_assert_arr_eq(first, again, size_of(&clip));
    sag_overlay_close(overlay);
    overlay = open_overlay(&clip);
    free(draw(overlay, &clip, 9)); /* another repetition's words */
    free(again);
    again = draw(overlay, &clip, 3);
    cr_assert_arr_eq(first, again, size_of(&clip));
    sag_overlay_close(overlay);
    if (set_comma_locale("/tmp")) {
        overlay = open_overlay(&clip);
        free(again);
        again = draw(overlay, &clip, 3);
        cr_assert_arr_eq(first, again, size_of(&clip), "the locale changes nothing");
        sag_overlay_close(overlay);
    }
    free(first);
    free(again);
    close_clip(&clip);
}

Test(overlay_video, shows_the_body_where_it_is_and_leaves_the_rest_alone)
{
    clip_case clip = open_clip(900, 600, 600);
    sag_overlay *overlay = open_overlay(&clip);
    uint8_t *rgb = draw(overlay, &clip, 3);
    cr_assert_gt(orange(&clip, rgb, 200, 420), 100, "angles stand at the body");
    cr_assert_gt(changed(&clip, rgb, 220, 240, 300, 390), 500);
    cr_assert_lt(changed(&clip, rgb, 0, 0, 900, 600), 900 * 600 / 2);
    free(rgb);
    sag_overlay_close(overlay);
    close_clip(&clip);
}

Test(overlay_video, keeps_chart_and_counter_when_nobody_is_seen)
{
    clip_case clip = open_clip(900, 600, 600);
    sag_overlay *overlay = open_overlay(&clip);
    uint8_t *with = draw(overlay, &clip, 10);
    uint8_t *without = draw(overlay, &clip, 11);
    cr_assert_eq(changed(&clip, without, 220, 240, 340, 390), 0, "no body");
    cr_assert_gt(changed(&clip, without, 0, 0, 900, 600), 900 * 600 / 20, "but the panels");
    cr_assert_gt(changed(&clip, with, 220, 240, 340, 390), 500);
    free(with);
    free(without);
    sag_overlay_close(overlay);
    close_clip(&clip);
}

Test(overlay_video, draws_no_angle_that_was_not_measured)
{
    clip_case clip = open_clip(900, 600, 600);
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        clip.analysis.clip_reason[m] = SAG_REASON_VIEW;
        for (int i = 0; i < MADE_FRAME_COUNT; i++) {
            clip.analysis.series[m][i] = NAN;
        }
    }
    clip.analysis.rep_count = 0; /* so that the chart has no bottoms in orange either */
    sag_overlay *overlay = open_overlay(&clip);
    uint8_t *rgb = draw(overlay, &clip, 3);
    cr_assert_eq(orange(&clip, rgb, 200, 420), 0);
    cr_assert_gt(changed(&clip, rgb, 220, 240, 300, 390), 500, "the body is there");
    free(rgb);
    sag_overlay_close(overlay);
    close_clip(&clip);
}

Test(overlay_video, draws_front_measures_inside_the_set_only)
{
    clip_case clip = open_clip(900, 600, 600);
    open_front(&clip);
    sag_overlay *overlay = open_overlay(&clip);
    uint8_t *rgb = draw(overlay, &clip, 3);
    int inside = orange(&clip, rgb, 200, 620);
    free(rgb);
    sag_overlay_close(overlay);
    clip.analysis.rep[0].start_ns = 5000000000;
    clip.analysis.rep[1].end_ns = 6000000000;
    overlay = open_overlay(&clip);
    rgb = draw(overlay, &clip, 3);
    cr_assert_gt(inside, 200);
    cr_assert_lt(orange(&clip, rgb, 200, 620), inside / 2, "a person who walks in gets no knee figures");
    free(rgb);
    sag_overlay_close(overlay);
    close_clip(&clip);
}

/* A clip whose back was measured. */
static clip_case open_back(int width_px, int height_px, double body_side_px, sag_back_state state, sag_reason reason)
{
    clip_case clip = open_clip(width_px, height_px, body_side_px);
    sag_motion_destroy(clip.motion);
    clip.motion = made_back_motion(body_side_px);
    made_back(&clip.analysis, body_side_px, state, reason);
    return clip;
}

/* Pixels of about a colour in a rectangle. */
static int colored(const clip_case *clip, const uint8_t *rgb, int x0, int y0, int x1, int y1, const int color[3])
{
    int count = 0;
    for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) {
            const uint8_t *p = rgb + 3 * ((size_t)y * (size_t)clip->frame.width_px + (size_t)x);
            count += abs(p[0] - color[0]) < 8 && abs(p[1] - color[1]) < 8 && abs(p[2] - color[2]) < 8 ? 1 : 0;
        }
    }
    return count;
}

/* Pixels of a colour around the two tangents of a frame. */
static int on_tangents(const clip_case *clip, size_t i, const int color[3])
{
    sag_overlay *overlay = open_overlay(clip);
    uint8_t *rgb = draw(overlay, clip, i);
    const sag_back_mark *mark = &clip->analysis.back.mark[i];
    int x = (int)mark->sacrum_x_px;
    int y = (int)mark->sacrum_y_px;
    int count = colored(clip, rgb, x - 3, y - 3, x + 4, y + 4, color);
    x = (int)mark->thorax_x_px;
    y = (int)mark->thorax_y_px;
    count += colored(clip, rgb, x - 3, y - 3, x + 4, y + 4, color);
    free(rgb);
    sag_overlay_close(overlay);
    return count;
}

static const int green[] = {0, 178, 133};
static const int yellow[] = {240, 228, 66};
static const int sky[] = {86, 180, 233};

Test(overlay_video, lays_the_tangents_on_the_back_in_every_frame)
{
    clip_case clip = open_back(900, 600, 600, SAG_BACK_LIKELY, SAG_REASON_NONE);
    clip.analysis.rep[1].back.state = SAG_BACK_NO_CHANGE;
    clip.analysis.rep[1].end_frame = 9;
    cr_expect_gt(on_tangents(&clip, 0, green), 20, "before the first squat");
    cr_expect_gt(on_tangents(&clip, 3, yellow), 20, "in one that rounds");
    cr_expect_eq(on_tangents(&clip, 3, green), 0);
    cr_expect_gt(on_tangents(&clip, 8, green), 20, "in one that does not");
    cr_expect_gt(on_tangents(&clip, 10, green), 20, "after the last");
    clip.analysis.back.mark[3].measured = false;
    cr_expect_eq(on_tangents(&clip, 3, yellow), 0);
    close_clip(&clip);
}

/* Whether a frame changes when the numbers of the back do. */
static bool tells_numbers(sag_back_state state, sag_reason reason, size_t frame)
{
    uint8_t *rgb[2];
    bool same = false;
    for (int i = 0; i < 2; i++) {
        clip_case clip = open_back(900, 600, 600, state, reason);
        for (int k = 0; k < MADE_FRAME_COUNT; k++) {
            clip.analysis.series[SAG_METRIC_LUMBAR_FLEXION][k] *= 1.0 + 0.5 * i;
        }
        sag_overlay *overlay = open_overlay(&clip);
        rgb[i] = draw(overlay, &clip, frame);
        sag_overlay_close(overlay);
        same = i == 1 && memcmp(rgb[0], rgb[1], size_of(&clip)) == 0;
        close_clip(&clip);
    }
    free(rgb[0]);
    free(rgb[1]);
    return !same;
}

Test(overlay_video, tells_no_size_of_a_back_that_has_a_reason)
{
    cr_expect(tells_numbers(SAG_BACK_LIKELY, SAG_REASON_NONE, 3));
    cr_expect_not(tells_numbers(SAG_BACK_POSSIBLE, SAG_REASON_CLOTHES, 3));
    cr_expect_not(tells_numbers(SAG_BACK_POSSIBLE, SAG_REASON_CLOTHES, 0));
    cr_expect_not(tells_numbers(SAG_BACK_NOT_MEASURED, SAG_REASON_ARM, 3));
}

Test(overlay_video, charts_lumbar_flexion_where_there_is_room)
{
    clip_case clip = open_back(900, 600, 600, SAG_BACK_LIKELY, SAG_REASON_NONE);
    sag_overlay *overlay = open_overlay(&clip);
    uint8_t *rgb = draw(overlay, &clip, 11); /* nobody: the panels alone */
    cr_expect_gt(colored(&clip, rgb, 0, 0, 900, 600, sky), 50, "a curve and its caption");
    free(rgb);
    sag_overlay_close(overlay);
    clip.analysis.back.state = SAG_BACK_NOT_MEASURED;
    clip.analysis.rep[0].back.state = SAG_BACK_NOT_MEASURED;
    clip.analysis.rep[1].back.state = SAG_BACK_NOT_MEASURED;
    overlay = open_overlay(&clip);
    rgb = draw(overlay, &clip, 11);
    cr_expect_eq(colored(&clip, rgb, 0, 0, 900, 600, sky), 0, "it was not measured");
    free(rgb);
    sag_overlay_close(overlay);
    close_clip(&clip);
    clip = open_back(640, 360, 360, SAG_BACK_LIKELY, SAG_REASON_NONE);
    overlay = open_overlay(&clip);
    rgb = draw(overlay, &clip, 11);
    cr_expect_eq(colored(&clip, rgb, 0, 0, 640, 360, sky), 0, "the chart is too low for a caption");
    free(rgb);
    sag_overlay_close(overlay);
    close_clip(&clip);
}

Test(overlay_video, refuses_what_is_not_its_frame)
{
    clip_case clip = open_clip(64, 48, 48);
    sag_overlay *overlay = open_overlay(&clip);
    sag_frame out;
    sag_error err;
    sag_frame in = clip.frame;
    in.index = 4;
    cr_assert_eq(sag_overlay_draw(overlay, &out, &in, 3, &err), SAG_STATUS_ARGUMENT);
    cr_assert_not_null(strstr(err.text, "frame 4"), "%s", err.text);
    cr_assert_eq(sag_overlay_draw(overlay, &out, &in, MADE_FRAME_COUNT, &err), SAG_STATUS_ARGUMENT);
    in.width_px = 63;
    cr_assert_eq(sag_overlay_draw(overlay, &out, &in, 4, &err), SAG_STATUS_ARGUMENT);
    cr_assert_not_null(strstr(err.text, "63 x 48"), "%s", err.text);
    sag_overlay_close(overlay);
    overlay = (sag_overlay *)&clip;
    cr_assert_eq(sag_overlay_open(&overlay, 0, 48, clip.motion, &clip.analysis, &err), SAG_STATUS_ARGUMENT);
    cr_assert_null(overlay);
    cr_assert_eq(sag_overlay_open(&overlay, 48, SAG_FRAME_SIDE_MAX_PX + 1, clip.motion, &clip.analysis, &err),
                 SAG_STATUS_ARGUMENT);
    sag_overlay_close(NULL);
    close_clip(&clip);
}

Test(overlay_video, takes_every_size_and_an_empty_clip, .timeout = 100)
{
    static const int sizes[][2] = {{1, 1}, {64, 64}, {3, 700}, {700, 3}, {360, 640}, {360, 360}, {1500, 200}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        clip_case clip = open_back(sizes[i][0], sizes[i][1], fmin(sizes[i][0], sizes[i][1]), SAG_BACK_LIKELY,
                                   SAG_REASON_NONE);
        sag_overlay *overlay = open_overlay(&clip);
        free(draw(overlay, &clip, 3));
        free(draw(overlay, &clip, 11));
        sag_overlay_close(overlay);
        close_clip(&clip);
    }
    sag_motion *motion = NULL;
    cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
    sag_analysis analysis = {.rep_reason = SAG_REASON_NO_PERSON};
    sag_overlay *overlay = NULL;
    cr_assert_eq(sag_overlay_open(&overlay, 640, 360, motion, &analysis, NULL), SAG_STATUS_OK);
    sag_overlay_close(overlay);
    sag_motion_destroy(motion);
}

Test(overlay_video, survives_joints_far_outside)
{
    clip_case clip = open_clip(640, 360, 1e30);
    sag_overlay *overlay = open_overlay(&clip);
    free(draw(overlay, &clip, 3));
    sag_overlay_close(overlay);
    close_clip(&clip);
    clip = open_clip(640, 360, 1500);
    overlay = open_overlay(&clip);
    free(draw(overlay, &clip, 3));
    sag_overlay_close(overlay);
    close_clip(&clip);
}

static bool apart(const sag__box *a, const sag__box *b)
{
    return a->x_px >= b->x_px + b->width_px || b->x_px >= a->x_px + a->width_px || a->y_px >= b->y_px + b->height_px
           || b->y_px >= a->y_px + a->height_px;
}

static void assert_inside(const sag__box *box, const sag__canvas *canvas)
{
    cr_assert_geq(box->x_px, 0.0);
    cr_assert_geq(box->y_px, 0.0);
    cr_assert_leq(box->x_px + box->width_px, canvas->width_px);
    cr_assert_leq(box->y_px + box->height_px, canvas->height_px);
}

Test(layout, puts_everything_apart_with_letters_of_a_readable_size, .timeout = 100)
{
    static const int sizes[][2] = {{640, 360}, {360, 640}, {360, 360}, {608, 1080}, {1920, 1080}, {3840, 2160}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        clip_case clip = open_clip(sizes[i][0], sizes[i][1], fmin(sizes[i][0], sizes[i][1]));
        sag__canvas canvas;
        cr_assert_eq(sag__canvas_open(&canvas, sizes[i][0], sizes[i][1], 1, NULL), SAG_STATUS_OK);
        cr_assert_geq(0.84 * canvas.font_px, 11.0, "size %zu", i);
        sag__crowd *crowd = calloc(1, sizeof *crowd);
        cr_assert_not_null(crowd);
        sag__layout layout;
        sag__layout_watch(crowd, &canvas, clip.motion, &clip.analysis, false);
        sag__layout_find(&layout, &canvas, crowd, &clip.analysis);
        cr_assert_gt(layout.counter.width_px, 0.0, "size %zu", i);
        cr_assert_gt(layout.chart.width_px, 0.0, "size %zu", i);
        assert_inside(&layout.counter, &canvas);
        assert_inside(&layout.chart, &canvas);
        assert_inside(&layout.gauge, &canvas);
        cr_assert(apart(&layout.counter, &layout.chart), "size %zu", i);
        cr_assert(layout.gauge.width_px == 0.0
                  || (apart(&layout.counter, &layout.gauge) && apart(&layout.chart, &layout.gauge)), "size %zu", i);
        free(crowd);
        sag__canvas_close(&canvas);
        close_clip(&clip);
    }
}

Test(layout, hides_no_body_that_stands_beside_free_space)
{
    clip_case clip = open_clip(1600, 700, 700); /* the body in the left part */
    sag__canvas canvas;
    cr_assert_eq(sag__canvas_open(&canvas, 1600, 700, 1, NULL), SAG_STATUS_OK);
    sag__crowd *crowd = calloc(1, sizeof *crowd);
    cr_assert_not_null(crowd);
    sag__layout layout;
    sag__layout_watch(crowd, &canvas, clip.motion, &clip.analysis, false);
    sag__layout_find(&layout, &canvas, crowd, &clip.analysis);
    cr_assert_eq(layout.detail, SAG__DETAIL_FULL);
    cr_assert_leq(sag__crowd_hidden(crowd, &layout.counter), 0.004);
    cr_assert_leq(sag__crowd_hidden(crowd, &layout.chart), 0.004);
    cr_assert_leq(sag__crowd_hidden(crowd, &layout.gauge), 0.004);
    cr_assert_gt(sag__crowd_hidden(crowd, &(sag__box){200, 250, 250, 400}), 0.4, "the body was seen");
    free(crowd);
    sag__canvas_close(&canvas);
    close_clip(&clip);
}

Test(crowd, counts_what_a_box_hides_once_a_frame)
{
    sag__crowd *crowd = calloc(1, sizeof *crowd);
    cr_assert_not_null(crowd);
    sag__crowd_init(crowd, 960, 960); /* cells of 10 x 10 */
    cr_assert_eq(sag__crowd_hidden(crowd, &(sag__box){0, 0, 960, 960}), 0.0);
    sag__clutter clutter;
    sag__clutter_init(&clutter, 960, 960, 10);
    sag__clutter_add_box(&clutter, &(sag__box){101, 101, 18, 8}); /* two cells */
    sag__clutter_add_box(&clutter, &(sag__box){101, 101, 18, 8});
    sag__crowd_add(crowd, &clutter, 1);
    clutter.box_count = 0;
    sag__clutter_add_box(&clutter, &(sag__box){501, 501, 8, 18});
    sag__crowd_add(crowd, &clutter, 1);
    cr_assert_eq(crowd->total, 4);
    cr_assert_eq(sag__crowd_hidden(crowd, &(sag__box){100, 100, 9, 9}), 0.25);
    cr_assert_eq(sag__crowd_hidden(crowd, &(sag__box){100, 100, 19, 9}), 0.5);
    cr_assert_eq(sag__crowd_hidden(crowd, &(sag__box){0, 0, 959, 959}), 1.0);
    cr_assert_eq(sag__crowd_hidden(crowd, &(sag__box){600, 0, 300, 300}), 0.0);
    free(crowd);
}

Test(story, tells_repetition_and_phase)
{
    clip_case clip = open_clip(64, 64, 64);
    for (int i = 0; i < MADE_FRAME_COUNT; i++) {
        clip.analysis.series[SAG_METRIC_HIP_DROP][i] = i == 0 ? 0.05 : 0.4;
    }
    sag__moment moment = sag__story_at(clip.motion, &clip.analysis, 0);
    cr_assert_null(moment.rep);
    cr_assert_eq(moment.phase, SAG__PHASE_STANDING);
    moment = sag__story_at(clip.motion, &clip.analysis, 2);
    cr_assert_eq(moment.rep->number, 1);
    cr_assert_eq(moment.phase, SAG__PHASE_DOWN);
    cr_assert_not(moment.down_over);
    moment = sag__story_at(clip.motion, &clip.analysis, 3);
    cr_assert_eq(moment.phase, SAG__PHASE_BOTTOM);
    moment = sag__story_at(clip.motion, &clip.analysis, 4);
    cr_assert_eq(moment.phase, SAG__PHASE_UP);
    cr_assert_not(moment.up_over);
    moment = sag__story_at(clip.motion, &clip.analysis, 7);
    cr_assert_eq(moment.rep->number, 2);
    moment = sag__story_at(clip.motion, &clip.analysis, 11);
    cr_assert_eq(moment.rep->number, 2);
    cr_assert_eq(moment.phase, SAG__PHASE_NOBODY);
    clip.analysis.rep[1].end_frame = 8;
    moment = sag__story_at(clip.motion, &clip.analysis, 10);
    cr_assert_eq(moment.phase, SAG__PHASE_OTHER, "low but not in a squat");
    cr_assert(moment.up_over);
    close_clip(&clip);
}

Test(story, shows_the_hips_where_the_thigh_is_not_measured)
{
    sag_analysis analysis = made_analysis();
    double top = 0.0;
    double deepest = 0.0;
    cr_assert_eq(sag__story_depth_metric(&analysis), SAG_METRIC_THIGH_INCLINATION);
    cr_assert_float_eq(sag__story_depth(&analysis, SAG_METRIC_THIGH_INCLINATION, 2), -made_rad(21), 1e-12);
    cr_assert(isnan(sag__story_depth(&analysis, SAG_METRIC_THIGH_INCLINATION, 11)));
    cr_assert(sag__story_depth_range(&analysis, SAG_METRIC_THIGH_INCLINATION, &top, &deepest));
    cr_assert_float_eq(top, -made_rad(90), 1e-12);
    cr_assert_float_eq(deepest, made_rad(10), 1e-12, "the horizontal lies inside");
    analysis.clip_reason[SAG_METRIC_THIGH_INCLINATION] = SAG_REASON_VIEW;
    cr_assert_eq(sag__story_depth_metric(&analysis), SAG_METRIC_HIP_DROP);
    for (int i = 0; i < MADE_FRAME_COUNT; i++) {
        analysis.series[SAG_METRIC_HIP_DROP][i] = NAN;
    }
    cr_assert_not(sag__story_depth_range(&analysis, SAG_METRIC_HIP_DROP, &top, &deepest));
    sag_analysis_release(&analysis);
}

Test(story, tells_of_the_back_what_its_repetition_lets)
{
    sag_analysis analysis = made_analysis();
    made_back(&analysis, 100, SAG_BACK_LIKELY, SAG_REASON_NONE);
    analysis.rep[0].back = (sag_back_rep){.state = SAG_BACK_POSSIBLE, .reason = SAG_REASON_CLOTHES};
    analysis.rep[1].end_frame = 9;
    sag__back_telling before = sag__story_back_at(&analysis, 0);
    cr_expect_null(before.rep);
    cr_expect_eq(before.state, SAG_BACK_NO_CHANGE, "outside repetitions there is nothing to detect");
    cr_expect(before.numbered);
    sag__back_telling first = sag__story_back_at(&analysis, 3);
    cr_expect_eq(first.rep, &analysis.rep[0]);
    cr_expect_eq(first.state, SAG_BACK_POSSIBLE);
    cr_expect_not(first.numbered);
    cr_expect(isnan(sag__story_lumbar(&analysis, 3)));
    cr_expect_eq(sag__story_back_at(&analysis, 8).state, SAG_BACK_LIKELY);
    cr_expect_float_eq(sag__story_lumbar(&analysis, 8), made_rad(48), 1e-12);
    cr_expect_null(sag__story_back_at(&analysis, 10).rep);
    analysis.back.state = SAG_BACK_NOT_MEASURED;
    cr_expect_eq(sag__story_back_at(&analysis, 10).state, SAG_BACK_NOT_MEASURED);
    cr_expect_not(sag__story_back_at(&analysis, 10).numbered);
    sag_analysis_release(&analysis);
}

Test(words, say_what_was_seen_of_the_lower_back)
{
    static const char *const texts[SAG_BACK_STATE_COUNT] = {
        "low back not measurable", "no late rounding detected", "low back may round near the bottom",
        "low back rounds near the bottom"};
    for (int state = 0; state < SAG_BACK_STATE_COUNT; state++) {
        cr_expect_str_eq(sag_back_state_text(SAG_MOVEMENT_SQUAT, (sag_back_state)state), texts[state]);
    }
    cr_expect_str_eq(sag_back_state_text(SAG_MOVEMENT_SQUAT, SAG_BACK_STATE_COUNT), texts[SAG_BACK_NOT_MEASURED]);
    cr_expect_str_eq(sag_back_state_text(SAG_MOVEMENT_HINGE, SAG_BACK_LIKELY), "low back rounds");
}

Test(lettering, does_not_depend_on_what_the_slots_hold)
{
    sag__canvas canvas;
    cr_assert_eq(sag__canvas_open(&canvas, 300, 100, 1, NULL), SAG_STATUS_OK);
    uint8_t *rgb = calloc(2, 300 * 100 * 3);
    cr_assert_not_null(rgb);
    sag__box box = {20.4, 30.6, 0, 0};
    sag__lettering_measure(&canvas, "knee 118°", &box);
    sag__lettering_draw(&canvas, "knee 118°", &box);
    sag__canvas_store(&canvas, rgb, 900);
    for (int i = 0; i < 3 * SAG__LETTERS_MAX; i++) {
        char text[32];
        snprintf(text, sizeof text, "thigh %d°", i);
        sag__lettering_draw(&canvas, text, &box);
    }
    memset(rgb + 300 * 100 * 3, 0, 300 * 100 * 3);
    sag_frame black = {.rgb = rgb + 300 * 100 * 3, .stride_bytes = 900, .width_px = 300, .height_px = 100};
    sag__canvas_load(&canvas, &black);
    sag__box again = {20.4, 30.6, 0, 0};
    sag__lettering_measure(&canvas, "knee 118°", &again);
    cr_assert_eq(again.width_px, box.width_px);
    sag__lettering_draw(&canvas, "knee 118°", &again);
    sag__canvas_store(&canvas, rgb + 300 * 100 * 3, 900);
    cr_assert_arr_eq(rgb, rgb + 300 * 100 * 3, 300 * 100 * 3);
    char longer[200];
    memset(longer, 'w', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    sag__lettering_draw(&canvas, longer, &again); /* fits no slot */
    cr_assert(sag__canvas_is_sound(&canvas));
    free(rgb);
    sag__canvas_close(&canvas);
}

Test(words, say_numbers_findings_and_repetitions)
{
    char text[128];
    sag__words_value(text, sizeof text, SAG_UNIT_ANGLE, made_rad(-0.2));
    cr_assert_str_eq(text, "0°");
    sag__words_value(text, sizeof text, SAG_UNIT_PERCENT, 0.056);
    cr_assert_str_eq(text, "6 %");
    sag__words_value(text, sizeof text, SAG_UNIT_RATIO, 0.314);
    cr_assert_str_eq(text, "0.31");
    sag_rep reps[12];
    size_t shown[12];
    for (size_t i = 0; i < 12; i++) {
        reps[i] = (sag_rep){.number = (int)i + 1};
        shown[i] = i;
    }
    sag_analysis analysis = {.rep = reps, .rep_count = 12};
    sag_finding finding = {.compensation = SAG_COMPENSATION_HIP_SHIFT, .side = SAG_BODY_SIDE_LEFT,
                           .severity = SAG_SEVERITY_CLEAR, .rep = shown + 1, .rep_count = 1};
    sag__words_reps(text, sizeof text, &analysis, &finding);
    cr_assert_str_eq(text, "2");
    cr_assert(sag__words_finding_has(&finding, &analysis, &reps[1]));
    cr_assert_not(sag__words_finding_has(&finding, &analysis, &reps[0]));
    finding.rep_count = 3;
    sag__words_reps(text, sizeof text, &analysis, &finding);
    cr_assert_str_eq(text, "2, 3 and 4");
    finding.rep = shown;
    finding.rep_count = 12;
    sag__words_reps(text, sizeof text, &analysis, &finding);
    cr_assert_str_eq(text, "1, 2, 3, 4, 5, 6, 7, 8 and 4 more");
    char expected[128];
    snprintf(expected, sizeof expected, "%s, left, clear",
             sag_compensation_get_info(SAG_COMPENSATION_HIP_SHIFT)->title);
    sag__words_finding(text, sizeof text, &finding);
    cr_assert_str_eq(text, expected);
    char markup[SAG__WORDS_BYTES] = "";
    sag__words_append_plain(markup, "a < b & c");
    cr_assert_str_eq(markup, "a &lt; b &amp; c");
}
