#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

#include "made_back.h"
#include "outline_pack.h"
#include "stick_figure.h"

static const made_back standing = {SAG__RAD(-12.0), SAG__RAD(18.0), 1, 0.0, 200.0, 311.3, 402.7};

Test(outline_pack, keeps_every_point_within_half_a_step)
{
    for (int facing = -1; facing <= 1; facing += 2) {
        made_back back = standing;
        back.facing = facing;
        sag__outline made, again;
        made_back_outline(&made, &back);
        made.point[7].valid = false;
        made.point[9].width_px = 1000.0f;
        sag_outline packed;
        sag__outline_pack(&packed, &made);
        cr_assert(packed.found);
        cr_assert_eq(packed.facing, facing);
        cr_assert_eq(packed.width[7], SAG_OUTLINE_GUESSED);
        cr_assert_eq(packed.width[9], 254);
        cr_assert(sag__outline_unpack(&again, &packed, &made.axis));
        double x_px[SAG_OUTLINE_COUNT], y_px[SAG_OUTLINE_COUNT];
        sag_outline_get_points(&packed, x_px, y_px);
        for (int i = 0; i < SAG_OUTLINE_COUNT; i++) {
            cr_assert_float_eq(again.point[i].x_px, made.point[i].x_px, 0.5 / SAG_OUTLINE_STEPS_PER_PX + 1e-4);
            cr_assert_float_eq(again.point[i].y_px, made.point[i].y_px, 0.5 / SAG_OUTLINE_STEPS_PER_PX + 1e-4);
            cr_assert_eq(again.point[i].x_px, (float)x_px[i]);
            cr_assert_eq(again.point[i].y_px, (float)y_px[i]);
            cr_assert_eq(again.point[i].valid, i != 7);
        }
        cr_assert_float_eq(again.spacing_px, made.spacing_px, 0.01);
        cr_assert_float_eq(again.length_px, made.length_px, 1e-3);
        cr_assert_float_eq(again.width_px, made.width_px, 0.0005f * made.length_px + 1e-3);
        cr_assert_float_eq(again.valid_ratio, 127.0f / 128.0f, 1e-6);
        /* What was packed packs to the same. */
        sag_outline twice;
        sag__outline_pack(&twice, &again);
        cr_assert_arr_eq(&twice, &packed, sizeof packed);
    }
}

Test(outline_pack, refuses_what_it_cannot_hold)
{
    sag__outline made;
    sag_outline packed;
    made_back_outline(&made, &standing);
    made.found = false;
    sag__outline_pack(&packed, &made);
    cr_assert_not(packed.found);
    made_back_outline(&made, &standing);
    made.point[50].x_px += 32767.0f / SAG_OUTLINE_STEPS_PER_PX + 2.0f;
    sag__outline_pack(&packed, &made);
    cr_assert_not(packed.found, "a step too far");
    cr_assert_eq(packed.x, 0, "nothing is left of it");
    made_back_outline(&made, &standing);
    made.point[50].y_px = NAN;
    sag__outline_pack(&packed, &made);
    cr_assert_not(packed.found);
    made_back_outline(&made, &standing);
    made.point[0].x_px = INFINITY;
    sag__outline_pack(&packed, &made);
    cr_assert_not(packed.found);
}

Test(outline_pack, belongs_to_a_side_and_an_axis)
{
    sag__outline made, again;
    sag_outline packed;
    made_back_outline(&made, &standing);
    sag__outline_pack(&packed, &made);
    sag__outline_axis axis = made.axis;
    axis.facing = -1;
    cr_assert_not(sag__outline_unpack(&again, &packed, &axis), "followed on the other side");
    axis = made.axis;
    axis.shoulder_x_px = axis.hip_x_px;
    axis.shoulder_y_px = axis.hip_y_px;
    cr_assert_not(sag__outline_unpack(&again, &packed, &axis), "no length");
    axis.hip_x_px = NAN;
    cr_assert_not(sag__outline_unpack(&again, &packed, &axis));
    packed.found = false;
    cr_assert_not(sag__outline_unpack(&again, &packed, &made.axis));
}

Test(outline_pack, turns_about_the_origin)
{
    sag__outline made;
    made_back_outline(&made, &standing);
    float x = made.point[3].x_px;
    float y = made.point[3].y_px;
    sag__outline_turn(&made, SAG__RAD(90.0));
    cr_assert_float_eq(made.point[3].x_px, -y, 1e-3, "clockwise: what was below is at the left");
    cr_assert_float_eq(made.point[3].y_px, x, 1e-3);
}

Test(outline_pack, a_motion_keeps_it_with_its_frame)
{
    sag_motion *motion = NULL;
    sag__outline made;
    sag_outline packed;
    made_back_outline(&made, &standing);
    sag__outline_pack(&packed, &made);
    cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
    cr_assert_eq(sag_motion_set_outline(motion, &packed), SAG_STATUS_ARGUMENT, "there is no frame yet");
    for (int i = 0; i < 3000; i++) {
        sag_skeleton skeleton = {.frame_index = i, .t_ns = i, .found = true};
        cr_assert_eq(sag_motion_push(motion, &skeleton), SAG_STATUS_OK);
        packed.x = i;
        if (i % 7 == 3 && i > 1100) {
            cr_assert_eq(sag_motion_set_outline(motion, &packed), SAG_STATUS_OK);
        }
    }
    for (size_t i = 0; i < 3000; i++) {
        const sag_outline *kept = sag_motion_get_outline(motion, i);
        cr_assert_eq(kept != NULL, i % 7 == 3 && i > 1100, "frame %zu", i);
        cr_assert(kept == NULL || kept->x == (int32_t)i);
    }
    sag_motion_destroy(motion);
}

Test(outline_pack, feet_and_face_tell_where_a_person_looks)
{
    stick_pose pose = stick_squat(0.5, 90.0);
    stick_camera camera = stick_film_default.camera;
    sag_skeleton skeleton = stick_skeleton(&pose, &camera, 0, 0);
    cr_assert_eq(sag__outline_facing(&skeleton), 1);
    camera.faces_left = true;
    skeleton = stick_skeleton(&pose, &camera, 0, 0);
    cr_assert_eq(sag__outline_facing(&skeleton), -1);
    camera.off_side_deg = 90.0;
    skeleton = stick_skeleton(&pose, &camera, 0, 0);
    cr_assert_eq(sag__outline_facing(&skeleton), 0, "from the front");
    skeleton.joint[SAG_JOINT_NOSE].x_px = NAN;
    cr_assert_eq(sag__outline_facing(&skeleton), 0);
    skeleton.found = false;
    cr_assert_eq(sag__outline_facing(&skeleton), 0);
}
