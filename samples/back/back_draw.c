/* sagitta-back-draw MODEL SNAP CLIP OUT.png FRAME...: outline and the tangents of every rule on the pixels. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sagitta/source.h>

#include "back.h"
#include "back_load.h"
#include "png_file.h"
#include "stats.h"

enum { TILE = 520 };

static uint8_t *canvas;
static int canvas_width;

static void dot(int tile, double x, double y, double size, const uint8_t colour[3])
{
    int first_x = (int)floor(x - 0.5 * size);
    int first_y = (int)floor(y - 0.5 * size);
    for (int j = first_y; j < first_y + (int)size; j++) {
        for (int i = first_x; i < first_x + (int)size; i++) {
            if (i >= 0 && j >= 0 && i < TILE && j < TILE) {
                memcpy(canvas + 3 * ((size_t)j * (size_t)canvas_width + (size_t)(tile * TILE + i)), colour, 3);
            }
        }
    }
}

static const uint8_t rule_colour[SAG__BACK_RULE_COUNT][3] = {
    {255, 60, 60}, {255, 180, 0}, {60, 160, 255}, {255, 0, 255}, {0, 255, 255}};

int main(int argc, char **argv)
{
    if (argc < 6) {
        fprintf(stderr, "usage: sagitta-back-draw MODEL SNAP CLIP OUT.png FRAME...\n");
        return 2;
    }
    static back_clip clip;
    back_load(&clip, argv[3], argv[1], atoi(argv[2]) != 0);
    static sag__back_curve curve;
    double radius[BACK_FRAMES_MAX];
    for (size_t i = 0; i < clip.count; i++) {
        bool good = clip.standing[i] &&
                    sag__back_curve_make(&curve, sag__kernels_choose(), &clip.outline[i], clip.reference_px, SAG__BACK_WINDOW);
        radius[i] = good ? sag__back_standing_radius(&curve) : NAN;
    }
    double standing_radius = sag__stats_median(radius, clip.count, radius);
    int tiles = argc - 5;
    canvas_width = tiles * TILE;
    canvas = calloc((size_t)canvas_width * TILE, 3);
    sag_source *source = back_open_clip(argv[3]);
    sag_frame frame;
    for (long index = 0; sag_source_step(source, &frame, NULL) == SAG_STATUS_OK; index++) {
        for (int tile = 0; tile < tiles; tile++) {
            if (atol(argv[5 + tile]) != index) {
                continue;
            }
            const sag__outline *o = &clip.outline[index];
            double zoom = TILE / (1.9 * clip.reference_px);
            double left = 0.5 * (o->axis.hip_x_px + o->axis.shoulder_x_px) - 0.5 * TILE / zoom;
            double top = 0.5 * (o->axis.hip_y_px + o->axis.shoulder_y_px) - 0.5 * TILE / zoom;
            for (int j = 0; j < TILE; j++) {
                for (int i = 0; i < TILE; i++) {
                    int x = (int)floor(left + i / zoom);
                    int y = (int)floor(top + j / zoom);
                    if (x >= 0 && y >= 0 && x < frame.width_px && y < frame.height_px) {
                        dot(tile, i + 0.5, j + 0.5, 1, frame.rgb + y * frame.stride_bytes + 3 * x);
                    }
                }
            }
            static const uint8_t green[3] = {0, 255, 0}, grey[3] = {160, 160, 160}, white[3] = {255, 255, 255};
            for (int k = 0; k < SAG__OUTLINE_COUNT; k++) {
                dot(tile, ((double)o->point[k].x_px - left) * zoom, ((double)o->point[k].y_px - top) * zoom, 2,
                    o->point[k].valid ? green : grey);
            }
            dot(tile, (o->axis.hip_x_px - left) * zoom, (o->axis.hip_y_px - top) * zoom, 7, white);
            dot(tile, (o->axis.shoulder_x_px - left) * zoom, (o->axis.shoulder_y_px - top) * zoom, 7, white);
            if (!sag__back_curve_make(&curve, sag__kernels_choose(), o, clip.reference_px, SAG__BACK_WINDOW)) {
                continue;
            }
            for (int r = 0; r < SAG__BACK_RULE_COUNT; r++) {
                sag__back_places p =
                    sag__back_places_find(&curve, (sag__back_rule)r, back_model_of(argv[1]), standing_radius);
                for (int end = 0; end < 2; end++) {
                    double place = end == 0 ? p.thorax : p.sacrum;
                    double angle = sag__back_curve_tangent(&curve, place);
                    if (isnan(angle)) {
                        continue;
                    }
                    int k = (int)place;
                    for (double t = -0.12; t <= 0.12; t += 0.003) {
                        double x = (double)o->point[k].x_px + o->axis.facing * sin(angle) * t * clip.reference_px;
                        double y = (double)o->point[k].y_px - cos(angle) * t * clip.reference_px;
                        double off = (r - 2) * 3.0;
                        dot(tile, (x - left) * zoom - o->axis.facing * (8.0 + off), (y - top) * zoom, 2,
                            rule_colour[r]);
                    }
                }
            }
        }
    }
    sag_source_close(source);
    sag_error err = {0};
    bool good = sag__png_write(argv[4], canvas, canvas_width, TILE, 3 * canvas_width, NULL, 0, &err) == SAG_STATUS_OK;
    fprintf(stderr, "%s", err.text);
    return good ? 0 : 1;
}
