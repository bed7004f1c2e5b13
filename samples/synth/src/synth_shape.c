#include "synth_shape.h"

#include <assert.h>

static void put(float out[3], synth_vec3 v)
{
    out[0] = (float)v.x;
    out[1] = (float)v.y;
    out[2] = (float)v.z;
}

static synth_prim *append(synth_shape *out, synth_look look)
{
    assert(out->count < SYNTH_PRIM_MAX);
    synth_prim *q = &out->prim[out->count++];
    *q = (synth_prim){.blend = (float)look.blend, .gloss = look.gloss, .casts = look.casts};
    for (int c = 0; c < 3; c++)
        q->rgb[c] = look.rgb[c];
    return q;
}

void synth_shape_cone(synth_shape *out, synth_vec3 a, synth_vec3 b, double ra, double rb, synth_vec3 right, double wide,
                      synth_look look)
{
    synth_prim *q = append(out, look);
    synth_vec3 along = synth_sub(b, a);
    double length = synth_len(along), bigger = fmax(ra, rb);
    synth_vec3 y = synth_unit(along);
    synth_vec3 z = synth_unit(synth_madd(right, y, -synth_dot(right, y)));
    synth_vec3 x = synth_cross(y, z);
    put(q->origin, a);
    put(q->into[0], x);
    put(q->into[1], y);
    put(q->into[2], synth_scale(z, 1.0 / wide));
    q->length = (float)length;
    q->r1 = (float)ra;
    q->r2 = (float)rb;
    q->slope = (float)synth_clamp((ra - rb) / length, -0.99, 0.99);
    q->rise = (float)sqrt(1.0 - (double)q->slope * (double)q->slope);
    put(q->centre, synth_lerp(a, b, 0.5));
    q->radius = (float)(0.5 * length + bigger * fmax(wide, 1.0));
}

void synth_shape_ellipsoid(synth_shape *out, synth_vec3 centre, synth_mat3 f, double rx, double ry, double rz, synth_look look)
{
    synth_prim *q = append(out, look);
    put(q->origin, centre);
    put(q->into[0], synth_scale(f.cx, 1.0 / rx));
    put(q->into[1], synth_scale(f.cy, 1.0 / ry));
    put(q->into[2], synth_scale(f.cz, 1.0 / rz));
    q->r1 = q->r2 = 1.0f;
    q->rise = 1.0f;
    put(q->centre, centre);
    q->radius = (float)fmax(rx, fmax(ry, rz));
}

void synth_linear_rgb(float out[3], const double srgb[3])
{
    for (int c = 0; c < 3; c++) {
        double v = srgb[c] / 255.0;
        out[c] = (float)(v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4));
    }
}

synth_mat3 synth_limb_frame(synth_vec3 near_end, synth_vec3 far_end, synth_vec3 right)
{
    synth_vec3 up = synth_unit(synth_sub(near_end, far_end));
    synth_vec3 z = synth_unit(synth_madd(right, up, -synth_dot(right, up)));
    return (synth_mat3){synth_cross(up, z), up, z};
}

static synth_vec3 offset(synth_vec3 origin, synth_mat3 f, double scale, double x, double y, double z)
{
    return synth_add(origin, synth_mul(f, synth_v3(x * scale, y * scale, z * scale)));
}

/* The colours of a person. */
typedef struct palette {
    synth_look skin, top, bottom, hair, dark, white, lips;
} palette;

static synth_look look_of(const double srgb[3], float gloss, double blend)
{
    synth_look l = {.gloss = gloss, .blend = blend, .casts = 1};
    synth_linear_rgb(l.rgb, srgb);
    return l;
}

static palette palette_of(const synth_scenario *s)
{
    double skin[3], lips[3];
    const double light[3] = {236, 194, 165}, deep[3] = {92, 58, 40}, dark[3] = {38, 28, 24}, white[3] = {225, 222, 218};
    for (int c = 0; c < 3; c++) {
        skin[c] = synth_mix(light[c], deep[c], s->skin);
        lips[c] = skin[c] * (c == 0 ? 0.80 : 0.55);
    }
    palette p = {
        .skin = look_of(skin, 0.10f, 0.014),
        .top = look_of(s->shirt == SYNTH_SHIRT_NONE ? skin : s->shirt_rgb, 0.03f, 0.012),
        .bottom = look_of(s->shorts_rgb, 0.03f, 0.014),
        .hair = look_of(s->hair_rgb, 0.12f, 0.004),
        .dark = look_of(dark, 0.2f, 0.002),
        .white = look_of(white, 0.2f, 0.002),
        .lips = look_of(lips, 0.1f, 0.004),
    };
    return p;
}

static synth_look with_blend(synth_look l, double blend)
{
    l.blend = blend;
    return l;
}

static synth_look unseen(synth_look l)
{
    l.casts = 0;
    return l;
}

/* ---- trunk ---- */

/* A station of the trunk: centre, half-depth, half-width. */
typedef struct station {
    synth_vec3 centre;
    double depth, width;
} station;

static void add_trunk(synth_shape *out, const synth_pose *p, const synth_body *b, const synth_scenario *s, const palette *pal)
{
    double k = b->height / 1.75, w = s->build, belly = 0.5 + 0.5 * w * w;
    const synth_vec3 *q = p->point;
    synth_vec3 hips = synth_lerp(q[SYNTH_POINT_LEFT_HIP], q[SYNTH_POINT_RIGHT_HIP], 0.5);
    const station st[] = {
        {offset(hips, p->pelvis, k, -0.016, 0.030, 0.0), 0.098 * k * w, 0.150 * k * w},
        {offset(q[SYNTH_POINT_L4L5], p->sacrum, k, 0.040, 0.0, 0.0), 0.095 * k * w, 0.145 * k * w},
        {offset(q[SYNTH_POINT_L2L3], p->waist, k, 0.044 * belly, 0.0, 0.0), 0.096 * k * belly, 0.134 * k * w},
        {offset(q[SYNTH_POINT_T12L1], p->waist, k, 0.048 * belly, 0.010, 0.0), 0.102 * k * belly, 0.140 * k * w},
        {offset(q[SYNTH_POINT_T8T9], p->thorax, k, 0.054, 0.0, 0.0), 0.112 * k * w, 0.152 * k * w},
        {offset(q[SYNTH_POINT_T4T5], p->thorax, k, 0.044, -0.010, 0.0), 0.100 * k * w, 0.146 * k * w},
        {offset(q[SYNTH_POINT_T1T2], p->thorax, k, 0.018, -0.030, 0.0), 0.066 * k * w, 0.100 * k * w},
    };
    enum { STATIONS = sizeof st / sizeof st[0] };
    for (int i = 0; i + 1 < STATIONS; i++) {
        double wide = 0.5 * (st[i].width / st[i].depth + st[i + 1].width / st[i + 1].depth);
        synth_vec3 right = i == 0 ? p->pelvis.cz : p->thorax.cz;
        synth_shape_cone(out, st[i].centre, st[i + 1].centre, st[i].depth, st[i + 1].depth, right, wide,
                         with_blend(i == 0 ? pal->bottom : pal->top, 0.03));
    }
    for (int side = 0; side < SYNTH_SIDES; side++) {
        double sign = side == SYNTH_RIGHT ? 1.0 : -1.0;
        synth_vec3 shoulder = q[SYNTH_POINT_LEFT_SHOULDER + side];
        synth_shape_ellipsoid(out, offset(q[SYNTH_POINT_T4T5], p->thorax, k, 0.100, -0.045, 0.068 * sign), p->thorax,
                              0.045 * k * w, 0.060 * k, 0.074 * k * w, with_blend(pal->top, 0.03));
        synth_shape_ellipsoid(out, offset(q[SYNTH_POINT_T8T9], p->thorax, k, 0.004, 0.045, 0.086 * sign), p->thorax,
                              0.060 * k * w, 0.110 * k, 0.066 * k * w, with_blend(pal->top, 0.03));
        /* trapezius and shoulder */
        synth_shape_cone(out, offset(q[SYNTH_POINT_C7T1], p->thorax, k, 0.014, 0.010, 0.026 * sign),
                         offset(shoulder, p->thorax, k, -0.008, 0.008, -0.012 * sign), 0.040 * k, 0.040 * k, p->thorax.cx,
                         1.2, with_blend(pal->top, 0.03));
        synth_shape_ellipsoid(out, offset(shoulder, p->thorax, k, 0.0, 0.0, 0.006 * sign), p->thorax, 0.056 * k * w,
                              0.056 * k * w, 0.054 * k * w, with_blend(pal->top, 0.03));
    }
}

static void add_head(synth_shape *out, const synth_pose *p, const synth_body *b, const synth_scenario *s, const palette *pal)
{
    double k = b->height / 1.75;
    const synth_vec3 *q = p->point;
    synth_mat3 f = p->head;
    synth_vec3 c = synth_madd(q[SYNTH_POINT_NOSE], f.cx, -0.062 * b->height);
    c = synth_madd(c, f.cy, 0.012 * b->height);
    synth_shape_cone(out, offset(q[SYNTH_POINT_C7T1], p->thorax, k, 0.030, -0.020, 0.0), offset(c, f, k, -0.012, -0.040, 0.0),
                     0.060 * k * sqrt(s->build), 0.053 * k, f.cz, 1.0, with_blend(pal->skin, 0.02));
    synth_shape_ellipsoid(out, offset(c, f, k, -0.008, 0.022, 0.0), f, 0.098 * k, 0.092 * k, 0.075 * k, pal->skin);
    synth_shape_ellipsoid(out, offset(c, f, k, 0.022, -0.045, 0.0), f, 0.067 * k, 0.074 * k, 0.056 * k, with_blend(pal->skin, 0.02));
    synth_shape_ellipsoid(out, offset(c, f, k, 0.052, -0.094, 0.0), f, 0.030 * k, 0.022 * k, 0.030 * k, with_blend(pal->skin, 0.02));
    synth_shape_cone(out, offset(c, f, k, 0.084, 0.012, 0.0), offset(c, f, k, 0.096, -0.024, 0.0), 0.008 * k, 0.012 * k, f.cz,
                     1.1, unseen(with_blend(pal->skin, 0.010)));
    synth_shape_ellipsoid(out, offset(c, f, k, -0.022, 0.036, 0.0), f, 0.098 * k, 0.092 * k, 0.083 * k, pal->hair);
    synth_shape_ellipsoid(out, offset(c, f, k, -0.045, -0.012, 0.0), f, 0.062 * k, 0.062 * k, 0.072 * k, with_blend(pal->hair, 0.01));
    synth_shape_ellipsoid(out, offset(c, f, k, 0.081, -0.056, 0.0), f, 0.010 * k, 0.006 * k, 0.022 * k, unseen(pal->lips));
    for (int side = 0; side < SYNTH_SIDES; side++) {
        double sign = side == SYNTH_RIGHT ? 1.0 : -1.0;
        synth_shape_ellipsoid(out, q[SYNTH_POINT_LEFT_EAR + side], f, 0.017 * k, 0.030 * k, 0.010 * k, unseen(with_blend(pal->skin, 0.004)));
        synth_shape_ellipsoid(out, offset(c, f, k, 0.078, 0.012, 0.031 * sign), f, 0.011 * k, 0.007 * k, 0.015 * k, unseen(pal->white));
        synth_shape_ellipsoid(out, offset(c, f, k, 0.083, 0.012, 0.030 * sign), f, 0.008 * k, 0.007 * k, 0.007 * k, unseen(pal->dark));
        synth_shape_ellipsoid(out, offset(c, f, k, 0.083, 0.030, 0.031 * sign), f, 0.010 * k, 0.004 * k, 0.019 * k, unseen(with_blend(pal->hair, 0.003)));
    }
}

/* ---- limbs ---- */

static void add_leg(synth_shape *out, const synth_pose *p, const synth_body *b, const synth_scenario *s, const palette *pal, int side)
{
    double k = b->height / 1.75, w = s->build, sign = side == SYNTH_RIGHT ? 1.0 : -1.0;
    synth_vec3 hip = p->point[SYNTH_POINT_LEFT_HIP + side], knee = p->point[SYNTH_POINT_LEFT_KNEE + side];
    synth_vec3 ankle = p->point[SYNTH_POINT_LEFT_ANKLE + side], right = p->foot[side].cz;
    synth_mat3 thigh = synth_limb_frame(hip, knee, right), shank = synth_limb_frame(knee, ankle, right);

    synth_shape_cone(out, offset(hip, thigh, k, 0.0, -0.01, 0.008 * sign), knee, 0.084 * k * w, 0.053 * k * sqrt(w), right, 1.0,
                     with_blend(pal->bottom, 0.05));
    synth_shape_ellipsoid(out, offset(synth_lerp(hip, knee, 0.45), thigh, k, 0.022, 0.0, 0.0), thigh, 0.058 * k * w, 0.15 * k,
                          0.066 * k * w, with_blend(pal->bottom, 0.02));
    synth_shape_ellipsoid(out, offset(synth_lerp(hip, knee, 0.50), thigh, k, -0.026, 0.0, 0.0), thigh, 0.048 * k * w, 0.14 * k,
                          0.058 * k * w, with_blend(pal->bottom, 0.02));
    synth_shape_cone(out, synth_lerp(hip, knee, 0.72), knee, 0.064 * k * sqrt(w), 0.0545 * k * sqrt(w), right, 1.0, pal->skin);
    /* gluteus: the turn of pelvis and thigh shared 70 : 30 */
    synth_vec3 up = synth_unit(synth_add(synth_scale(p->pelvis.cy, 0.7), synth_scale(thigh.cy, 0.3)));
    synth_mat3 g = synth_limb_frame(up, synth_v3(0, 0, 0), p->pelvis.cz);
    synth_shape_ellipsoid(out, offset(hip, g, k, -0.052, 0.012, -0.018 * sign), g, 0.070 * k * s->glute * w, 0.086 * k * s->glute,
                          0.074 * k * w, with_blend(pal->bottom, 0.05));

    synth_shape_cone(out, knee, ankle, 0.050 * k * sqrt(w), 0.034 * k, right, 1.0, pal->skin);
    synth_shape_ellipsoid(out, offset(knee, shank, k, 0.014, 0.0, 0.0), shank, 0.045 * k, 0.050 * k, 0.046 * k, pal->skin);
    synth_shape_ellipsoid(out, offset(synth_lerp(knee, ankle, 0.30), shank, k, -0.020, 0.0, 0.0), shank, 0.044 * k * sqrt(w), 0.105 * k,
                          0.052 * k * sqrt(w), with_blend(pal->skin, 0.02));
}

static void add_arm(synth_shape *out, const synth_pose *p, const synth_body *b, const synth_scenario *s, const palette *pal, int side)
{
    double k = b->height / 1.75, w = sqrt(s->build);
    synth_vec3 shoulder = p->point[SYNTH_POINT_LEFT_SHOULDER + side], elbow = p->point[SYNTH_POINT_LEFT_ELBOW + side];
    synth_vec3 wrist = p->point[SYNTH_POINT_LEFT_WRIST + side], knuckles = p->point[SYNTH_POINT_LEFT_INDEX + side];
    synth_vec3 line = synth_unit(synth_sub(wrist, elbow));
    synth_vec3 flat = fabs(synth_dot(line, p->thorax.cz)) > 0.8 ? p->thorax.cy : p->thorax.cz;
    synth_mat3 f = synth_limb_frame(elbow, wrist, flat);
    synth_shape_cone(out, shoulder, elbow, 0.047 * k * w, 0.037 * k * w, p->thorax.cx, 1.0, pal->skin);
    synth_shape_ellipsoid(out, synth_lerp(shoulder, elbow, 0.55), synth_limb_frame(shoulder, elbow, flat), 0.047 * k * w, 0.085 * k,
                          0.042 * k * w, pal->skin);
    synth_shape_cone(out, elbow, wrist, 0.038 * k * w, 0.026 * k, flat, 1.0, pal->skin);
    synth_shape_ellipsoid(out, synth_lerp(elbow, wrist, 0.28), f, 0.042 * k * w, 0.075 * k, 0.042 * k * w, pal->skin);
    /* palm, fingers, thumb; the palm faces inward, or lies on the body where the wrist bends to it */
    if (s->arms == SYNTH_ARMS_HIPS || s->arms == SYNTH_ARMS_BEHIND) {
        line = synth_unit(synth_sub(knuckles, wrist));
        flat = s->arms == SYNTH_ARMS_BEHIND ? p->waist.cx : p->thorax.cz;
    }
    synth_shape_cone(out, synth_lerp(wrist, knuckles, 0.25), knuckles, 0.019 * k, 0.016 * k, synth_cross(line, flat), 1.75, with_blend(pal->skin, 0.03));
    synth_vec3 tip = synth_madd(knuckles, line, 0.062 * k);
    synth_shape_cone(out, knuckles, tip, 0.014 * k, 0.010 * k, synth_cross(line, flat), 2.4, unseen(with_blend(pal->skin, 0.008)));
    synth_vec3 across = synth_unit(synth_cross(flat, line));
    across = across.y < 0.0 ? synth_scale(across, -1.0) : across;
    synth_vec3 root = synth_madd(synth_lerp(wrist, knuckles, 0.40), across, 0.020 * k);
    synth_shape_cone(out, root, synth_add(synth_madd(root, line, 0.050 * k), synth_scale(across, 0.012 * k)), 0.011 * k, 0.008 * k, flat,
                     1.0, unseen(with_blend(pal->skin, 0.008)));
}

void synth_shape_build(synth_shape *out, const synth_pose *p, const synth_body *b, const synth_scenario *s)
{
    palette pal = palette_of(s);
    out->count = 0;
    add_trunk(out, p, b, s, &pal);
    for (int side = 0; side < SYNTH_SIDES; side++)
        add_leg(out, p, b, s, &pal, side);
    add_head(out, p, b, s, &pal);
    for (int side = 0; side < SYNTH_SIDES; side++)
        add_arm(out, p, b, s, &pal, side);
    synth_shape_dress(out, p, b, s);
    synth_shape_carry(out, p, b, s);
}
