/*
 * table.h - a text table from outside: lines of cells, split by one separator or by blanks.
 *
 * The whole file is in memory; rows are split when they are asked for. Every problem is one line FILE:LINE: what.
 * Quotes around a cell are taken off; a separator inside quotes does not split.
 */
#ifndef SAGITTA_VALIDATE_TABLE_H
#define SAGITTA_VALIDATE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include <sagitta/status.h>

/* A piece of the file's text, not terminated. */
typedef struct sag__cell {
    const char *text;
    size_t length;
} sag__cell;

typedef struct sag__table {
    const char *path; /* borrowed */
    char *text;
    size_t *line;      /* start of each line, and one behind the last */
    size_t line_count;
    char separator;    /* ' ' means runs of blanks and tabs */
    sag__cell *name;   /* columns, after sag__table_take_names */
    size_t column_count;
    sag__cell *cell;   /* of the row taken last: SAG_TRUTH_COLUMN_MAX */
    size_t cell_count;
} sag__table;

/* Read a file. Returns as sag__file_read, _FORMAT (a zero byte), _LIMIT (too many lines). Release in any case. */
sag_status sag__table_open(sag__table *table, const char *path, sag_error *err);
void sag__table_close(sag__table *table);

/* Fail with FILE:LINE, lines counted from 0 here and from 1 in the text. */
sag_status sag__table_refuse(const sag__table *table, size_t line, const char *what, sag_error *err);

/* A line without its line ending. */
sag__cell sag__table_line(const sag__table *table, size_t line);

/* Choose comma, semicolon or tab, whichever the line holds most of; blanks if none. */
void sag__table_guess_separator(sag__table *table, size_t line);

/* Split a line into cell[]. One empty cell behind the last separator is dropped. Returns OK, _LIMIT, _FORMAT. */
sag_status sag__table_split(sag__table *table, size_t line, sag_error *err);

/* Split a line and keep its cells as the columns' names. Returns OK, _LIMIT, _FORMAT, _NO_MEMORY. */
sag_status sag__table_take_names(sag__table *table, size_t line, sag_error *err);

/* Column of that name; column_count if there is none. */
size_t sag__table_find(const sag__table *table, const char *name);

bool sag__cell_is(sag__cell cell, const char *text);
/* A finite number in the C notation; an empty cell and "nan" are NaN. Returns false for anything else. */
bool sag__cell_number(sag__cell cell, double *value);

#endif
