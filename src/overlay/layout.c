#include "layout.h"

#include <math.h>

#include "chart.h"
#include "gauge.h"
#include "scene.h"

/* Frames of a clip that are looked at. */
#define WATCHED_MAX 64
/* Half the thickness of a limb against the leg's length. */
#define LIMB_RATIO 0.09
/* Share of the body's cover that may be hidden without looking for less. */
#define HIDDEN_MAX 0.004
/* The findings' words are worth hiding this much. */
#define FINDINGS_HIDDEN_MAX 0.06
/* Hiding more than this, the gauge is left out: the chart tells the same. */
#define GAUGE_HIDDEN_MAX 0.02
/* How much a worse rank costs against hiding the body: enough to decide between free places. */
#define RANK_COST 1e-5

void sag__layout_watch(sag__crowd *crowd, sag__canvas *canvas, const sag_motion *motion, const sag_analysis *analysis,
                       bool terse)
{
    size_t count = sag_motion_get_count(motion);
    size_t step = count / WATCHED_MAX + 1;
    double radius_px = fmax(LIMB_RATIO * analysis->leg_length_px * canvas->scale, 0.3 * canvas->font_px);
    sag__crowd_init(crowd, canvas->width_px, canvas->height_px);
    cairo_save(canvas->cairo);
    cairo_rectangle(canvas->cairo, 0.0, 0.0, 0.0, 0.0);
    cairo_clip(canvas->cairo);
    for (size_t i = 0; i < count; i += step) {
        sag__clutter clutter;
        sag__clutter_init(&clutter, canvas->width_px, canvas->height_px, canvas->font_px);
        sag__scene scene = {.kind = SAG__SCENE_VIDEO, .motion = motion, .analysis = analysis, .frame = i,
                            .terse = terse};
        sag__scene_draw_body(canvas, &scene, &clutter);
        sag__crowd_add(crowd, &clutter, radius_px);
    }
    cairo_restore(canvas->cairo);
}

/* A try at placing a box. */
typedef struct attempt {
    sag__box box;
    double hidden; /* INFINITY: it does not fit */
} attempt;

static bool boxes_meet(const sag__box *a, const sag__box *b, double apart_px)
{
    return a->x_px < b->x_px + b->width_px + apart_px && b->x_px < a->x_px + a->width_px + apart_px
           && a->y_px < b->y_px + b->height_px + apart_px && b->y_px < a->y_px + a->height_px + apart_px;
}

/* What is placed, and where it would rather stand: shares of the free way from left to right and from top to bottom. */
typedef struct element {
    double width_px;
    double height_px;
    const double (*place)[2];
    size_t place_count;
} element;

/* The place of a wish that hides least of the body; the earlier of two equal ones. */
static attempt place_best(const sag__canvas *canvas, const sag__crowd *crowd, const element *wish,
                          const sag__box *taken, size_t taken_count)
{
    double edge = floor(0.6 * canvas->font_px);
    double way_x = canvas->width_px - 2.0 * edge - ceil(wish->width_px);
    double way_y = canvas->height_px - 2.0 * edge - ceil(wish->height_px);
    attempt best = {.hidden = INFINITY};
    double best_cost = INFINITY;
    for (size_t i = 0; i < wish->place_count && way_x >= 0.0 && way_y >= 0.0; i++) {
        sag__box box = {edge + floor(wish->place[i][0] * way_x), edge + floor(wish->place[i][1] * way_y),
                        ceil(wish->width_px), ceil(wish->height_px)};
        bool free = true;
        for (size_t k = 0; k < taken_count; k++) {
            free = free && !(taken[k].width_px > 0.0 && boxes_meet(&taken[k], &box, 0.3 * canvas->font_px));
        }
        double hidden = sag__crowd_hidden(crowd, &box);
        double cost = hidden + RANK_COST * (double)i;
        if (free && cost < best_cost) {
            best_cost = cost;
            best = (attempt){box, hidden};
        }
    }
    return best;
}

/* Corners first, then the middles of the edges. */
static const double counter_places[][2] = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {0.5, 0}, {0, 0.5}, {1, 0.5}, {0.5, 1}};
static const double chart_places[][2] = {{0, 1}, {1, 1}, {0.5, 1}, {1, 0}, {0, 0}, {0.5, 0}, {0, 0.85}, {1, 0.85},
                                         {0, 0.5}, {1, 0.5}};
static const double gauge_places[][2] = {{1, 0.35}, {0, 0.35}, {1, 0},   {0, 0},   {1, 0.5}, {0, 0.5},
                                         {1, 0.65}, {0, 0.65}, {1, 0.8}, {0, 0.8}, {1, 1},   {0, 1}};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void place_counter(sag__layout *layout, sag__canvas *canvas, const sag__crowd *crowd,
                          const sag_analysis *analysis)
{
    /* From saying everything to saying little, on lines of several lengths. A form is tried while more is hidden. */
    static const struct {
        sag__detail detail;
        double width_fonts;
        double hidden_min;
    } forms[] = {
        {SAG__DETAIL_FULL, 21.0, HIDDEN_MAX},    {SAG__DETAIL_FULL, 16.0, HIDDEN_MAX},
        {SAG__DETAIL_FULL, 27.0, HIDDEN_MAX},    {SAG__DETAIL_SHORT, 16.0, 2.0 * HIDDEN_MAX},
        {SAG__DETAIL_SHORT, 12.0, HIDDEN_MAX},   {SAG__DETAIL_SHORT, 27.0, HIDDEN_MAX},
        {SAG__DETAIL_LEAST, 12.0, FINDINGS_HIDDEN_MAX},
    };
    attempt best = {.hidden = INFINITY};
    for (size_t i = 0; i < COUNT(forms); i++) {
        if (best.hidden <= forms[i].hidden_min) {
            continue;
        }
        sag__box size = {0};
        sag__counter_measure(canvas, analysis, forms[i].detail, forms[i].width_fonts, &size);
        element wish = {size.width_px, size.height_px, counter_places, COUNT(counter_places)};
        attempt here = place_best(canvas, crowd, &wish, NULL, 0);
        /* Saying less must be worth it. */
        if (here.hidden < 0.7 * best.hidden) {
            best = here;
            layout->detail = forms[i].detail;
            layout->counter_width_fonts = forms[i].width_fonts;
        }
    }
    layout->counter = best.box;
}

static void place_chart(sag__layout *layout, const sag__canvas *canvas, const sag__crowd *crowd)
{
    static const double wide_shares[] = {0.45, 0.36, 0.28};
    static const double tall_shares[] = {0.92, 0.6, 0.45};
    const double *shares = canvas->width_px > 1.2 * canvas->height_px ? wide_shares : tall_shares;
    double font = canvas->font_px;
    attempt best = {.hidden = INFINITY};
    for (size_t i = 0; i < COUNT(wide_shares) && best.hidden > HIDDEN_MAX; i++) {
        double height = fmax(SAG__CHART_HEIGHT_FONTS_MIN * font, fmin(0.13 * canvas->height_px, 7.5 * font));
        element wish = {fmax(9.0 * font, shares[i] * canvas->width_px), i == 0 ? height : fmin(height, 5.5 * font),
                     chart_places, COUNT(chart_places)};
        attempt here = place_best(canvas, crowd, &wish, &layout->counter, 1);
        if (here.hidden < best.hidden) {
            best = here;
        }
    }
    layout->chart = best.box;
}

static void place_gauge(sag__layout *layout, const sag__canvas *canvas, const sag__crowd *crowd)
{
    double font = canvas->font_px;
    const sag__box taken[] = {layout->counter, layout->chart};
    attempt best = {.hidden = INFINITY};
    for (int i = 0; i < 3 && best.hidden > HIDDEN_MAX; i++) {
        double height = fmax(SAG__GAUGE_HEIGHT_FONTS_MIN * font, (0.36 - 0.08 * i) * canvas->height_px);
        element wish = {SAG__GAUGE_WIDTH_FONTS * font, fmin(height, 20.0 * font), gauge_places, COUNT(gauge_places)};
        attempt here = place_best(canvas, crowd, &wish, taken, COUNT(taken));
        if (here.hidden < best.hidden) {
            best = here;
        }
    }
    if (best.hidden <= GAUGE_HIDDEN_MAX) {
        layout->gauge = best.box;
    }
}

void sag__layout_find(sag__layout *layout, sag__canvas *canvas, const sag__crowd *crowd, const sag_analysis *analysis)
{
    *layout = (sag__layout){.detail = SAG__DETAIL_FULL};
    place_counter(layout, canvas, crowd, analysis);
    place_chart(layout, canvas, crowd);
    place_gauge(layout, canvas, crowd);
}
