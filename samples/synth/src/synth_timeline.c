#include "synth_timeline.h"

#include "synth_math.h"

static const double turn_s = 0.9;

void synth_timeline_init(synth_timeline *t, const synth_scenario *s)
{
    double turning = s->walk_heading_deg != 0.0 ? turn_s : 0.0;
    *t = (synth_timeline){.rep_count = s->rep_count};
    t->walk_in_end_s = s->walk_in_steps * s->walk_step_s;
    t->quiet_start_s = t->walk_in_end_s + (s->walk_in_steps ? turning : 0.0);
    t->quiet_end_s = t->quiet_start_s + s->quiet_s;
    t->arms_up_end_s = t->quiet_end_s;
    t->arms_up_start_s = t->quiet_end_s - s->arms_raise_s;
    double now = t->quiet_end_s;
    for (int i = 0; i < s->rep_count; i++) {
        const synth_rep *r = &s->rep[i];
        synth_rep_times *e = &t->rep[i];
        e->start_s = now;
        e->bottom_start_s = e->start_s + r->descent_s;
        e->bottom_end_s = e->bottom_start_s + r->bottom_s;
        e->end_s = e->bottom_end_s + r->ascent_s;
        now = e->end_s + (i + 1 < s->rep_count ? r->top_s : 0.0);
    }
    t->reps_end_s = now;
    t->end_end_s = now + s->end_s;
    t->arms_down_start_s = t->arms_down_end_s = t->end_end_s;
    t->walk_out_start_s = t->duration_s = t->end_end_s;
    if (s->walk_out_steps) {
        t->arms_down_start_s = t->end_end_s - fmin(s->arms_raise_s, s->end_s);
        t->walk_out_start_s += turning;
        t->duration_s = t->walk_out_start_s + s->walk_out_steps * s->walk_step_s;
    }
    t->frame_count = (int)floor(t->duration_s * s->fps_hz + 1e-9) + 1;
}

static double depth_in_rep(const synth_rep_times *e, const synth_rep *r, double now)
{
    if (now <= e->start_s || now >= e->end_s)
        return 0.0;
    if (now < e->bottom_start_s)
        return synth_minjerk(pow((now - e->start_s) / r->descent_s, r->tempo_skew));
    if (now <= e->bottom_end_s)
        return 1.0;
    return 1.0 - synth_minjerk(pow((now - e->bottom_end_s) / r->ascent_s, r->tempo_skew));
}

synth_moment synth_timeline_at(const synth_timeline *t, const synth_scenario *s, double now)
{
    synth_moment m = {.rep = -1, .walk_in = -1.0, .walk_out = -1.0, .arms = 1.0};
    if (now < t->walk_in_end_s)
        m.walk_in = now;
    else if (s->walk_out_steps && now > t->walk_out_start_s)
        m.walk_out = now - t->walk_out_start_s;
    if (s->walk_in_steps && now < t->quiet_start_s)
        m.turned = 1.0 - synth_minjerk((now - t->walk_in_end_s) / turn_s);
    else if (s->walk_out_steps && now > t->end_end_s)
        m.turned = s->walk_heading_deg != 0.0 ? synth_minjerk((now - t->end_end_s) / turn_s) : 1.0;

    if (t->arms_up_end_s > t->arms_up_start_s)
        m.arms = synth_minjerk((now - t->arms_up_start_s) / (t->arms_up_end_s - t->arms_up_start_s));
    if (t->arms_down_end_s > t->arms_down_start_s)
        m.arms *= 1.0 - synth_minjerk((now - t->arms_down_start_s) / (t->arms_down_end_s - t->arms_down_start_s));

    for (int i = 0; i < t->rep_count; i++) {
        if (now < t->rep[i].start_s || now > t->rep[i].end_s)
            continue;
        m.rep = i;
        m.depth = depth_in_rep(&t->rep[i], &s->rep[i], now);
        break;
    }
    return m;
}

double synth_timeline_cross(const synth_timeline *t, const synth_scenario *s, int index, double depth, int going_up)
{
    const synth_rep_times *e = &t->rep[index];
    double lo = going_up ? e->bottom_end_s : e->start_s, hi = going_up ? e->end_s : e->bottom_start_s;
    for (int i = 0; i < 60 && hi - lo > 1e-12; i++) {
        double mid = 0.5 * (lo + hi);
        int before = (depth_in_rep(e, &s->rep[index], mid) < depth) != going_up;
        if (before)
            lo = mid;
        else
            hi = mid;
    }
    return 0.5 * (lo + hi);
}
