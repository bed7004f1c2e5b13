#include "standing.h"

#include "stats.h"

static bool is_in_a_rep(const sag_measured *measured, size_t frame)
{
    for (size_t r = 0; r < measured->rep_count; r++) {
        if (frame >= measured->rep[r].start_frame && frame <= measured->rep[r].end_frame) {
            return true;
        }
    }
    return false;
}

double sag__standing_zero(const double *value, const sag_measured *measured, double *scratch)
{
    size_t count = 0;
    for (size_t i = 0; i < measured->frame_count; i++) {
        bool standing = measured->standing_known ? i >= measured->standing_first && i <= measured->standing_last
                                                 : !is_in_a_rep(measured, i);
        if (standing) {
            scratch[count++] = value[i];
        }
    }
    return sag__stats_median(scratch, count, scratch);
}
