/* A table of any kind, read by a column map: see sag_truth_read. */
#include "truth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "angle.h"
#include "fail.h"

/* Most metrics lines of a map, and most words on a line. */
#define MAP_ENTRY_MAX 64
#define MAP_WORD_MAX 8

typedef struct map_entry {
    sag_metric metric;
    bool side[SAG__TRUTH_SIDES];
    sag__cell column;
    size_t map_line;
    double unit;  /* to rad or ratio */
    double scale;
    double offset;
    size_t at;    /* column of the table */
} map_entry;

typedef struct column_map {
    sag__cell time; /* length 0: fixed rate */
    size_t time_line;
    double time_unit_s;
    double rate_hz;
    size_t header_row; /* counted from 1; 0 none */
    size_t first_row;  /* counted from 1; 0 behind the header */
    size_t last_row;   /* counted from 1; 0 the end of the file */
    map_entry entry[MAP_ENTRY_MAX];
    size_t entry_count;
    size_t time_at;
} column_map;

static bool take_count(sag__cell cell, size_t *count)
{
    double value = 0;
    if (!sag__cell_number(cell, &value) || !(value >= 1) || value > SAG_TRUTH_ROW_MAX || value != floor(value)) {
        return false;
    }
    *count = (size_t)value;
    return true;
}

static sag_metric find_metric(sag__cell name)
{
    int m = 0;
    while (m < SAG_METRIC_COUNT && !sag__cell_is(name, sag_metric_get_info((sag_metric)m)->name)) {
        m++;
    }
    return (sag_metric)m;
}

/* METRIC SIDE COLUMN UNIT [SCALE [OFFSET]]. Returns: NULL, or what is wrong. */
static const char *take_entry(map_entry *entry, const sag__cell *word, size_t count)
{
    entry->metric = find_metric(word[0]);
    if (entry->metric == SAG_METRIC_COUNT) {
        return "neither a key of a column map nor a metric";
    }
    if (count < 4 || count > 6) {
        return "expected METRIC left|right|both COLUMN deg|rad|ratio|percent [SCALE [OFFSET]]";
    }
    bool both = sag__cell_is(word[1], "both");
    entry->side[SAG_SIDE_LEFT] = both || sag__cell_is(word[1], "left");
    entry->side[SAG_SIDE_RIGHT] = both || sag__cell_is(word[1], "right");
    if (!entry->side[SAG_SIDE_LEFT] && !entry->side[SAG_SIDE_RIGHT]) {
        return "the side is left, right or both";
    }
    entry->column = word[2];
    sag_unit unit = sag_metric_get_info(entry->metric)->unit;
    bool ratio = sag__cell_is(word[3], "ratio");
    bool percent = unit == SAG_UNIT_PERCENT && sag__cell_is(word[3], "percent");
    if (unit == SAG_UNIT_ANGLE && !sag__cell_is(word[3], "deg") && !sag__cell_is(word[3], "rad")) {
        return "the unit of an angle is deg or rad";
    }
    if (unit != SAG_UNIT_ANGLE && !ratio && !percent) {
        return unit == SAG_UNIT_PERCENT ? "the unit of this metric is ratio or percent"
                                        : "the unit of this metric is ratio";
    }
    entry->unit = sag__cell_is(word[3], "deg") ? SAG__RAD(1.0) : percent ? 0.01 : 1.0;
    entry->scale = 1;
    entry->offset = 0;
    if ((count > 4 && !(sag__cell_number(word[4], &entry->scale) && isfinite(entry->scale)))
        || (count > 5 && !(sag__cell_number(word[5], &entry->offset) && isfinite(entry->offset)))) {
        return "scale and offset are numbers";
    }
    return NULL;
}

/* One line of the map. Returns: NULL, or what is wrong. */
static const char *take_key(column_map *map, const sag__cell *word, size_t count, size_t line)
{
    if (sag__cell_is(word[0], "time")) {
        if (count != 3 || !(sag__cell_is(word[2], "s") || sag__cell_is(word[2], "ms"))) {
            return "expected time COLUMN s|ms";
        }
        map->time = word[1];
        map->time_line = line;
        map->time_unit_s = sag__cell_is(word[2], "ms") ? 1e-3 : 1.0;
        return NULL;
    }
    if (sag__cell_is(word[0], "rate_hz")) {
        bool good = count == 2 && sag__cell_number(word[1], &map->rate_hz) && map->rate_hz > 0 && map->rate_hz <= 1e6;
        return good ? NULL : "expected rate_hz RATE, up to 1e6";
    }
    if (sag__cell_is(word[0], "header_row")) {
        return count == 2 && take_count(word[1], &map->header_row) ? NULL : "expected header_row N, counted from 1";
    }
    if (sag__cell_is(word[0], "first_row")) {
        return count == 2 && take_count(word[1], &map->first_row) ? NULL : "expected first_row N, counted from 1";
    }
    if (sag__cell_is(word[0], "last_row")) {
        return count == 2 && take_count(word[1], &map->last_row) ? NULL : "expected last_row N, counted from 1";
    }
    if (map->entry_count == MAP_ENTRY_MAX) {
        return "too many metrics";
    }
    map_entry *entry = &map->entry[map->entry_count];
    entry->map_line = line;
    const char *problem = take_entry(entry, word, count);
    map->entry_count += problem == NULL;
    return problem;
}

static sag_status read_map(column_map *map, sag__table *file, sag_error *err)
{
    file->separator = ' ';
    for (size_t i = 0; i < file->line_count; i++) {
        sag__cell line = sag__table_line(file, i);
        if (line.length > 0 && line.text[0] == '#') {
            continue;
        }
        sag_status status = sag__table_split(file, i, err);
        if (status != SAG_STATUS_OK) {
            return status;
        }
        if (file->cell_count == 0) {
            continue;
        }
        const char *problem = file->cell_count <= MAP_WORD_MAX
                                  ? take_key(map, file->cell, file->cell_count, i) : "too many words";
        if (problem != NULL) {
            return sag__table_refuse(file, i, problem, err);
        }
    }
    if (map->entry_count == 0) {
        return sag__fail(err, SAG_STATUS_FORMAT, "%s: no metric is mapped", file->path);
    }
    if ((map->time.length == 0) == !(map->rate_hz > 0)) {
        return sag__fail(err, SAG_STATUS_FORMAT, "%s: one of time and rate_hz is needed", file->path);
    }
    return SAG_STATUS_OK;
}

/* Column by name or by #N. */
static bool find_column(const sag__table *table, sag__cell column, size_t *at)
{
    if (column.length > 1 && column.text[0] == '#') {
        size_t number = 0;
        bool good = take_count((sag__cell){column.text + 1, column.length - 1}, &number);
        *at = number - 1;
        return good && number <= SAG_TRUTH_COLUMN_MAX;
    }
    *at = 0;
    while (*at < table->column_count && !(table->name[*at].length == column.length
                                          && memcmp(table->name[*at].text, column.text, column.length) == 0)) {
        (*at)++;
    }
    return *at < table->column_count;
}

static sag_status find_columns(column_map *map, sag_truth *truth, const sag__table *table, const sag__table *file,
                               sag_error *err)
{
    if (map->time.length > 0 && !find_column(table, map->time, &map->time_at)) {
        return sag__table_refuse(file, map->time_line, "the table has no such column", err);
    }
    for (size_t e = 0; e < map->entry_count; e++) {
        map_entry *entry = &map->entry[e];
        if (!find_column(table, entry->column, &entry->at)) {
            return sag__table_refuse(file, entry->map_line, "the table has no such column", err);
        }
        for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
            if (entry->side[side] && !sag__truth_add(truth, entry->metric, (sag_side)side)) {
                return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read %s: out of memory", table->path);
            }
        }
    }
    return SAG_STATUS_OK;
}

static sag_status take_row(sag_truth *truth, const column_map *map, sag__table *table, size_t line, size_t row,
                           sag_error *err)
{
    sag_status status = sag__table_split(table, line, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    double t_s = (double)row / map->rate_hz;
    if (map->time.length > 0) {
        t_s = NAN;
        if (map->time_at < table->cell_count && !sag__cell_number(table->cell[map->time_at], &t_s)) {
            return sag__table_refuse(table, line, "a damaged time", err);
        }
        t_s *= map->time_unit_s;
    }
    status = sag__truth_set_time(truth, row, t_s, table, line, err);
    for (size_t e = 0; status == SAG_STATUS_OK && e < map->entry_count; e++) {
        const map_entry *entry = &map->entry[e];
        double value = NAN;
        if (entry->at < table->cell_count && !sag__cell_number(table->cell[entry->at], &value)) {
            return sag__table_refuse(table, line, "a damaged number", err);
        }
        for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
            if (entry->side[side]) {
                truth->value[entry->metric][side][row] = entry->unit * (entry->scale * value + entry->offset);
            }
        }
    }
    return status;
}

static sag_status read_table(sag_truth *truth, sag__table *table, column_map *map, const sag__table *file,
                             sag_error *err)
{
    size_t header = map->header_row > 0 ? map->header_row - 1 : 0;
    while (map->header_row == 0 && header < table->line_count
           && (sag__table_line(table, header).length == 0 || sag__table_line(table, header).text[0] == '#')) {
        header++;
    }
    size_t first = map->first_row > 0 ? map->first_row - 1 : header + 1;
    if (header >= table->line_count || first <= header || first >= table->line_count
        || (map->last_row > 0 && map->last_row <= first)) {
        return sag__fail(err, SAG_STATUS_FORMAT, "%s: no rows behind the header", table->path);
    }
    sag__table_guess_separator(table, first);
    sag_status status = sag__table_take_names(table, header, err);
    size_t end = map->last_row > 0 && map->last_row < table->line_count ? map->last_row : table->line_count;
    while (end > first && sag__table_line(table, end - 1).length == 0) {
        end--;
    }
    if (status == SAG_STATUS_OK) {
        status = sag__truth_reserve(truth, end - first, table->path, err);
    }
    if (status == SAG_STATUS_OK) {
        status = find_columns(map, truth, table, file, err);
    }
    for (size_t row = 0; status == SAG_STATUS_OK && row < truth->row_count; row++) {
        status = take_row(truth, map, table, first + row, row, err);
    }
    return status;
}

sag_status sag__truth_read_mapped(sag_truth *truth, sag__table *table, const char *map_path, sag_error *err)
{
    column_map *map = calloc(1, sizeof *map);
    if (map == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read %s: out of memory", map_path);
    }
    sag__table file;
    sag_status status = sag__table_open(&file, map_path, err);
    if (status == SAG_STATUS_OK) {
        status = read_map(map, &file, err);
    }
    if (status == SAG_STATUS_OK) {
        status = read_table(truth, table, map, &file, err);
    }
    sag__table_close(&file);
    free(map);
    return status;
}
