/* A threshold file: lines of KEY VALUE and comments, from people's hands; every mistake is one line of text. */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "c_locale.h"
#include "fail.h"
#include "outfile.h"
#include "threshold.h"

/* A whole table with long comments has a tenth of this. */
#define FILE_BYTES_MAX 65536

/* How much of a stranger's word an error repeats. */
#define SHOWN_BYTES 40

#define BLANKS " \t"

typedef struct reader {
    const char *path;
    int line;
    sag_error *err;
    sag_thresholds *out;
    int seen_line[SAG_THRESHOLD_COUNT]; /* where a key stands, 0: nowhere */
} reader;

static sag_status refuse(const reader *in, const char *what, const char *word)
{
    return sag__fail(in->err, SAG_STATUS_FORMAT, "%s:%d: %s '%.*s'", in->path, in->line, what, SHOWN_BYTES, word);
}

static int find_key(const char *key)
{
    for (int i = 0; i < SAG_THRESHOLD_COUNT; i++) {
        if (strcmp(sag_threshold_get_info(i)->key, key) == 0) {
            return i;
        }
    }
    return -1;
}

/* A plain decimal number: no "nan", no "inf", no hexadecimal. */
static bool parse_number(const char *text, double *value)
{
    char *end = NULL;
    *value = strtod(text, &end);
    return end != text && *end == '\0' && strspn(text, "+-.0123456789eE") == strlen(text) && isfinite(*value);
}

static sag_status take_value(reader *in, int threshold, const char *text)
{
    const sag_threshold_info *info = sag_threshold_get_info(threshold);
    double outside = 0.0;
    if (!parse_number(text, &outside)) {
        return refuse(in, "not a number:", text);
    }
    double inside = sag__threshold_from_outside(info->unit, outside);
    if (!(inside >= info->min && inside <= info->max)) {
        return sag__fail(in->err, SAG_STATUS_FORMAT, "%s:%d: %s %.*s is not within %g to %g %s", in->path, in->line,
                         info->key, SHOWN_BYTES, text, sag__threshold_to_outside(info->unit, info->min),
                         sag__threshold_to_outside(info->unit, info->max), sag__threshold_unit_name(info->unit));
    }
    in->out->value[threshold] = inside;
    in->seen_line[threshold] = in->line;
    return SAG_STATUS_OK;
}

/* One line without its end; it is taken apart in place. */
static sag_status read_line(reader *in, char *line)
{
    line[strcspn(line, "#")] = '\0';
    char *rest = NULL;
    const char *key = strtok_r(line, BLANKS, &rest);
    if (key == NULL) {
        return SAG_STATUS_OK;
    }
    int threshold = find_key(key);
    if (threshold < 0) {
        return refuse(in, "there is no threshold", key);
    }
    if (in->seen_line[threshold] != 0) {
        return sag__fail(in->err, SAG_STATUS_FORMAT, "%s:%d: %s stands in line %d already", in->path, in->line, key,
                         in->seen_line[threshold]);
    }
    const char *value = strtok_r(NULL, BLANKS, &rest);
    if (value == NULL) {
        return refuse(in, "no value after", key);
    }
    sag_status status = take_value(in, threshold, value);
    const char *more = strtok_r(NULL, BLANKS, &rest);
    return status == SAG_STATUS_OK && more != NULL ? refuse(in, "one value is enough; what is", more) : status;
}

static sag_status read_lines(reader *in, char *text)
{
    sag_status status = SAG_STATUS_OK;
    for (char *line = text; status == SAG_STATUS_OK && line != NULL;) {
        char *end = strchr(line, '\n');
        char *next = end == NULL ? NULL : end + 1;
        size_t length = end == NULL ? strlen(line) : (size_t)(end - line);
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        line[length] = '\0';
        in->line++;
        status = read_line(in, line);
        line = next;
    }
    return status;
}

/* The borders to "clear" must not lie below those to "possible". */
static sag_status check_order(reader *in)
{
    for (int c = 0; c < SAG_COMPENSATION_COUNT; c++) {
        int possible = SAG_THRESHOLD_POSSIBLE(c);
        int clear = SAG_THRESHOLD_CLEAR(c);
        if (sag_thresholds_get(in->out, clear) < sag_thresholds_get(in->out, possible)) {
            in->line = in->seen_line[clear] > in->seen_line[possible] ? in->seen_line[clear] : in->seen_line[possible];
            return sag__fail(in->err, SAG_STATUS_FORMAT, "%s:%d: %s would be below %s", in->path, in->line,
                             sag_threshold_get_info(clear)->key, sag_threshold_get_info(possible)->key);
        }
    }
    return SAG_STATUS_OK;
}

sag_status sag_thresholds_read(sag_thresholds *out, const char *path, sag_error *err)
{
    char *text = NULL;
    size_t size_bytes = 0;
    sag_status status = sag__file_read(&text, &size_bytes, path, FILE_BYTES_MAX, err);
    if (status == SAG_STATUS_LIMIT) {
        return sag__fail(err, SAG_STATUS_FORMAT, "%s: longer than %d bytes, not a threshold file", path,
                         FILE_BYTES_MAX);
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag_thresholds read = *out;
    reader in = {.path = path, .err = err, .out = &read};
    sag__c_locale c_locale;
    bool with_point = sag__c_locale_enter(&c_locale);
    if (memchr(text, '\0', size_bytes) != NULL) {
        status = sag__fail(err, SAG_STATUS_FORMAT, "%s: holds zero bytes, not a threshold file", path);
    } else if (!with_point) {
        status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read %s: out of memory", path);
    } else {
        status = read_lines(&in, text);
    }
    sag__c_locale_leave(&c_locale);
    status = status == SAG_STATUS_OK ? check_order(&in) : status;
    free(text);
    if (status == SAG_STATUS_OK) {
        *out = read;
    }
    return status;
}
