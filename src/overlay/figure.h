/*
 * figure.h - numbers as they appear on a picture.
 */
#ifndef SAGITTA_OVERLAY_FIGURE_H
#define SAGITTA_OVERLAY_FIGURE_H

#include <stddef.h>

/* snprintf in the C locale, whatever the program's locale is. */
void sag__figure_text(char *out, size_t size_bytes, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
