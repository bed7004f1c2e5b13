#include "page.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

sag__page sag__page_begin(char *text, size_t size)
{
    if (size > 0) {
        text[0] = '\0';
    }
    return (sag__page){.text = text, .size = size};
}

static void put_bytes(sag__page *page, const char *bytes, size_t count)
{
    if (page->length + 1 < page->size) {
        size_t room = page->size - page->length - 1;
        size_t copied = count < room ? count : room;
        memcpy(page->text + page->length, bytes, copied);
        page->text[page->length + copied] = '\0';
    }
    page->length += count;
}

void sag__page_put(sag__page *page, const char *format, ...)
{
    char piece[SAG__PAGE_LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(piece, sizeof piece, format, arguments);
    va_end(arguments);
    if (length > 0) {
        put_bytes(page, piece, strlen(piece));
    }
}

static size_t columns_of(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += ((unsigned char)text[i] & 0xc0) != 0x80 ? 1 : 0;
    }
    return count;
}

size_t sag__page_columns(const char *text)
{
    return columns_of(text, strlen(text));
}

void sag__page_field(sag__page *page, const char *text, int width, bool to_right)
{
    int fill = width - (int)sag__page_columns(text);
    if (to_right && fill > 0) {
        sag__page_put(page, "%*s", fill, "");
    }
    sag__page_put(page, "%s", text);
    if (!to_right && fill > 0) {
        sag__page_put(page, "%*s", fill, "");
    }
}

/* Bytes up to the next place where a line may end: a number keeps its unit. */
static size_t word_length(const char *text)
{
    static const char *const units[] = {" %", " s", " px"};
    size_t length = strcspn(text, " ");
    for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
        size_t unit = strlen(units[u]);
        const char *rest = text + length;
        bool behind_digit = length > 0 && rest[-1] >= '0' && rest[-1] <= '9';
        if (behind_digit && strncmp(rest, units[u], unit) == 0 && strchr(" ,;.)", rest[unit]) != NULL) {
            return length + unit + strcspn(rest + unit, " ");
        }
    }
    return length;
}

void sag__page_paragraph(sag__page *page, const char *text, size_t used, size_t indent)
{
    bool at_begin = true;
    while (*text != '\0') {
        size_t length = word_length(text);
        size_t width = columns_of(text, length);
        bool full = at_begin ? used > indent && used + width > SAG__PAGE_COLUMNS
                             : used + 1 + width > SAG__PAGE_COLUMNS;
        if (full) {
            sag__page_put(page, "\n%*s", (int)indent, "");
            used = indent;
        } else if (!at_begin) {
            sag__page_put(page, " ");
            used++;
        }
        /* A word wider than a line, such as a file's name, is cut: a terminal would cut it too. */
        while (used + width > SAG__PAGE_COLUMNS) {
            size_t head = 0;
            for (size_t c = used; c < SAG__PAGE_COLUMNS; c++) {
                size_t step = sag__utf8_length(text + head);
                head += step > 0 ? step : 1;
            }
            put_bytes(page, text, head);
            text += head;
            length -= head;
            width = columns_of(text, length);
            sag__page_put(page, "\n%*s", (int)indent, "");
            used = indent;
        }
        put_bytes(page, text, length);
        used += width;
        text += length;
        text += strspn(text, " ");
        at_begin = false;
    }
    sag__page_put(page, "\n");
}

void sag__page_shorten(char *name, size_t columns)
{
    static const char gap[] = "...";
    size_t length = strlen(name);
    if (columns_of(name, length) <= columns) {
        return;
    }
    size_t keep = (columns - (sizeof gap - 1)) / 2;
    size_t head = 0;
    for (size_t c = 0; c < keep; c++) {
        head += sag__utf8_length(name + head);
    }
    size_t tail = length;
    while (columns_of(name + tail, length - tail) < keep) {
        tail--;
    }
    memmove(name + head + sizeof gap - 1, name + tail, length - tail + 1);
    memcpy(name + head, gap, sizeof gap - 1);
}

void sag__line_add(char *line, size_t size, const char *format, ...)
{
    size_t length = strlen(line);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line + length, size - length, format, arguments);
    va_end(arguments);
}
