#include "synth_shape.h"

static synth_vec3 offset(synth_vec3 origin, synth_mat3 f, double scale, double x, double y, double z)
{
    return synth_add(origin, synth_mul(f, synth_v3(x * scale, y * scale, z * scale)));
}

static synth_look cloth(const double srgb[3], double blend)
{
    synth_look l = {.gloss = 0.03f, .blend = blend, .casts = 1};
    synth_linear_rgb(l.rgb, srgb);
    return l;
}

static void add_shoe(synth_shape *out, const synth_pose *p, double k, const synth_scenario *s, int side)
{
    synth_mat3 f = p->foot[side], flat = synth_limb_frame(synth_v3(0, 1, 0), synth_v3(0, 0, 0), f.cz);
    synth_vec3 ankle = p->point[SYNTH_POINT_LEFT_ANKLE + side], heel = p->point[SYNTH_POINT_LEFT_HEEL + side];
    synth_vec3 ball = p->point[SYNTH_POINT_LEFT_SOLE_BALL + side], toe = p->point[SYNTH_POINT_LEFT_FOOT_INDEX + side];
    double sign = side == SYNTH_RIGHT ? 1.0 : -1.0;
    synth_look shoe = cloth(s->shoes_rgb, 0.016), sole = shoe, sock = cloth((const double[3]){215, 215, 215}, 0.006);
    for (int c = 0; c < 3; c++)
        sole.rgb[c] = 0.55f * shoe.rgb[c];
    sole.blend = 0.006;
    synth_shape_cone(out, offset(ankle, f, k, -0.004, 0.030, 0.0), offset(ankle, f, k, 0.0, -0.015, 0.0), 0.039 * k, 0.041 * k, f.cz, 1.0, sock);
    synth_shape_ellipsoid(out, offset(heel, f, k, 0.036, 0.014, 0.0), f, 0.042 * k, 0.044 * k, 0.036 * k, shoe);
    synth_shape_cone(out, offset(ankle, f, k, 0.012, -0.022, 0.0), offset(ball, f, k, -0.005, 0.032, 0.0), 0.042 * k, 0.030 * k, f.cz, 1.12, shoe);
    synth_shape_cone(out, offset(ball, flat, k, -0.005, 0.030, 0.003 * sign), offset(toe, flat, k, -0.012, -0.003, 0.0), 0.030 * k,
                     0.022 * k, flat.cz, 1.5, shoe);
    /* soles, flattened in height */
    synth_shape_ellipsoid(out, offset(synth_lerp(p->point[SYNTH_POINT_LEFT_SOLE_HEEL + side], ball, 0.45), f, k, 0.0, 0.010, 0.0), f,
                          0.112 * k, 0.016 * k, 0.033 * k, sole);
    synth_shape_ellipsoid(out, offset(synth_lerp(ball, toe, 0.25), flat, k, -0.004, 0.006, 0.003 * sign), flat, 0.062 * k, 0.016 * k, 0.041 * k, sole);
}

static void add_shorts(synth_shape *out, const synth_pose *p, double k, const synth_scenario *s, int side)
{
    synth_vec3 hip = p->point[SYNTH_POINT_LEFT_HIP + side], knee = p->point[SYNTH_POINT_LEFT_KNEE + side];
    double w = s->build, sign = side == SYNTH_RIGHT ? 1.0 : -1.0;
    synth_mat3 f = synth_limb_frame(hip, knee, p->foot[side].cz);
    synth_shape_cone(out, offset(hip, f, k, 0.0, -0.06, 0.006 * sign), synth_lerp(hip, knee, 0.60), 0.086 * k * w, 0.074 * k * w, f.cz,
                     1.04, cloth(s->shorts_rgb, 0.012));
}

static void add_sleeve(synth_shape *out, const synth_pose *p, double k, const synth_scenario *s, int side)
{
    synth_vec3 shoulder = p->point[SYNTH_POINT_LEFT_SHOULDER + side], elbow = p->point[SYNTH_POINT_LEFT_ELBOW + side];
    double w = sqrt(s->build), loose = s->shirt == SYNTH_SHIRT_LOOSE ? 1.18 : 1.0;
    synth_shape_cone(out, shoulder, synth_lerp(shoulder, elbow, 0.50), 0.054 * k * w, 0.051 * k * w * loose, p->thorax.cx, 1.0,
                     cloth(s->shirt_rgb, 0.010));
}

/*
 * A hanging shirt: behind, cloth runs straight from the upper back to the buttocks and hides the hollow of the back;
 * in front it hangs from the chest with gravity, away from the belly as the trunk leans.
 */
static void add_loose_shirt(synth_shape *out, const synth_pose *p, double k, const synth_scenario *s)
{
    double w = s->build;
    const synth_vec3 *q = p->point;
    synth_look shirt = cloth(s->shirt_rgb, 0.03);
    synth_vec3 hips = synth_lerp(q[SYNTH_POINT_LEFT_HIP], q[SYNTH_POINT_RIGHT_HIP], 0.5);
    synth_vec3 chest = offset(q[SYNTH_POINT_T8T9], p->thorax, k, 0.040, 0.02, 0.0);
    synth_vec3 hem = offset(hips, p->pelvis, k, -0.022, 0.020, 0.0);
    synth_shape_cone(out, chest, hem, 0.128 * k * w, 0.128 * k * w, p->thorax.cz, 1.34, shirt);
    double lean = synth_clamp(-p->thorax.cx.y, 0.0, 1.0);
    synth_vec3 front = offset(q[SYNTH_POINT_T8T9], p->thorax, k, 0.075, -0.02, 0.0);
    synth_vec3 below = synth_add(synth_lerp(chest, hem, 0.75), synth_v3(0.0, -0.10 * k * lean, 0.0));
    synth_shape_cone(out, front, below, 0.095 * k * w, 0.105 * k * w, p->thorax.cz, 1.40, shirt);
}

void synth_shape_dress(synth_shape *out, const synth_pose *p, const synth_body *b, const synth_scenario *s)
{
    double k = b->height / 1.75;
    for (int side = 0; side < SYNTH_SIDES; side++) {
        add_shoe(out, p, k, s, side);
        add_shorts(out, p, k, s, side);
        if (s->shirt != SYNTH_SHIRT_NONE)
            add_sleeve(out, p, k, s, side);
    }
    if (s->shirt == SYNTH_SHIRT_LOOSE)
        add_loose_shirt(out, p, k, s);
}
