#include <criterion/criterion.h>

#include <math.h>

#include <sagitta/analysis.h>

#include "clip.h"
#include "stick_figure.h"

#define FRAME_COUNT 300

static stick_pose stand(double t_s, const void *context)
{
    (void)t_s;
    (void)context;
    return (stick_pose){0};
}

static sag_motion *film_standing(void)
{
    stick_film film = stick_film_default;
    film.noise_px = 1.0;
    film.camera.off_side_deg = 90.0;
    return stick_film_script(&film, stand, NULL);
}

/* Change every frame of a film. */
static sag_motion *change(sag_motion *motion, void (*edit)(sag_skeleton *skeleton, size_t i))
{
    sag_motion *out = NULL;
    cr_assert_eq(sag_motion_create(&out, 0, NULL), SAG_STATUS_OK);
    for (size_t i = 0; i < sag_motion_get_count(motion); i++) {
        sag_skeleton skeleton = *sag_motion_get(motion, i);
        edit(&skeleton, i);
        sag_motion_push(out, &skeleton);
    }
    sag_motion_destroy(motion);
    return out;
}

static sag__clip open_clip(const sag_motion *motion, double roll_deg)
{
    sag_analysis_options options;
    sag_analysis_options_init(&options);
    sag_analysis_options_fill(&options, motion);
    options.camera_roll_given = roll_deg != 0.0;
    options.camera_roll_rad = roll_deg * STICK_PI / 180.0;
    sag__clip clip;
    cr_assert_eq(sag__clip_open(&clip, motion, &options, NULL), SAG_STATUS_OK);
    return clip;
}

static double mean_sd(const sag__track *track, size_t first, size_t end)
{
    double sum = 0.0;
    for (size_t i = first; i < end; i++) {
        sum += track->sd_px[i];
    }
    return sum / (double)(end - first);
}

static void shake_later(sag_skeleton *skeleton, size_t i)
{
    static uint32_t random = 7;
    if (i >= FRAME_COUNT / 2) {
        skeleton->joint[SAG_JOINT_LEFT_KNEE].x_px += (float)(6.0 * stick_random(&random));
        skeleton->joint[SAG_JOINT_LEFT_KNEE].y_px += (float)(6.0 * stick_random(&random));
    }
}

Test(clip, noise_is_that_of_the_moment)
{
    sag_motion *motion = change(film_standing(), shake_later);
    sag__clip clip = open_clip(motion, 0.0);
    const sag__track *knee = &clip.track[SAG_SIDE_LEFT][SAG__PART_KNEE];
    double quiet = mean_sd(knee, 20, 130);
    double shaken = mean_sd(knee, 170, 280);
    cr_assert_gt(shaken, 1.5 * quiet, "%g, %g", quiet, shaken);
    const sag__track *other = &clip.track[SAG_SIDE_RIGHT][SAG__PART_KNEE];
    cr_assert_lt(mean_sd(other, 170, 280), 1.2 * mean_sd(other, 20, 130));
    for (size_t i = 0; i < clip.count; i++) {
        cr_assert_gt(knee->sd_px[i], 0.3 * knee->noise_px, "a lucky moment is not believed: frame %zu", i);
    }
    sag__clip_release(&clip);
    sag_motion_destroy(motion);
}

static void hide_for_a_while(sag_skeleton *skeleton, size_t i)
{
    bool hidden = i >= 150 && i < 154;
    bool badly_seen = i >= 200 && i < 250;
    if (hidden || badly_seen) {
        skeleton->joint[SAG_JOINT_LEFT_KNEE].visibility_ratio = hidden ? 0.1f : 0.55f;
    }
}

Test(clip, noise_grows_into_a_gap_and_where_a_joint_is_badly_seen)
{
    sag_motion *motion = change(film_standing(), hide_for_a_while);
    sag__clip clip = open_clip(motion, 0.0);
    const sag__track *knee = &clip.track[SAG_SIDE_LEFT][SAG__PART_KNEE];
    cr_assert(!isnan(knee->x_px[152]), "a gap of five steps is filled");
    cr_assert_gt(knee->sd_px[150], knee->sd_px[149]);
    cr_assert_gt(knee->sd_px[151], knee->sd_px[150]);
    cr_assert_gt(knee->sd_px[152], knee->sd_px[153]);
    cr_assert_gt(mean_sd(knee, 210, 240), 1.4 * mean_sd(knee, 20, 130));
    sag__clip_release(&clip);
    sag_motion_destroy(motion);
}

static void hide_for_long(sag_skeleton *skeleton, size_t i)
{
    if (i >= 100 && i < 130) {
        skeleton->joint[SAG_JOINT_LEFT_HEEL].visibility_ratio = 0.1f;
    }
}

Test(clip, noise_is_absent_where_the_joint_is)
{
    sag_motion *motion = change(film_standing(), hide_for_long);
    sag__clip clip = open_clip(motion, 0.0);
    for (int side = 0; side < 2; side++) {
        for (int part = 0; part < SAG__PART_COUNT; part++) {
            const sag__track *track = &clip.track[side][part];
            for (size_t i = 0; i < clip.count; i++) {
                cr_assert_eq(isnan(track->sd_px[i]), isnan(track->x_px[i]));
            }
        }
    }
    cr_assert(isnan(clip.track[SAG_SIDE_LEFT][SAG__PART_HEEL].sd_px[115]));
    sag__clip_release(&clip);
    sag_motion_destroy(motion);
}

Test(clip, skeletons_are_turned_upright_in_both_spaces)
{
    stick_film film = stick_film_default;
    sag_motion *level = stick_film_script(&film, stand, NULL);
    film.camera.roll_deg = 20.0;
    sag_motion *rolled = stick_film_script(&film, stand, NULL);
    sag__clip clip = open_clip(rolled, 20.0);
    sag_skeleton room;
    const sag_skeleton *turned = sag__clip_skeleton(&clip, 7, &room);
    const sag_skeleton *expected = sag_motion_get(level, 7);
    for (int joint = 0; joint < SAG_JOINT_COUNT; joint++) {
        cr_assert_float_eq(turned->joint[joint].x_px, expected->joint[joint].x_px, 1e-3f);
        cr_assert_float_eq(turned->joint[joint].y_px, expected->joint[joint].y_px, 1e-3f);
        cr_assert_float_eq(turned->world[joint].x_m, expected->world[joint].x_m, 1e-5f);
        cr_assert_float_eq(turned->world[joint].y_m, expected->world[joint].y_m, 1e-5f);
    }
    sag__clip_release(&clip);
    sag_motion_destroy(level);
    sag_motion_destroy(rolled);
}
