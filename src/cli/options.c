#include "options.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REASON_BYTES 400

void options_print_clean(FILE *stream, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        fputc((unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c, stream);
    }
}

exit_code options_refuse(const option_table *table, const char *reason)
{
    fprintf(stderr, "sagitta %s: ", table->command);
    options_print_clean(stderr, reason);
    fprintf(stderr, " (sagitta %s --help shows the options)\n", table->command);
    return EXIT_CODE_USAGE;
}

static void print_indented(const char *text, int column)
{
    for (const char *c = text; *c != '\0'; c++) {
        putchar(*c);
        if (*c == '\n') {
            printf("%*s", column, "");
        }
    }
    putchar('\n');
}

static void print_help(const option_table *table)
{
    printf("Usage: %s\n\n%s\n", table->usage, table->about);
    if (table->entry_count > 0) {
        puts("\nOptions:");
    }
    for (size_t i = 0; i < table->entry_count; i++) {
        const option_entry *entry = &table->entry[i];
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", entry->name, entry->value != NULL ? " " : "",
                 entry->value != NULL ? entry->value : "");
        printf("  %-21s ", left);
        print_indented(entry->help, 24);
    }
    printf("  %-21s %s\n", "--help", "show this help");
    if (table->more != NULL) {
        printf("\n%s\n", table->more);
    }
}

/* Store a value; false and a reason if it is not what the entry wants. */
static bool store(const option_entry *entry, const char *value, char *reason)
{
    if (entry->kind == OPTION_TEXT) {
        if (value[0] == '\0') {
            snprintf(reason, REASON_BYTES, "--%s needs a value that is not empty", entry->name);
            return false;
        }
        *(const char **)entry->target = value;
        return true;
    }
    char *end = NULL;
    errno = 0;
    double number = strtod(value, &end);
    bool whole = entry->kind == OPTION_INTEGER;
    if (end == value || *end != '\0' || !isfinite(number) || number < entry->min || number > entry->max ||
        (whole && number != floor(number))) {
        snprintf(reason, REASON_BYTES, "--%s wants %s from %g to %g, not '%.80s'", entry->name,
                 whole ? "a whole number" : "a number", entry->min, entry->max, value);
        return false;
    }
    if (whole) {
        *(int *)entry->target = (int)number;
    } else {
        *(double *)entry->target = number;
    }
    return true;
}

static const option_entry *find(const option_table *table, const char *name, size_t length)
{
    for (size_t i = 0; i < table->entry_count; i++) {
        if (strlen(table->entry[i].name) == length && strncmp(table->entry[i].name, name, length) == 0) {
            return &table->entry[i];
        }
    }
    return NULL;
}

options_result options_parse(const option_table *table, int argc, char **argv, const char **operands,
                             size_t operand_max, size_t *operand_count)
{
    char reason[REASON_BYTES];
    bool options_ended = false;
    *operand_count = 0;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (options_ended || word[0] != '-' || word[1] == '\0') {
            if (*operand_count == operand_max) {
                snprintf(reason, sizeof reason, "'%.80s' is one argument too many", word);
                options_refuse(table, reason);
                return OPTIONS_WRONG;
            }
            operands[(*operand_count)++] = word;
            continue;
        }
        if (strcmp(word, "--") == 0) {
            options_ended = true;
            continue;
        }
        if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
            print_help(table);
            return OPTIONS_HELPED;
        }
        const char *name = strncmp(word, "--", 2) == 0 ? word + 2 : word;
        size_t length = strcspn(name, "=");
        const option_entry *entry = name != word ? find(table, name, length) : NULL;
        if (entry == NULL) {
            snprintf(reason, sizeof reason, "there is no option '%.80s'", word);
            options_refuse(table, reason);
            return OPTIONS_WRONG;
        }
        const char *value = name[length] == '=' ? name + length + 1 : NULL;
        if (entry->kind == OPTION_FLAG) {
            if (value != NULL) {
                snprintf(reason, sizeof reason, "--%s takes no value", entry->name);
                options_refuse(table, reason);
                return OPTIONS_WRONG;
            }
            *(bool *)entry->target = true;
            continue;
        }
        if (value == NULL && i + 1 < argc) {
            value = argv[++i];
        }
        if (value == NULL) {
            snprintf(reason, sizeof reason, "--%s needs a value: --%s %s", entry->name, entry->name, entry->value);
            options_refuse(table, reason);
            return OPTIONS_WRONG;
        }
        if (!store(entry, value, reason)) {
            options_refuse(table, reason);
            return OPTIONS_WRONG;
        }
    }
    return OPTIONS_RUN;
}

bool options_parse_exactly(const option_table *table, int argc, char **argv, const char *const *questions,
                           const char **operands, size_t count, exit_code *code)
{
    size_t given = 0;
    options_result result = options_parse(table, argc, argv, operands, count, &given);
    *code = result == OPTIONS_WRONG ? EXIT_CODE_USAGE : EXIT_CODE_OK;
    if (result == OPTIONS_RUN && given < count) {
        *code = options_refuse(table, questions[given]);
    }
    return result == OPTIONS_RUN && given == count;
}
