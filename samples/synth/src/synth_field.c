#include "synth_field.h"

/* Local distance and its gradient in world coordinates; the true distance is about distance / |gradient|. */
static inline float prim_local(const synth_prim *q, const float p[3], float grad[3])
{
    float x = p[0] - q->origin[0], y = p[1] - q->origin[1], z = p[2] - q->origin[2];
    float lx = q->into[0][0] * x + q->into[0][1] * y + q->into[0][2] * z;
    float ly = q->into[1][0] * x + q->into[1][1] * y + q->into[1][2] * z;
    float lz = q->into[2][0] * x + q->into[2][1] * y + q->into[2][2] * z;
    float flat2 = lx * lx + lz * lz, flat = sqrtf(flat2);
    float along = ly * q->rise - flat * q->slope;
    float gr, gy, d;
    if (along <= 0.0f || q->length <= 0.0f) {
        float n = sqrtf(flat2 + ly * ly);
        d = n - q->r1;
        float inv = 1.0f / (n + 1e-9f);
        gr = inv;
        gy = ly * inv;
    } else if (along >= q->rise * q->length) {
        float ty = ly - q->length, n = sqrtf(flat2 + ty * ty);
        d = n - q->r2;
        float inv = 1.0f / (n + 1e-9f);
        gr = inv;
        gy = ty * inv;
    } else {
        d = flat * q->rise + ly * q->slope - q->r1;
        gr = q->rise / (flat + 1e-9f);
        gy = q->slope;
    }
    float gx = gr * lx, gz = gr * lz;
    grad[0] = q->into[0][0] * gx + q->into[1][0] * gy + q->into[2][0] * gz;
    grad[1] = q->into[0][1] * gx + q->into[1][1] * gy + q->into[2][1] * gz;
    grad[2] = q->into[0][2] * gx + q->into[1][2] * gy + q->into[2][2] * gz;
    return d;
}

/* 1 when the primitive is too far to change a union that is already at distance d. */
static inline int too_far(const synth_prim *q, const float p[3], float d)
{
    float x = p[0] - q->centre[0], y = p[1] - q->centre[1], z = p[2] - q->centre[2];
    float reach = d + q->blend + q->radius;
    return reach <= 0.0f || x * x + y * y + z * z > reach * reach;
}

float synth_field_distance(const synth_shape *shape, const synth_list *list, const float p[3], float limit)
{
    float d = limit, grad[3];
    for (int i = 0; i < list->count; i++) {
        const synth_prim *q = &shape->prim[list->index[i]];
        if (too_far(q, p, d))
            continue;
        float local = prim_local(q, p, grad);
        float di = local / sqrtf(grad[0] * grad[0] + grad[1] * grad[1] + grad[2] * grad[2] + 1e-12f);
        float diff = di - d, k = q->blend;
        if (diff >= k)
            continue;
        if (diff <= -k) {
            d = di;
            continue;
        }
        float h = 0.5f - 0.5f * diff / k; /* weight of the new one */
        d = d + diff * h - k * h * (1.0f - h);
    }
    return d;
}

synth_surface synth_field_surface(const synth_shape *shape, const synth_list *list, const float p[3])
{
    synth_surface s = {{0, 0, 0}, {0, 0, 0}, 0};
    float d = 1e9f, grad[3];
    for (int i = 0; i < list->count; i++) {
        const synth_prim *q = &shape->prim[list->index[i]];
        if (too_far(q, p, d))
            continue;
        float local = prim_local(q, p, grad);
        float inv = 1.0f / sqrtf(grad[0] * grad[0] + grad[1] * grad[1] + grad[2] * grad[2] + 1e-12f);
        float di = local * inv, diff = di - d, k = q->blend;
        if (diff >= k)
            continue;
        float h = diff <= -k ? 1.0f : 0.5f - 0.5f * diff / k;
        float paint = (h - 0.5f) * 5.0f + 0.5f; /* colours meet on a narrower line than shapes */
        paint = paint < 0.0f ? 0.0f : paint > 1.0f ? 1.0f : paint;
        d = diff <= -k ? di : d + diff * h - k * h * (1.0f - h);
        for (int c = 0; c < 3; c++) {
            s.normal[c] += (grad[c] * inv - s.normal[c]) * h;
            s.rgb[c] += (q->rgb[c] - s.rgb[c]) * paint;
        }
        s.gloss += (q->gloss - s.gloss) * paint;
    }
    float n = sqrtf(s.normal[0] * s.normal[0] + s.normal[1] * s.normal[1] + s.normal[2] * s.normal[2]) + 1e-12f;
    for (int c = 0; c < 3; c++)
        s.normal[c] /= n;
    return s;
}

void synth_field_cull(synth_list *out, const synth_shape *shape, const float eye[3], const float axis[3], float sine, float cosine,
                      float margin)
{
    out->count = 0;
    for (int i = 0; i < shape->count; i++) {
        const synth_prim *q = &shape->prim[i];
        float v[3] = {q->centre[0] - eye[0], q->centre[1] - eye[1], q->centre[2] - eye[2]};
        float along = v[0] * axis[0] + v[1] * axis[1] + v[2] * axis[2];
        float across2 = v[0] * v[0] + v[1] * v[1] + v[2] * v[2] - along * along;
        float across = sqrtf(across2 > 0.0f ? across2 : 0.0f), r = q->radius + margin;
        /* distance of the centre to the cone's side */
        if (along > -r && across * cosine - along * sine <= r)
            out->index[out->count++] = (unsigned char)i;
    }
}
