/* The result of a validation as a table for a terminal, as CSV and as JSON: all three from the same lists. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <sagitta/validate.h>

#include "json.h"
#include "outfile.h"
#include "rep_value.h"
#include "unit.h"

/* Columns of a name in the table for a terminal; a longer one has its own line. */
#define NAME_COLUMNS 29

/* The first ones are in the unit of the values, the others have none. */
#define STATISTIC_COUNT 8
#define SCALED_COUNT 6
static const char *const statistic_name[STATISTIC_COUNT] = {"bias",      "mae",        "rmse",      "sd",
                                                            "limit_low", "limit_high", "pearson_r", "coverage_ratio"};

/* The statistics of an agreement in the unit that people read: scale of the inner one. */
static void statistics(double *value, const sag_agreement *agreement, double scale)
{
    const double inner[STATISTIC_COUNT] = {agreement->bias, agreement->mae,       agreement->rmse,
                                           agreement->sd,   agreement->limit_low, agreement->limit_high,
                                           agreement->pearson_r, agreement->coverage_ratio};
    for (int i = 0; i < STATISTIC_COUNT; i++) {
        value[i] = i < SCALED_COUNT ? scale * inner[i] : inner[i];
    }
}

/* Rounded, never a negative zero. */
static double rounded(double value, int decimals)
{
    double step = pow(10.0, decimals);
    double result = round(value * step) / step;
    return result == 0.0 ? 0.0 : result;
}

/* What is compared once a repetition. */
typedef struct rep_item {
    const char *name;
    const char *title;
    const char *unit;
    double scale;
    int decimals;
    const sag_agreement *agreement;
} rep_item;

/* Times come first, then values, which need no squats in the truth. */
#define REP_TIME_COUNT 3
#define REP_ITEM_COUNT (REP_TIME_COUNT + SAG__REP_VALUE_COUNT)
static void list_rep_items(rep_item *item, const sag_validation *v)
{
    item[0] = (rep_item){"start_time", "start of the squat", "ms", 1000, 0, &v->start_s};
    item[1] = (rep_item){"bottom_time", "bottom of the squat", "ms", 1000, 0, &v->bottom_s};
    item[2] = (rep_item){"end_time", "end of the squat", "ms", 1000, 0, &v->end_s};
    const sag_agreement *const agreements[SAG__REP_VALUE_COUNT] = {
        [SAG__REP_VALUE_LUMBAR_LATE] = &v->lumbar_late_rad,
        [SAG__REP_VALUE_LUMBAR_BOTTOM] = &v->lumbar_bottom_rad,
        [SAG__REP_VALUE_PELVIS_BOTTOM] = &v->pelvis_bottom_rad,
    };
    for (int i = 0; i < SAG__REP_VALUE_COUNT; i++) {
        const sag_metric_info *info = sag_rep_metric_get_info(sag__rep_value_metric((sag__rep_value)i));
        item[REP_TIME_COUNT + i] =
            (rep_item){info->name, info->title, sag__unit_name(info->unit), sag__unit_scale(info->unit),
                       sag__unit_decimals(info->unit), agreements[i]};
    }
}

typedef struct count_list {
    const char *item;
    const char *statistic;
    size_t count;
} count_list;

#define COUNT_COUNT 9
static void list_counts(count_list *list, const sag_validation *v)
{
    const count_list all[COUNT_COUNT] = {
        {"repetitions", "truth", v->truth_rep_count},       {"repetitions", "measured", v->measured_rep_count},
        {"repetitions", "hits", v->hit_count},              {"repetitions", "misses", v->miss_count},
        {"repetitions", "false_alarms", v->false_count},    {"depth_class", "right", v->depth_right_count},
        {"depth_class", "dead_band", v->depth_band_count},  {"depth_class", "wrong", v->depth_wrong_count},
        {"depth_class", "not_judged", v->depth_unjudged_count},
    };
    memcpy(list, all, sizeof all);
}

/* A bounded text that knows the length it would have. */
typedef struct text_page {
    char *text;
    size_t size;
    size_t length;
} text_page;

static void put(text_page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(text_page *page, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    bool room = page->length < page->size;
    int count = vsnprintf(room ? page->text + page->length : NULL, room ? page->size - page->length : 0, format,
                          arguments);
    va_end(arguments);
    page->length += count > 0 ? (size_t)count : 0;
}

static void put_value(text_page *page, int width, double value, int decimals)
{
    if (isfinite(value)) {
        put(page, " %*.*f", width, decimals, rounded(value, decimals));
    } else {
        put(page, " %*s", width, "-");
    }
}

static void put_agreement(text_page *page, const char *name, const char *scope, const sag_agreement *agreement,
                          double scale, int decimals)
{
    double value[STATISTIC_COUNT];
    statistics(value, agreement, scale);
    if (strlen(name) > NAME_COLUMNS) {
        put(page, "%s\n", name);
        name = "";
    }
    put(page, "%-*s %-6s %5zu", NAME_COLUMNS, name, scope, agreement->n);
    for (int i = 0; i < STATISTIC_COUNT; i++) {
        put_value(page, 6, value[i], i < SCALED_COUNT ? decimals : i == SCALED_COUNT ? 3 : 2);
    }
    put(page, "\n");
}

static void put_reps(text_page *page, const sag_validation *v)
{
    rep_item item[REP_ITEM_COUNT];
    list_rep_items(item, v);
    for (int i = 0; i < REP_ITEM_COUNT; i++) {
        bool time = i < REP_TIME_COUNT;
        if (!time && item[i].agreement->n == 0) {
            continue;
        }
        char name[96];
        snprintf(name, sizeof name, "%s, %s", item[i].title, item[i].unit);
        put_agreement(page, name, time ? "squats" : "reps", item[i].agreement, item[i].scale, item[i].decimals);
    }
    if (!v->reps_compared) {
        put(page, "\nrepetitions: %zu measured, not compared with those of the truth\n", v->measured_rep_count);
        return;
    }
    put(page, "\nsquats: %zu in the truth, %zu measured: %zu hits, %zu misses, %zu false alarms\n", v->truth_rep_count,
        v->measured_rep_count, v->hit_count, v->miss_count, v->false_count);
    put(page, "depth class: %zu right, %zu inside the dead band, %zu wrong, %zu not judged\n", v->depth_right_count,
        v->depth_band_count, v->depth_wrong_count, v->depth_unjudged_count);
}

size_t sag_validation_format(char *text, size_t size, const sag_validation *v)
{
    text_page page = {text, size, 0};
    put(&page, "person: found in %zu of %zu frames", v->found_count, v->frame_count);
    if (isfinite(v->presence_min)) {
        put(&page, ", presence at least %.3f", v->presence_min);
    }
    bool side = v->view == SAG_VIEW_SIDE || v->view == SAG_VIEW_SIDE_REDUCED;
    put(&page, "\nview: %s, compared with the %s\n", sag_view_name(v->view),
        !side ? "mean of both sides" : v->near_side == SAG_SIDE_RIGHT ? "right side" : "left side");
    if (v->aligned) {
        put(&page, "time: measured times shifted by %+.3f s, r %.3f\n", v->shift_s, v->shift_r);
    } else {
        put(&page, "time: not shifted\n");
    }
    put(&page, "\n%-*s %-6s %5s %6s %6s %6s %6s %13s %6s %6s\n", NAME_COLUMNS, "measured - truth", "frames", "n",
        "bias", "MAE", "RMSE", "SD", "95 % limits", "r", "within");
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        const sag_metric_info *info = sag_metric_get_info((sag_metric)m);
        const sag_validation_metric *metric = &v->metric[m];
        if (metric->compared) {
            char name[64];
            snprintf(name, sizeof name, "%s, %s", info->title, sag__unit_name(info->unit));
            int decimals = sag__unit_decimals(info->unit);
            put_agreement(&page, name, "all", &metric->all, sag__unit_scale(info->unit), decimals);
            put_agreement(&page, "", "bottom", &metric->bottom, sag__unit_scale(info->unit), decimals);
        }
    }
    put_reps(&page, v);
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        if (!v->metric[m].compared) {
            put(&page, "not compared: %s - %s\n", sag_metric_get_info((sag_metric)m)->title, v->metric[m].missing);
        }
    }
    return page.length;
}

static void csv_number(sag__outfile *file, const char *item, const char *unit, const char *scope,
                       const char *statistic, double value, int decimals)
{
    sag__outfile_printf(file, "%s%s%s,%s,%s,", item, unit[0] != '\0' ? "_" : "", unit, scope, statistic);
    if (isfinite(value)) {
        sag__outfile_printf(file, "%.*f", decimals, rounded(value, decimals));
    }
    sag__outfile_printf(file, "\n");
}

static void csv_agreement(sag__outfile *file, const char *item, const char *unit, const char *scope,
                          const sag_agreement *agreement, double scale)
{
    double value[STATISTIC_COUNT];
    statistics(value, agreement, scale);
    csv_number(file, item, unit, scope, "n", (double)agreement->n, 0);
    for (int i = 0; i < STATISTIC_COUNT; i++) {
        csv_number(file, item, unit, scope, statistic_name[i], value[i], 4);
    }
}

sag_status sag_validation_write_csv(const char *path, const sag_validation *v, sag_error *err)
{
    sag__outfile *file = NULL;
    sag_status status = sag__outfile_open(&file, path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag__outfile_printf(file, "item,scope,statistic,value\n");
    sag__outfile_printf(file, "clip,all,view,%s\nclip,all,near_side,%s\n", sag_view_name(v->view),
                        sag_side_name(v->near_side));
    csv_number(file, "clip", "", "all", "frames", (double)v->frame_count, 0);
    csv_number(file, "clip", "", "all", "found", (double)v->found_count, 0);
    csv_number(file, "clip", "", "all", "presence_min_ratio", v->presence_min, 3);
    csv_number(file, "clip", "", "all", "shift_s", v->shift_s, 3);
    csv_number(file, "clip", "", "all", "shift_pearson_r", v->shift_r, 4);
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        const sag_metric_info *info = sag_metric_get_info((sag_metric)m);
        const char *unit = sag__unit_name(info->unit);
        csv_agreement(file, info->name, unit, "all", &v->metric[m].all, sag__unit_scale(info->unit));
        csv_agreement(file, info->name, unit, "bottom", &v->metric[m].bottom, sag__unit_scale(info->unit));
    }
    rep_item item[REP_ITEM_COUNT];
    list_rep_items(item, v);
    for (int i = 0; i < REP_ITEM_COUNT; i++) {
        csv_agreement(file, item[i].name, item[i].unit, "repetitions", item[i].agreement, item[i].scale);
    }
    count_list count[COUNT_COUNT];
    list_counts(count, v);
    for (int i = 0; i < COUNT_COUNT; i++) {
        csv_number(file, count[i].item, "", "repetitions", count[i].statistic, (double)count[i].count, 0);
    }
    return sag__outfile_commit(file, err);
}

static void json_agreement(sag__json *parent, const char *key, const sag_agreement *agreement, double scale)
{
    double value[STATISTIC_COUNT];
    statistics(value, agreement, scale);
    sag__json *object = sag__json_add_object(parent, key);
    sag__json_add_integer(object, "n", (int64_t)agreement->n);
    for (int i = 0; i < STATISTIC_COUNT; i++) {
        sag__json_add_number(object, statistic_name[i], rounded(value[i], 4), 4);
    }
}

static void json_metrics(sag__json *root, const sag_validation *v)
{
    sag__json *metrics = sag__json_add_object(root, "metrics");
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        const sag_metric_info *info = sag_metric_get_info((sag_metric)m);
        char key[64];
        snprintf(key, sizeof key, "%s_%s", info->name, sag__unit_name(info->unit));
        sag__json *metric = sag__json_add_object(metrics, key);
        sag__json_add_bool(metric, "compared", v->metric[m].compared);
        if (v->metric[m].compared) {
            json_agreement(metric, "all", &v->metric[m].all, sag__unit_scale(info->unit));
            json_agreement(metric, "bottom", &v->metric[m].bottom, sag__unit_scale(info->unit));
        } else {
            sag__json_add_string(metric, "reason", v->metric[m].missing);
        }
    }
}

sag_status sag_validation_write_json(const char *path, const sag_validation *v, sag_error *err)
{
    sag__json *root = sag__json_create_object();
    sag__json_add_string(root, "conventions",
                         "Errors are measured minus truth. Limits are bias -+ 1.96 sd. Units are in the names. bottom: "
                         "frames at the bottom of the true movement. coverage_ratio: errors within 1.96 stated "
                         "standard errors. The metrics of the back count from standing in the truth, too.");
    sag__json *clip = sag__json_add_object(root, "clip");
    sag__json_add_string(clip, "view", sag_view_name(v->view));
    sag__json_add_string(clip, "near_side", sag_side_name(v->near_side));
    sag__json_add_integer(clip, "frames", (int64_t)v->frame_count);
    sag__json_add_integer(clip, "found", (int64_t)v->found_count);
    sag__json_add_number(clip, "presence_min_ratio", v->presence_min, 3);
    sag__json_add_bool(clip, "aligned", v->aligned);
    sag__json_add_number(clip, "shift_s", rounded(v->shift_s, 3), 3);
    sag__json_add_number(clip, "shift_pearson_r", v->shift_r, 4);
    json_metrics(root, v);
    sag__json_add_bool(root, "repetitions_compared", v->reps_compared);
    rep_item rep[REP_ITEM_COUNT];
    list_rep_items(rep, v);
    for (int i = 0; i < REP_ITEM_COUNT; i++) {
        char key[64];
        snprintf(key, sizeof key, "%s_%s", rep[i].name, rep[i].unit);
        json_agreement(root, key, rep[i].agreement, rep[i].scale);
    }
    count_list count[COUNT_COUNT];
    list_counts(count, v);
    sag__json *item = NULL;
    for (int i = 0; i < COUNT_COUNT; i++) {
        if (i == 0 || strcmp(count[i].item, count[i - 1].item) != 0) {
            item = sag__json_add_object(root, count[i].item);
        }
        sag__json_add_integer(item, count[i].statistic, (int64_t)count[i].count);
    }
    sag_status status = sag__json_write(path, root, err);
    sag__json_destroy(root);
    return status;
}
