#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

#include "appearance.h"
#include "identity.h"
#include "people.h"

#define STEP_NS 33333333
#define SECOND_NS 1000000000

/* ---- whom to follow ---- */

/* Beside the centre, at the left edge and larger, at the right edge and smallest; in a picture of 1000 x 600. */
static const sag_region crowd[3] = {{520.0f, 300.0f, 400.0f, 0.0f}, {60.0f, 300.0f, 440.0f, 0.0f},
                                    {940.0f, 310.0f, 300.0f, 0.0f}};

static int choose(sag_person_rule rule, double x_px, double y_px)
{
    return sag__people_choose(crowd, 3, rule, x_px, y_px, 1000, 600);
}

Test(people, each_rule_takes_its_own)
{
    cr_assert_eq(choose(SAG_PERSON_MAIN, 0, 0), 0);
    cr_assert_eq(choose(SAG_PERSON_LARGEST, 0, 0), 1);
    cr_assert_eq(choose(SAG_PERSON_LEFTMOST, 0, 0), 1);
    cr_assert_eq(choose(SAG_PERSON_RIGHTMOST, 0, 0), 2);
    cr_assert_eq(sag__people_choose(crowd, 0, SAG_PERSON_MAIN, 0, 0, 1000, 600), -1);
}

Test(people, a_large_one_at_the_edge_beats_a_small_one_at_the_centre)
{
    const sag_region two[2] = {{500.0f, 300.0f, 200.0f, 0.0f}, {60.0f, 300.0f, 440.0f, 0.0f}};
    cr_assert_eq(sag__people_choose(two, 2, SAG_PERSON_MAIN, 0, 0, 1000, 600), 1);
}

Test(people, a_point_on_the_head_or_feet_means_that_body)
{
    cr_assert_eq(choose(SAG_PERSON_AT, 520, 170), 0);
    cr_assert_eq(choose(SAG_PERSON_AT, 60, 440), 1);
    cr_assert_eq(choose(SAG_PERSON_AT, 999, 599), 2, "nobody is there, so the nearest");
    /* One lies on the back with the head to the right; the head is nearer to the middle of the other. */
    const sag_region two[2] = {{300.0f, 300.0f, 400.0f, (float)acos(0.0)}, {500.0f, 300.0f, 400.0f, 0.0f}};
    cr_assert_eq(sag__people_choose(two, 2, SAG_PERSON_AT, 420, 301, 1000, 600), 0);
}

Test(people, half_a_body_is_nobody_new)
{
    cr_assert(sag__people_is_new(crowd, 1, &crowd[1]));
    cr_assert(sag__people_is_new(crowd, 0, &crowd[0]));
    cr_assert_not(sag__people_is_new(crowd, 3, &(sag_region){930.0f, 300.0f, 310.0f, 0.1f}));
    cr_assert_not(sag__people_is_new(crowd, 1, &(sag_region){540.0f, 200.0f, 150.0f, 0.0f}), "a trunk");
    cr_assert_not(sag__people_is_new(&(sag_region){540.0f, 200.0f, 150.0f, 0.0f}, 1, &crowd[0]), "its body");
    cr_assert(sag__people_is_new(crowd, 1, &(sag_region){610.0f, 300.0f, 400.0f, 0.0f}), "shoulder to shoulder");
}

/* ---- the same person? ---- */

/* A look of one colour each for trunk and thighs, by the number of a cell. */
static sag__appearance look(int trunk_cell, int thigh_cell)
{
    sag__appearance a = {.known = {true, true}};
    a.share[SAG__APPEARANCE_TRUNK][trunk_cell] = 1.0f;
    a.share[SAG__APPEARANCE_THIGHS][thigh_cell] = 1.0f;
    return a;
}

/* A person of 400 px at x, in the clothes that the tests follow. */
static sag__sighting sighting(int64_t t_ns, double x_px)
{
    return (sag__sighting){.t_ns = t_ns, .hip_x_px = x_px, .hip_y_px = 300.0, .shoulder_x_px = x_px,
                           .shoulder_y_px = 200.0, .side_px = 400.0, .appearance = look(3, 9)};
}

/* Followed for a second, moving speed_px_per_s and last seen at 500 px at time 1 s. */
static sag__identity followed(double speed_px_per_s)
{
    sag__identity identity = {0};
    for (int i = 30; i >= 0; i--) {
        sag__sighting s = sighting(SECOND_NS - (int64_t)i * STEP_NS, 500.0 - speed_px_per_s * i * 1e-9 * STEP_NS);
        cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_SAME, "%d frames before", i);
        sag__identity_accept(&identity, &s);
    }
    return identity;
}

Test(identity, a_fast_squat_is_one_person_and_a_jump_is_not)
{
    sag__identity identity = followed(0.0);
    /* Mid-hip and mid-shoulder of fast squats go 0.066 sides in 1/24 s; people stand more than 0.2 apart. */
    sag__sighting s = sighting(SECOND_NS + 41666667, 500.0);
    s.hip_y_px += 0.066 * 400.0;
    s.shoulder_y_px += 0.066 * 400.0;
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_SAME);
    s.hip_x_px += 0.2 * 400.0;
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_PLACE);
    s = sighting(SECOND_NS + 41666667, 500.0);
    s.shoulder_x_px += 0.2 * 400.0;
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_PLACE, "the shoulders alone");
}

Test(identity, a_sudden_change_of_size_is_somebody_else)
{
    sag__identity identity = followed(0.0);
    sag__sighting s = sighting(SECOND_NS + STEP_NS, 500.0);
    s.side_px = 1.3 * 400.0;
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_SAME, "the model's own jitter");
    s.side_px = 1.6 * 400.0;
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_SIZE);
    s.side_px = 400.0 / 1.6;
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_SIZE);
    s.side_px = 0.0;
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_SIZE);
}

Test(identity, other_clothes_at_the_same_place_are_somebody_else)
{
    sag__identity identity = followed(0.0);
    sag__sighting s = sighting(SECOND_NS + STEP_NS, 501.0);
    s.appearance = look(3, 60);
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_COLOUR, "the thighs alone");
    s.appearance.known[SAG__APPEARANCE_THIGHS] = false;
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_SAME, "legs out of the picture");
    s.appearance = (sag__appearance){0};
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_SAME, "nothing but place and size to go by");
}

Test(identity, somebody_else_is_never_taken_however_long_it_lasts)
{
    sag__identity identity = followed(0.0);
    for (int away_s = 1; away_s < 1000; away_s *= 3) {
        sag__sighting s = sighting(SECOND_NS + (int64_t)away_s * SECOND_NS, 500.0);
        s.appearance = look(20, 60);
        cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_COLOUR, "after %d s", away_s);
        s.hip_x_px = s.shoulder_x_px = 1500.0;
        cr_assert_neq(sag__identity_judge(&identity, &s), SAG__VERDICT_SAME, "after %d s elsewhere", away_s);
        s.appearance = (sag__appearance){0};
        cr_assert_neq(sag__identity_judge(&identity, &s), SAG__VERDICT_SAME, "after %d s, no colours", away_s);
    }
}

Test(identity, who_walked_out_may_come_back_elsewhere)
{
    sag__identity identity = followed(0.0);
    sag__sighting s = sighting(SECOND_NS + SECOND_NS, 500.0 + 3.0 * 400.0);
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_PLACE, "nobody walks that far in a second");
    s.t_ns = SECOND_NS + (int64_t)(1e9 * SAG__IDENTITY_ABSENCE_S) - 1;
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_PLACE);
    s.t_ns++;
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_SAME, "same clothes");
    s.side_px = 1.9 * 400.0;
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_SAME, "and nearer");
    s.side_px = 2.1 * 400.0;
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_SIZE);
}

Test(identity, a_walk_behind_a_post_goes_on)
{
    sag__identity identity = followed(300.0);
    sag__sighting s = sighting(SECOND_NS + SECOND_NS / 2, 650.0 + 150.0);
    s.appearance = (sag__appearance){0};
    cr_assert_eq(sag__identity_judge(&identity, &s), SAG__VERDICT_SAME, "near the expected place");
    identity = followed(0.0);
    cr_assert_neq(sag__identity_judge(&identity, &s), SAG__VERDICT_SAME, "nobody expected there");
}

Test(identity, looks_are_learned_slowly_and_half_a_stranger_is_not)
{
    sag__identity identity = followed(0.0);
    sag__sighting s = sighting(SECOND_NS, 500.0);
    for (int i = 1; i <= 60; i++) {
        s.t_ns = SECOND_NS + (int64_t)i * STEP_NS;
        s.appearance.share[SAG__APPEARANCE_TRUNK][3] = 0.9f;
        s.appearance.share[SAG__APPEARANCE_TRUNK][4] = 0.1f;
        sag__identity_accept(&identity, &s);
    }
    cr_assert_float_eq(identity.recent.share[SAG__APPEARANCE_TRUNK][4], 0.1, 0.02);
    cr_assert_lt(identity.lasting.share[SAG__APPEARANCE_TRUNK][4], 0.08f);
    const sag__appearance before = identity.recent;
    s.t_ns += STEP_NS;
    s.appearance = look(3, 60);
    sag__identity_accept(&identity, &s);
    cr_assert_arr_eq(&identity.recent, &before, sizeof before);
}

Test(identity, is_on_trial_at_first)
{
    sag__identity identity = followed(0.0);
    int64_t start_ns = SECOND_NS - 30 * (int64_t)STEP_NS;
    cr_assert(sag__identity_on_trial(&identity, start_ns + 499999999));
    cr_assert_not(sag__identity_on_trial(&identity, start_ns + 500000000));
}

Test(identity, looks_first_where_the_person_should_be)
{
    sag__identity identity = followed(300.0);
    const sag_region candidates[4] = {{500.0f, 300.0f, 900.0f, 0.0f}, {300.0f, 300.0f, 400.0f, 0.0f},
                                      {645.0f, 300.0f, 410.0f, 0.0f}, {500.0f, 300.0f, 400.0f, 0.0f}};
    int order[4] = {-1, -1, -1, -1};
    sag__identity_rank(order, &identity, candidates, 4, SECOND_NS + SECOND_NS / 2);
    cr_assert_eq(order[0], 2);
    cr_assert_eq(order[1], 3);
    cr_assert_eq(order[2], 1);
    cr_assert_eq(order[3], 0, "the place is not the best, the size is quite wrong");
}

/* ---- colours ---- */

enum { WIDTH = 60, HEIGHT = 80 };
static uint8_t pixels[HEIGHT][WIDTH][3];

/* Upper half one grey, lower half another. */
static sag_frame dressed(uint8_t upper, uint8_t lower)
{
    memset(pixels[0], upper, sizeof pixels / 2);
    memset(pixels[HEIGHT / 2], lower, sizeof pixels / 2);
    return (sag_frame){.rgb = pixels[0][0], .stride_bytes = sizeof pixels[0], .width_px = WIDTH, .height_px = HEIGHT};
}

/* Shoulders at 10, hips at 40, knees at 70; narrow: seen from the side. */
static void stand(sag_keypoint *joint, float x_px, float half_px)
{
    const struct {
        sag_joint left;
        float y_px;
    } rows[] = {{SAG_JOINT_LEFT_SHOULDER, 10.0f}, {SAG_JOINT_LEFT_HIP, 40.0f}, {SAG_JOINT_LEFT_KNEE, 70.0f}};
    for (int i = 0; i < 3; i++) {
        joint[rows[i].left] = (sag_keypoint){.x_px = x_px + half_px, .y_px = rows[i].y_px};
        joint[rows[i].left + 1] = (sag_keypoint){.x_px = x_px - half_px, .y_px = rows[i].y_px};
    }
}

Test(appearance, tells_trunk_and_thighs_apart)
{
    sag_keypoint joint[SAG_JOINT_COUNT] = {0};
    stand(joint, 30.0f, 8.0f);
    sag__appearance a, b, c;
    sag_frame frame = dressed(0, 255);
    sag__appearance_read(&a, &frame, joint);
    cr_assert(a.known[SAG__APPEARANCE_TRUNK] && a.known[SAG__APPEARANCE_THIGHS]);
    cr_assert_float_eq(a.share[SAG__APPEARANCE_TRUNK][0], 1.0, 1e-6, "black");
    cr_assert_float_eq(a.share[SAG__APPEARANCE_THIGHS][SAG__APPEARANCE_CELLS - 1], 1.0, 1e-6, "white");
    stand(joint, 30.0f, 0.0f);
    sag__appearance_read(&b, &frame, joint);
    cr_assert_lt(sag__appearance_distance(&a, &b), 1e-6, "from the side too");
    frame = dressed(255, 255);
    sag__appearance_read(&c, &frame, joint);
    cr_assert_float_eq(sag__appearance_distance(&a, &c), 0.5, 1e-6, "another shirt");
    frame = dressed(12, 243);
    sag__appearance_read(&c, &frame, joint);
    double d = sag__appearance_distance(&a, &c);
    cr_assert(d > 0.01 && d < 0.45, "a little more light: %g", d);
}

Test(appearance, ignores_what_is_outside_the_picture)
{
    sag_keypoint joint[SAG_JOINT_COUNT] = {0};
    const float beyond[] = {-40.0f, 1000.0f, INFINITY, NAN, 1e30f};
    sag_frame frame = dressed(100, 100);
    for (int i = 0; i < 5; i++) {
        sag__appearance a;
        stand(joint, beyond[i], 8.0f);
        sag__appearance_read(&a, &frame, joint);
        cr_assert(!a.known[SAG__APPEARANCE_TRUNK] && !a.known[SAG__APPEARANCE_THIGHS], "case %d", i);
        cr_assert_eq(sag__appearance_distance(&a, &a), -1.0);
    }
    sag__appearance half;
    stand(joint, 2.0f, 8.0f);
    sag__appearance_read(&half, &frame, joint);
    cr_assert(half.known[SAG__APPEARANCE_TRUNK], "more than half of it is inside");
    double sum = 0.0;
    for (int i = 0; i < SAG__APPEARANCE_CELLS; i++) {
        sum += (double)half.share[SAG__APPEARANCE_TRUNK][i];
    }
    cr_assert_float_eq(sum, 1.0, 1e-5);
}
