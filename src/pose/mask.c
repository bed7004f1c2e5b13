#include "mask.h"

#include <math.h>
#include <stddef.h>

/* The mask at a place counted in its cells from its first centre; beyond its border it is 0. */
static float mask_at(const float *mask, int side, double x, double y)
{
    if (!(x > -1.0 && x < side && y > -1.0 && y < side)) {
        return 0.0f;
    }
    int i = (int)floor(x);
    int j = (int)floor(y);
    float weight_x = (float)(x - i);
    float weight_y = (float)(y - j);
    float tap[2][2];
    for (int b = 0; b < 2; b++) {
        for (int a = 0; a < 2; a++) {
            int column = i + a;
            int row = j + b;
            tap[b][a] = column >= 0 && column < side && row >= 0 && row < side ? mask[row * side + column] : 0.0f;
        }
    }
    float top = tap[0][0] + (tap[0][1] - tap[0][0]) * weight_x;
    float bottom = tap[1][0] + (tap[1][1] - tap[1][0]) * weight_x;
    return top + (bottom - top) * weight_y;
}

void sag__mask_warp(float *out, int width_px, int height_px, const float *mask, int side, const sag_region *region)
{
    double cells_per_px = side / (double)region->side_px;
    double cosine = cos((double)region->rotation_rad) * cells_per_px;
    double sine = sin((double)region->rotation_rad) * cells_per_px;
    double middle = 0.5 * side - 0.5;
    for (int j = 0; j < height_px; j++) {
        double dy_px = j + 0.5 - (double)region->center_y_px;
        float *row = out + (size_t)j * (size_t)width_px;
        for (int i = 0; i < width_px; i++) {
            double dx_px = i + 0.5 - (double)region->center_x_px;
            row[i] = mask_at(mask, side, cosine * dx_px + sine * dy_px + middle,
                             -sine * dx_px + cosine * dy_px + middle);
        }
    }
}
