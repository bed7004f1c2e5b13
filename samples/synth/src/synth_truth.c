#include "synth_truth.h"

#include <string.h>

#include "synth_camera.h"

static const char *const notes[] = {
    "world: X forward (the person's facing in place), Y up, Z to the person's right, metres; the floor is Y = 0",
    "pixels: continuous, the image spans 0..width and 0..height, u right, v down; the first pixel's centre is 0.5 0.5",
    "time: frame / fps_hz from the first frame of the whole clip",
    "depth: 0 standing .. 1 bottom of the rep; phase: walk_in, turn, quiet, descent, bottom, ascent, top, end, walk_out",
    "knee_flexion: angle in space between shank and thigh, 0 straight, flexion +; _sagittal: the same in the person's sagittal plane",
    "hip_flexion: thigh against the pelvis in the pelvis' sagittal plane (X through PSIS and ASIS mid-points), flexion +",
    "ankle_dorsiflexion: shank against the sole in the foot's own plane, dorsiflexion +, 0 at a right angle",
    "shank_inclination, trunk_inclination: against the vertical in the person's sagittal plane, forward + (ankle to knee, mid-hip to mid-shoulder)",
    "thigh_inclination: atan2(Yhip - Yknee, horizontal distance) in the person's sagittal plane, + hip above knee, 0 horizontal",
    "trunk_thigh: trunk_inclination minus the thigh's forward inclination (knee to hip), 0 in line, flexion +",
    "fppa: frontal plane projection angle of hip, knee, ankle, knee medial +",
    "lateral_trunk_lean: mid-hip to mid-shoulder in the frontal plane, to the person's right +",
    "pelvic_tilt: PSIS mid-point to ASIS mid-point against the horizontal, anterior +; pelvic_list: right side down +",
    "lumbar_flexion: change of the lumbar curve against the standing lordosis, flexion +, spread over L5/S1..T12/L1",
    "thoracic_kyphosis: angle between the first and twelfth thoracic segments, flexion +",
    "foot_turnout: outward +; foot_pitch: sole against the floor, heel up +; heel_rise: of the heel point over standing, cm",
    "knee_medial: distance of the knee from the foot's vertical plane through the ankle, medial +, cm; hip_shift: mid-hip against mid-ankle, right +, cm",
    "depth_class by thigh_inclination at the bottom: partial > 15, near_parallel > 5, parallel >= -5, below_parallel >= -20, deep",
    "down5_s, up5_s: depth passes 0.05 going down and coming up",
};

static void write_events(FILE *out, const synth_person *p)
{
    fprintf(out, "# event_columns,rep,start_s,bottom_start_s,bottom_s,bottom_end_s,end_s,down5_s,up5_s,knee_flexion_deg,"
                 "thigh_inclination_deg,trunk_inclination_deg,lumbar_flexion_deg,depth_class\n");
    for (int i = 0; i < p->timeline.rep_count; i++) {
        synth_rep_truth r = synth_person_rep(p, i);
        int squat = p->scenario.motion == SYNTH_MOTION_SQUAT;
        fprintf(out, "# event,%d,%.9g,%.9g,%.9g,%.9g,%.9g,%.9g,%.9g,%.6f,%.6f,%.6f,%.6f,%s\n", i + 1, r.times.start_s,
                r.times.bottom_start_s, 0.5 * (r.times.bottom_start_s + r.times.bottom_end_s), r.times.bottom_end_s, r.times.end_s,
                r.down5_s, r.up5_s, r.knee_flexion_deg, r.thigh_inclination_deg, r.trunk_inclination_deg, r.lumbar_flexion_deg,
                squat ? r.depth_class : "none");
    }
}

void synth_truth_head(FILE *out, const synth_person *p, int first_frame, int last_frame)
{
    const synth_scenario *s = &p->scenario;
    const synth_timeline *t = &p->timeline;
    synth_camera camera;
    synth_camera_init(&camera, s);
    fprintf(out, "# sagitta-synth truth,%d\n# scenario,%s\n", SYNTH_TRUTH_VERSION, s->name);
    synth_scenario_write(s, out, "# parameter");
    fprintf(out, "# derived,focal_px,%.9g\n", camera.focal_px);
    fprintf(out, "# derived,frame_count,%d\n# derived,first_frame,%d\n# derived,last_frame,%d\n", t->frame_count, first_frame, last_frame);
    fprintf(out, "# derived,duration_s,%.9g\n# derived,quiet_start_s,%.9g\n# derived,quiet_end_s,%.9g\n", t->duration_s,
            t->quiet_start_s, t->quiet_end_s);
    fprintf(out, "# derived,reps_end_s,%.9g\n# derived,end_end_s,%.9g\n", t->reps_end_s, t->end_end_s);
    fprintf(out, "# derived,thigh_m,%.9g\n# derived,shank_m,%.9g\n# derived,heel_height_m,%.9g\n", p->body.thigh, p->body.shank,
            p->body.heel_height);
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++)
        fprintf(out, "# note,%s\n", notes[i]);
    write_events(out, p);
    fprintf(out, "frame,t_s,rep,phase,depth,heading_deg");
    for (int i = 0; i < SYNTH_ANGLE_COUNT; i++)
        fprintf(out, ",%s", synth_angle_names[i]);
    for (int i = 0; i < SYNTH_POINT_COUNT; i++)
        fprintf(out, ",%s_x_m,%s_y_m,%s_z_m", synth_point_names[i], synth_point_names[i], synth_point_names[i]);
    for (int i = 0; i < SYNTH_POINT_COUNT; i++)
        fprintf(out, ",%s_u_px,%s_v_px", synth_point_names[i], synth_point_names[i]);
    fputc('\n', out);
}

static const char *phase_name(const synth_timeline *t, const synth_moment *m, double now)
{
    if (m->walk_in >= 0.0)
        return "walk_in";
    if (m->walk_out >= 0.0)
        return "walk_out";
    if (now < t->quiet_start_s || now > t->end_end_s)
        return "turn";
    if (m->rep >= 0) {
        const synth_rep_times *e = &t->rep[m->rep];
        return now < e->bottom_start_s ? "descent" : now <= e->bottom_end_s ? "bottom" : "ascent";
    }
    return now <= t->quiet_end_s ? "quiet" : now < t->reps_end_s ? "top" : "end";
}

static double shown(int angle, double value)
{
    const char *name = synth_angle_names[angle];
    size_t n = strlen(name);
    return n > 3 && strcmp(name + n - 3, "_cm") == 0 ? 100.0 * value : synth_deg(value);
}

void synth_truth_row(FILE *out, const synth_person *p, int frame, const synth_pose *pose, const synth_moment *m)
{
    synth_camera camera;
    synth_camera_init(&camera, &p->scenario);
    double now = frame / p->scenario.fps_hz;
    fprintf(out, "%d,%.9f,%d,%s,%.9f,%.6f", frame, now, m->rep + 1, phase_name(&p->timeline, m, now), m->depth, synth_deg(pose->heading));
    for (int i = 0; i < SYNTH_ANGLE_COUNT; i++)
        fprintf(out, ",%.6f", shown(i, pose->angle[i]));
    for (int i = 0; i < SYNTH_POINT_COUNT; i++)
        fprintf(out, ",%.8f,%.8f,%.8f", pose->point[i].x, pose->point[i].y, pose->point[i].z);
    for (int i = 0; i < SYNTH_POINT_COUNT; i++) {
        double u, v;
        synth_camera_project(&camera, pose->point[i], &u, &v);
        if (isnan(u))
            fputs(",,", out);
        else
            fprintf(out, ",%.3f,%.3f", u, v);
    }
    fputc('\n', out);
}
