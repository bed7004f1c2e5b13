#include <criterion/criterion.h>

#include <string.h>

#include <sagitta/skeleton.h>

Test(motion, grows_and_keeps_its_frames_in_place)
{
    sag_motion *motion = NULL;
    sag_error err;
    cr_assert_eq(sag_motion_create(&motion, 1, &err), SAG_STATUS_OK);
    sag_skeleton skeleton;
    memset(&skeleton, 0, sizeof skeleton);
    const sag_skeleton *first = NULL;
    for (int i = 0; i < 5000; i++) {
        skeleton.frame_index = i;
        skeleton.t_ns = 10 * i;
        cr_assert_eq(sag_motion_push(motion, &skeleton), SAG_STATUS_OK);
        first = i == 0 ? sag_motion_get(motion, 0) : first;
    }
    cr_assert_eq(sag_motion_get_count(motion), 5000);
    cr_assert_eq(sag_motion_get(motion, 0), first);
    cr_assert_eq(sag_motion_get(motion, 4999)->frame_index, 4999);
    sag_motion_destroy(motion);
}

Test(motion, refuses_time_that_stands_still)
{
    sag_motion *motion = NULL;
    cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
    sag_skeleton skeleton;
    memset(&skeleton, 0, sizeof skeleton);
    cr_assert_eq(sag_motion_push(motion, &skeleton), SAG_STATUS_OK);
    cr_assert_eq(sag_motion_push(motion, &skeleton), SAG_STATUS_ARGUMENT);
    cr_assert_eq(sag_motion_get_count(motion), 1);
    sag_motion_destroy(motion);
    sag_motion_destroy(NULL);
}

Test(joint, names_are_unique_and_found_again)
{
    for (int i = 0; i < SAG_JOINT_COUNT; i++) {
        cr_assert_eq(sag_joint_find(sag_joint_name((sag_joint)i)), (sag_joint)i);
    }
    cr_assert_null(sag_joint_name(SAG_JOINT_COUNT));
    cr_assert_eq(sag_joint_find("left_tail"), SAG_JOINT_COUNT);
}
