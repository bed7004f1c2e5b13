#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "angle.h"
#include "outline.h"
#include "outline_snap.h"

enum { SIDE = 256 };

/* Signed distance of a made person's edge in the picture, pixels, - inside. */
typedef double (*shape)(double x_px, double y_px);

static float mask[SIDE * SIDE];
static sag__outline outline;

/* Softness of the made edges: logit = - distance / SOFT cells, so that .75 to .25 is 2 ln 3 SOFT cells. */
#define SOFT 0.7

static void paint(const sag_region *region, shape distance)
{
    double px_per_cell = (double)region->side_px / SIDE;
    double cosine = cos((double)region->rotation_rad);
    double sine = sin((double)region->rotation_rad);
    for (int j = 0; j < SIDE; j++) {
        for (int i = 0; i < SIDE; i++) {
            double u = (i + 0.5 - SIDE / 2) * px_per_cell;
            double v = (j + 0.5 - SIDE / 2) * px_per_cell;
            double d_px = distance(cosine * u - sine * v + (double)region->center_x_px,
                                   sine * u + cosine * v + (double)region->center_y_px);
            mask[j * SIDE + i] = (float)(1.0 / (1.0 + exp(d_px / px_per_cell / SOFT)));
        }
    }
}

/* A trunk of straight edges through (400, 300), leaning by lean_rad toward the right of the picture. */
static double lean_rad;

static double band(double x_px, double y_px)
{
    double across = (x_px - 400.0) * cos(lean_rad) + (y_px - 300.0) * sin(lean_rad);
    double along = -(x_px - 400.0) * sin(lean_rad) + (y_px - 300.0) * cos(lean_rad);
    return fmax(fabs(across) - 40.0, fabs(along) - 250.0);
}

static double disc(double x_px, double y_px)
{
    return hypot(x_px - 400.0, y_px - 300.0) - 55.0;
}

/* The axis in the middle of the band, length 200. */
static sag__outline_axis band_axis(int facing)
{
    return (sag__outline_axis){400.0 + 100.0 * sin(lean_rad), 300.0 - 100.0 * cos(lean_rad),
                               400.0 - 100.0 * sin(lean_rad), 300.0 + 100.0 * cos(lean_rad), facing};
}

static const sag_region upright = {400.0f, 300.0f, 900.0f, 0.0f};

/* How far the points of the trunk lie from the back edge of the band, at most, in pixels. */
static double band_error(int facing)
{
    double worst = 0.0;
    for (int i = 8; i < 70; i++) {
        double x = (double)outline.point[i].x_px - 400.0;
        double y = (double)outline.point[i].y_px - 300.0;
        worst = fmax(worst, fabs(x * cos(lean_rad) + y * sin(lean_rad) + facing * 40.0));
    }
    return worst;
}

Test(outline, lies_on_a_slanted_edge_for_every_lean_rotation_and_facing)
{
    static const float rotation_rad[] = {0.0f, 0.4f, -2.0f, 3.1f};
    for (int k = 0; k < 4; k++) {
        for (int turn = -2; turn <= 6; turn++) {
            for (int facing = -1; facing <= 1; facing += 2) {
                lean_rad = SAG__RAD(15.0 * turn);
                sag_region region = {430.0f, 280.0f, 900.0f, rotation_rad[k]};
                paint(&region, band);
                sag__outline_axis axis = band_axis(facing);
                cr_assert(sag__outline_trace(&outline, mask, SIDE, &region, &axis));
                cr_assert_lt(band_error(facing), 0.15, "lean %d rotation %d facing %d: %g px", turn, k, facing,
                             band_error(facing));
                cr_assert_float_eq((double)outline.length_px, 200.0, 1e-3);
            }
        }
    }
}

Test(outline, points_are_even_and_run_from_the_nape_down)
{
    paint(&upright, disc);
    sag__outline_axis axis = {400.0, 250.0, 400.0, 350.0, 1};
    cr_assert(sag__outline_trace(&outline, mask, SIDE, &upright, &axis));
    for (int i = 0; i < SAG__OUTLINE_COUNT; i++) {
        double x = (double)outline.point[i].x_px;
        double y = (double)outline.point[i].y_px;
        cr_assert_float_eq(hypot(x - 400.0, y - 300.0), 55.0, 0.6, "point %d", i);
        cr_assert(outline.point[i].valid || i < 10, "point %d", i);
        if (i > 0) {
            double step = hypot(x - (double)outline.point[i - 1].x_px, y - (double)outline.point[i - 1].y_px);
            cr_assert_float_eq(step, (double)outline.spacing_px, 0.1 * (double)outline.spacing_px);
            cr_assert_gt(y, (double)outline.point[i - 1].y_px - 0.2);
        }
    }
}

Test(outline, edge_width_is_that_of_the_mask)
{
    lean_rad = 0.0;
    paint(&upright, band);
    sag__outline_axis axis = band_axis(1);
    cr_assert(sag__outline_trace(&outline, mask, SIDE, &upright, &axis));
    double expected_px = 2.0 * log(3.0) * SOFT * 900.0 / SIDE;
    cr_assert_float_eq((double)outline.width_px, expected_px, 0.15 * expected_px);
}

Test(outline, noise_moves_it_little)
{
    lean_rad = SAG__RAD(20.0);
    paint(&upright, band);
    srand(7);
    for (int i = 0; i < SIDE * SIDE; i++) {
        mask[i] += 0.1f * ((float)rand() / (float)RAND_MAX - 0.5f);
    }
    sag__outline_axis axis = band_axis(-1);
    cr_assert(sag__outline_trace(&outline, mask, SIDE, &upright, &axis));
    cr_assert_lt(band_error(-1), 0.8);
}

Test(outline, a_stretch_without_edge_is_bridged_and_marked)
{
    lean_rad = 0.0;
    paint(&upright, band);
    int row = SIDE / 2;
    for (int j = row - 6; j < row + 6; j++) {
        for (int i = 0; i < SIDE; i++) {
            mask[j * SIDE + i] = NAN;
        }
    }
    sag__outline_axis axis = band_axis(1);
    cr_assert(sag__outline_trace(&outline, mask, SIDE, &upright, &axis));
    int invalid = 0;
    for (int i = 0; i < SAG__OUTLINE_COUNT; i++) {
        bool near = fabs((double)outline.point[i].y_px - 300.0) < 15.0;
        cr_assert(!near || !outline.point[i].valid, "point %d", i);
        invalid += !outline.point[i].valid;
    }
    cr_assert_gt(invalid, 5);
    cr_assert_lt(invalid, 50);
    cr_assert_lt((double)outline.valid_ratio, 0.9);
}

Test(outline, what_cannot_be_followed_is_not_found)
{
    static const float values[] = {0.0f, 1.0f, 0.5f, NAN, INFINITY, -INFINITY};
    lean_rad = 0.0;
    sag__outline_axis axis = band_axis(1);
    for (size_t k = 0; k < sizeof values / sizeof values[0]; k++) {
        for (int i = 0; i < SIDE * SIDE; i++) {
            mask[i] = values[k];
        }
        cr_assert_not(sag__outline_trace(&outline, mask, SIDE, &upright, &axis), "mask of %g", (double)values[k]);
        cr_assert_not(outline.found);
    }
    paint(&upright, band);
    sag__outline_axis bad = axis;
    bad.hip_x_px = NAN;
    cr_assert_not(sag__outline_trace(&outline, mask, SIDE, &upright, &bad));
    bad = axis;
    bad.hip_y_px = bad.shoulder_y_px;
    cr_assert_not(sag__outline_trace(&outline, mask, SIDE, &upright, &bad), "an axis without length");
    sag_region flat = {400.0f, 300.0f, 0.0f, 0.0f};
    cr_assert_not(sag__outline_trace(&outline, mask, SIDE, &flat, &axis));
    flat.side_px = NAN;
    cr_assert_not(sag__outline_trace(&outline, mask, SIDE, &flat, &axis));
}

Test(outline, a_back_outside_the_region_is_not_found)
{
    lean_rad = 0.0;
    sag_region region = {825.0f, 300.0f, 900.0f, 0.0f}; /* its left border runs through the person */
    paint(&region, band);
    sag__outline_axis axis = band_axis(1);
    cr_assert_not(sag__outline_trace(&outline, mask, SIDE, &region, &axis));
    axis.facing = -1;
    cr_assert(sag__outline_trace(&outline, mask, SIDE, &region, &axis), "the other edge is inside");
}

/* Without the cells that it is said not to read, the same outline comes out. */
static void check_reach(const sag_region *region, const sag__outline_axis *axis)
{
    static sag__outline whole;
    bool found = sag__outline_trace(&whole, mask, SIDE, region, axis);
    sag__outline_cells reach;
    cr_assert(sag__outline_reach(&reach, SIDE, region, axis));
    cr_assert(reach.left >= 0 && reach.top >= 0 && reach.right <= SIDE && reach.bottom <= SIDE);
    for (int j = 0; j < SIDE; j++) {
        for (int i = 0; i < SIDE; i++) {
            if (i < reach.left || i >= reach.right || j < reach.top || j >= reach.bottom) {
                mask[j * SIDE + i] = NAN;
            }
        }
    }
    cr_assert_eq(sag__outline_trace(&outline, mask, SIDE, region, axis), found);
    cr_assert_eq(memcmp(&outline, &whole, sizeof whole), 0);
}

Test(outline, cells_out_of_reach_are_not_read)
{
    static const float center_x_px[] = {430.0f, 400.0f, 760.0f, 50.0f};
    for (int k = 0; k < 4; k++) {
        for (int turn = -12; turn <= 12; turn++) {
            for (int facing = -1; facing <= 1; facing += 2) {
                lean_rad = SAG__RAD(15.0 * turn);
                const sag_region region = {center_x_px[k], 280.0f, k == 1 ? 250.0f : 900.0f, 0.7f * (float)k};
                const sag__outline_axis axis = band_axis(facing);
                paint(&region, band);
                check_reach(&region, &axis);
                /* Rays that go on to their ends: nowhere an edge. */
                for (int i = 0; i < SIDE * SIDE; i++) {
                    mask[i] = 1.0f;
                }
                check_reach(&region, &axis);
            }
        }
    }
    lean_rad = 0.0;
    const sag__outline_axis axis = band_axis(1);
    sag__outline_cells reach;
    cr_assert(sag__outline_reach(&reach, SIDE, &upright, &axis));
    cr_assert_lt((reach.right - reach.left) * (reach.bottom - reach.top), SIDE * SIDE / 8, "a back is a small part");
}

Test(outline, what_cannot_be_followed_has_no_reach)
{
    lean_rad = 0.0;
    const sag__outline_axis axis = band_axis(1);
    const float bad_px[] = {0.0f, -1.0f, NAN, INFINITY, 1e9f, 1.0f};
    for (int i = 0; i < 6; i++) {
        const sag_region region = {400.0f, 300.0f, bad_px[i], 0.0f};
        sag__outline_cells reach;
        cr_assert_not(sag__outline_reach(&reach, SIDE, &region, &axis), "side %g", (double)bad_px[i]);
        cr_assert(reach.left >= reach.right, "nothing");
    }
}

Test(outline, axis_is_read_from_the_middle_of_the_joints)
{
    static sag_skeleton skeleton;
    skeleton.found = true;
    skeleton.joint[SAG_JOINT_LEFT_SHOULDER].x_px = 10.0f;
    skeleton.joint[SAG_JOINT_RIGHT_SHOULDER].x_px = 30.0f;
    skeleton.joint[SAG_JOINT_LEFT_HIP].y_px = 50.0f;
    skeleton.joint[SAG_JOINT_RIGHT_HIP].y_px = 70.0f;
    sag__outline_axis axis;
    cr_assert(sag__outline_axis_read(&axis, &skeleton, -1));
    cr_assert_float_eq(axis.shoulder_x_px, 20.0, 1e-9);
    cr_assert_float_eq(axis.hip_y_px, 60.0, 1e-9);
    cr_assert_eq(axis.facing, -1);
    skeleton.joint[SAG_JOINT_LEFT_HIP].x_px = INFINITY;
    cr_assert_not(sag__outline_axis_read(&axis, &skeleton, 1));
    skeleton.joint[SAG_JOINT_LEFT_HIP].x_px = 0.0f;
    skeleton.found = false;
    cr_assert_not(sag__outline_axis_read(&axis, &skeleton, 1));
}

enum { WIDTH = 800, HEIGHT = 600 };

static uint8_t pixels[HEIGHT * WIDTH * 3];

/* Dark person on a light wall, the edge moved by offset_px into the wall. */
static sag_frame picture(double offset_px, double contrast)
{
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            double d = band(x + 0.5, y + 0.5) - offset_px;
            double inside = 1.0 / (1.0 + exp(d / 0.6));
            double level = 180.0 - contrast * inside;
            for (int c = 0; c < 3; c++) {
                pixels[(y * WIDTH + x) * 3 + c] = (uint8_t)level;
            }
        }
    }
    return (sag_frame){.rgb = pixels, .stride_bytes = WIDTH * 3, .width_px = WIDTH, .height_px = HEIGHT};
}

/* Trace the band and snap it to a picture. Returns: mean distance from the edge of the mask, + outward. */
static double snapped_px(double offset_px, double contrast)
{
    lean_rad = SAG__RAD(25.0);
    paint(&upright, band);
    sag__outline_axis axis = band_axis(1);
    cr_assert(sag__outline_trace(&outline, mask, SIDE, &upright, &axis));
    sag_frame frame = picture(offset_px, contrast);
    double share = sag__outline_snap(&outline, &frame);
    cr_assert(share >= 0.0 && share <= 1.0);
    double sum = 0.0;
    for (int i = 10; i < 70; i++) {
        sum += band((double)outline.point[i].x_px, (double)outline.point[i].y_px);
    }
    return sum / 60.0;
}

Test(outline, snaps_to_the_edge_of_the_pixels)
{
    cr_assert_float_eq(snapped_px(0.0, 100.0), 0.0, 0.2);
    cr_assert_float_eq(snapped_px(2.0, 100.0), 2.0, 0.25);
    cr_assert_float_eq(snapped_px(-2.0, 100.0), -2.0, 0.25);
}

Test(outline, a_bulge_of_the_mask_is_taken_back)
{
    lean_rad = 0.0;
    paint(&upright, band);
    sag__outline_axis axis = band_axis(1);
    cr_assert(sag__outline_trace(&outline, mask, SIDE, &upright, &axis));
    for (int i = 30; i <= 46; i++) {
        outline.point[i].x_px -= (float)(8.0 * sin(SAG__PI * (i - 30) / 16.0));
    }
    sag_frame frame = picture(0.0, 100.0);
    cr_assert_gt(sag__outline_snap(&outline, &frame), 0.7);
    for (int i = 10; i < 70; i++) {
        cr_assert_float_eq((double)outline.point[i].x_px, 360.0, 1.5, "point %d at %g", i,
                           (double)outline.point[i].x_px);
    }
}

Test(outline, stays_where_there_is_no_clear_edge)
{
    cr_assert_float_eq(snapped_px(2.0, 0.0), 0.0, 0.15, "a flat picture");
    cr_assert_float_eq(snapped_px(25.0, 100.0), 0.0, 0.15, "an edge out of reach");
    sag__outline none = {0};
    sag_frame frame = picture(0.0, 100.0);
    cr_assert_eq(sag__outline_snap(&none, &frame), 0.0);
}

Test(outline, snapping_outside_the_picture_is_defined)
{
    lean_rad = 0.0;
    paint(&upright, band);
    sag__outline_axis axis = band_axis(1);
    cr_assert(sag__outline_trace(&outline, mask, SIDE, &upright, &axis));
    sag_frame frame = picture(0.0, 100.0);
    frame.width_px = 1;
    frame.height_px = 1;
    sag__outline_snap(&outline, &frame);
    for (int i = 0; i < SAG__OUTLINE_COUNT; i++) {
        cr_assert(isfinite(outline.point[i].x_px) && isfinite(outline.point[i].y_px));
    }
}
