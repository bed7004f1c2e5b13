#include <criterion/criterion.h>

#include <math.h>

#include "detector.h"
#include "landmarks.h"
#include "mask.h"
#include "region.h"

static sag__anchor anchor[SAG__DETECTOR_ANCHORS + 1];

Test(detector, anchors_are_in_the_networks_order)
{
    anchor[SAG__DETECTOR_ANCHORS] = (sag__anchor){-1.0f, -1.0f};
    sag__detector_make_anchors(anchor);
    cr_assert_eq(anchor[SAG__DETECTOR_ANCHORS].x, -1.0f, "not one too many");
    cr_assert_float_eq(anchor[0].x, 0.5 / 28, 1e-7);
    cr_assert_float_eq(anchor[1].x, 0.5 / 28, 1e-7);
    cr_assert_float_eq(anchor[2].x, 1.5 / 28, 1e-7);
    cr_assert_float_eq(anchor[2].y, 0.5 / 28, 1e-7);
    cr_assert_float_eq(anchor[1567].x, 27.5 / 28, 1e-7);
    cr_assert_float_eq(anchor[1568].x, 0.5 / 14, 1e-7);
    cr_assert_float_eq(anchor[1960].y, 0.5 / 7, 1e-7);
    cr_assert_float_eq(anchor[1965].x, 0.5 / 7, 1e-7, "six to a cell of the last layers");
    cr_assert_float_eq(anchor[1966].x, 1.5 / 7, 1e-7);
    cr_assert_float_eq(anchor[2253].x, 6.5 / 7, 1e-7);
    cr_assert_float_eq(anchor[2253].y, 6.5 / 7, 1e-7);
}

/* Boxes of one size around the middle of the input; x and y shift box and points, in input pixels. */
enum { BOXES = 4 };
static float values[BOXES][SAG__DETECTOR_VALUES];
static float logits[BOXES];
static const sag__anchor middle[BOXES] = {{0.5f, 0.5f}, {0.5f, 0.5f}, {0.5f, 0.5f}, {0.5f, 0.5f}};

static void put_box(int i, float logit, float x, float y)
{
    const float box[SAG__DETECTOR_VALUES] = {x, y, 56.0f, 56.0f, x, y, x, y - 28.0f};
    for (int k = 0; k < SAG__DETECTOR_VALUES; k++) {
        values[i][k] = box[k];
    }
    logits[i] = logit;
}

static sag__detection found[SAG__DETECTOR_PEOPLE_MAX + 1];

Test(detector, merges_what_overlaps_the_best)
{
    put_box(0, 1.0f, 5.6f, 0.0f);
    put_box(1, 3.0f, 0.0f, 0.0f);
    put_box(2, 2.9f, 100.0f, 0.0f); /* elsewhere */
    put_box(3, -0.01f, 0.0f, 11.2f); /* below the threshold */
    cr_assert_eq(sag__detector_choose(found, SAG__DETECTOR_PEOPLE_MAX, values[0], logits, middle, BOXES), 2);
    double weight_0 = 1.0 / (1.0 + exp(-1.0));
    double weight_1 = 1.0 / (1.0 + exp(-3.0));
    cr_assert_float_eq(found[0].points.center_x_px, 0.5 + 5.6 / 224 * weight_0 / (weight_0 + weight_1), 1e-7);
    cr_assert_float_eq(found[0].points.center_y_px, 0.5, 1e-9);
    cr_assert_float_eq(found[0].points.end_y_px, 0.5 - 28.0 / 224, 1e-9);
    cr_assert_float_eq(found[0].score_ratio, weight_1, 1e-9);
    cr_assert_float_eq(found[1].points.center_x_px, 0.5 + 100.0 / 224, 1e-7, "the other person");
    cr_assert_float_eq(found[1].score_ratio, 1.0 / (1.0 + exp(-2.9)), 1e-7);
}

Test(detector, overlap_must_exceed_the_limit)
{
    /* Shifted by s of a width w, intersection over union is (w - s) / (w + s): 0.3 at s = 0.538 w = 30.15 px. */
    put_box(0, 3.0f, 0.0f, 0.0f);
    put_box(1, 2.0f, 30.5f, 0.0f);
    cr_assert_eq(sag__detector_choose(found, SAG__DETECTOR_PEOPLE_MAX, values[0], logits, middle, 2), 2);
    cr_assert_float_eq(found[0].points.center_x_px, 0.5, 1e-9);
    put_box(1, 2.0f, 29.8f, 0.0f);
    cr_assert_eq(sag__detector_choose(found, SAG__DETECTOR_PEOPLE_MAX, values[0], logits, middle, 2), 1);
    cr_assert_gt(found[0].points.center_x_px, 0.55);
}

Test(detector, a_box_belongs_to_one_person)
{
    /* The middle one overlaps both; the best takes it, and the third stays alone. */
    put_box(0, 3.0f, 0.0f, 0.0f);
    put_box(1, 2.0f, 28.0f, 0.0f);
    put_box(2, 1.0f, 56.0f, 0.0f);
    cr_assert_eq(sag__detector_choose(found, SAG__DETECTOR_PEOPLE_MAX, values[0], logits, middle, 3), 2);
    cr_assert_float_eq(found[1].points.center_x_px, 0.5 + 56.0 / 224, 1e-7);
}

Test(detector, reports_no_more_than_there_is_room_for)
{
    enum { MANY = SAG__DETECTOR_PEOPLE_MAX + 1 };
    static float many[MANY][SAG__DETECTOR_VALUES];
    float scores[MANY];
    sag__anchor anchors[MANY];
    for (int i = 0; i < MANY; i++) {
        const float box[SAG__DETECTOR_VALUES] = {0.0f, 0.0f, 10.0f, 10.0f, 0.0f, 0.0f, 0.0f, -5.0f};
        for (int k = 0; k < SAG__DETECTOR_VALUES; k++) {
            many[i][k] = box[k];
        }
        scores[i] = (float)(i + 1);
        anchors[i] = (sag__anchor){0.1f * (float)i, 0.5f};
    }
    found[SAG__DETECTOR_PEOPLE_MAX].score_ratio = -1.0;
    cr_assert_eq(sag__detector_choose(found, SAG__DETECTOR_PEOPLE_MAX, many[0], scores, anchors, MANY),
                 SAG__DETECTOR_PEOPLE_MAX);
    cr_assert_eq(found[SAG__DETECTOR_PEOPLE_MAX].score_ratio, -1.0);
    cr_assert_float_eq(found[0].points.center_x_px, 0.8, 1e-6, "best first");
    cr_assert_float_eq(found[7].points.center_x_px, 0.1, 1e-6, "the weakest is left out");
    cr_assert_eq(sag__detector_choose(found, SAG__DETECTOR_PEOPLE_MAX, many[0], scores, anchors, MANY - 1),
                 SAG__DETECTOR_PEOPLE_MAX);
}

Test(detector, finds_nobody)
{
    put_box(0, -0.1f, 0.0f, 0.0f);
    put_box(1, NAN, 0.0f, 0.0f);
    cr_assert_eq(sag__detector_choose(found, 1, values[0], logits, middle, 2), 0);
    cr_assert_eq(sag__detector_choose(found, 1, values[0], logits, middle, 0), 0);
    put_box(0, 0.0f, 0.0f, 0.0f);
    cr_assert_eq(sag__detector_choose(found, 1, values[0], logits, middle, 2), 1, "a score of one half is enough");
    put_box(0, 1e30f, 0.0f, 0.0f);
    cr_assert_eq(sag__detector_choose(found, 1, values[0], logits, middle, 2), 1);
    cr_assert_float_eq(found[0].points.center_x_px, 0.5, 1e-9);
}

enum { SIDE = SAG__LANDMARKS_MAP_SIDE };
static float map[SIDE * SIDE];

static void clear_map(void)
{
    for (int i = 0; i < SIDE * SIDE; i++) {
        map[i] = -200.0f; /* weight 0 */
    }
}

Test(landmarks, refines_to_the_centre_of_gravity)
{
    clear_map();
    map[20 * SIDE + 31] = 0.0f;          /* weight 0.5 */
    map[22 * SIDE + 34] = logf(3.0f);    /* weight 0.75 */
    map[20 * SIDE + 36] = 50.0f;         /* outside the 7 x 7 window around column 32 */
    double x = 32.9 / SIDE;
    double y = 21.2 / SIDE;
    sag__landmarks_refine(&x, &y, map, 1);
    cr_assert_float_eq(x, (31 * 0.5 + 34 * 0.75) / 1.25 / SIDE, 1e-7);
    cr_assert_float_eq(y, (20 * 0.5 + 22 * 0.75) / 1.25 / SIDE, 1e-7);
}

Test(landmarks, keeps_a_point_where_the_map_is_weak)
{
    clear_map();
    map[20 * SIDE + 31] = -0.01f;
    double x = 0.5;
    double y = 21.0 / SIDE;
    sag__landmarks_refine(&x, &y, map, 1);
    cr_assert_eq(x, 0.5);
    cr_assert_eq(y, 21.0 / SIDE);
}

Test(landmarks, clips_the_window_and_skips_the_outside)
{
    clear_map();
    map[0] = 5.0f;
    map[SIDE * SIDE - 1] = 5.0f;
    double x = -0.5 / SIDE; /* truncates to column 0 */
    double y = 3.9 / SIDE;
    sag__landmarks_refine(&x, &y, map, 1);
    cr_assert_float_eq(x, 0.0, 1e-12);
    cr_assert_float_eq(y, 0.0, 1e-12);
    x = 63.5 / SIDE;
    y = 60.1 / SIDE;
    sag__landmarks_refine(&x, &y, map, 1);
    cr_assert_float_eq(x, 63.0 / SIDE, 1e-12);
    const double outside[] = {-1.0 / SIDE, 1.0, 1e300, -1e300, INFINITY, NAN};
    for (int i = 0; i < 6; i++) {
        const double beside[] = {1.0 / SIDE, 62.0 / SIDE}; /* near the two strong cells */
        for (int k = 0; k < 2; k++) {
            x = outside[i];
            y = beside[k];
            sag__landmarks_refine(&x, &y, map, 1);
            cr_assert_eq(y, beside[k], "not refined at %g", outside[i]);
        }
    }
}

Test(region, stands_upright)
{
    sag_region region;
    cr_assert(sag__region_make(&region, &(sag__region_points){100.0, 200.0, 100.0, 160.0}, 640, 480));
    cr_assert_float_eq(region.side_px, 100.0, 1e-5);
    cr_assert_float_eq(region.rotation_rad, 0.0, 1e-6);
    cr_assert(sag__region_make(&region, &(sag__region_points){100.0, 200.0, 140.0, 200.0}, 640, 480));
    cr_assert_float_eq(region.rotation_rad, acos(0.0), 1e-6, "head to the right: clockwise");
    cr_assert(sag__region_make(&region, &(sag__region_points){100.0, 200.0, 99.0, 240.0}, 640, 480));
    cr_assert_lt(region.rotation_rad, -3.0f, "wrapped");
}

Test(region, refuses_what_is_no_person)
{
    const sag__region_points bad[] = {{NAN, 1, 1, 50},  {1, NAN, 1, 50},    {1, 1, NAN, 50},   {1, 1, 1, INFINITY},
                                      {1, 1, 1, 1},     {1, 1, 1, 1e5},     {1e5, 1, 1e5, 50}, {1, -1e300, 1, -1e300},
                                      {0, 0, 0.3, 0.0}, {0, 0, 1e308, 1e308}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        sag_region region;
        cr_assert_not(sag__region_make(&region, &bad[i], 640, 480), "case %zu", i);
        cr_assert_eq(region.side_px, 0.0f);
    }
}

/* Worked by hand for rates of 1 and 2 Hz and an object size of 20 px, so that the scale is 1/20. */
Test(region, filters_by_hand)
{
    sag__region_filter filter = {0};
    sag__region_points p = sag__region_filter_step(&filter, &(sag__region_points){0, 5, 0, 15}, 0);
    cr_assert_eq(p.center_x_px, 0.0);
    cr_assert_eq(p.end_y_px, 15.0);
    p = sag__region_filter_step(&filter, &(sag__region_points){2, 5, 2, 15}, 1000000000);
    cr_assert_float_eq(p.center_x_px, 1.6915160618673732, 1e-12);
    cr_assert_float_eq(p.center_y_px, 5.0, 1e-12);
    cr_assert_float_eq(p.end_x_px, 1.6915160618673732, 1e-12);
    p = sag__region_filter_step(&filter, &(sag__region_points){3, 5, 3, 15}, 1500000000);
    cr_assert_float_eq(p.center_x_px, 2.678414952112634, 1e-12);
}

Test(region, a_point_without_size_restarts_the_filter)
{
    sag__region_filter filter = {0};
    sag__region_filter_step(&filter, &(sag__region_points){0, 5, 0, 15}, 0);
    sag__region_points p = sag__region_filter_step(&filter, &(sag__region_points){3, 5, 3, 5}, 1000000000);
    cr_assert_eq(p.center_x_px, 3.0);
    cr_assert_eq(p.center_y_px, 5.0);
}

Test(mask, goes_back_where_it_came_from)
{
    const float mask[4] = {1.0f, 0.0f, 0.0f, 0.5f};
    float out[6 * 6];
    /* Cells of 2 px, centres at 2 and 4: a picture pixel lies 0.25 cells off. */
    sag__mask_warp(out, 6, 6, mask, 2, &(sag_region){3.0f, 3.0f, 4.0f, 0.0f});
    cr_assert_float_eq(out[0], 0.25 * 0.25, 1e-6, "fades out to 0");
    cr_assert_float_eq(out[1 * 6 + 1], 0.75 * 0.75, 1e-6);
    cr_assert_float_eq(out[2 * 6 + 2], 0.75 * 0.75 + 0.25 * 0.25 * 0.5, 1e-6);
    sag__mask_warp(out, 6, 6, mask, 2, &(sag_region){3.0f, 3.0f, 4.0f, (float)acos(0.0)});
    cr_assert_float_eq(out[1 * 6 + 4], 0.75 * 0.75, 1e-5, "a quarter turn brings the top left to the top right");
    sag__mask_warp(out, 6, 6, mask, 2, &(sag_region){300.0f, 3.0f, 4.0f, 0.0f});
    cr_assert_eq(out[0], 0.0f);
}
