#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "synth_check.h"
#include "synth_person.h"
#include "synth_truth.h"

static synth_person make(const char *text)
{
    char copy[1024], error[SYNTH_ERROR_MAX];
    snprintf(copy, sizeof copy, "%s", text);
    FILE *in = fmemopen(copy, strlen(copy), "r");
    synth_scenario s;
    cr_assert_eq(synth_scenario_read(&s, in, "t.scn", error), 0, "%s", error);
    fclose(in);
    synth_person p;
    synth_person_init(&p, &s);
    return p;
}

static double degrees_at(const synth_pose *pose, synth_angle a)
{
    return synth_deg(pose->angle[a]);
}

static const char everything[] =
    "fps_hz 10\narms crossed\nwalk_in_steps 4\nwalk_out_steps 3\nwalk_heading_deg 70\nturnout_left_deg 25\n"
    "[rep]\nthigh_inclination_deg 5\nlumbar_flexion_deg 35\nthoracic_flexion_deg 12\nheel_rise_cm 5\nknee_in_left_cm 5\n"
    "knee_in_right_cm -3\nhip_shift_cm -5\npelvic_list_deg 6\nlateral_lean_deg -9\n[rep]\nknee_flexion_deg 145\n"
    "[rep]\nthigh_inclination_deg 0\ntrunk_inclination_deg 52\nhips_first_deg 12\nlumbar_flexion_deg 20\n";

/* Write the truth of a person; `tamper` spoils one number when given. */
static void write_truth(const synth_person *p, char *path, int tamper)
{
    strcpy(path, "/tmp/synth_truth_XXXXXX");
    int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    FILE *out = fdopen(fd, "w");
    synth_truth_head(out, p, 0, p->timeline.frame_count - 1);
    for (int i = 0; i < p->timeline.frame_count; i++) {
        synth_pose pose;
        synth_moment m;
        synth_person_pose(p, i / p->scenario.fps_hz, &pose, &m);
        if (tamper >= 0 && i == p->timeline.frame_count / 2)
            pose.angle[tamper] += 1e-4;
        synth_truth_row(out, p, i, &pose, &m);
    }
    fclose(out);
}

Test(person, angles_agree_with_the_second_path)
{
    static const char *const texts[] = {
        everything,
        "motion hinge\nfps_hz 10\narms hanging\n[rep]\nknee_flexion_deg 20\nlumbar_flexion_deg 25\n",
        "motion bend\nfps_hz 10\n[rep]\nknee_flexion_deg 10\nlumbar_flexion_deg 50\nthoracic_flexion_deg 15\n",
        "motion stand\nfps_hz 10\npelvic_tilt_deg -5\n",
        "fps_hz 10\narms hips\n[rep]\nthigh_inclination_deg -9\nlumbar_flexion_deg 20\n",
        "fps_hz 10\narms behind\nprop hair\n[rep]\nthigh_inclination_deg -9\nlumbar_flexion_deg 20\n",
        "fps_hz 10\narms bar\nprop plate\narms_raise_s 0\n[rep]\nthigh_inclination_deg -9\nlumbar_flexion_deg 20\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        synth_person p = make(texts[i]);
        char path[64], error[SYNTH_ERROR_MAX] = "";
        write_truth(&p, path, -1);
        cr_assert_eq(synth_check_file(path, NULL, error), 0, "scenario %zu %s", i, error);
        unlink(path);
    }
}

Test(person, second_path_sees_every_spoiled_angle)
{
    synth_person p = make(everything);
    for (int a = 0; a < SYNTH_ANGLE_COUNT; a++) {
        char path[64], error[SYNTH_ERROR_MAX] = "";
        write_truth(&p, path, a);
        cr_assert_eq(synth_check_file(path, NULL, error), 1, "%s %s", synth_angle_names[a], error);
        unlink(path);
    }
}

Test(person, centre_of_mass_stays_over_the_feet)
{
    synth_person p = make("sway_deg 0\n[rep]\nthigh_inclination_deg 25\n[rep]\nthigh_inclination_deg -12\nlumbar_flexion_deg 40\n"
                          "[rep]\nthigh_inclination_deg 0\nheel_rise_cm 4\n");
    for (int i = 0; i < p.timeline.frame_count; i++) {
        synth_pose pose;
        synth_person_pose(&p, i / p.scenario.fps_hz, &pose, NULL);
        cr_assert_float_eq(pose.point[SYNTH_POINT_COM].x, synth_pose_support(&pose), 1e-6, "frame %d", i);
    }
}

Test(person, pelvis_is_still_while_the_arms_rise_and_never_jumps)
{
    synth_person p = make("sway_deg 0\nfps_hz 60\n[rep]\nthigh_inclination_deg 0\n");
    double before = p.scenario.pelvic_tilt_deg;
    for (int i = 0; i < p.timeline.frame_count; i++) {
        synth_pose pose;
        synth_moment m;
        synth_person_pose(&p, i / p.scenario.fps_hz, &pose, &m);
        double now = degrees_at(&pose, SYNTH_ANGLE_PELVIC_TILT);
        if (m.rep < 0)
            cr_assert_float_eq(now, 10.0, 1e-9, "frame %d", i);
        cr_assert_float_eq(now, before, 2.5, "frame %d: %g to %g", i, before, now);
        before = now;
    }
}

Test(person, reps_reach_what_they_are_told)
{
    synth_person p = make("sway_deg 0\n[rep]\nthigh_inclination_deg 28\n[rep]\nthigh_inclination_deg 0\n[rep]\nthigh_inclination_deg -13\n"
                          "[rep]\nknee_flexion_deg 100\nlumbar_flexion_deg 30\nheel_rise_cm 3\n");
    static const double thigh[3] = {28, 0, -13};
    static const char *const name[3] = {"partial", "parallel", "below_parallel"};
    for (int i = 0; i < 3; i++) {
        synth_rep_truth r = synth_person_rep(&p, i);
        cr_assert_float_eq(r.thigh_inclination_deg, thigh[i], 1e-3);
        cr_assert_str_eq(r.depth_class, name[i]);
    }
    synth_rep_truth r = synth_person_rep(&p, 3);
    cr_assert_float_eq(r.knee_flexion_deg, 100, 1e-9);
    cr_assert_float_eq(r.lumbar_flexion_deg, 30, 1e-9);
    synth_pose pose;
    synth_person_pose(&p, r.times.bottom_start_s, &pose, NULL);
    cr_assert_float_eq(pose.angle[SYNTH_ANGLE_HEEL_RISE_LEFT], 0.03, 1e-12);
}

Test(person, trunk_reaches_the_inclination_it_is_told)
{
    synth_person p = make("sway_deg 0\n[rep]\nthigh_inclination_deg 0\ntrunk_inclination_deg 55\n"
                          "[rep]\nthigh_inclination_deg 12\ntrunk_inclination_deg 30\n");
    static const double trunk[2] = {55, 30}, thigh[2] = {0, 12};
    for (int i = 0; i < 2; i++) {
        synth_rep_truth r = synth_person_rep(&p, i);
        cr_assert_float_eq(r.trunk_inclination_deg, trunk[i], 1e-3);
        cr_assert_float_eq(r.thigh_inclination_deg, thigh[i], 1e-3);
    }
}

/* The trunk goes forward by what is told, on the way up only, while the hips rise, and never jumps. */
Test(person, hips_come_up_first_by_what_is_told)
{
    synth_person p = make("sway_deg 0\nfps_hz 100\n[rep]\nthigh_inclination_deg 0\nhips_first_deg 14\n"
                          "[rep]\nthigh_inclination_deg 0\n");
    double most[2] = {0, 0}, before = 0.0, hip_before = 0.0;
    for (int rep = 0; rep < 2; rep++) {
        synth_rep_times t = p.timeline.rep[rep];
        double bottom = synth_person_rep(&p, rep).trunk_inclination_deg;
        for (double at = t.start_s; at <= t.end_s; at += 0.01) {
            synth_pose pose;
            synth_person_pose(&p, at, &pose, NULL);
            double trunk = degrees_at(&pose, SYNTH_ANGLE_TRUNK_INCLINATION), hip = pose.point[SYNTH_POINT_LEFT_HIP].y;
            most[rep] = fmax(most[rep], trunk - bottom);
            cr_assert(at == t.start_s || fabs(trunk - before) < 2.5, "rep %d at %g s: %g to %g", rep, at, before, trunk);
            cr_assert(at <= t.bottom_end_s + 0.02 || hip > hip_before - 1e-6, "rep %d at %g s: the hips go down", rep, at);
            before = trunk;
            hip_before = hip;
        }
    }
    cr_assert_float_eq(most[0], 14.0, 1e-6);
    cr_assert_float_eq(most[1], 0.0, 1e-6);
}

Test(person, asymmetry_has_the_right_sign)
{
    synth_person p = make("sway_deg 0\n[rep]\nthigh_inclination_deg 10\nhip_shift_cm 4\nknee_in_right_cm 5\npelvic_list_deg 5\n"
                          "lateral_lean_deg 6\n");
    synth_pose pose;
    synth_person_pose(&p, p.timeline.rep[0].bottom_start_s, &pose, NULL);
    const synth_vec3 *q = pose.point;
    cr_assert_float_eq(pose.angle[SYNTH_ANGLE_HIP_SHIFT], 0.04, 1e-9);
    cr_assert_float_eq(pose.angle[SYNTH_ANGLE_KNEE_MEDIAL_RIGHT], 0.05, 1e-9);
    cr_assert_float_eq(pose.angle[SYNTH_ANGLE_KNEE_MEDIAL_LEFT], 0.0, 1e-9);
    cr_assert_lt(q[SYNTH_POINT_RIGHT_HIP].y, q[SYNTH_POINT_LEFT_HIP].y);
    cr_assert_gt(pose.angle[SYNTH_ANGLE_LATERAL_TRUNK_LEAN], synth_rad(3.0));
    cr_assert_lt(q[SYNTH_POINT_RIGHT_KNEE].z, -q[SYNTH_POINT_LEFT_KNEE].z);
}

Test(person, limbs_keep_their_lengths)
{
    synth_person p = make(everything);
    for (int i = 0; i < p.timeline.frame_count; i++) {
        synth_pose pose;
        synth_person_pose(&p, i / p.scenario.fps_hz, &pose, NULL);
        for (int side = 0; side < SYNTH_SIDES; side++) {
            synth_vec3 hip = pose.point[SYNTH_POINT_LEFT_HIP + side], knee = pose.point[SYNTH_POINT_LEFT_KNEE + side];
            synth_vec3 ankle = pose.point[SYNTH_POINT_LEFT_ANKLE + side];
            cr_assert_float_eq(synth_len(synth_sub(hip, knee)), p.body.thigh, 1e-9, "frame %d", i);
            cr_assert_float_eq(synth_len(synth_sub(knee, ankle)), p.body.shank, 1e-9, "frame %d", i);
            cr_assert_gt(pose.point[SYNTH_POINT_LEFT_HEEL + side].y, 0.0);
        }
    }
}

/* Arms on the body: of the right length while they go there, and where they belong from standing to the bottom. */
Test(person, hands_stay_where_the_arms_put_them)
{
    static const char *const ways[] = {"hips", "behind", "bar"};
    for (int way = 0; way < 3; way++) {
        char text[256];
        snprintf(text, sizeof text,
                 "arms %s\nheight_m 1.62\nbuild 1.2\n[rep]\nthigh_inclination_deg -12\nlumbar_flexion_deg 30\n", ways[way]);
        synth_person p = make(text);
        for (int i = 0; i < p.timeline.frame_count; i++) {
            synth_pose pose;
            synth_moment m;
            synth_person_pose(&p, i / p.scenario.fps_hz, &pose, &m);
            for (int side = 0; side < SYNTH_SIDES; side++) {
                const synth_vec3 *q = pose.point;
                synth_vec3 shoulder = q[SYNTH_POINT_LEFT_SHOULDER + side], elbow = q[SYNTH_POINT_LEFT_ELBOW + side];
                synth_vec3 wrist = q[SYNTH_POINT_LEFT_WRIST + side], hand = q[SYNTH_POINT_LEFT_INDEX + side];
                cr_assert_float_eq(synth_len(synth_sub(elbow, shoulder)), p.body.upper_arm, 1e-9, "%s %d",
                                   ways[way], i);
                cr_assert_float_eq(synth_len(synth_sub(wrist, elbow)), p.body.forearm, 1e-9, "%s %d", ways[way], i);
                cr_assert_float_eq(synth_len(synth_sub(hand, wrist)), p.body.hand, 1e-9, "%s %d", ways[way], i);
                if (m.arms < 1.0)
                    continue;
                double sign = side == SYNTH_RIGHT ? 1.0 : -1.0;
                synth_vec3 hips = synth_lerp(q[SYNTH_POINT_LEFT_HIP], q[SYNTH_POINT_RIGHT_HIP], 0.5);
                synth_vec3 on_pelvis = synth_into(pose.pelvis, synth_sub(wrist, hips));
                synth_vec3 on_waist = synth_into(pose.waist, synth_sub(wrist, q[SYNTH_POINT_L3L4]));
                synth_vec3 elbow_on_thorax = synth_into(pose.thorax, synth_sub(elbow, shoulder));
                if (way == 0) {
                    cr_assert_gt(on_pelvis.y, 0.05 * p.body.height, "frame %d", i);
                    cr_assert_gt(sign * on_pelvis.z, 0.08 * p.body.height, "frame %d", i);
                    cr_assert_lt(elbow_on_thorax.x, -0.05, "frame %d: the elbow is behind", i);
                } else if (way == 1) {
                    cr_assert(on_waist.x < -0.05 && on_waist.x > -0.16, "frame %d: %g", i, on_waist.x);
                    cr_assert_lt(fabs(on_waist.y), 0.06, "frame %d", i);
                } else {
                    synth_vec3 gap = synth_sub(wrist, synth_pose_bar(&pose, &p.body));
                    cr_assert_float_eq(fabs(synth_dot(gap, pose.thorax.cz)), synth_len(gap), 1e-9,
                                       "frame %d: off the bar", i);
                }
            }
        }
    }
}
