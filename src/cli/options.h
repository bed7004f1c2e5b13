/*
 * options.h - one table per command describes its options; parsing and --help both come from it.
 */
#ifndef SAGITTA_CLI_OPTIONS_H
#define SAGITTA_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "exit_code.h"

typedef enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_NUMBER, OPTION_INTEGER } option_kind;

typedef struct option_entry {
    const char *name;  /* without the dashes */
    const char *value; /* what stands for the value in the help; NULL for a flag */
    const char *help;  /* may hold newlines */
    option_kind kind;
    void *target;      /* bool *, const char **, double * or int *, by kind */
    double min;        /* least and largest value of numbers and integers */
    double max;
} option_entry;

typedef struct option_table {
    const char *command; /* "analyze" */
    const char *usage;   /* "sagitta analyze FILE [options]" */
    const char *about;   /* paragraphs of the help before the options */
    const char *more;    /* paragraphs behind them, NULL if none */
    const option_entry *entry;
    size_t entry_count;
} option_table;

typedef enum options_result {
    OPTIONS_RUN,   /* go on */
    OPTIONS_HELPED,/* --help was asked for and printed: exit 0 */
    OPTIONS_WRONG  /* the reason was printed: exit EXIT_CODE_USAGE */
} options_result;

/*
 * Parse argv[1..]. Options may stand before and behind operands; "--" ends them; "--name value" and "--name=value".
 * operands: room for operand_max; *operand_count: how many were given; more than operand_max is wrong usage.
 */
options_result options_parse(const option_table *table, int argc, char **argv, const char **operands,
                             size_t operand_max, size_t *operand_count);

/*
 * Parse the words of a command that takes exactly count operands.
 * questions[i]: what to ask when only i of them are given, e.g. "which video?"; NULL for no operands.
 * Returns true to go on; false when the command is over with *code.
 */
bool options_parse_exactly(const option_table *table, int argc, char **argv, const char *const *questions,
                           const char **operands, size_t count, exit_code *code);

/* Print text that may hold words from the command line; control characters become '?'. */
void options_print_clean(FILE *stream, const char *text);

/* Print "sagitta COMMAND: reason" and how to get help on stderr. Returns EXIT_CODE_USAGE. */
exit_code options_refuse(const option_table *table, const char *reason);

#endif
