#include "body.h"

#include <math.h>

#include "angle.h"
#include "stats.h"

typedef struct vector {
    double v[3];
} vector;

static vector point_at(const sag_skeleton *skeleton, sag_joint joint)
{
    const sag_world_point *point = &skeleton->world[joint];
    return (vector){{(double)point->x_m, (double)point->y_m, (double)point->z_m}};
}

/* a + share * (b - a) */
static vector between(vector a, vector b, double share)
{
    vector out;
    for (int k = 0; k < 3; k++) {
        out.v[k] = a.v[k] + share * (b.v[k] - a.v[k]);
    }
    return out;
}

static vector from_to(vector a, vector b)
{
    vector out;
    for (int k = 0; k < 3; k++) {
        out.v[k] = b.v[k] - a.v[k];
    }
    return out;
}

static double length(vector a)
{
    return sqrt(a.v[0] * a.v[0] + a.v[1] * a.v[1] + a.v[2] * a.v[2]);
}

static vector middle(const sag_skeleton *skeleton, sag_joint left)
{
    return between(point_at(skeleton, left), point_at(skeleton, (sag_joint)(left + 1)), 0.5);
}

static double knee(const sag_skeleton *skeleton, int side)
{
    vector joint = point_at(skeleton, (sag_joint)(SAG_JOINT_LEFT_KNEE + side));
    vector thigh = from_to(joint, point_at(skeleton, (sag_joint)(SAG_JOINT_LEFT_HIP + side)));
    vector shank = from_to(joint, point_at(skeleton, (sag_joint)(SAG_JOINT_LEFT_ANKLE + side)));
    return SAG__PI - sag__angle_between_3d(thigh.v, shank.v);
}

double sag__body_left_knee(const sag_skeleton *skeleton)
{
    return knee(skeleton, SAG_SIDE_LEFT);
}

double sag__body_right_knee(const sag_skeleton *skeleton)
{
    return knee(skeleton, SAG_SIDE_RIGHT);
}

double sag__body_trunk(const sag_skeleton *skeleton)
{
    static const double up[3] = {0.0, -1.0, 0.0};
    vector trunk = from_to(middle(skeleton, SAG_JOINT_LEFT_HIP), middle(skeleton, SAG_JOINT_LEFT_SHOULDER));
    return sag__angle_between_3d(trunk.v, up);
}

static double thigh(const sag_skeleton *skeleton, int side)
{
    static const double down[3] = {0.0, 1.0, 0.0};
    vector line = from_to(point_at(skeleton, (sag_joint)(SAG_JOINT_LEFT_HIP + side)),
                          point_at(skeleton, (sag_joint)(SAG_JOINT_LEFT_KNEE + side)));
    return sag__angle_between_3d(line.v, down);
}

double sag__body_left_thigh(const sag_skeleton *skeleton)
{
    return thigh(skeleton, SAG_SIDE_LEFT);
}

double sag__body_right_thigh(const sag_skeleton *skeleton)
{
    return thigh(skeleton, SAG_SIDE_RIGHT);
}

/* A segment of each side: its end joints by their left names, its mass share, and where between them its centre is. */
typedef struct segment {
    sag_joint from;
    sag_joint to;
    double mass;
    double center;
} segment;

static const segment limb[] = {
    {SAG_JOINT_LEFT_SHOULDER, SAG_JOINT_LEFT_HIP, 0.2485, 0.5},    /* half the trunk */
    {SAG_JOINT_LEFT_EAR, SAG_JOINT_LEFT_EAR, 0.0405, 0.0},         /* half of head and neck */
    {SAG_JOINT_LEFT_SHOULDER, SAG_JOINT_LEFT_ELBOW, 0.028, 0.436},
    {SAG_JOINT_LEFT_ELBOW, SAG_JOINT_LEFT_WRIST, 0.022, 0.682},    /* forearm and hand */
    {SAG_JOINT_LEFT_HIP, SAG_JOINT_LEFT_KNEE, 0.1, 0.433},
    {SAG_JOINT_LEFT_KNEE, SAG_JOINT_LEFT_ANKLE, 0.0465, 0.433},
    {SAG_JOINT_LEFT_HEEL, SAG_JOINT_LEFT_FOOT_INDEX, 0.0145, 0.5},
};

double sag__body_balance(const sag_skeleton *skeleton)
{
    double mass = 0.0;
    double leg = 0.0;
    vector center = {{0.0, 0.0, 0.0}};
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < sizeof limb / sizeof *limb; i++) {
            vector from = point_at(skeleton, (sag_joint)((int)limb[i].from + side));
            vector to = point_at(skeleton, (sag_joint)((int)limb[i].to + side));
            vector at = between(from, to, limb[i].center);
            for (int k = 0; k < 3; k++) {
                center.v[k] += limb[i].mass * at.v[k];
            }
            mass += limb[i].mass;
            if (limb[i].from == SAG_JOINT_LEFT_HIP || limb[i].from == SAG_JOINT_LEFT_KNEE) {
                leg += 0.5 * length(from_to(from, to));
            }
        }
    }
    vector ankle = middle(skeleton, SAG_JOINT_LEFT_ANKLE);
    vector across = from_to(point_at(skeleton, SAG_JOINT_LEFT_HIP), point_at(skeleton, SAG_JOINT_RIGHT_HIP));
    double width = hypot(across.v[0], across.v[2]);
    /* Turning "toward the right" by a quarter, seen from above with z away from the camera, gives "forward". */
    double forward_x = -across.v[2] / width;
    double forward_z = across.v[0] / width;
    double dx = center.v[0] / mass - ankle.v[0];
    double dz = center.v[2] / mass - ankle.v[2];
    return width > 0.0 && leg > 0.0 ? (dx * forward_x + dz * forward_z) / leg : NAN;
}

double sag__body_median(const sag__clip *clip, sag__body_value value, size_t first, size_t last)
{
    size_t count = 0;
    for (size_t i = first; i <= last && i < clip->count; i++) {
        sag_skeleton room;
        const sag_skeleton *skeleton = sag__clip_skeleton(clip, i, &room);
        if (skeleton->found) {
            clip->scratch[count++] = value(skeleton);
        }
    }
    return sag__stats_median(clip->scratch, count, clip->scratch);
}
