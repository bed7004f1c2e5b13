/*
 * page.h - text for a terminal: UTF-8, at most SAG__PAGE_COLUMNS wide, into a buffer that may be too small.
 */
#ifndef SAGITTA_REPORT_PAGE_H
#define SAGITTA_REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#define SAG__PAGE_COLUMNS 80
/* Longest piece that sag__page_put formats, and a good size for a line that is put together before it is broken. */
#define SAG__PAGE_LINE_BYTES 4096

/* Text that grows in a caller's buffer; length counts on where the buffer ends. */
typedef struct sag__page {
    char *text;
    size_t size;
    size_t length;
} sag__page;

/* Begin in a buffer of size bytes, which may be 0; the text is always terminated. */
sag__page sag__page_begin(char *text, size_t size);

/* Append one formatted piece of less than SAG__PAGE_LINE_BYTES. */
void sag__page_put(sag__page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Append text in a field of some columns, to its left or right end; printf's widths count bytes. */
void sag__page_field(sag__page *page, const char *text, int width, bool to_right);

/*
 * Append a paragraph, broken between words, and a line feed. used: columns that are taken already in the first line.
 * indent: columns before the lines after the first, less than SAG__PAGE_COLUMNS.
 */
void sag__page_paragraph(sag__page *page, const char *text, size_t used, size_t indent);

/* Columns of a well-formed text, one for each character. */
size_t sag__page_columns(const char *text);

/* Shorten a clean name in its middle to some columns, 5 or more, so that beginning and ending stay readable. */
void sag__page_shorten(char *name, size_t columns);

/*
 * A line put together from pieces, cut where it is full. Append a formatted piece to the terminated text in line.
 */
void sag__line_add(char *line, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
