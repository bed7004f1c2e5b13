/*
 * lane_sum.h - weighted sums in fixed lanes: what every level does alike.
 */
#ifndef SAGITTA_SIMD_LANE_SUM_H
#define SAGITTA_SIMD_LANE_SUM_H

#include "kernels.h"

typedef struct lane_sum {
    double product[SAG__SUM_LANES];
    double weight[SAG__SUM_LANES];
} lane_sum;

/* Add the values first .. n - 1 one by one. */
static inline void lane_sum_add(lane_sum *sum, const float *value, const float *weight, size_t first, size_t n)
{
    for (size_t i = first; i < n; i++) {
        double w = weight[i] > 0.0f ? (double)weight[i] : 0.0;
        double v = weight[i] > 0.0f ? (double)value[i] : 0.0;
        sum->product[i % SAG__SUM_LANES] += w * v;
        sum->weight[i % SAG__SUM_LANES] += w;
    }
}

/* Add the lanes as a tree. Returns: the sum; the lanes are used up. */
static inline double lane_sum_tree(double lane[SAG__SUM_LANES])
{
    for (int half = SAG__SUM_LANES / 2; half > 0; half /= 2) {
        for (int k = 0; k < half; k++) {
            lane[k] += lane[k + half];
        }
    }
    return lane[0];
}

#endif
