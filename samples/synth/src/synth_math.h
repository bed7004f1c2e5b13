/*
 * Vectors and 3x3 matrices in double precision, for the kinematics.
 * World: X forward, Y up, Z to the person's right (right-handed). Lengths in metres, angles in radians.
 * Columns of a frame matrix are its forward, up and right axes in the world.
 */
#ifndef SYNTH_MATH_H
#define SYNTH_MATH_H

#include <math.h>

#define SYNTH_PI 3.14159265358979323846

typedef struct synth_vec3 {
    double x, y, z;
} synth_vec3;

typedef struct synth_mat3 {
    synth_vec3 cx, cy, cz;
} synth_mat3;

static inline double synth_rad(double deg)
{
    return deg * (SYNTH_PI / 180.0);
}

static inline double synth_deg(double rad)
{
    return rad * (180.0 / SYNTH_PI);
}

static inline double synth_clamp(double v, double lo, double hi)
{
    return v < lo ? lo : v > hi ? hi : v;
}

/* Hermite step: 0 at or below lo, 1 at or above hi. */
static inline double synth_smoothstep(double lo, double hi, double v)
{
    double u = synth_clamp((v - lo) / (hi - lo), 0.0, 1.0);
    return u * u * (3.0 - 2.0 * u);
}

/* Minimum-jerk course from 0 to 1. */
static inline double synth_minjerk(double u)
{
    u = synth_clamp(u, 0.0, 1.0);
    return u * u * u * (10.0 + u * (-15.0 + 6.0 * u));
}

static inline double synth_mix(double a, double b, double w)
{
    return a + (b - a) * w;
}

static inline synth_vec3 synth_v3(double x, double y, double z)
{
    return (synth_vec3){x, y, z};
}

static inline synth_vec3 synth_add(synth_vec3 a, synth_vec3 b)
{
    return (synth_vec3){a.x + b.x, a.y + b.y, a.z + b.z};
}

static inline synth_vec3 synth_sub(synth_vec3 a, synth_vec3 b)
{
    return (synth_vec3){a.x - b.x, a.y - b.y, a.z - b.z};
}

static inline synth_vec3 synth_scale(synth_vec3 a, double s)
{
    return (synth_vec3){a.x * s, a.y * s, a.z * s};
}

static inline synth_vec3 synth_madd(synth_vec3 a, synth_vec3 b, double s)
{
    return (synth_vec3){a.x + b.x * s, a.y + b.y * s, a.z + b.z * s};
}

static inline double synth_dot(synth_vec3 a, synth_vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline synth_vec3 synth_cross(synth_vec3 a, synth_vec3 b)
{
    return (synth_vec3){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

static inline double synth_len(synth_vec3 a)
{
    return sqrt(synth_dot(a, a));
}

static inline synth_vec3 synth_unit(synth_vec3 a)
{
    double n = synth_len(a);
    return n > 0.0 ? synth_scale(a, 1.0 / n) : a;
}

static inline synth_vec3 synth_lerp(synth_vec3 a, synth_vec3 b, double w)
{
    return synth_madd(a, synth_sub(b, a), w);
}

/* Direction between two unit vectors at weight w of the angle between them. */
static inline synth_vec3 synth_slerp(synth_vec3 a, synth_vec3 b, double w)
{
    double c = synth_clamp(synth_dot(a, b), -1.0, 1.0);
    double angle = acos(c);
    if (angle < 1e-6)
        return a;
    double s = sin(angle);
    return synth_add(synth_scale(a, sin((1.0 - w) * angle) / s), synth_scale(b, sin(w * angle) / s));
}

static inline synth_vec3 synth_mul(synth_mat3 m, synth_vec3 v)
{
    return synth_v3(m.cx.x * v.x + m.cy.x * v.y + m.cz.x * v.z, m.cx.y * v.x + m.cy.y * v.y + m.cz.y * v.z,
                    m.cx.z * v.x + m.cy.z * v.y + m.cz.z * v.z);
}

/* Transposed matrix times vector: the coordinates of v in the frame m. */
static inline synth_vec3 synth_into(synth_mat3 m, synth_vec3 v)
{
    return synth_v3(synth_dot(m.cx, v), synth_dot(m.cy, v), synth_dot(m.cz, v));
}

static inline synth_mat3 synth_matmul(synth_mat3 a, synth_mat3 b)
{
    return (synth_mat3){synth_mul(a, b.cx), synth_mul(a, b.cy), synth_mul(a, b.cz)};
}

/* Rotation about X: + brings the right side down. */
static inline synth_mat3 synth_rot_right_down(double a)
{
    double c = cos(a), s = sin(a);
    return (synth_mat3){{1, 0, 0}, {0, c, s}, {0, -s, c}};
}

/* Rotation about Z: + leans the up axis forward. */
static inline synth_mat3 synth_rot_forward(double a)
{
    double c = cos(a), s = sin(a);
    return (synth_mat3){{c, -s, 0}, {s, c, 0}, {0, 0, 1}};
}

/* Rotation about Y: + turns the forward axis to the right. */
static inline synth_mat3 synth_rot_turn_right(double a)
{
    double c = cos(a), s = sin(a);
    return (synth_mat3){{c, 0, s}, {0, 1, 0}, {-s, 0, c}};
}

#endif
