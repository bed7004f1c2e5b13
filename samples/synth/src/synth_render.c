#include "synth_render.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "synth_backdrop.h"
#include "synth_field.h"
#include "synth_finish.h"

enum { TILE = 16, BLOCK = 4, MARCH_MAX = 96, THREAD_MAX = 64 };

static const float far_m = 40.0f, occlusion_reach_m = 0.22f;

struct synth_render {
    synth_scenario scenario;
    synth_camera camera;
    synth_finish finish;
    synth_spheres spheres;
    synth_shadow shadow;
    synth_shape shape;
    int width, height, threads, tiles_x, tiles_y, frame;
    float eye[3], forward[3], right[3], down[3], focal;
    float to_light[3], light_rgb[3], sky_rgb[3], ground_rgb[3];
    float *room;        /* linear RGB of the empty room */
    float *floor_xz;    /* floor point of a pixel, NaN on the wall */
    float *image, *blurred;
    uint8_t *rgb;       /* borrowed during a frame */
};

/* ---- work shared among threads ---- */

typedef void task_fn(synth_render *r, int index);

typedef struct crew {
    synth_render *render;
    task_fn *task;
    int count;
    atomic_int next;
} crew;

static void *crew_member(void *arg)
{
    crew *c = arg;
    for (;;) {
        int index = atomic_fetch_add(&c->next, 1);
        if (index >= c->count)
            return NULL;
        c->task(c->render, index);
    }
}

static void run_all(synth_render *r, int count, task_fn *task)
{
    crew c = {.render = r, .task = task, .count = count};
    atomic_init(&c.next, 0);
    pthread_t thread[THREAD_MAX];
    int started = 0;
    while (started < r->threads - 1 && pthread_create(&thread[started], NULL, crew_member, &c) == 0)
        started++;
    crew_member(&c);
    for (int i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
}

/* ---- rays ---- */

static void ray_through(const synth_render *r, float u, float v, float dir[3])
{
    float x = (u - 0.5f * (float)r->width) / r->focal, y = (v - 0.5f * (float)r->height) / r->focal;
    float inv = 1.0f / sqrtf(1.0f + x * x + y * y);
    for (int c = 0; c < 3; c++)
        dir[c] = (r->forward[c] + x * r->right[c] + y * r->down[c]) * inv;
}

static void point_on(const synth_render *r, const float dir[3], float t, float p[3])
{
    for (int c = 0; c < 3; c++)
        p[c] = r->eye[c] + dir[c] * t;
}

/* Nearest and farthest depth of a list's bounds along an axis. */
static void depth_range(const synth_render *r, const synth_list *list, const float axis[3], float *lo, float *hi)
{
    *lo = far_m;
    *hi = 0.0f;
    for (int i = 0; i < list->count; i++) {
        const synth_prim *q = &r->shape.prim[list->index[i]];
        float along = 0.0f;
        for (int c = 0; c < 3; c++)
            along += (q->centre[c] - r->eye[c]) * axis[c];
        float reach = q->radius + 0.03f;
        *lo = along - reach < *lo ? along - reach : *lo;
        *hi = along + reach > *hi ? along + reach : *hi;
    }
    *lo = *lo < 0.05f ? 0.05f : *lo;
}

/* ---- shading ---- */

static float open_sky(const synth_render *r, const synth_list *near_list, const float p[3], const float n[3])
{
    static const float step[3] = {0.03f, 0.09f, 0.20f}, weight[3] = {0.30f, 0.35f, 0.35f};
    float open = 1.0f;
    for (int i = 0; i < 3; i++) {
        float q[3] = {p[0] + n[0] * step[i], p[1] + n[1] * step[i], p[2] + n[2] * step[i]};
        float d = synth_field_distance(&r->shape, near_list, q, step[i]);
        float over = q[1]; /* the floor */
        d = over < d ? over : d;
        open -= weight[i] * (1.0f - (d < 0.0f ? 0.0f : d) / step[i]);
    }
    return open < 0.0f ? 0.0f : open;
}

static void shade(const synth_render *r, const synth_list *list, const synth_list *near_list, const float p[3], const float dir[3],
                  float rgb[3])
{
    synth_surface s = synth_field_surface(&r->shape, list, p);
    const float *n = s.normal, *l = r->to_light;
    float facing = n[0] * l[0] + n[1] * l[1] + n[2] * l[2];
    float seen = -(n[0] * dir[0] + n[1] * dir[1] + n[2] * dir[2]);
    float open = open_sky(r, near_list, p, n);
    float key = 0.0f, shine = 0.0f;
    float wrapped = (facing + 0.15f) / 1.15f;
    if (wrapped > 0.0f) {
        key = wrapped * synth_spheres_light(&r->spheres, p, l, 1) * (0.35f + 0.65f * open);
        float half[3] = {l[0] - dir[0], l[1] - dir[1], l[2] - dir[2]};
        float size = sqrtf(half[0] * half[0] + half[1] * half[1] + half[2] * half[2]) + 1e-6f;
        float spec = (n[0] * half[0] + n[1] * half[1] + n[2] * half[2]) / size;
        spec = spec > 0.0f ? spec : 0.0f;
        spec *= spec;
        spec *= spec;
        spec *= spec;
        shine = s.gloss * spec * spec * key;
    }
    float up = 0.5f + 0.5f * n[1];
    float rim = 1.0f - (seen < 0.0f ? 0.0f : seen);
    rim = rim * rim * rim;
    for (int c = 0; c < 3; c++) {
        float ambient = (r->ground_rgb[c] + (r->sky_rgb[c] - r->ground_rgb[c]) * up) * open;
        rgb[c] = s.rgb[c] * (ambient * (1.0f + 0.25f * rim) + key * r->light_rgb[c]) + shine * r->light_rgb[c];
    }
}

/* ---- tiles ---- */

typedef struct tile_view {
    const synth_list *list, *near_list;
    float pixel;    /* size of a pixel at 1 m */
    float far_end;
} tile_view;

/* March one pixel from depth t; returns how much of it the body covers and its colour. */
static float march(const synth_render *r, const tile_view *view, const float dir[3], float t, float rgb[3])
{
    float p[3], best = 1e9f, best_t = t;
    for (int i = 0; i < MARCH_MAX && t < view->far_end; i++) {
        point_on(r, dir, t, p);
        float d = synth_field_distance(&r->shape, view->list, p, 1.0f);
        float size = view->pixel * t, ratio = d / size;
        if (ratio < best) {
            best = ratio;
            best_t = t;
        }
        if (ratio < 0.08f)
            break;
        float step = d * 0.92f, least = 0.25f * size;
        t += step > least ? step : least;
    }
    float cover = 1.0f - (best - 0.08f) / 0.92f;
    if (cover <= 0.0f)
        return 0.0f;
    point_on(r, dir, best_t, p);
    shade(r, view->list, view->near_list, p, dir, rgb);
    return cover > 1.0f ? 1.0f : cover;
}

/* March the cone around a block; returns the depth where the body may begin, or a negative number for none. */
static float march_block(const synth_render *r, const tile_view *view, const float dir[3], float t)
{
    float p[3], spread = view->pixel * (0.7072f * BLOCK + 1.0f);
    for (int i = 0; i < MARCH_MAX && t < view->far_end; i++) {
        point_on(r, dir, t, p);
        float d = synth_field_distance(&r->shape, view->list, p, 1.0f) * 0.92f - spread * t;
        if (d < 0.002f)
            return t;
        t += d;
    }
    return t < view->far_end ? t : -1.0f;
}

static void draw_tile(synth_render *r, int index)
{
    int x0 = index % r->tiles_x * TILE, y0 = index / r->tiles_x * TILE;
    int x1 = x0 + TILE < r->width ? x0 + TILE : r->width, y1 = y0 + TILE < r->height ? y0 + TILE : r->height;
    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++) {
            size_t at = (size_t)y * (size_t)r->width + (size_t)x;
            const float *ground = r->floor_xz + 2 * at;
            float light = ground[0] == ground[0] ? synth_shadow_at(&r->shadow, ground[0], ground[1]) : 1.0f;
            for (int c = 0; c < 3; c++)
                r->image[3 * at + (size_t)c] = r->room[3 * at + (size_t)c] * light;
        }

    float axis[3], corner[3], cosine = 1.0f;
    ray_through(r, (float)x0 + 0.5f * TILE, (float)y0 + 0.5f * TILE, axis);
    for (int i = 0; i < 4; i++) {
        ray_through(r, (float)(x0 + (i & 1) * TILE), (float)(y0 + (i >> 1) * TILE), corner);
        float c = corner[0] * axis[0] + corner[1] * axis[1] + corner[2] * axis[2];
        cosine = c < cosine ? c : cosine;
    }
    float sine = sqrtf(1.0f - cosine * cosine);
    synth_list list, near_list;
    synth_field_cull(&list, &r->shape, r->eye, axis, sine, cosine, 0.015f);
    if (list.count == 0)
        return;
    synth_field_cull(&near_list, &r->shape, r->eye, axis, sine, cosine, occlusion_reach_m);
    tile_view view = {.list = &list, .near_list = &near_list, .pixel = 1.0f / r->focal};
    float begin;
    depth_range(r, &list, axis, &begin, &view.far_end);
    begin *= cosine;

    for (int by = y0; by < y1; by += BLOCK)
        for (int bx = x0; bx < x1; bx += BLOCK) {
            float dir[3];
            ray_through(r, (float)bx + 0.5f * BLOCK, (float)by + 0.5f * BLOCK, dir);
            float t = march_block(r, &view, dir, begin);
            if (t < 0.0f)
                continue;
            for (int y = by; y < by + BLOCK && y < y1; y++)
                for (int x = bx; x < bx + BLOCK && x < x1; x++) {
                    float rgb[3];
                    ray_through(r, (float)x + 0.5f, (float)y + 0.5f, dir);
                    float cover = march(r, &view, dir, t, rgb);
                    float *out = r->image + 3 * ((size_t)y * (size_t)r->width + (size_t)x);
                    for (int c = 0; c < 3 && cover > 0.0f; c++)
                        out[c] += (rgb[c] - out[c]) * cover;
                }
        }
}

static void draw_shadow_row(synth_render *r, int row)
{
    synth_shadow_row(&r->shadow, &r->spheres, r->to_light, row);
}

static void blur_row(synth_render *r, int row)
{
    synth_finish_row_across(&r->finish, r->blurred, r->image, row);
}

static void finish_row(synth_render *r, int row)
{
    synth_finish_row_down(&r->finish, r->rgb, r->blurred, row, r->frame);
}

static void paint_room_row(synth_render *r, int y)
{
    const synth_camera *c = &r->camera;
    for (int x = 0; x < r->width; x++) {
        size_t at = (size_t)y * (size_t)r->width + (size_t)x;
        float *rgb = r->room + 3 * at, *ground = r->floor_xz + 2 * at, sum[3] = {0, 0, 0}, xz[2];
        /* four rays against stair-steps in the boards */
        for (int k = 0; k < 4; k++) {
            double u = (x + 0.25 + 0.5 * (k & 1) - c->centre_u) / c->focal_px, v = (y + 0.25 + 0.5 * (k >> 1) - c->centre_v) / c->focal_px;
            synth_vec3 ray = synth_unit(synth_madd(synth_madd(c->forward, c->right, u), c->down, v));
            float part[3];
            if (synth_backdrop_shade(&r->scenario, c, ray, part, xz)) {
                ground[0] = xz[0];
                ground[1] = xz[1];
            } else if (k == 0) {
                ground[0] = ground[1] = NAN;
            }
            for (int i = 0; i < 3; i++)
                sum[i] += part[i];
        }
        for (int i = 0; i < 3; i++)
            rgb[i] = 0.25f * sum[i];
    }
}

/* ---- interface ---- */

static void put(float out[3], synth_vec3 v)
{
    out[0] = (float)v.x;
    out[1] = (float)v.y;
    out[2] = (float)v.z;
}

synth_render *synth_render_create(const synth_scenario *s, int threads)
{
    synth_render *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    size_t pixels = (size_t)s->width_px * (size_t)s->height_px;
    r->room = calloc(pixels * 3, sizeof *r->room);
    r->floor_xz = calloc(pixels * 2, sizeof *r->floor_xz);
    r->image = calloc(pixels * 3, sizeof *r->image);
    r->blurred = calloc(pixels * 3, sizeof *r->blurred);
    if (!r->room || !r->floor_xz || !r->image || !r->blurred) {
        synth_render_destroy(r);
        return NULL;
    }
    r->scenario = *s;
    r->width = s->width_px;
    r->height = s->height_px;
    r->threads = threads < 1 ? 1 : threads > THREAD_MAX ? THREAD_MAX : threads;
    r->tiles_x = (r->width + TILE - 1) / TILE;
    r->tiles_y = (r->height + TILE - 1) / TILE;
    synth_camera_init(&r->camera, s);
    synth_finish_init(&r->finish, r->width, r->height, s->blur_px, s->noise_levels, s->seed);
    put(r->eye, r->camera.eye);
    put(r->forward, r->camera.forward);
    put(r->right, r->camera.right);
    put(r->down, r->camera.down);
    r->focal = (float)r->camera.focal_px;
    /* the key light stands beside and above the camera */
    double az = synth_rad(s->light_azimuth_deg);
    synth_vec3 up = {0, 1, 0}, aside = synth_cross(r->camera.level, up);
    synth_vec3 to_light = synth_madd(synth_scale(r->camera.level, -cos(az)), aside, -sin(az));
    put(r->to_light, synth_unit(synth_madd(to_light, up, 1.25)));
    const float light[3] = {0.86f, 0.82f, 0.76f}, sky[3] = {0.40f, 0.42f, 0.45f}, ground[3] = {0.21f, 0.18f, 0.15f};
    memcpy(r->light_rgb, light, sizeof light);
    memcpy(r->sky_rgb, sky, sizeof sky);
    memcpy(r->ground_rgb, ground, sizeof ground);
    run_all(r, r->height, paint_room_row);
    return r;
}

void synth_render_destroy(synth_render *r)
{
    if (!r)
        return;
    free(r->room);
    free(r->floor_xz);
    free(r->image);
    free(r->blurred);
    free(r);
}

void synth_render_frame(synth_render *r, uint8_t *rgb, const synth_pose *pose, const synth_body *body, int frame)
{
    synth_vec3 hips = synth_lerp(pose->point[SYNTH_POINT_LEFT_HIP], pose->point[SYNTH_POINT_RIGHT_HIP], 0.5);
    r->rgb = rgb;
    r->frame = frame;
    synth_shape_build(&r->shape, pose, body, &r->scenario);
    synth_spheres_take(&r->spheres, &r->shape);
    synth_shadow_place(&r->shadow, (float)hips.x, (float)hips.z);
    run_all(r, SYNTH_SHADOW_SIDE, draw_shadow_row);
    run_all(r, r->tiles_x * r->tiles_y, draw_tile);
    run_all(r, r->height, blur_row);
    run_all(r, r->height, finish_row);
    r->rgb = NULL;
}
