#include "synth_body.h"

enum { LUMBAR_SEGMENTS = 5, THORACIC_SEGMENTS = 12 };

/* Shares of lumbar motion of the joints L5/S1 .. T12/L1. */
static const double lumbar_share[LUMBAR_SEGMENTS + 1] = {0.18, 0.22, 0.20, 0.17, 0.13, 0.10};

static double side_sign(int side)
{
    return side == SYNTH_RIGHT ? 1.0 : -1.0;
}

void synth_body_init(synth_body *b, const synth_scenario *s)
{
    double h = s->height_m;
    *b = (synth_body){
        .height = h,
        .girth = s->build,
        .shank = 0.246 * h,
        .thigh = 0.245 * h,
        .hip_half = 0.050 * h,
        .ankle_height = 0.050 * h,
        .heel_back = 0.030 * h,
        .heel_height = 0.017 * h,
        .ball_forward = 0.075 * h,
        .toe_forward = 0.105 * h,
        .toe_height = 0.014 * h,
        .lumbar = 0.0205 * h,
        .thoracic = 0.0132 * h,
        .neck = 0.055 * h,
        .shoulder_half = 0.103 * h,
        .upper_arm = 0.172 * h,
        .forearm = 0.148 * h,
        .hand = 0.060 * h,
        .lordosis = synth_rad(s->lordosis_deg),
        .kyphosis = synth_rad(s->kyphosis_deg),
        .sacrum = synth_rad(8.0),
        .stance_half = 0.5 * s->stance_m,
        .turnout = {synth_rad(s->turnout_left_deg), synth_rad(s->turnout_right_deg)},
    };
}

/* ---- feet and legs ---- */

/* Pitch of the foot about its ball that lifts the heel point by `rise`. */
static double foot_pitch_for_rise(const synth_body *b, double rise)
{
    double back = b->ball_forward + b->heel_back, up = b->heel_height;
    double reach = hypot(back, up);
    return asin(synth_clamp((rise + up) / reach, -1.0, 1.0)) - atan2(up, back);
}

/* A foot turned out by its angle, pitched about the ball. Frame: forward along the sole, up, right. */
static void place_foot(synth_pose *p, const synth_body *b, const synth_drive *d, int side)
{
    double sign = side_sign(side), pitch = foot_pitch_for_rise(b, d->heel_rise);
    synth_vec3 rest = synth_v3(0.0, 0.0, sign * b->stance_half);
    if (d->walking) {
        pitch = d->step[side].pitch;
        rest.x += d->step[side].forward;
        rest.y += d->step[side].up;
    }
    synth_mat3 flat = synth_rot_turn_right(sign * b->turnout[side]);
    synth_mat3 foot = synth_matmul(flat, synth_rot_forward(pitch));
    synth_vec3 ball = synth_madd(rest, flat.cx, b->ball_forward);
    double back = b->ball_forward;
    p->foot[side] = foot;
    p->point[SYNTH_POINT_LEFT_SOLE_BALL + side] = ball;
    p->point[SYNTH_POINT_LEFT_SOLE_HEEL + side] = synth_madd(ball, foot.cx, -(back + b->heel_back));
    p->point[SYNTH_POINT_LEFT_HEEL + side] =
        synth_add(ball, synth_mul(foot, synth_v3(-(back + b->heel_back), b->heel_height, 0.0)));
    p->point[SYNTH_POINT_LEFT_ANKLE + side] = synth_add(ball, synth_mul(foot, synth_v3(-back, b->ankle_height, 0.0)));
    /* the toes stay on the floor while the heel rises */
    p->point[SYNTH_POINT_LEFT_FOOT_INDEX + side] =
        synth_add(ball, synth_v3(flat.cx.x * (b->toe_forward - back), b->toe_height, flat.cx.z * (b->toe_forward - back)));
}

/* Unit direction ankle -> knee for a lean in the foot's plane and a medial displacement of the knee. */
static synth_vec3 shank_direction(const synth_body *b, const synth_drive *d, int side)
{
    synth_mat3 flat = synth_rot_turn_right(side_sign(side) * b->turnout[side]);
    synth_vec3 lateral = synth_scale(flat.cz, side_sign(side));
    double pitch = foot_pitch_for_rise(b, d->heel_rise), lean = d->dorsiflexion + pitch;
    double medial = synth_clamp(d->knee_in[side] / b->shank, -0.7, 0.7), within = sqrt(1.0 - medial * medial);
    synth_vec3 u = synth_scale(flat.cx, within * sin(lean));
    u.y = within * cos(lean);
    return synth_madd(u, lateral, -medial);
}

/* Hip centre at lateral place hip_z for a wanted knee flexion: thigh length, angle to the shank and z fix it. */
static synth_vec3 hip_from_knee(synth_vec3 knee, synth_vec3 shank, double thigh, double flexion, double hip_z)
{
    double dz = hip_z - knee.z;
    double flat = sqrt(fmax(thigh * thigh - dz * dz, 0.0));
    double w = hypot(shank.x, shank.y);
    double ex = shank.x / w, ey = shank.y / w;
    double along = synth_clamp((thigh * cos(flexion) - dz * shank.z) / w, -flat, flat);
    double across = sqrt(fmax(flat * flat - along * along, 0.0));
    return synth_v3(knee.x + along * ex - across * ey, knee.y + along * ey + across * ex, hip_z);
}

/*
 * Knee between a hip and an ankle: of the circle of possible places the more forward one whose medial displacement
 * from the foot's plane is as wanted, or the nearest to that.
 */
static synth_vec3 knee_between(synth_vec3 hip, synth_vec3 ankle, const synth_body *b, double turnout_signed, double sign,
                               double medial)
{
    synth_mat3 flat = synth_rot_turn_right(turnout_signed);
    synth_vec3 lateral = synth_scale(flat.cz, sign);
    synth_vec3 line = synth_sub(hip, ankle);
    double dist = synth_len(line);
    synth_vec3 u = synth_scale(line, 1.0 / dist);
    double a = (b->shank * b->shank - b->thigh * b->thigh + dist * dist) / (2.0 * dist);
    double r = sqrt(fmax(b->shank * b->shank - a * a, 0.0));
    synth_vec3 e1 = synth_unit(synth_madd(flat.cx, u, -synth_dot(flat.cx, u)));
    synth_vec3 e2 = synth_cross(u, e1);
    double along1 = synth_dot(e1, lateral), along2 = synth_dot(e2, lateral);
    double size = hypot(along1, along2);
    double turn = 0.0;
    if (r > 1e-9 && size > 1e-9) {
        double wanted = synth_clamp((-medial - a * synth_dot(u, lateral)) / (r * size), -1.0, 1.0);
        double mid = atan2(along2, along1), half = acos(wanted);
        turn = cos(mid + half) > cos(mid - half) ? mid + half : mid - half;
    }
    synth_vec3 knee = synth_madd(ankle, u, a);
    knee = synth_madd(knee, e1, r * cos(turn));
    return synth_madd(knee, e2, r * sin(turn));
}

/* Bring a hip that its leg cannot reach down to where it can. */
static void lower_into_reach(synth_vec3 *middle, const synth_vec3 *offset, const synth_vec3 *ankle, const synth_body *b)
{
    double reach = 0.9985 * (b->shank + b->thigh);
    for (int side = 0; side < SYNTH_SIDES; side++) {
        synth_vec3 gap = synth_sub(synth_add(*middle, offset[side]), ankle[side]);
        double flat2 = gap.x * gap.x + gap.z * gap.z;
        if (flat2 + gap.y * gap.y > reach * reach)
            middle->y = ankle[side].y - offset[side].y + sqrt(fmax(reach * reach - flat2, 0.0));
    }
}

void synth_pose_legs(synth_pose *p, const synth_body *b, const synth_drive *d)
{
    for (int side = 0; side < SYNTH_SIDES; side++)
        place_foot(p, b, d, side);

    synth_mat3 list = synth_rot_right_down(d->pelvic_list);
    const synth_vec3 *ankle = &p->point[SYNTH_POINT_LEFT_ANKLE];
    synth_vec3 offset[SYNTH_SIDES], middle = {d->pelvis_forward, d->pelvis_height, d->hip_shift};
    for (int side = 0; side < SYNTH_SIDES; side++)
        offset[side] = synth_scale(list.cz, side_sign(side) * b->hip_half);

    if (!d->walking) {
        middle.x = middle.y = 0.0;
        for (int side = 0; side < SYNTH_SIDES; side++) {
            synth_vec3 shank = shank_direction(b, d, side);
            synth_vec3 knee = synth_madd(ankle[side], shank, b->shank);
            synth_vec3 hip = hip_from_knee(knee, shank, b->thigh, d->knee, side_sign(side) * b->hip_half);
            middle.x += 0.5 * hip.x;
            middle.y += 0.5 * hip.y;
        }
    }
    lower_into_reach(&middle, offset, ankle, b);

    for (int side = 0; side < SYNTH_SIDES; side++) {
        double sign = side_sign(side);
        synth_vec3 hip = synth_add(middle, offset[side]);
        p->point[SYNTH_POINT_LEFT_HIP + side] = hip;
        p->point[SYNTH_POINT_LEFT_KNEE + side] =
            knee_between(hip, ankle[side], b, sign * b->turnout[side], sign, d->knee_in[side]);
    }
}

double synth_pose_support(const synth_pose *p)
{
    double middle = 0.0;
    for (int side = 0; side < SYNTH_SIDES; side++) {
        const synth_vec3 *heel = &p->point[SYNTH_POINT_LEFT_SOLE_HEEL + side];
        const synth_vec3 *ball = &p->point[SYNTH_POINT_LEFT_SOLE_BALL + side];
        const synth_vec3 *toe = &p->point[SYNTH_POINT_LEFT_FOOT_INDEX + side];
        double flat = 0.54 * heel->x + 0.46 * toe->x, fore = 0.6 * ball->x + 0.4 * toe->x;
        middle += 0.5 * synth_mix(flat, fore, synth_smoothstep(0.0, 0.08, heel->y));
    }
    return middle;
}

/* ---- spine, head, arms ---- */

/* Direction leaning forward by `lean` in the plane of frame f. */
static synth_vec3 leaning(synth_mat3 f, double lean)
{
    return synth_madd(synth_scale(f.cy, cos(lean)), f.cx, sin(lean));
}

static synth_mat3 leaning_frame(synth_mat3 f, double lean)
{
    return synth_matmul(f, synth_rot_forward(lean));
}

static synth_vec3 at(synth_vec3 origin, synth_mat3 f, double scale, double x, double y, double z)
{
    return synth_add(origin, synth_mul(f, synth_v3(x * scale, y * scale, z * scale)));
}

static void place_pelvis(synth_pose *p, const synth_body *b, const synth_drive *d, synth_vec3 middle)
{
    double h = b->height;
    p->pelvis = synth_matmul(synth_rot_right_down(d->pelvic_list), synth_rot_forward(d->pelvic_tilt));
    for (int side = 0; side < SYNTH_SIDES; side++) {
        double sign = side_sign(side);
        p->point[SYNTH_POINT_LEFT_ASIS + side] = at(middle, p->pelvis, h, 0.045, 0.050, 0.068 * sign);
        p->point[SYNTH_POINT_LEFT_PSIS + side] = at(middle, p->pelvis, h, -0.055, 0.050, 0.025 * sign);
    }
    p->point[SYNTH_POINT_L5S1] = at(middle, p->pelvis, h, -0.035, 0.050, 0.0);
}

/* The chain from sacrum to C7; returns the lean of T1. All of it lies in one plane, turned by the lateral lean. */
static double place_spine(synth_pose *p, const synth_body *b, const synth_drive *d)
{
    synth_mat3 plane = synth_rot_right_down(d->pelvic_list + d->lateral_lean);
    double lean = b->sacrum + d->pelvic_tilt;
    synth_vec3 at_joint = p->point[SYNTH_POINT_L5S1];
    p->point[SYNTH_POINT_S2] = synth_madd(at_joint, leaning(plane, lean), -0.03 * b->height);
    p->sacrum = leaning_frame(plane, lean);

    double lordosis = b->lordosis - d->lumbar_flexion;
    for (int i = 0; i < LUMBAR_SEGMENTS; i++) {
        lean -= lordosis * lumbar_share[i];
        at_joint = synth_madd(at_joint, leaning(plane, lean), b->lumbar);
        p->point[SYNTH_POINT_L4L5 + i] = at_joint;
        if (i == 2)
            p->waist = leaning_frame(plane, lean);
    }
    lean -= lordosis * lumbar_share[LUMBAR_SEGMENTS];

    double bend = (b->kyphosis + d->thoracic_flexion) / (THORACIC_SEGMENTS - 1);
    for (int i = 0; i < THORACIC_SEGMENTS; i++) {
        if (i > 0)
            lean += bend;
        at_joint = synth_madd(at_joint, leaning(plane, lean), b->thoracic);
        switch (i) {
        case 0: p->point[SYNTH_POINT_T11T12] = at_joint; break;
        case 3: p->point[SYNTH_POINT_T8T9] = at_joint; break;
        case 5: p->thorax = leaning_frame(plane, lean); break;
        case 7: p->point[SYNTH_POINT_T4T5] = at_joint; break;
        case 10: p->point[SYNTH_POINT_T1T2] = at_joint; break;
        case 11: p->point[SYNTH_POINT_C7T1] = at_joint; break;
        default: break;
        }
    }
    return lean;
}

/* The gaze stays mostly level: the neck gives back half of the trunk's lean and the head most of the rest. */
static void place_head(synth_pose *p, const synth_body *b, double lean_t1)
{
    double h = b->height;
    double rest = synth_rad(16.0), more = lean_t1 - rest;
    synth_mat3 level = synth_rot_right_down(0.5 * atan2(-p->thorax.cz.y, p->thorax.cz.z));
    synth_mat3 neck = leaning_frame(level, synth_rad(18.0) + 0.62 * more);
    p->head = leaning_frame(level, synth_rad(2.0) + 0.40 * more);
    synth_vec3 skull = synth_madd(p->point[SYNTH_POINT_C7T1], neck.cy, b->neck);
    synth_vec3 centre = at(skull, p->head, h, 0.012, 0.045, 0.0);
    p->point[SYNTH_POINT_NOSE] = at(centre, p->head, h, 0.062, -0.012, 0.0);
    for (int side = 0; side < SYNTH_SIDES; side++) {
        double sign = side_sign(side);
        p->point[SYNTH_POINT_LEFT_EYE + side] = at(centre, p->head, h, 0.052, 0.008, 0.019 * sign);
        p->point[SYNTH_POINT_LEFT_EAR + side] = at(centre, p->head, h, -0.004, -0.006, 0.042 * sign);
    }
}

synth_vec3 synth_pose_bar(const synth_pose *p, const synth_body *b)
{
    return at(p->point[SYNTH_POINT_T1T2], p->thorax, b->height, -0.038, -0.008, 0.0);
}

/* Where the parts of an arm point. */
typedef struct arm_line {
    synth_vec3 upper, fore, hand;
} arm_line;

/* Bring the wrist to a place, or as near as the arm reaches, with the elbow to the side of `pole`. */
static void reach(arm_line *line, const synth_body *b, synth_vec3 shoulder, synth_vec3 wrist, synth_vec3 pole)
{
    synth_vec3 u = synth_unit(synth_sub(wrist, shoulder));
    double dist = fmin(synth_len(synth_sub(wrist, shoulder)), 0.998 * (b->upper_arm + b->forearm));
    double along = (b->upper_arm * b->upper_arm - b->forearm * b->forearm + dist * dist) / (2.0 * dist);
    double aside = sqrt(fmax(b->upper_arm * b->upper_arm - along * along, 0.0));
    synth_vec3 e = synth_unit(synth_madd(pole, u, -synth_dot(pole, u)));
    line->upper = synth_unit(synth_madd(synth_scale(u, along), e, aside));
    line->fore = synth_unit(synth_madd(synth_scale(u, dist - along), e, -aside));
}

/* The arm in each way of holding the arms. Girth moves the hands that lie on the body. */
static arm_line arm_in_way(const synth_pose *p, const synth_body *b, const synth_drive *d, synth_vec3 shoulder, int side,
                           int way)
{
    double sign = side_sign(side), swing = d->arm_swing[side], h = b->height;
    synth_vec3 middle = synth_lerp(p->point[SYNTH_POINT_LEFT_HIP], p->point[SYNTH_POINT_RIGHT_HIP], 0.5);
    arm_line line;
    switch (way) {
    case SYNTH_ARMS_FRONT:
        line.upper = synth_unit(synth_v3(1.0, -0.07, -0.04 * sign));
        line.fore = synth_unit(synth_v3(1.0, 0.02, -0.10 * sign));
        break;
    case SYNTH_ARMS_CROSSED:
        line.upper = synth_mul(p->thorax, synth_unit(synth_v3(0.66, -0.74, 0.10 * sign)));
        line.fore = synth_mul(p->thorax, synth_unit(synth_v3(0.20, 0.42, -0.88 * sign)));
        break;
    case SYNTH_ARMS_HIPS: /* the hands grip the crest of the pelvis, thumbs behind */
        reach(&line, b, shoulder, at(middle, p->pelvis, h, -0.035, 0.085, (0.085 * b->girth + 0.012) * sign),
              synth_mul(p->thorax, synth_v3(-0.85, 0.0, 0.62 * sign)));
        line.hand = synth_mul(p->pelvis, synth_unit(synth_v3(0.88, -0.44, 0.10 * sign)));
        return line;
    case SYNTH_ARMS_BEHIND: { /* the forearms across the lower back, the left hand over the right */
        double over = side == SYNTH_LEFT ? 0.022 : 0.0;
        reach(&line, b, shoulder,
              at(p->point[SYNTH_POINT_L3L4], p->waist, h, -0.030 * b->girth - 0.018 - over, over, 0.026 * sign),
              synth_mul(p->thorax, synth_v3(-0.50, -0.70, 0.62 * sign)));
        line.hand = synth_mul(p->waist, synth_unit(synth_v3(0.0, 0.10, -sign)));
        return line;
    }
    case SYNTH_ARMS_BAR: /* the hands close around a bar on the upper back */
        reach(&line, b, shoulder, synth_madd(synth_pose_bar(p, b), p->thorax.cz, 0.235 * h * sign),
              synth_mul(p->thorax, synth_v3(-0.45, -0.90, 0.10 * sign)));
        break;
    default:
        line.upper = synth_unit(synth_v3(0.04 + sin(swing), -cos(swing), 0.17 * sign));
        line.fore = synth_unit(synth_v3(0.22 + sin(swing + 0.15), -cos(swing + 0.15), 0.06 * sign));
        break;
    }
    line.hand = line.fore;
    return line;
}

static void place_arm(synth_pose *p, const synth_body *b, const synth_drive *d, int side)
{
    double h = b->height, sign = side_sign(side), raised = d->arms[SYNTH_ARMS_FRONT];
    synth_vec3 shoulder = at(p->point[SYNTH_POINT_T1T2], p->thorax, h, 0.014 + 0.012 * raised, -0.024 + 0.010 * raised,
                             0.101 * sign);
    arm_line line = arm_in_way(p, b, d, shoulder, side, SYNTH_ARMS_HANGING);
    for (int way = 0; way < SYNTH_ARMS_COUNT; way++) {
        if (way == SYNTH_ARMS_HANGING || d->arms[way] <= 0.0)
            continue;
        arm_line other = arm_in_way(p, b, d, shoulder, side, way);
        line.upper = synth_slerp(line.upper, other.upper, d->arms[way]);
        line.fore = synth_slerp(line.fore, other.fore, d->arms[way]);
        line.hand = synth_slerp(line.hand, other.hand, d->arms[way]);
    }
    synth_vec3 elbow = synth_madd(shoulder, line.upper, b->upper_arm);
    synth_vec3 wrist = synth_madd(elbow, line.fore, b->forearm);
    p->point[SYNTH_POINT_LEFT_SHOULDER + side] = shoulder;
    p->point[SYNTH_POINT_LEFT_ELBOW + side] = elbow;
    p->point[SYNTH_POINT_LEFT_WRIST + side] = wrist;
    p->point[SYNTH_POINT_LEFT_INDEX + side] = synth_madd(wrist, line.hand, b->hand);
}

/* Centre of mass from segment masses and centres (fractions of body mass; trunk in three parts). */
static void place_com(synth_pose *p, const synth_body *b, synth_vec3 middle)
{
    const synth_vec3 *q = p->point;
    double h = b->height;
    synth_vec3 sum = {0, 0, 0};
    synth_vec3 head = at(synth_lerp(q[SYNTH_POINT_LEFT_EAR], q[SYNTH_POINT_RIGHT_EAR], 0.5), p->head, h, 0.006, 0.006, 0.0);
    sum = synth_madd(sum, at(middle, p->pelvis, h, -0.012, 0.030, 0.0), 0.142);
    sum = synth_madd(sum, at(q[SYNTH_POINT_L2L3], p->waist, h, 0.030, 0.0, 0.0), 0.139);
    sum = synth_madd(sum, at(q[SYNTH_POINT_T8T9], p->thorax, h, 0.034, 0.030, 0.0), 0.216);
    sum = synth_madd(sum, head, 0.081);
    for (int side = 0; side < SYNTH_SIDES; side++) {
        synth_vec3 hip = q[SYNTH_POINT_LEFT_HIP + side], knee = q[SYNTH_POINT_LEFT_KNEE + side];
        synth_vec3 ankle = q[SYNTH_POINT_LEFT_ANKLE + side], shoulder = q[SYNTH_POINT_LEFT_SHOULDER + side];
        synth_vec3 elbow = q[SYNTH_POINT_LEFT_ELBOW + side], wrist = q[SYNTH_POINT_LEFT_WRIST + side];
        sum = synth_madd(sum, synth_lerp(hip, knee, 0.433), 0.100);
        sum = synth_madd(sum, synth_lerp(knee, ankle, 0.433), 0.0465);
        sum = synth_madd(sum, synth_lerp(q[SYNTH_POINT_LEFT_HEEL + side], q[SYNTH_POINT_LEFT_FOOT_INDEX + side], 0.5), 0.0145);
        sum = synth_madd(sum, synth_lerp(shoulder, elbow, 0.436), 0.028);
        sum = synth_madd(sum, synth_lerp(elbow, wrist, 0.430), 0.016);
        sum = synth_madd(sum, synth_lerp(wrist, q[SYNTH_POINT_LEFT_INDEX + side], 0.7), 0.006);
    }
    p->point[SYNTH_POINT_COM] = sum;
}

void synth_pose_upper(synth_pose *p, const synth_body *b, const synth_drive *d)
{
    synth_vec3 middle = synth_lerp(p->point[SYNTH_POINT_LEFT_HIP], p->point[SYNTH_POINT_RIGHT_HIP], 0.5);
    place_pelvis(p, b, d, middle);
    double lean_t1 = place_spine(p, b, d);
    place_head(p, b, lean_t1);
    for (int side = 0; side < SYNTH_SIDES; side++)
        place_arm(p, b, d, side);
    place_com(p, b, middle);
}

void synth_pose_place(synth_pose *p, const synth_drive *d)
{
    synth_mat3 turn = synth_rot_turn_right(d->heading);
    for (int i = 0; i < SYNTH_POINT_COUNT; i++)
        p->point[i] = synth_add(synth_mul(turn, p->point[i]), synth_v3(d->root_x, 0.0, d->root_z));
    synth_mat3 *frames[] = {&p->pelvis, &p->sacrum, &p->waist, &p->thorax, &p->head, &p->foot[0], &p->foot[1]};
    for (int i = 0; i < (int)(sizeof frames / sizeof frames[0]); i++)
        *frames[i] = synth_matmul(turn, *frames[i]);
    p->heading = d->heading;
}
