#include "camera_mode.h"

#include <math.h>
#include <stdlib.h>

/* The lower the better, from the first value on. */
#define VALUES 5
typedef struct score {
    double value[VALUES];
} score;

bool sag__camera_rate_reaches(double rate_hz, double wanted_hz)
{
    return rate_hz >= 0.99 * wanted_hz;
}

/* The rate of a mode that is taken: the lowest that reaches the one wanted, else the highest. */
static double fit_rate(const sag_camera_mode *mode, double wanted_hz)
{
    if (mode->rate_count == 0) {
        return 0.0;
    }
    if (mode->rate_is_range) {
        return wanted_hz > 0.0 ? fmax(fmin(wanted_hz, mode->rate_hz[0]), mode->rate_hz[1]) : mode->rate_hz[0];
    }
    double best = mode->rate_hz[0];
    for (int i = 1; wanted_hz > 0.0 && i < mode->rate_count; i++) {
        if (sag__camera_rate_reaches(mode->rate_hz[i], wanted_hz)) {
            best = mode->rate_hz[i];
        }
    }
    return best;
}

static int fit_side(int wanted_px, int min_px, int max_px, int step_px)
{
    if (wanted_px <= 0 || wanted_px >= max_px) {
        return max_px;
    }
    if (wanted_px <= min_px || step_px <= 0) {
        return min_px;
    }
    return min_px + (wanted_px - min_px + step_px / 2) / step_px * step_px;
}

void sag__camera_mode_fit(int *width_px, int *height_px, const sag_camera_mode *mode, int wanted_width_px,
                          int wanted_height_px)
{
    *width_px = fit_side(wanted_width_px, mode->width_px, mode->width_max_px, mode->width_step_px);
    *height_px = fit_side(wanted_height_px, mode->height_px, mode->height_max_px, mode->height_step_px);
    *width_px = *width_px > mode->width_max_px ? mode->width_max_px : *width_px;
    *height_px = *height_px > mode->height_max_px ? mode->height_max_px : *height_px;
}

static double rank_format(const sag_camera_mode *mode)
{
    if (mode->is_converted) {
        return 5.0;
    }
    switch (mode->format) {
    case SAG_CAMERA_FORMAT_YUYV: return 0.0;
    case SAG_CAMERA_FORMAT_NV12: return 1.0;
    case SAG_CAMERA_FORMAT_RGB24: return 2.0;
    case SAG_CAMERA_FORMAT_MJPEG: return 3.0;
    case SAG_CAMERA_FORMAT_GREY: return 4.0;
    case SAG_CAMERA_FORMAT_ANY: break;
    }
    return 6.0;
}

static score score_of(const sag_camera_mode *mode, const sag__camera_choice *choice, const sag_camera_request *request)
{
    double const width = choice->width_px;
    double const height = choice->height_px;
    bool const reached = sag__camera_rate_reaches(choice->rate_hz, request->rate_hz);
    double const lack = reached ? 0.0 : request->rate_hz - choice->rate_hz;
    double const format = rank_format(mode);
    /* Where any rate is welcome the higher is the better; else the one just high enough. */
    double const rate = request->rate_hz > 0.0 ? choice->rate_hz : -choice->rate_hz;
    if (request->width_px > 0) {
        double const away = fabs(log(width / request->width_px)) + fabs(log(height / request->height_px));
        bool const any_rate = request->rate_hz <= 0.0;
        return (score){{away, lack, any_rate ? rate : format, any_rate ? format : rate, 0.0}};
    }
    return (score){{lack > 0.0 ? 1.0 : 0.0, -width * height, lack, request->rate_hz > 0.0 ? format : rate,
                    request->rate_hz > 0.0 ? rate : format}};
}

static bool is_better(const score *a, const score *b)
{
    for (int i = 0; i < VALUES; i++) {
        if (a->value[i] != b->value[i]) {
            return a->value[i] < b->value[i];
        }
    }
    return false;
}

bool sag__camera_mode_choose(sag__camera_choice *out, const sag_camera_mode *modes, int count,
                             const sag_camera_request *request)
{
    bool found = false;
    score best = {{0}};
    for (int i = 0; i < count; i++) {
        const sag_camera_mode *mode = &modes[i];
        if (request->format != SAG_CAMERA_FORMAT_ANY && mode->format != request->format) {
            continue;
        }
        sag__camera_choice choice = {.mode = i, .rate_hz = fit_rate(mode, request->rate_hz)};
        sag__camera_mode_fit(&choice.width_px, &choice.height_px, mode, request->width_px, request->height_px);
        score const here = score_of(mode, &choice, request);
        if (!found || is_better(&here, &best)) {
            *out = choice;
            best = here;
            found = true;
        }
    }
    return found;
}
