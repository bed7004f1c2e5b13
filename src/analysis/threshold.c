#include "threshold.h"

#include <stdio.h>
#include <stdlib.h>

#include "angle.h"
#include "c_locale.h"

/* Decimals that give back every double a threshold can be. */
#define DECIMALS_MAX 18

double sag_thresholds_get(const sag_thresholds *thresholds, int threshold)
{
    return thresholds->value[threshold] != 0.0 ? thresholds->value[threshold]
                                               : sag_threshold_get_info(threshold)->value;
}

double sag__threshold_from_outside(sag_unit unit, double outside)
{
    switch (unit) {
    case SAG_UNIT_ANGLE:
        return SAG__RAD(outside);
    case SAG_UNIT_PERCENT:
        return outside / 100.0;
    default:
        return outside;
    }
}

double sag__threshold_to_outside(sag_unit unit, double inside)
{
    switch (unit) {
    case SAG_UNIT_ANGLE:
        return SAG__DEG(inside);
    case SAG_UNIT_PERCENT:
        return inside * 100.0;
    default:
        return inside;
    }
}

const char *sag__threshold_unit_name(sag_unit unit)
{
    switch (unit) {
    case SAG_UNIT_ANGLE:
        return "deg";
    case SAG_UNIT_PERCENT:
        return "%";
    default:
        return "";
    }
}

/* The shortest decimal that is read back as the same value; the nearest one if its unit's conversion has none. */
static void print_value(char *text, size_t size, sag_unit unit, double inside)
{
    double outside = sag__threshold_to_outside(unit, inside);
    for (int decimals = 0; decimals <= DECIMALS_MAX; decimals++) {
        snprintf(text, size, "%.*f", decimals, outside);
        if (sag__threshold_from_outside(unit, strtod(text, NULL)) == inside) {
            return;
        }
    }
}

typedef struct writer {
    char *text;
    size_t size;
    size_t length; /* of the whole text, also of what found no room */
} writer;

static void write_line(writer *out, const char *const word[], int word_count)
{
    for (int i = 0; i < word_count; i++) {
        for (const char *c = word[i]; *c != '\0'; c++, out->length++) {
            if (out->length + 1 < out->size) {
                out->text[out->length] = *c;
            }
        }
    }
}

size_t sag_thresholds_format(char *text, size_t size, const sag_thresholds *thresholds)
{
    sag__c_locale c_locale;
    sag__c_locale_enter(&c_locale);
    writer out = {.text = text, .size = size};
    const char *head[] = {"# Thresholds of sagitta: KEY VALUE, in the unit that the comment names. A file may hold any "
                          "of them.\n"};
    write_line(&out, head, 1);
    for (int i = 0; i < SAG_THRESHOLD_COUNT; i++) {
        const sag_threshold_info *info = sag_threshold_get_info(i);
        char value[32];
        print_value(value, sizeof value, info->unit, sag_thresholds_get(thresholds, i));
        const char *word[] = {"\n# ", info->about, "; ", sag__threshold_unit_name(info->unit),
                              "\n# origin: ", info->origin, "\n", info->key, " ", value, "\n"};
        write_line(&out, word, (int)(sizeof word / sizeof *word));
    }
    if (size > 0) {
        text[out.length < size ? out.length : size - 1] = '\0';
    }
    sag__c_locale_leave(&c_locale);
    return out.length;
}
