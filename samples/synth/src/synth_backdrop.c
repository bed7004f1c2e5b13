#include "synth_backdrop.h"

static const double wall_behind_m = 2.4;

void synth_spheres_take(synth_spheres *out, const synth_shape *shape)
{
    out->count = 0;
    for (int i = 0; i < shape->count; i++) {
        const synth_prim *q = &shape->prim[i];
        if (!q->casts)
            continue;
        if (q->length <= 0.0f) {
            for (int c = 0; c < 3; c++)
                out->centre[out->count][c] = q->centre[c];
            out->radius[out->count++] = q->radius * 0.8f;
            continue;
        }
        int n = q->length > 0.2f ? 3 : 2;
        for (int j = 0; j < n; j++) {
            float u = ((float)j + 0.5f) / (float)n;
            for (int c = 0; c < 3; c++)
                out->centre[out->count][c] = q->origin[c] + q->into[1][c] * q->length * u;
            out->radius[out->count++] = q->r1 + (q->r2 - q->r1) * u;
        }
    }
}

float synth_spheres_light(const synth_spheres *s, const float p[3], const float to_light[3], int self)
{
    float light = 1.0f;
    for (int i = 0; i < s->count; i++) {
        float v[3] = {s->centre[i][0] - p[0], s->centre[i][1] - p[1], s->centre[i][2] - p[2]};
        float r = s->radius[i], dist2 = v[0] * v[0] + v[1] * v[1] + v[2] * v[2];
        float along = v[0] * to_light[0] + v[1] * to_light[1] + v[2] * to_light[2];
        if (along <= 0.0f || (self && dist2 < 2.2f * r * r + 0.005f))
            continue;
        float soft = 0.16f * along + 0.02f, across2 = dist2 - along * along, far = r + soft;
        if (across2 >= far * far)
            continue;
        float across = sqrtf(across2 > 0.0f ? across2 : 0.0f);
        float cover = 0.5f - (across - r) / (2.0f * soft);
        cover = cover < 0.0f ? 0.0f : cover > 1.0f ? 1.0f : cover;
        /* a sphere smaller than the light's disc hides only a part of it */
        float size = r / (r + 0.6f * soft);
        light *= 1.0f - cover * cover * (3.0f - 2.0f * cover) * size * size;
    }
    return light;
}

void synth_shadow_place(synth_shadow *m, float x, float z)
{
    m->cell = 0.032f;
    m->origin_x = x - 0.5f * m->cell * SYNTH_SHADOW_SIDE;
    m->origin_z = z - 0.5f * m->cell * SYNTH_SHADOW_SIDE;
}

void synth_shadow_row(synth_shadow *m, const synth_spheres *s, const float to_light[3], int row)
{
    for (int col = 0; col < SYNTH_SHADOW_SIDE; col++) {
        float p[3] = {m->origin_x + ((float)col + 0.5f) * m->cell, 0.0f, m->origin_z + ((float)row + 0.5f) * m->cell};
        float sky = 1.0f;
        for (int i = 0; i < s->count; i++) {
            float x = s->centre[i][0] - p[0], y = s->centre[i][1], z = s->centre[i][2] - p[2], r = s->radius[i];
            float d2 = x * x + y * y + z * z;
            if (d2 > 100.0f * r * r)
                continue;
            float hidden = y * r * r / (d2 * sqrtf(d2));
            sky *= 1.0f - (hidden > 0.9f ? 0.9f : hidden < 0.0f ? 0.0f : hidden);
        }
        float key = synth_spheres_light(s, p, to_light, 0);
        float edge = 1.0f; /* fades out towards the map's border */
        int away = col < row ? col : row, other = SYNTH_SHADOW_SIDE - 1 - (col > row ? col : row);
        int near_border = away < other ? away : other;
        if (near_border < 12)
            edge = (float)near_border / 12.0f;
        m->light[row][col] = 1.0f - edge * (1.0f - (0.50f * key + 0.50f * sky));
    }
}

float synth_shadow_at(const synth_shadow *m, float x, float z)
{
    float u = (x - m->origin_x) / m->cell - 0.5f, v = (z - m->origin_z) / m->cell - 0.5f;
    if (!(u >= 0.0f && v >= 0.0f && u < SYNTH_SHADOW_SIDE - 1 && v < SYNTH_SHADOW_SIDE - 1))
        return 1.0f;
    int iu = (int)u, iv = (int)v;
    float fu = u - (float)iu, fv = v - (float)iv;
    float a = m->light[iv][iu] + (m->light[iv][iu + 1] - m->light[iv][iu]) * fu;
    float b = m->light[iv + 1][iu] + (m->light[iv + 1][iu + 1] - m->light[iv + 1][iu]) * fu;
    return a + (b - a) * fv;
}

/* A number 0..1 from two integers. */
static double lattice(int x, int y, unsigned salt)
{
    unsigned h = (unsigned)x * 0x9E3779B1u ^ (unsigned)y * 0x85EBCA77u ^ salt * 0xC2B2AE3Du;
    h ^= h >> 15;
    h *= 0x2C1B3C6Du;
    h ^= h >> 12;
    h *= 0x297A2D39u;
    h ^= h >> 15;
    return (double)(h & 0xFFFFFFu) / 16777215.0;
}

/* Smooth noise 0..1. */
static double noise2(double x, double y, unsigned salt)
{
    double fx = floor(x), fy = floor(y), u = x - fx, v = y - fy;
    int ix = (int)fx, iy = (int)fy;
    u = u * u * (3.0 - 2.0 * u);
    v = v * v * (3.0 - 2.0 * v);
    double a = synth_mix(lattice(ix, iy, salt), lattice(ix + 1, iy, salt), u);
    double b = synth_mix(lattice(ix, iy + 1, salt), lattice(ix + 1, iy + 1, salt), u);
    return synth_mix(a, b, v);
}

static void scale_to(float out[3], const double srgb[3], double light)
{
    synth_linear_rgb(out, srgb);
    for (int c = 0; c < 3; c++)
        out[c] *= (float)light;
}

static void shade_floor(const synth_scenario *s, double across, double depth, float rgb[3])
{
    unsigned salt = (unsigned)s->seed;
    double board = across / 0.16;
    int lane = (int)floor(board);
    double shift = lattice(lane, 7, salt) * 1.7, along = depth / 1.7 + shift;
    int piece = (int)floor(along);
    double seam = fmin(board - floor(board), 1.0 - (board - floor(board))) * 0.16;
    double end = fmin(along - floor(along), 1.0 - (along - floor(along))) * 1.7;
    double light = 0.84 + 0.20 * lattice(lane, piece, salt + 1);
    light *= 0.93 + 0.14 * noise2(across * 60.0 + 13.0 * lane, depth * 3.0, salt + 2);
    light *= 1.0 - 0.35 * exp(-pow(fmin(seam, end) / 0.003, 2.0));
    light *= 0.95 - 0.12 * synth_smoothstep(1.0, 4.0, hypot(across, depth));
    scale_to(rgb, s->floor_rgb, light);
}

static void shade_wall(const synth_scenario *s, double across, double height, float rgb[3])
{
    unsigned salt = (unsigned)s->seed;
    double light = 0.72 + 0.13 * synth_smoothstep(0.0, 2.6, height) - 0.05 * across;
    light *= 0.985 + 0.03 * noise2(across * 7.0, height * 7.0, salt + 5);
    light *= 1.0 - 0.25 * exp(-height / 0.12);
    static const double skirting[3] = {208, 205, 198}, frame[3] = {70, 66, 62}, door[3] = {126, 104, 82};
    if (height < 0.11) {
        scale_to(rgb, skirting, 0.8 - (height > 0.10 ? 0.25 : 0.0));
        return;
    }
    double px = across - 1.15, py = height - 1.55; /* a picture */
    if (fabs(px) < 0.36 && fabs(py) < 0.27) {
        if (fabs(px) > 0.33 || fabs(py) > 0.24) {
            scale_to(rgb, frame, light);
        } else {
            double tone = noise2(px * 5.0 + 3.0, py * 9.0, salt + 9);
            double colours[3] = {synth_mix(96, 178, tone), synth_mix(120, 168, tone), synth_mix(140, 140, tone)};
            scale_to(rgb, colours, light);
        }
        return;
    }
    if (across > -2.1 && across < -1.25 && height < 2.05) { /* a door */
        int rim = across > -1.30 || across < -2.05 || height > 2.0;
        scale_to(rgb, rim ? skirting : door, light * (rim ? 0.85 : 0.95 + 0.05 * noise2(across * 40.0, height * 2.0, salt + 4)));
        return;
    }
    scale_to(rgb, s->wall_rgb, light);
}

int synth_backdrop_shade(const synth_scenario *s, const synth_camera *c, synth_vec3 ray, float rgb[3], float floor_xz[2])
{
    synth_vec3 up = {0, 1, 0}, right = synth_cross(c->level, up);
    double wall = s->camera_distance_m + wall_behind_m;
    double to_wall = synth_dot(ray, c->level) > 1e-9 ? wall / synth_dot(ray, c->level) : 1e9;
    double to_floor = ray.y < -1e-9 ? -c->eye.y / ray.y : 1e9;
    if (to_floor < to_wall) {
        synth_vec3 p = synth_madd(c->eye, ray, to_floor);
        floor_xz[0] = (float)p.x;
        floor_xz[1] = (float)p.z;
        synth_vec3 q = synth_sub(p, synth_madd(c->eye, c->level, s->camera_distance_m));
        double near_wall = wall - synth_dot(synth_sub(p, c->eye), c->level);
        shade_floor(s, synth_dot(q, right), synth_dot(q, c->level), rgb);
        float corner = (float)(1.0 - 0.25 * exp(-near_wall / 0.15));
        for (int k = 0; k < 3; k++)
            rgb[k] *= corner;
        return 1;
    }
    synth_vec3 p = synth_madd(c->eye, ray, to_wall);
    shade_wall(s, synth_dot(synth_sub(p, c->eye), right), p.y, rgb);
    return 0;
}
