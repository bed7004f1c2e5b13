#include "synth_camera.h"

void synth_camera_init(synth_camera *c, const synth_scenario *s)
{
    double yaw = synth_rad(s->camera_yaw_deg), pitch = synth_rad(s->camera_pitch_deg);
    double roll = synth_rad(s->camera_roll_deg), side = s->facing == SYNTH_FACING_RIGHT ? 1.0 : -1.0;
    synth_vec3 outward = {sin(yaw), 0.0, side * cos(yaw)}, up = {0.0, 1.0, 0.0};
    c->eye = synth_madd(synth_v3(s->camera_aim_forward_m, s->camera_height_m, 0.0), outward, s->camera_distance_m);
    c->level = synth_scale(outward, -1.0);
    c->forward = synth_madd(synth_scale(c->level, cos(pitch)), up, -sin(pitch));
    synth_vec3 right = synth_cross(c->level, up), down = synth_cross(c->forward, right);
    /* roll + turns the camera clockwise, the picture counter-clockwise */
    c->right = synth_madd(synth_scale(right, cos(roll)), down, sin(roll));
    c->down = synth_madd(synth_scale(down, cos(roll)), right, -sin(roll));
    c->focal_px = s->camera_focal_mm / hypot(36.0, 24.0) * hypot(s->width_px, s->height_px);
    c->centre_u = 0.5 * s->width_px;
    c->centre_v = 0.5 * s->height_px;
}

void synth_camera_project(const synth_camera *c, synth_vec3 p, double *u_px, double *v_px)
{
    synth_vec3 q = synth_sub(p, c->eye);
    double depth = synth_dot(q, c->forward);
    if (depth <= 1e-3) {
        *u_px = *v_px = NAN;
        return;
    }
    *u_px = c->centre_u + c->focal_px * synth_dot(q, c->right) / depth;
    *v_px = c->centre_v + c->focal_px * synth_dot(q, c->down) / depth;
}
