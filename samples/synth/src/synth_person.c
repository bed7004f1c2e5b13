#include "synth_person.h"

#include "synth_walk.h"

enum { BALANCE_STEPS = 48, GOAL_STEPS = 30 };

static void solve(synth_pose *pose, const synth_body *b, const synth_drive *d)
{
    synth_pose_legs(pose, b, d);
    synth_pose_upper(pose, b, d);
}

static double imbalance(const synth_pose *pose)
{
    return pose->point[SYNTH_POINT_COM].x - synth_pose_support(pose);
}

/* Dorsiflexion that balances the drive: leaning forward at the ankles carries the whole body forward. */
static double balance_by_ankle(const synth_body *b, synth_drive d)
{
    synth_pose pose;
    double lo = synth_rad(-30.0), hi = synth_rad(55.0);
    for (int i = 0; i < BALANCE_STEPS; i++) {
        d.dorsiflexion = 0.5 * (lo + hi);
        solve(&pose, b, &d);
        *(imbalance(&pose) < 0.0 ? &lo : &hi) = d.dorsiflexion;
    }
    return 0.5 * (lo + hi);
}

/* Pelvic tilt that balances the drive: the trunk above leans with it. */
static double balance_by_pelvis(const synth_body *b, synth_drive d)
{
    synth_pose pose;
    double lo = synth_rad(-30.0) - d.lumbar_flexion, hi = synth_rad(96.0) - d.lumbar_flexion;
    synth_pose_legs(&pose, b, &d);
    for (int i = 0; i < BALANCE_STEPS; i++) {
        d.pelvic_tilt = 0.5 * (lo + hi);
        synth_pose_upper(&pose, b, &d);
        *(imbalance(&pose) < 0.0 ? &lo : &hi) = d.pelvic_tilt;
    }
    return 0.5 * (lo + hi);
}

static synth_drive standing_drive(const synth_person *p, double arms)
{
    synth_drive d = {0};
    d.knee = p->stand_knee;
    d.pelvic_tilt = synth_rad(p->scenario.pelvic_tilt_deg);
    d.arms[SYNTH_ARMS_HANGING] = 1.0;
    if (p->scenario.arms != SYNTH_ARMS_HANGING) {
        d.arms[p->scenario.arms] = arms;
        d.arms[SYNTH_ARMS_HANGING] = 1.0 - arms;
    }
    d.dorsiflexion = balance_by_ankle(&p->body, d);
    return d;
}

/* What a rep asks of the body at a depth, before balance; `d` enters as standing. */
static void apply_rep(const synth_person *p, int index, double depth, double bottom_knee, synth_drive *d)
{
    const synth_rep *r = &p->scenario.rep[index];
    double early = synth_smoothstep(0.05, 0.9, depth), late = synth_smoothstep(0.5, 1.0, depth);
    double rounding = p->scenario.motion == SYNTH_MOTION_SQUAT ? synth_smoothstep(0.67, 1.0, depth) : synth_smoothstep(0.0, 1.0, depth);
    d->knee = synth_mix(p->stand_knee, bottom_knee, depth);
    d->lumbar_flexion = synth_rad(r->lumbar_flexion_deg) * rounding;
    d->thoracic_flexion = synth_rad(r->thoracic_flexion_deg) * early;
    d->heel_rise = 0.01 * r->heel_rise_cm * late;
    d->knee_in[SYNTH_LEFT] = 0.01 * r->knee_in_left_cm * early;
    d->knee_in[SYNTH_RIGHT] = 0.01 * r->knee_in_right_cm * early;
    d->hip_shift = 0.01 * r->hip_shift_cm * early;
    d->pelvic_list = synth_rad(r->pelvic_list_deg) * early;
    d->lateral_lean = synth_rad(r->lateral_lean_deg) * early;
}

/* Pelvic tilt that leans the trunk line forward by `wanted`. */
static double tilt_for_lean(const synth_person *p, synth_drive d, double wanted)
{
    synth_pose pose;
    double lo = synth_rad(-30.0), hi = synth_rad(96.0);
    synth_pose_legs(&pose, &p->body, &d);
    for (int i = 0; i < GOAL_STEPS; i++) {
        d.pelvic_tilt = 0.5 * (lo + hi);
        synth_pose_upper(&pose, &p->body, &d);
        synth_pose_angles(&pose, &p->body, &d);
        *(pose.angle[SYNTH_ANGLE_TRUNK_INCLINATION] < wanted ? &lo : &hi) = d.pelvic_tilt;
    }
    return 0.5 * (lo + hi);
}

/* Trunk inclination that goes with a knee flexion: most near parallel thighs, less above and below. */
static double usual_lean(double knee)
{
    const double parallel = synth_rad(115.0), most = synth_rad(45.0);
    return knee < parallel ? most * fmax(knee / parallel, 0.3) : most - 0.5 * (knee - parallel);
}

/*
 * The drive at the bottom of a squat for a knee flexion. The ankle is as the rep says, or what lets the trunk lean
 * forward as usual, as far as an ankle goes; the pelvis then balances. The rep's lumbar flexion
 * plays no part in the ankle, so reps that differ in it alone share the legs.
 */
static synth_drive bottom_drive(const synth_person *p, const synth_drive *stand, int index, double knee)
{
    const synth_rep *r = &p->scenario.rep[index];
    const double ankle_max = synth_rad(38.0);
    synth_drive d = *stand;
    apply_rep(p, index, 1.0, knee, &d);
    if (!isnan(r->trunk_inclination_deg)) {
        synth_drive neutral = d;
        neutral.lumbar_flexion = neutral.thoracic_flexion = 0.0;
        neutral.pelvic_tilt = tilt_for_lean(p, neutral, synth_rad(r->trunk_inclination_deg));
        d.pelvic_tilt = neutral.pelvic_tilt - d.lumbar_flexion;
        d.dorsiflexion = balance_by_ankle(&p->body, d);
        return d;
    }
    if (!isnan(r->ankle_dorsiflexion_deg)) {
        d.dorsiflexion = synth_rad(r->ankle_dorsiflexion_deg);
    } else {
        synth_drive neutral = d;
        neutral.lumbar_flexion = 0.0;
        neutral.pelvic_tilt = tilt_for_lean(p, neutral, usual_lean(knee));
        d.dorsiflexion = fmin(balance_by_ankle(&p->body, neutral), ankle_max);
    }
    d.pelvic_tilt = balance_by_pelvis(&p->body, d);
    return d;
}

/*
 * Pelvic tilt on the way up of a squat whose hips come up first: from the bottom's tilt to that plus hips_first_deg
 * while the depth falls from 1 to 0.75, held to 0.6, and back to the usual course at 0.05.
 */
static double tilt_hips_first(const synth_person *p, int index, double depth, double usual)
{
    double most = p->rep_lean[index] + synth_rad(p->scenario.rep[index].hips_first_deg);
    double share = depth > 0.6 ? 1.0 - synth_smoothstep(0.75, 1.0, depth) : synth_smoothstep(0.05, 0.6, depth);
    return synth_mix(usual, most, share);
}

/* Knee flexion at the bottom that brings the thighs to an inclination. */
static double knee_for_thigh(const synth_person *p, const synth_drive *stand, int index, double wanted)
{
    double lo = synth_rad(15.0), hi = synth_rad(150.0);
    for (int i = 0; i < GOAL_STEPS; i++) {
        synth_pose pose;
        double mid = 0.5 * (lo + hi);
        synth_drive d = bottom_drive(p, stand, index, mid);
        solve(&pose, &p->body, &d);
        synth_pose_angles(&pose, &p->body, &d);
        double thigh = 0.5 * (pose.angle[SYNTH_ANGLE_THIGH_INCLINATION_LEFT] + pose.angle[SYNTH_ANGLE_THIGH_INCLINATION_RIGHT]);
        *(thigh > wanted ? &lo : &hi) = mid;
    }
    return 0.5 * (lo + hi);
}

static void set_goal(synth_person *p, const synth_drive *stand, int index)
{
    const synth_scenario *s = &p->scenario;
    const synth_rep *r = &s->rep[index];
    p->rep_knee[index] = fmax(synth_rad(r->knee_flexion_deg), p->stand_knee);
    if (s->motion != SYNTH_MOTION_SQUAT) {
        p->rep_lean[index] = synth_rad(s->pelvic_tilt_deg + r->pelvic_tilt_change_deg);
        return;
    }
    if (!isnan(r->thigh_inclination_deg))
        p->rep_knee[index] = fmax(knee_for_thigh(p, stand, index, synth_rad(r->thigh_inclination_deg)), p->stand_knee);
    /* rounding turns the pelvis back under a trunk that keeps its course */
    synth_drive d = bottom_drive(p, stand, index, p->rep_knee[index]);
    p->rep_lean[index] = d.pelvic_tilt + d.lumbar_flexion;
}

void synth_person_init(synth_person *p, const synth_scenario *s)
{
    p->scenario = *s;
    synth_body_init(&p->body, s);
    synth_timeline_init(&p->timeline, s);
    /* a leg that runs inward to the hip is already flexed by that much in three dimensions */
    double inward = asin(synth_clamp((p->body.stance_half - p->body.hip_half) / p->body.thigh, -0.9, 0.9));
    p->stand_knee = fmax(synth_rad(s->standing_knee_deg), fabs(inward) + synth_rad(2.0));
    synth_drive d = standing_drive(p, 0.0);
    synth_pose pose;
    solve(&pose, &p->body, &d);
    p->stand_forward = 0.5 * (pose.point[SYNTH_POINT_LEFT_HIP].x + pose.point[SYNTH_POINT_RIGHT_HIP].x);
    p->stand_height = 0.5 * (pose.point[SYNTH_POINT_LEFT_HIP].y + pose.point[SYNTH_POINT_RIGHT_HIP].y);
    d = standing_drive(p, 1.0);
    for (int i = 0; i < s->rep_count; i++)
        set_goal(p, &d, i);
}

void synth_person_pose(const synth_person *p, double time_s, synth_pose *pose, synth_moment *moment)
{
    const synth_scenario *s = &p->scenario;
    synth_moment m = synth_timeline_at(&p->timeline, s, time_s);
    synth_drive d = standing_drive(p, m.arms);
    if (m.rep >= 0) {
        double stand_tilt = d.pelvic_tilt;
        apply_rep(p, m.rep, m.depth, p->rep_knee[m.rep], &d);
        d.pelvic_tilt = synth_mix(stand_tilt, p->rep_lean[m.rep], m.depth);
        if (s->motion == SYNTH_MOTION_SQUAT) {
            if (s->rep[m.rep].hips_first_deg > 0.0 && time_s > p->timeline.rep[m.rep].bottom_end_s)
                d.pelvic_tilt = tilt_hips_first(p, m.rep, m.depth, d.pelvic_tilt);
            d.pelvic_tilt -= d.lumbar_flexion;
        }
        d.dorsiflexion = balance_by_ankle(&p->body, d);
    }
    if (m.walk_in >= 0.0)
        synth_walk_in(&d, s, m.walk_in, p->stand_forward, p->stand_height);
    else if (m.walk_out >= 0.0)
        synth_walk_out(&d, s, m.walk_out, p->stand_forward, p->stand_height);
    else
        d.dorsiflexion += synth_rad(s->sway_deg) * (0.6 * sin(2.0 * time_s + s->seed) + 0.4 * sin(4.7 * time_s));
    d.heading = synth_rad(s->walk_heading_deg) * m.turned;
    solve(pose, &p->body, &d);
    synth_pose_angles(pose, &p->body, &d);
    synth_pose_place(pose, &d);
    if (moment)
        *moment = m;
}

static const char *depth_class(double thigh_deg)
{
    if (thigh_deg > 15.0)
        return "partial";
    if (thigh_deg > 5.0)
        return "near_parallel";
    if (thigh_deg >= -5.0)
        return "parallel";
    return thigh_deg >= -20.0 ? "below_parallel" : "deep";
}

synth_rep_truth synth_person_rep(const synth_person *p, int index)
{
    const synth_timeline *t = &p->timeline;
    synth_rep_truth out = {.times = t->rep[index]};
    out.down5_s = synth_timeline_cross(t, &p->scenario, index, 0.05, 0);
    out.up5_s = synth_timeline_cross(t, &p->scenario, index, 0.05, 1);
    synth_pose pose;
    synth_person_pose(p, 0.5 * (out.times.bottom_start_s + out.times.bottom_end_s), &pose, NULL);
    const double *a = pose.angle;
    out.knee_flexion_deg = synth_deg(0.5 * (a[SYNTH_ANGLE_KNEE_FLEXION_LEFT] + a[SYNTH_ANGLE_KNEE_FLEXION_RIGHT]));
    out.thigh_inclination_deg = synth_deg(0.5 * (a[SYNTH_ANGLE_THIGH_INCLINATION_LEFT] + a[SYNTH_ANGLE_THIGH_INCLINATION_RIGHT]));
    out.trunk_inclination_deg = synth_deg(a[SYNTH_ANGLE_TRUNK_INCLINATION]);
    out.lumbar_flexion_deg = synth_deg(a[SYNTH_ANGLE_LUMBAR_FLEXION]);
    out.depth_class = depth_class(out.thigh_inclination_deg);
    return out;
}
