#include "synth_shape.h"

static synth_vec3 offset(synth_vec3 origin, synth_mat3 f, double scale, double x, double y, double z)
{
    return synth_add(origin, synth_mul(f, synth_v3(x * scale, y * scale, z * scale)));
}

static synth_look look_of(const double srgb[3], float gloss, double blend)
{
    synth_look l = {.gloss = gloss, .blend = blend, .casts = 1};
    synth_linear_rgb(l.rgb, srgb);
    return l;
}

/* A barbell on the upper back: 2.2 m of bar, at each end a disc of 45 cm. Its sizes do not go with the person's. */
static void add_barbell(synth_shape *out, const synth_pose *p, const synth_body *b)
{
    const double disc_place = 0.70, disc_radius = 0.225, sleeve = 0.655;
    synth_look steel = look_of((const double[3]){150, 152, 156}, 0.4f, 0.001);
    synth_look rubber = look_of((const double[3]){34, 34, 38}, 0.08f, 0.001);
    synth_look face = look_of((const double[3]){58, 58, 64}, 0.08f, 0.001);
    synth_vec3 middle = synth_pose_bar(p, b), right = p->thorax.cz;
    synth_shape_cone(out, synth_madd(middle, right, -sleeve), synth_madd(middle, right, sleeve), 0.0145, 0.0145,
                     p->thorax.cx, 1.0, steel);
    for (int side = 0; side < SYNTH_SIDES; side++) {
        double sign = side == SYNTH_RIGHT ? 1.0 : -1.0;
        synth_vec3 disc = synth_madd(middle, right, disc_place * sign);
        synth_shape_cone(out, synth_madd(middle, right, sleeve * sign), synth_madd(middle, right, 1.06 * sign), 0.025,
                         0.025, p->thorax.cx, 1.0, steel);
        synth_shape_ellipsoid(out, disc, p->thorax, disc_radius, disc_radius, 0.030, rubber);
        synth_shape_ellipsoid(out, synth_madd(disc, right, 0.006 * sign), p->thorax, 0.165, 0.165, 0.030, face);
        synth_shape_ellipsoid(out, synth_madd(disc, right, 0.012 * sign), p->thorax, 0.045, 0.045, 0.034, steel);
    }
}

/* A small backpack that moves with the thorax, and its straps. */
static void add_bag(synth_shape *out, const synth_pose *p, const synth_body *b, const synth_scenario *s)
{
    double k = b->height / 1.75, w = s->build;
    synth_look bag = look_of((const double[3]){70, 84, 62}, 0.03f, 0.01);
    synth_look strap = look_of((const double[3]){44, 50, 42}, 0.03f, 0.004);
    synth_vec3 high = p->point[SYNTH_POINT_T4T5], low = p->point[SYNTH_POINT_T12L1];
    synth_vec3 top = offset(high, p->thorax, k, -0.150, 0.0, 0.0), foot = offset(low, p->thorax, k, -0.135, -0.01, 0.0);
    synth_shape_cone(out, top, foot, 0.085 * k, 0.100 * k, p->thorax.cz, 1.45, bag);
    synth_shape_ellipsoid(out, offset(foot, p->thorax, k, -0.060, 0.045, 0.0), p->thorax, 0.060 * k, 0.085 * k,
                          0.105 * k, bag);
    for (int side = 0; side < SYNTH_SIDES; side++) {
        double sign = side == SYNTH_RIGHT ? 1.0 : -1.0;
        synth_vec3 over = offset(p->point[SYNTH_POINT_T1T2], p->thorax, k, 0.010, 0.022, 0.090 * sign);
        synth_vec3 chest = offset(high, p->thorax, k, 0.130 * w, -0.050, 0.105 * sign);
        synth_vec3 side_low = offset(low, p->thorax, k, -0.040, 0.030, 0.145 * w * sign);
        synth_shape_cone(out, offset(top, p->thorax, k, 0.040, 0.05, 0.060 * sign), over, 0.018 * k, 0.020 * k,
                         p->thorax.cz, 1.5, strap);
        synth_shape_cone(out, over, chest, 0.020 * k, 0.018 * k, p->thorax.cz, 1.5, strap);
        synth_shape_cone(out, chest, side_low, 0.018 * k, 0.012 * k, p->thorax.cy, 1.3, strap);
    }
}

/*
 * Loose hair to the waist. It lies on the upper back as far as the shoulder blades; from there it hangs straight down
 * where that is behind the back, and lies on the back where the trunk leans under it.
 */
static void add_hair(synth_shape *out, const synth_pose *p, const synth_body *b, const synth_scenario *s)
{
    double k = b->height / 1.75, w = s->build, belly = 0.5 + 0.5 * w * w;
    const synth_vec3 *q = p->point;
    synth_look hair = look_of(s->hair_rgb, 0.12f, 0.006);
    synth_vec3 skull = synth_lerp(q[SYNTH_POINT_LEFT_EAR], q[SYNTH_POINT_RIGHT_EAR], 0.5);
    synth_vec3 lock[] = {
        offset(skull, p->head, k, -0.060, 0.010, 0.0),
        offset(q[SYNTH_POINT_C7T1], p->thorax, k, -0.042, 0.030, 0.0),
        offset(q[SYNTH_POINT_T4T5], p->thorax, k, -0.056 * w - 0.012, 0.0, 0.0),
        offset(q[SYNTH_POINT_T8T9], p->thorax, k, -0.058 * w - 0.014, 0.0, 0.0),
        offset(q[SYNTH_POINT_T12L1], p->waist, k, -0.054 * belly - 0.012, 0.0, 0.0),
        offset(q[SYNTH_POINT_L2L3], p->waist, k, -0.052 * belly - 0.010, 0.0, 0.0),
        offset(q[SYNTH_POINT_L4L5], p->waist, k, -0.055 * w - 0.006, 0.0, 0.0),
    };
    enum { PLACES = sizeof lock / sizeof lock[0], BLADES = 3, STRANDS = 5 };
    const double thick[PLACES] = {0.060, 0.044, 0.031, 0.030, 0.029, 0.026, 0.012};
    const double apart[PLACES] = {0.006, 0.018, 0.036, 0.040, 0.040, 0.037, 0.026};
    for (int i = BLADES + 1; i < PLACES; i++) {
        synth_vec3 hanging = lock[BLADES];
        hanging.y = lock[i].y;
        lock[i] = synth_madd(lock[i], p->waist.cx, fmin(synth_dot(synth_sub(hanging, lock[i]), p->waist.cx), 0.0));
    }
    for (int strand = 0; strand < STRANDS; strand++) {
        double aside = strand - 0.5 * (STRANDS - 1);
        for (int i = 0; i + 1 < PLACES; i++) {
            synth_vec3 from = offset(lock[i], p->thorax, k, 0.004 * aside * aside, 0.0, apart[i] * aside);
            synth_vec3 to = offset(lock[i + 1], p->thorax, k, 0.004 * aside * aside, 0.0, apart[i + 1] * aside);
            synth_shape_cone(out, from, to, thick[i] * k, thick[i + 1] * k, p->thorax.cz, 1.0, hair);
        }
    }
}

void synth_shape_carry(synth_shape *out, const synth_pose *p, const synth_body *b, const synth_scenario *s)
{
    switch (s->prop) {
    case SYNTH_PROP_PLATE: add_barbell(out, p, b); break;
    case SYNTH_PROP_BAG: add_bag(out, p, b, s); break;
    case SYNTH_PROP_HAIR: add_hair(out, p, b, s); break;
    default: break;
    }
}
