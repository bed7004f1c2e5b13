/* The truth's angles, from the drives where a drive commands them and from the segments' directions elsewhere. */
#include "synth_body.h"

const char *const synth_point_names[SYNTH_POINT_COUNT] = {
#define X(upper, lower) #lower,
    SYNTH_POINTS(X)
#undef X
};

const char *const synth_angle_names[SYNTH_ANGLE_COUNT] = {
#define X(upper, lower) #lower,
    SYNTH_ANGLES(X)
#undef X
};

static double pitch_of(synth_mat3 foot)
{
    return asin(synth_clamp(-foot.cx.y, -1.0, 1.0));
}

static void leg_angles(synth_pose *p, const synth_body *b, int side, double trunk_inclination)
{
    double sign = side == SYNTH_RIGHT ? 1.0 : -1.0, *out = p->angle;
    synth_vec3 hip = p->point[SYNTH_POINT_LEFT_HIP + side], knee = p->point[SYNTH_POINT_LEFT_KNEE + side];
    synth_vec3 ankle = p->point[SYNTH_POINT_LEFT_ANKLE + side];
    double span = synth_len(synth_sub(hip, ankle)), pitch = pitch_of(p->foot[side]);
    synth_mat3 flat = synth_rot_turn_right(sign * b->turnout[side]);
    synth_vec3 shank = synth_into(flat, synth_sub(knee, ankle));
    synth_vec3 thigh_up = synth_sub(hip, knee);
    synth_vec3 thigh = synth_into(p->pelvis, synth_scale(thigh_up, -1.0));
    double shank_lean = atan2(knee.x - ankle.x, knee.y - ankle.y);
    double thigh_lean = atan2(hip.x - knee.x, hip.y - knee.y);

    /* law of cosines; the lengths are the body's */
    double cosine = (b->shank * b->shank + b->thigh * b->thigh - span * span) / (2.0 * b->shank * b->thigh);
    out[SYNTH_ANGLE_KNEE_FLEXION_LEFT + side] = SYNTH_PI - acos(synth_clamp(cosine, -1.0, 1.0));
    out[SYNTH_ANGLE_KNEE_FLEXION_SAGITTAL_LEFT + side] = shank_lean - thigh_lean;
    double flexion = atan2(thigh.x, -thigh.y);
    out[SYNTH_ANGLE_HIP_FLEXION_LEFT + side] = flexion < -0.5 * SYNTH_PI ? flexion + 2.0 * SYNTH_PI : flexion;
    out[SYNTH_ANGLE_ANKLE_DORSIFLEXION_LEFT + side] = atan2(shank.x, shank.y) - pitch;
    out[SYNTH_ANGLE_SHANK_INCLINATION_LEFT + side] = shank_lean;
    out[SYNTH_ANGLE_THIGH_INCLINATION_LEFT + side] = atan2(thigh_up.y, fabs(thigh_up.x));
    out[SYNTH_ANGLE_TRUNK_THIGH_LEFT + side] = trunk_inclination - thigh_lean;
    out[SYNTH_ANGLE_FPPA_LEFT + side] =
        sign * (atan2(hip.z - knee.z, hip.y - knee.y) - atan2(knee.z - ankle.z, knee.y - ankle.y));
    out[SYNTH_ANGLE_FOOT_TURNOUT_LEFT + side] = b->turnout[side];
    out[SYNTH_ANGLE_FOOT_PITCH_LEFT + side] = pitch;
    out[SYNTH_ANGLE_HEEL_RISE_LEFT + side] = p->point[SYNTH_POINT_LEFT_HEEL + side].y - b->heel_height;
    out[SYNTH_ANGLE_KNEE_MEDIAL_LEFT + side] = -sign * shank.z;
}

void synth_pose_angles(synth_pose *p, const synth_body *b, const synth_drive *d)
{
    const synth_vec3 *q = p->point;
    synth_vec3 hips = synth_lerp(q[SYNTH_POINT_LEFT_HIP], q[SYNTH_POINT_RIGHT_HIP], 0.5);
    synth_vec3 ankles = synth_lerp(q[SYNTH_POINT_LEFT_ANKLE], q[SYNTH_POINT_RIGHT_ANKLE], 0.5);
    synth_vec3 shoulders = synth_lerp(q[SYNTH_POINT_LEFT_SHOULDER], q[SYNTH_POINT_RIGHT_SHOULDER], 0.5);
    synth_vec3 trunk = synth_sub(shoulders, hips);
    double inclination = atan2(trunk.x, trunk.y);
    for (int side = 0; side < SYNTH_SIDES; side++)
        leg_angles(p, b, side, inclination);
    p->angle[SYNTH_ANGLE_TRUNK_INCLINATION] = inclination;
    p->angle[SYNTH_ANGLE_LATERAL_TRUNK_LEAN] = atan2(trunk.z, trunk.y);
    p->angle[SYNTH_ANGLE_PELVIC_TILT] = d->pelvic_tilt;
    p->angle[SYNTH_ANGLE_PELVIC_LIST] = d->pelvic_list;
    p->angle[SYNTH_ANGLE_LUMBAR_FLEXION] = d->lumbar_flexion;
    p->angle[SYNTH_ANGLE_THORACIC_KYPHOSIS] = b->kyphosis + d->thoracic_flexion;
    p->angle[SYNTH_ANGLE_HIP_SHIFT] = hips.z - ankles.z;
}
