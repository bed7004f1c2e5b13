#include "table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sagitta/validate.h>

#include "fail.h"
#include "outfile.h"

/* Longest number read, in characters. */
#define NUMBER_BYTES 64

sag_status sag__table_refuse(const sag__table *table, size_t line, const char *what, sag_error *err)
{
    return sag__fail(err, SAG_STATUS_FORMAT, "%s:%zu: %s", table->path, line + 1, what);
}

sag_status sag__table_open(sag__table *table, const char *path, sag_error *err)
{
    *table = (sag__table){.path = path, .separator = ','};
    size_t size = 0;
    sag_status status = sag__file_read(&table->text, &size, path, SAG_TRUTH_LIMIT_BYTES, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    size_t line_count = 0;
    for (size_t i = 0; i < size; i++) {
        if (table->text[i] == '\0') {
            return sag__table_refuse(table, line_count, "a zero byte in the text", err);
        }
        line_count += table->text[i] == '\n' || i + 1 == size;
    }
    if (line_count > SAG_TRUTH_ROW_MAX + SAG_TRUTH_COLUMN_MAX) {
        return sag__fail(err, SAG_STATUS_LIMIT, "%s: more than %d rows", path, SAG_TRUTH_ROW_MAX);
    }
    table->line = calloc(line_count + 1, sizeof *table->line);
    table->cell = calloc(SAG_TRUTH_COLUMN_MAX, sizeof *table->cell);
    if (table->line == NULL || table->cell == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read %s: out of memory", path);
    }
    for (size_t i = 0; i < size; i++) {
        if (table->text[i] == '\n' || i + 1 == size) {
            table->line[++table->line_count] = i + 1;
        }
    }
    return SAG_STATUS_OK;
}

void sag__table_close(sag__table *table)
{
    free(table->text);
    free(table->line);
    free(table->name);
    free(table->cell);
    *table = (sag__table){0};
}

sag__cell sag__table_line(const sag__table *table, size_t line)
{
    size_t begin = table->line[line];
    size_t end = table->line[line + 1];
    while (end > begin && (table->text[end - 1] == '\n' || table->text[end - 1] == '\r')) {
        end--;
    }
    return (sag__cell){table->text + begin, end - begin};
}

void sag__table_guess_separator(sag__table *table, size_t line)
{
    static const char candidates[] = {',', ';', '\t'};
    sag__cell text = sag__table_line(table, line);
    size_t most = 0;
    table->separator = ' ';
    for (size_t c = 0; c < sizeof candidates; c++) {
        size_t count = 0;
        for (size_t i = 0; i < text.length; i++) {
            count += text.text[i] == candidates[c];
        }
        if (count > most) {
            most = count;
            table->separator = candidates[c];
        }
    }
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static sag__cell trimmed(const char *begin, const char *end)
{
    while (begin < end && is_blank(*begin)) {
        begin++;
    }
    while (end > begin && is_blank(end[-1])) {
        end--;
    }
    if (end - begin >= 2 && *begin == '"' && end[-1] == '"') {
        begin++;
        end--;
    }
    return (sag__cell){begin, (size_t)(end - begin)};
}

sag_status sag__table_split(sag__table *table, size_t line, sag_error *err)
{
    sag__cell text = sag__table_line(table, line);
    const char *cursor = text.text;
    const char *end = text.text + text.length;
    bool blanks = table->separator == ' ';
    table->cell_count = 0;
    for (;;) {
        while (blanks && cursor < end && is_blank(*cursor)) {
            cursor++;
        }
        if (cursor == end) {
            return SAG_STATUS_OK;
        }
        const char *begin = cursor;
        bool quoted = false;
        while (cursor < end && (quoted || (blanks ? !is_blank(*cursor) : *cursor != table->separator))) {
            quoted = quoted != (*cursor == '"');
            cursor++;
        }
        if (quoted) {
            return sag__table_refuse(table, line, "a quote without its end", err);
        }
        if (table->cell_count == SAG_TRUTH_COLUMN_MAX) {
            return sag__fail(err, SAG_STATUS_LIMIT, "%s:%zu: more than %d columns", table->path, line + 1,
                             SAG_TRUTH_COLUMN_MAX);
        }
        table->cell[table->cell_count++] = trimmed(begin, cursor);
        if (cursor < end) {
            cursor++;
        }
    }
}

sag_status sag__table_take_names(sag__table *table, size_t line, sag_error *err)
{
    sag_status status = sag__table_split(table, line, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    free(table->name);
    table->name = calloc(table->cell_count + 1, sizeof *table->name);
    if (table->name == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read %s: out of memory", table->path);
    }
    memcpy(table->name, table->cell, table->cell_count * sizeof *table->name);
    table->column_count = table->cell_count;
    return SAG_STATUS_OK;
}

size_t sag__table_find(const sag__table *table, const char *name)
{
    size_t c = 0;
    while (c < table->column_count && !sag__cell_is(table->name[c], name)) {
        c++;
    }
    return c;
}

bool sag__cell_is(sag__cell cell, const char *text)
{
    return strlen(text) == cell.length && memcmp(cell.text, text, cell.length) == 0;
}

bool sag__cell_number(sag__cell cell, double *value)
{
    char copy[NUMBER_BYTES];
    *value = NAN;
    if (cell.length == 0 || sag__cell_is(cell, "nan") || sag__cell_is(cell, "NaN")) {
        return true;
    }
    if (cell.length >= sizeof copy || strspn(cell.text, "+-.0123456789eE") < cell.length) {
        return false;
    }
    memcpy(copy, cell.text, cell.length);
    copy[cell.length] = '\0';
    char *end = NULL;
    double number = strtod(copy, &end);
    if (end != copy + cell.length || !isfinite(number)) {
        return false;
    }
    *value = number;
    return true;
}
