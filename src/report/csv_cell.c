#include "csv_cell.h"

#include <math.h>
#include <string.h>

#include "decimal.h"
#include "number_write.h"
#include "present.h"
#include "utf8.h"

/* Decimals of every metric in a table, whatever its unit. */
#define DECIMALS 3

/* Longest text from outside that a cell holds. */
#define FOREIGN_BYTES 1024

void sag__csv_text(sag__outfile *file, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        sag__outfile_write(file, text, strlen(text));
        return;
    }
    sag__outfile_printf(file, "\"");
    for (const char *c = text; *c != '\0'; c++) {
        sag__outfile_printf(file, "%s%c", *c == '"' ? "\"" : "", *c);
    }
    sag__outfile_printf(file, "\"");
}

void sag__csv_foreign_text(sag__outfile *file, const char *text)
{
    char clean[SAG__UTF8_CLEAN_BYTES(FOREIGN_BYTES)];
    sag__utf8_clean(clean, sizeof clean, text);
    sag__outfile_printf(file, ",");
    sag__csv_text(file, clean);
}

void sag__csv_number(sag__outfile *file, double value, int decimals)
{
    char *cell = sag__outfile_reserve(file, 1 + SAG__NUMBER_WRITE_BYTES);
    *cell++ = ',';
    if (isfinite(value)) {
        cell = sag__number_write_fixed(cell, sag__decimal_round(value, decimals), decimals);
    }
    sag__outfile_take(file, cell);
}

void sag__csv_value(sag__outfile *file, sag_unit unit, double value)
{
    sag__csv_number(file, sag__present_value(unit, value), DECIMALS);
}

void sag__csv_measure(sag__outfile *file, sag_unit unit, const sag_measure *measure)
{
    bool measured = measure->reason == SAG_REASON_NONE;
    sag__csv_value(file, unit, measured ? measure->value : NAN);
    sag__csv_value(file, unit, measured ? measure->se : NAN);
    sag__outfile_printf(file, ",%s", sag__present_reason_key(measure->reason));
}
