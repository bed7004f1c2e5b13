#include "synth_walk.h"

/* A row of footprints: print i is where step i ends; -1 and -2 are where the feet stand before. */
typedef struct footprints {
    int steps;
    double length;
    int inward;     /* 1: prints end at 0 with a closing step; 0: prints start at 0 */
} footprints;

static double print_at(const footprints *f, int i)
{
    if (f->inward)
        return i >= f->steps - 1 ? 0.0 : -(f->steps - 2 - i) * f->length;
    return i < 0 ? 0.0 : (i + 1) * f->length;
}

/* Mid-foot place when step i starts. */
static double middle_at(const footprints *f, int i)
{
    return 0.5 * (print_at(f, i - 1) + print_at(f, i - 2));
}

static double pelvis_at(const footprints *f, int i, double u)
{
    double p0 = middle_at(f, i), p1 = middle_at(f, i + 1);
    double m0 = 0.5 * (p1 - middle_at(f, i - 1)), m1 = 0.5 * (middle_at(f, i + 2) - p0);
    if (f->inward && i == f->steps - 1)
        m1 = 0.0;
    if (!f->inward && i == 0)
        m0 = 0.0;
    double u2 = u * u, u3 = u2 * u;
    return (2 * u3 - 3 * u2 + 1) * p0 + (u3 - 2 * u2 + u) * m0 + (3 * u2 - 2 * u3) * p1 + (u3 - u2) * m1;
}

static void walk(synth_drive *d, const footprints *f, double now, double step_s, double forward, double height)
{
    double whole = floor(now / step_s);
    int i = (int)synth_clamp(whole, 0.0, f->steps - 1.0);
    double u = synth_clamp(now / step_s - i, 0.0, 1.0);
    int swing = i % 2 ? SYNTH_LEFT : SYNTH_RIGHT, stance = 1 - swing;
    const double push = synth_rad(24.0), lift = 0.07;

    d->walking = 1;
    d->step[swing].forward = synth_mix(print_at(f, i - 2), print_at(f, i), synth_minjerk(u));
    d->step[swing].up = lift * pow(sin(SYNTH_PI * u), 2.0);
    double start_pitch = !f->inward && i < 1 ? 0.0 : push;
    d->step[swing].pitch = start_pitch * (1.0 - synth_smoothstep(0.1, 0.8, u)) + synth_rad(14.0) * pow(sin(SYNTH_PI * u), 2.0);
    d->step[stance].forward = print_at(f, i - 1);
    d->step[stance].up = 0.0;
    int pushes_off = i + 1 < f->steps;
    d->step[stance].pitch = pushes_off ? push * synth_smoothstep(0.45, 1.0, u) : 0.0;

    /* how much of a full stride this step belongs to: none where the walk meets standing */
    double stride = f->inward ? (i == f->steps - 1 ? 1.0 - synth_minjerk(u) : 1.0) : (i == 0 ? synth_minjerk(u) : 1.0);
    d->pelvis_forward = forward + pelvis_at(f, i, u);
    d->pelvis_height = height - stride * (0.022 + 0.010 * cos(2.0 * SYNTH_PI * u));
    d->hip_shift = (stance == SYNTH_RIGHT ? 1.0 : -1.0) * 0.018 * stride * sin(SYNTH_PI * u);
    double swing_arm = synth_rad(20.0) * stride * cos(SYNTH_PI * u);
    d->arm_swing[swing] = swing_arm;
    d->arm_swing[stance] = -swing_arm;
}

void synth_walk_in(synth_drive *d, const synth_scenario *s, double now, double stand_forward, double stand_height)
{
    footprints f = {s->walk_in_steps, s->walk_step_m, 1};
    walk(d, &f, now, s->walk_step_s, stand_forward, stand_height);
}

void synth_walk_out(synth_drive *d, const synth_scenario *s, double now, double stand_forward, double stand_height)
{
    footprints f = {s->walk_out_steps, s->walk_step_m, 0};
    walk(d, &f, now, s->walk_step_s, stand_forward, stand_height);
}
