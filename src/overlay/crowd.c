#include "crowd.h"

#include <math.h>

void sag__crowd_init(sag__crowd *crowd, double width_px, double height_px)
{
    crowd->width_px = width_px;
    crowd->height_px = height_px;
}

/* Cell of a position, pushed inside the grid. */
static int cell_of(double position_px, double size_px)
{
    double cell = floor(position_px / size_px * SAG__CROWD_SIDE);
    return (int)fmax(0.0, fmin(cell, SAG__CROWD_SIDE - 1));
}

static void cover(sag__crowd *crowd, double left, double top, double right, double bottom)
{
    if (right < 0.0 || bottom < 0.0 || left > crowd->width_px || top > crowd->height_px) {
        return;
    }
    int x_last = cell_of(right, crowd->width_px);
    int y_last = cell_of(bottom, crowd->height_px);
    for (int y = cell_of(top, crowd->height_px); y <= y_last; y++) {
        for (int x = cell_of(left, crowd->width_px); x <= x_last; x++) {
            if (crowd->newest[y][x] != crowd->frame_count) {
                crowd->newest[y][x] = crowd->frame_count;
                crowd->hits[y][x]++;
                crowd->total++;
            }
        }
    }
}

void sag__crowd_add(sag__crowd *crowd, const sag__clutter *clutter, double radius_px)
{
    crowd->frame_count++;
    for (size_t i = 0; i < clutter->point_count; i++) {
        const sag__point *point = &clutter->point[i];
        cover(crowd, point->x_px - radius_px, point->y_px - radius_px, point->x_px + radius_px,
              point->y_px + radius_px);
    }
    for (size_t i = 0; i < clutter->box_count; i++) {
        const sag__box *box = &clutter->box[i];
        cover(crowd, box->x_px, box->y_px, box->x_px + box->width_px, box->y_px + box->height_px);
    }
}

double sag__crowd_hidden(const sag__crowd *crowd, const sag__box *box)
{
    if (crowd->total == 0) {
        return 0.0;
    }
    uint64_t hidden = 0;
    int x_last = cell_of(box->x_px + box->width_px, crowd->width_px);
    int y_last = cell_of(box->y_px + box->height_px, crowd->height_px);
    for (int y = cell_of(box->y_px, crowd->height_px); y <= y_last; y++) {
        for (int x = cell_of(box->x_px, crowd->width_px); x <= x_last; x++) {
            hidden += crowd->hits[y][x];
        }
    }
    return (double)hidden / (double)crowd->total;
}
